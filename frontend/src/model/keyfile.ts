// A keymap as a file: written for other people, read as if from a stranger.

import { t } from '../words/words.svelte'
import { PRESETS, type PresetName } from './presets'

/** What a person chose: a preset, and their own keys on top of it. */
export interface Wish {
  readonly preset: PresetName
  readonly own: Readonly<Record<string, readonly string[]>>
}

export const OURS: Wish = { preset: 'ours', own: {} }

const VERSION = 1
const MOST_CHARACTERS = 100_000
const MOST_COMMANDS = 1000
const MOST_KEYS = 8
const ID = /^[a-z]+(?:\.[a-z0-9-]+)+$/
const POSITION = /^(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:Key[A-Z]|Digit\d|Arrow(?:Left|Right|Up|Down)|F(?:[1-9]|1\d|2[0-4])|Space|Enter|Escape|Delete|Backspace|Home|End|PageUp|PageDown|BracketLeft|BracketRight|Comma|Period|Backslash|Equal|Minus|ContextMenu|Slash|Semicolon|Quote|Backquote|Intl[A-Z][A-Za-z]{1,12}|Numpad[A-Z][a-z]{2,9})$/
// One visible character: what a person can see on a key.
const CHARACTER = /^'[^\p{C}\p{Z}]'$/u

/** Whether this names a key as commands name keys. */
export const isKey = (key: unknown): key is string => typeof key === 'string' && (POSITION.test(key) || CHARACTER.test(key))

/** The keymap as text for a file. */
export function writeKeys(wish: Wish): string {
  return `${JSON.stringify({ taglane: 'keys', version: VERSION, preset: wish.preset, keys: wish.own }, null, 2)}\n`
}

/** Reads a keymap. Answers it, or a sentence that says what is wrong. */
export function readKeys(text: string): Wish | string {
  if (text.length > MOST_CHARACTERS) return t('That file is too large to be a keymap.')
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return t('That is not a keymap: it is no JSON.')
  }
  if (!isTable(read) || read['taglane'] !== 'keys') return t('That is not a keymap of Taglane.')
  if (read['version'] !== VERSION) return t('That keymap was written by another version of Taglane and cannot be read here.')
  const preset = PRESETS.find((p) => p.name === read['preset'])
  if (!preset) return t('That keymap begins from a preset that does not exist here.')
  if (!isTable(read['keys'])) return t('That keymap holds no table of keys.')
  const entries = Object.entries(read['keys'])
  if (entries.length > MOST_COMMANDS) return t('That keymap names more commands than there can be.')
  const own = new Map<string, readonly string[]>()
  for (const [id, keys] of entries) {
    if (!ID.test(id) || id.length > 80) return t('That keymap names a command in a way no command is named.')
    if (!Array.isArray(keys) || keys.length > MOST_KEYS || !keys.every(isKey)) return t('That keymap gives {id} a key that does not exist.', { id })
    own.set(id, [...new Set(keys)])
  }
  return { preset: preset.name, own: Object.fromEntries(own) }
}

const isTable = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)
