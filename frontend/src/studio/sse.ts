// Reads a text/event-stream out of chunks of bytes, as fetch gives them.
// EventSource cannot send a header, and the token travels in one.

export interface StreamEvent { readonly id: string; readonly event: string; readonly data: string }

/** Yields each event of a stream in order; comments keep the line alive and are skipped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      const blocks = rest.split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parse(block)
        if (event.data !== '' || event.event !== '') yield event
      }
    }
  } finally {
    reader.cancel().catch(() => undefined) // the line may be gone already
  }
}

function parse(block: string): StreamEvent {
  const found = { id: '', event: '', data: '' }
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const field = line.slice(0, colon)
    const value = line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') found.data = found.data === '' ? value : `${found.data}\n${value}`
    else if (field === 'id' || field === 'event') found[field] = value
  }
  return found
}
