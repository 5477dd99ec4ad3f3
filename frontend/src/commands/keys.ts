// Keys as commands name them: modifiers, then a position on the keyboard
// ("Ctrl+Shift+KeyZ"), or a character where the position differs from one
// keyboard to the next ("'?'"). On a Mac, Ctrl is the Command key.

export type Modifier = 'Ctrl+' | 'Shift+' | 'Alt+' | 'Ctrl+Shift+' | 'Ctrl+Alt+' | 'Alt+Shift+' | ''
export type Position =
  | `Key${string}` | `Digit${string}` | `Arrow${'Left' | 'Right' | 'Up' | 'Down'}` | `F${number}`
  | 'Space' | 'Enter' | 'Escape' | 'Delete' | 'Backspace' | 'Tab' | 'Home' | 'End' | 'PageUp' | 'PageDown'
  | 'BracketLeft' | 'BracketRight' | 'Comma' | 'Period' | 'Backslash' | 'Equal' | 'Minus'
export type Key = `${Modifier}${Position}` | `'${string}'`

export interface Pressed {
  readonly code: string
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

export const onMac = typeof navigator !== 'undefined' && /^Mac/.test(navigator.platform)

/** Both names a press can be claimed by: its character and its position. */
export function namesOf(e: Pressed, mac = onMac): string[] {
  const ctrl = mac ? e.metaKey : e.ctrlKey
  const other = mac ? e.ctrlKey : e.metaKey
  if (other) return []
  const code = e.code.replace(/^Numpad(\d)$/, 'Digit$1').replace('NumpadEnter', 'Enter')
  const at = `${ctrl ? 'Ctrl+' : ''}${e.altKey ? 'Alt+' : ''}${e.shiftKey ? 'Shift+' : ''}${code}`
  return ctrl || e.altKey ? [at] : [`'${e.key}'`, at]
}

const shown: Record<string, string> = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Delete: 'Del', Backspace: '⌫',
  PageUp: 'PgUp', PageDown: 'PgDn', BracketLeft: '[', BracketRight: ']', Comma: ',', Period: '.', Backslash: '\\',
  Equal: '=', Minus: '−',
}

/** A key as a person reads it: "Ctrl Shift Z". */
export function keyText(key: string, mac = onMac): string {
  if (key.startsWith("'")) return key.slice(1, -1)
  return key
    .split('+')
    .map((part) => shown[part] ?? (part === 'Ctrl' && mac ? '⌘' : part.replace(/^(Key|Digit)/, '')))
    .join(' ')
}

/** As aria-keyshortcuts wants it. */
export function keyAria(key: string, mac = onMac): string {
  if (key.startsWith("'")) return key.slice(1, -1)
  return key
    .split('+')
    .map((part) => (part === 'Ctrl' ? (mac ? 'Meta' : 'Control') : part.replace(/^(Key|Digit)/, '')))
    .join('+')
}

/** What the webview would do by itself and a studio must not: reload, print, find, zoom the page, go back. */
const hostile = new Set([
  'Ctrl+KeyR', 'Ctrl+Shift+KeyR', 'F5', 'Ctrl+F5', 'Ctrl+KeyP', 'Ctrl+KeyF', 'Ctrl+KeyG', 'Ctrl+KeyS', 'Ctrl+KeyO', 'Ctrl+KeyD',
  'Ctrl+KeyU', 'Ctrl+KeyJ', 'Ctrl+KeyK', 'Ctrl+Equal', 'Ctrl+Shift+Equal', 'Ctrl+Minus', 'Ctrl+Digit0', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'F3', 'F7',
])
export const isHostile = (names: readonly string[]): boolean => names.some((n) => hostile.has(n))

/** Whether the focused element keeps this press. Text fields keep all but commands; native controls keep what works them. Whatever else wants a key takes it before it gets here. */
export function keptByFocus(focus: Element | null, e: Pressed): boolean {
  if (!focus) return false
  const ctrl = onMac ? e.metaKey : e.ctrlKey
  if (isText(focus)) {
    if (ctrl) return ofText.has(e.code)
    return !/^F\d+$/.test(e.code)
  }
  if (e.code === 'Tab') return true
  // A press by mouse leaves the focus on a button; Space then still plays.
  if (e.code === 'Space') return !ctrl && focus.matches(':is(button, a[href], summary):focus-visible, input, select')
  if (e.code === 'Enter') return !ctrl && focus.matches('button, a[href], summary, input, select')
  if (e.code.startsWith('Arrow') || e.code === 'Home' || e.code === 'End' || e.code.startsWith('Page')) {
    return !ctrl && !e.altKey && focus.matches('select, input')
  }
  return false
}

const ofText = new Set(['KeyA', 'KeyC', 'KeyV', 'KeyX', 'KeyZ', 'KeyY', 'Backspace', 'Delete', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'])

/** Whether typing goes into the element. */
export function isText(el: Element): boolean {
  if (el instanceof HTMLTextAreaElement) return true
  if (el instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button', 'color', 'file', 'submit', 'reset'].includes(el.type)
  return el instanceof HTMLElement && el.isContentEditable
}
