// Keys as commands name them: modifiers, then a position on the keyboard
// ("Shift+KeyC"), or a character where the position differs from one keyboard
// to the next ("'?'"). With Ctrl a letter is the letter itself, wherever it
// lies: what undoes is Z on every keyboard. On a Mac, Ctrl is the Command key.

import { keymap } from '../model/keymap.svelte'
import { mark, tell } from '../words/words.svelte'

export type Modifier = 'Ctrl+' | 'Shift+' | 'Alt+' | 'Ctrl+Shift+' | 'Ctrl+Alt+' | 'Alt+Shift+' | ''
export type Position =
  | `Key${string}` | `Digit${string}` | `Arrow${'Left' | 'Right' | 'Up' | 'Down'}` | `F${number}`
  | 'Space' | 'Enter' | 'Escape' | 'Delete' | 'Backspace' | 'Tab' | 'Home' | 'End' | 'PageUp' | 'PageDown'
  | 'BracketLeft' | 'BracketRight' | 'Comma' | 'Period' | 'Backslash' | 'Equal' | 'Minus' | 'ContextMenu'
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

// A keyboard without Latin letters still has their positions.
function codeOf(e: Pressed, ctrl: boolean): string {
  if (ctrl && !e.altKey && /^[a-z]$/i.test(e.key)) return `Key${e.key.toUpperCase()}`
  return e.code.replace(/^Numpad(\d)$/, 'Digit$1').replace('NumpadEnter', 'Enter')
}

/** Both names a press can be claimed by: its character and its position. */
export function namesOf(e: Pressed, mac = onMac): string[] {
  const ctrl = mac ? e.metaKey : e.ctrlKey
  const other = mac ? e.ctrlKey : e.metaKey
  if (other) return []
  const at = `${ctrl ? 'Ctrl+' : ''}${e.altKey ? 'Alt+' : ''}${e.shiftKey ? 'Shift+' : ''}${codeOf(e, ctrl)}`
  return ctrl || e.altKey ? [at] : [`'${e.key}'`, at]
}

const shown: Record<string, string> = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Backspace: '⌫',
  ContextMenu: 'Menu', BracketLeft: '[', BracketRight: ']', Comma: ',', Period: '.', Backslash: '\\',
  Equal: '=', Minus: '−',
}

// What keyboards of other countries call otherwise.
const worded: Record<string, string> = { Ctrl: mark('Ctrl|key'), Delete: mark('Del|key'), Home: mark('Home|key'), End: mark('End|key'), PageUp: mark('PgUp|key'), PageDown: mark('PgDn|key'), Space: mark('Space|key') }

/** What is printed on a position, on the keyboard at hand. */
function label(part: string, letters: ReadonlyMap<string, string>): string {
  return letters.get(part)?.toUpperCase() ?? (worded[part] === undefined ? shown[part] : tell(worded[part])) ?? part.replace(/^(Key|Digit)(?=.)/, '')
}

// Digits stay digits: where the layout wants Shift for them, the position is still called by its number.
const named = (part: string, letters: ReadonlyMap<string, string>): string => (part.startsWith('Digit') ? part.slice(5) : label(part, letters))

// What is printed on the positions, for keys that are positions.
const none: ReadonlyMap<string, string> = new Map()
const printed = (key: string, letters: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  (/^Ctrl\+(?:Shift\+)?Key[A-Z]$/.test(key) ? none : letters)

/** A key as a person reads it: "Ctrl Shift Z", with the letters of their keyboard. */
export function keyText(key: string, mac = onMac, letters = keymap.letters): string {
  if (key.startsWith("'")) return key.slice(1, -1)
  const there = printed(key, letters)
  return key
    .split('+')
    .map((part) => (part === 'Ctrl' && mac ? '⌘' : named(part, there)))
    .join(' ')
}

/** As aria-keyshortcuts wants it. */
export function keyAria(key: string, mac = onMac, letters = keymap.letters): string {
  if (key.startsWith("'")) return key.slice(1, -1)
  const there = printed(key, letters)
  return key
    .split('+')
    .map((part) => (part === 'Ctrl' ? (mac ? 'Meta' : 'Control') : /^Key./.test(part) ? named(part, there) : part.replace(/^Digit/, '')))
    .join('+')
}

// Modifiers alone are no key, and these belong to walking through a window or to the system.
const never = /^(?:Control|Shift|Alt|Meta|OS|Tab|CapsLock|ContextMenu|Fn|$)/
const ofPositions = /^(?:Key|Digit|Arrow|F\d|Space|Enter|Delete|Backspace|Home|End|Page|Bracket|Comma|Period|Backslash|Equal|Minus)/

/** The name to keep for a press that was recorded; null when it cannot be a key of a command. */
export function recorded(e: Pressed, mac = onMac): string | null {
  if (never.test(e.code) || (e.altKey && e.code === 'F4')) return null
  const names = namesOf(e, mac)
  const position = names.at(-1)
  if (position === undefined) return null
  // A sign such as / or ? moves from keyboard to keyboard; its character stays.
  if (names.length > 1 && !ofPositions.test(e.code.replace(/^Numpad(\d|Enter)/, 'Digit'))) return /^[^\p{C}\p{Z}]$/u.test(e.key) ? `'${e.key}'` : null
  return position
}

/** What the webview would do by itself and a studio must not: reload, print, find, zoom the page, go back. */
const hostile = new Set([
  'Ctrl+KeyR', 'Ctrl+Shift+KeyR', 'F5', 'Ctrl+F5', 'Ctrl+KeyP', 'Ctrl+KeyF', 'Ctrl+KeyG', 'Ctrl+KeyS', 'Ctrl+KeyO', 'Ctrl+KeyD',
  'Ctrl+KeyU', 'Ctrl+KeyJ', 'Ctrl+KeyK', 'Ctrl+Equal', 'Ctrl+Shift+Equal', 'Ctrl+Minus', 'Ctrl+Digit0', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'F1', 'F3', 'F7',
])
export const isHostile = (names: readonly string[]): boolean => names.some((n) => hostile.has(n))

/** Whether the focused element keeps this press. Text fields keep all but commands; native controls keep what works them. Whatever else wants a key takes it before it gets here. */
export function keptByFocus(focus: Element | null, e: Pressed): boolean {
  if (!focus) return false
  const ctrl = onMac ? e.metaKey : e.ctrlKey
  if (isText(focus)) {
    if (ctrl) return ofText.has(codeOf(e, ctrl))
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
