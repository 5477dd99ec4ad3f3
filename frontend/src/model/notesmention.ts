// "@" and the beginning of a name, while it is written.

import type { Member } from '../studio/studio'

/** The beginning of a name before the caret, and where its "@" stands; null where nobody is being named. */
export function mentionAt(text: string, caret: number): { at: number; word: string } | null {
  const before = text.slice(0, caret)
  const at = before.lastIndexOf('@')
  if (at < 0 || /[\p{L}\p{N}_]$/u.test(before.slice(0, at))) return null
  const word = before.slice(at + 1)
  return word.length <= 40 && !/[\n@]|\s{2}|^\s/.test(word) ? { at, word } : null
}

/** Whose name goes on from there, so many at most; nobody where the name stands there whole. */
export function suggested(members: readonly Member[], word: string, most = 6): Member[] {
  const wish = word.toLocaleLowerCase()
  const some = members.filter((m) => m.name !== '' && m.name.toLocaleLowerCase().startsWith(wish))
  return some.some((m) => m.name.toLocaleLowerCase() === wish) ? [] : some.slice(0, most)
}

/** The text with the name in place of its beginning, and where the caret stands then. */
export function mentioned(text: string, caret: number, at: number, name: string): { text: string; caret: number } {
  const put = `@${name} `
  return { text: text.slice(0, at) + put + text.slice(caret).replace(/^ /, ''), caret: at + put.length }
}
