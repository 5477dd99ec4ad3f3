// How long a text is, as each service counts: what one calls a character is
// two of them elsewhere, or five bytes.

import type { Unit } from '../studio/studio'

export type { Unit } from '../studio/studio'

const encoder = new TextEncoder()
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export function lengthOf(text: string, unit: Unit): number {
  switch (unit) {
    case 'bytes': return encoder.encode(text).length
    case 'utf16': return text.length
    case 'graphemes': return [...segmenter.segment(text)].length
    case 'characters': return [...text].length
  }
}

/** Where a text is cut off after so many characters as a person sees them; −1 where all of it is seen. */
export function foldOf(text: string, after: number): number {
  if (after <= 0 || text.length <= after) return -1
  let seen = 0
  for (const { index } of segmenter.segment(text)) if (seen++ === after) return index
  return -1
}

/** A whole text around the words a person writes: what goes before them, and what after. */
export interface Around { readonly before: string; readonly after: string }

/** What stands around a caption in a whole text. One that is not in it stands in front of nothing. */
export function around(text: string, caption: string): Around {
  const at = caption === '' ? -1 : text.indexOf(caption)
  if (at < 0) return { before: '', after: caption === '' ? text : '' }
  return { before: text.slice(0, at), after: text.slice(at + caption.length) }
}

/** A piece of a text as it is shown. */
export interface Piece { readonly text: string; readonly kind: 'chip' | 'plain' | 'late' | 'fold' }

/** Words that say it is an ad, as whole words or hashtags. */
const ADS = /(?<![\p{L}\p{N}_#])#?(?:ad|advert|advertising|advertisement|anzeige|werbung|publicité|pubblicità|publicidad|広告|广告)(?![\p{L}\p{N}_])/giu

/** The longest disclosure that is shown as a chip; longer ones are sentences. */
const CHIP = 40

/** How far back a cut moves so that it falls between words. */
const BACK = 20

/** A cut inside a word moves in front of it, as every place shows it. */
function between(text: string, cut: number): number {
  if (cut <= 0 || /\s/.test(text.charAt(cut)) || /\s/.test(text.charAt(cut - 1))) return cut
  const word = /\S+$/.exec(text.slice(0, cut))?.[0] ?? ''
  return word.length < Math.min(BACK, cut) ? cut - word.length : cut
}

/** alone: nobody wrote anything yet, so that all there is was put there. What was written at the very beginning to disclose, such as "#ad" or a line of its own; "" for none. */
function opening(text: string, alone: boolean): string {
  const line = (alone ? /^\s*[^\n]*\n?/ : /^\s*[^\n]*\n/).exec(text)?.[0] ?? ''
  if (line.trim().length <= CHIP && line.trim() !== '' && line.search(ADS) === 0) return line
  const first = /^\s*#\S+\s?/.exec(text)?.[0] ?? ''
  return first.trim().search(ADS) === 0 ? first : ''
}

/**
 * A whole text in pieces: its disclosure as a chip, the fold where it falls, and
 * what says that it is an ad only behind the fold, where that is too late.
 */
export function pieces(given: Around, caption: string, fold: number, late: boolean): Piece[] {
  const text = given.before + caption + given.after
  const around = given.before.trim() === '' ? { before: opening(text, caption === ''), after: '' } : given
  const chip = around.before.trim()
  const chipped = chip !== '' && chip.length <= CHIP
  const cut = between(text, foldOf(text, fold))
  const from = chipped ? around.before.length : 0
  const out: Piece[] = chipped ? [{ text: chip, kind: 'chip' }] : []
  const add = (s: string, kind: Piece['kind']): void => { if (s.trim() !== '') out.push({ text: s, kind }) }
  if (cut < 0 || cut <= from) {
    add(text.slice(from), 'plain')
    return out
  }
  add(text.slice(from, cut).trimEnd(), 'plain')
  out.push({ text: '', kind: 'fold' })
  const rest = text.slice(cut).trimStart()
  let at = 0
  if (late) for (const found of rest.matchAll(ADS)) {
    add(rest.slice(at, found.index), 'plain')
    out.push({ text: found[0], kind: 'late' })
    at = found.index + found[0].length
  }
  add(rest.slice(at), 'plain')
  return out
}
