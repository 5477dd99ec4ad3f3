// Text out of the window: onto the clipboard, or into a file the browser saves.

/** Puts a text on the clipboard of the system; false where that is not allowed. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelecting(text)
  }
}

// A webview without the clipboard still copies what is selected.
function copyBySelecting(text: string): boolean {
  const before = document.activeElement
  const carrier = document.createElement('textarea')
  carrier.value = text
  carrier.className = 'unseen'
  ;(document.querySelector('dialog[open]') ?? document.body).append(carrier)
  carrier.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    carrier.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}

/** Lets the browser save a text as a file. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the file after the click; a minute is more than it takes.
  setTimeout(() => { URL.revokeObjectURL(url) }, 60_000)
}
