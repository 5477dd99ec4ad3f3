// Text out of the window and into it: onto the clipboard and from it, or into
// a file the browser saves. What this window copied itself is told from what
// came from elsewhere, since tags are kept by value and need no text.

/** How what this window copied last stands on the clipboard of the system. */
let own: { stands: 'not at all' | 'coming' | 'there' | 'refused'; text: string } = { stands: 'not at all', text: '' }

if (typeof window !== 'undefined') {
  // Only elsewhere can something else be copied without this window knowing.
  window.addEventListener('blur', () => { if (own.stands === 'refused') own = { stands: 'not at all', text: '' } })
}

/** Puts the text of what was copied here on the clipboard, as soon as it is known. */
export async function copyOwn(coming: Promise<string | null>): Promise<void> {
  const mine: typeof own = { stands: 'coming', text: '' }
  own = mine
  const text = await coming
  if (own !== mine) return
  const there = text !== null && await put(text)
  if (own === mine) own = { stands: there ? 'there' : 'refused', text: text ?? '' }
}

/** What stands on the clipboard of the system and did not come from a copy of this window; null for nothing, or where it cannot be read. Files are for others to take. */
export async function readForeign(): Promise<Pasted> {
  if (own.stands === 'coming' || own.stands === 'refused') return null
  const text = await readText()
  return text === FILES ? FILES : text === null || text.trim() === '' || (own.stands === 'there' && lines(text) === lines(own.text)) ? null : text
}

const lines = (text: string): string => text.replaceAll('\r\n', '\n') // some systems write them so

/** Files were pasted, and no text. */
export const FILES = Symbol('files')
export type Pasted = string | typeof FILES | null

/** How long after its key a paste is awaited, ms: where one comes it comes at once. */
const PASTE_MS = 120

/** The text on the clipboard of the system, without asking the person whether it may be read; null where that cannot be. */
export async function readText(): Promise<Pasted> {
  const pasted = await nextPaste() // before anything else is awaited: it follows the key
  if (pasted !== null) return pasted
  try {
    const asked = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName })
    if (asked.state === 'granted') return await navigator.clipboard.readText()
  } catch {
    // This webview knows of no such permission.
  }
  return null
}

function nextPaste(): Promise<Pasted> {
  return new Promise((resolve) => {
    const end = (text: Pasted): void => {
      clearTimeout(timer)
      window.removeEventListener('paste', take, true)
      resolve(text)
    }
    const take = (e: ClipboardEvent): void => { end((e.clipboardData?.files.length ?? 0) > 0 ? FILES : (e.clipboardData?.getData('text/plain') ?? null)) }
    const timer = setTimeout(() => { end(null) }, PASTE_MS)
    window.addEventListener('paste', take, true)
  })
}

/** Puts a text on the clipboard of the system; false where that is not allowed. */
export async function copyText(text: string): Promise<boolean> {
  own = { stands: 'not at all', text: '' }
  return put(text)
}

async function put(text: string): Promise<boolean> {
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
