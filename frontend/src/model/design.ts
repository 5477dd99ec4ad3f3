// The design of a cover while it is being made: everything a person can turn,
// also what is switched off just now, so that words taken out and put back keep
// their place and colour. What goes to the program is made of it.

import { within, type CutShape } from '../maths/crop'
import type { CoverWords, Design, Finding, Point } from '../studio/studio'
import { mark } from '../words/words.svelte'

export type { CoverWords, Design, Finding, Point } from '../studio/studio'

/** The two things that can be written on a cover. */
export type Part = 'title' | 'sticker'

export interface Draft {
  readonly frame: number // −1 until one is chosen
  readonly focus: Point
  readonly title: CoverWords // no text: no title
  readonly sticker: CoverWords
}

/** How many characters each may have. */
export const MOST: Readonly<Record<Part, number>> = { title: 120, sticker: 24 }
/** Height of a line, in fractions of the cut's shorter side. */
export const SMALLEST = 0.02
export const LARGEST = 0.3

const MIDDLE: Point = { x: 0.5, y: 0.5 }
const PLAIN: Readonly<Record<Part, CoverWords>> = {
  title: { text: '', at: { x: 0.5, y: 0.22 }, size: 0.1, ink: '#ffffff' },
  sticker: { text: '', at: { x: 0.5, y: 0.76 }, size: 0.07, ink: '#0d0e11', plate: '#ffffff' },
}

/** Colours that keep their names apart on film; any other is typed. */
export const COLOURS: readonly { readonly name: string; readonly value: string }[] = [
  { name: mark('White'), value: '#ffffff' },
  { name: mark('Ink'), value: '#0d0e11' },
  { name: mark('Sand'), value: '#f3e3c8' },
  { name: mark('Lemon'), value: '#ffd84d' },
  { name: mark('Coral'), value: '#ff6b57' },
  { name: mark('Leaf'), value: '#1f6b4a' },
]

/** Where words come to rest by one press: clear of what phones lay over a picture. */
export const ANCHORS: readonly { readonly name: string; readonly at: Point }[] = [
  { name: mark('Top left'), at: { x: 0.27, y: 0.22 } }, { name: mark('Top centre'), at: { x: 0.5, y: 0.22 } }, { name: mark('Top right'), at: { x: 0.73, y: 0.22 } },
  { name: mark('Middle left'), at: { x: 0.27, y: 0.5 } }, { name: mark('Middle'), at: { x: 0.5, y: 0.5 } }, { name: mark('Middle right'), at: { x: 0.73, y: 0.5 } },
  { name: mark('Bottom left'), at: { x: 0.27, y: 0.74 } }, { name: mark('Bottom centre'), at: { x: 0.5, y: 0.74 } }, { name: mark('Bottom right'), at: { x: 0.73, y: 0.74 } },
]

/** The draft a clip's own cover gives. */
export function draftOf(cover: number | null, design: Design | null): Draft {
  return {
    frame: cover ?? -1,
    focus: design?.focus ?? MIDDLE,
    title: design?.title ?? PLAIN.title,
    sticker: design?.sticker ?? PLAIN.sticker,
  }
}

/** What the program is told; null for the bare frame, cut around its middle. */
export function designOf(d: Draft): Design | null {
  const made: Design = {
    ...(d.focus.x === MIDDLE.x && d.focus.y === MIDDLE.y ? {} : { focus: d.focus }),
    ...(isBlank(d.title) ? {} : { title: d.title }),
    ...(isBlank(d.sticker) ? {} : { sticker: d.sticker }),
  }
  return Object.keys(made).length > 0 ? made : null
}

/** Whether two drafts make the same pictures. */
export const isSame = (a: Draft, b: Draft): boolean => a.frame === b.frame && saidBy(a) === saidBy(b)

function saidBy(d: Draft): string {
  const words = (w: CoverWords): unknown => (isBlank(w) ? null : [w.text, w.at.x, w.at.y, w.size, w.face ?? '', w.ink, w.plate ?? ''])
  return JSON.stringify([d.focus.x, d.focus.y, words(d.title), words(d.sticker)])
}

export const isBlank = (w: CoverWords): boolean => w.text.trim() === ''

/** Words with something changed, held within their bounds. plate null takes the plate away. */
export function changed(part: Part, w: CoverWords, by: Partial<Omit<CoverWords, 'plate'>> & { plate?: string | null }): CoverWords {
  const { plate = w.plate ?? null, ...rest } = by
  const { plate: _, ...bare } = { ...w, ...rest }
  return {
    ...bare,
    text: [...bare.text].slice(0, MOST[part]).join(''),
    at: within(bare.at),
    size: Math.min(LARGEST, Math.max(SMALLEST, bare.size)),
    ...(plate === null ? {} : { plate }),
  }
}

/** The plate words are read best on; a sticker without a plate of its own gets it. */
export function plateFor(ink: string): string {
  const light = (at: number): number => {
    const v = Number.parseInt(ink.slice(at, at + 2), 16) / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5)
  // Where nearly black and white are equally far away, as contrast is counted.
  return luminance > 0.1916 ? '#111111' : '#ffffff'
}

/** Which of the two a finding speaks of; null for the cover as a whole. */
export function partOf(f: Finding): Part | null {
  const part = f.place.field?.replace(/^cover\./, '')
  return part === 'title' || part === 'sticker' ? part : null
}

/** One finding and every cut it was made on, the first of which words it. */
export interface Remark { readonly key: string; readonly finding: Finding; readonly shapes: readonly CutShape[] }

/** The findings of all cuts, each said once, in the order of the cuts. */
export function remarksOf(cuts: readonly { shape: CutShape; findings: readonly Finding[] }[]): Remark[] {
  const all = new Map<string, { key: string; finding: Finding; shapes: CutShape[] }>()
  for (const { shape, findings } of cuts) {
    for (const finding of findings) {
      const key = `${finding.rule} ${partOf(finding) ?? ''} ${finding.fix ?? ''}`
      const known = all.get(key)
      if (!known) all.set(key, { key, finding, shapes: [shape] })
      else if (!known.shapes.includes(shape)) known.shapes.push(shape)
    }
  }
  return [...all.values()]
}

/** Where each part is clear of what phones lay over a picture, and of the other. */
const CLEAR: Readonly<Record<Part, Point>> = { title: { x: 0.5, y: 0.22 }, sticker: { x: 0.5, y: 0.7 } }

/** The draft with a finding mended in one step; null where only a person can. */
export function mended(d: Draft, f: Finding): Draft | null {
  const part = partOf(f)
  if (!part) return null
  const w = d[part]
  const by = mendOf(d, part, f)
  const next = by && { ...d, [part]: changed(part, w, by) }
  return next && !isSame(next, d) ? next : null
}

function mendOf(d: Draft, part: Part, f: Finding): Parameters<typeof changed>[2] | null {
  const w = d[part]
  switch (f.rule) {
    case 'cover.contrast':
      return w.plate || part === 'sticker' ? { ink: plateFor(w.plate ?? plateFor(w.ink)) } : { plate: plateFor(w.ink) }
    case 'cover.edge':
      return { at: inwards(w.at) }
    case 'cover.size':
    case 'cover.lines':
      return { size: w.size * 0.8 }
    case 'cover.grid':
      return { at: { ...w.at, y: nearer(w.at.y) } }
    case 'cover.furniture':
      return { at: CLEAR[part] }
    case 'cover.overlap':
      return { at: d.title.at.y < 0.45 ? CLEAR.sticker : CLEAR.title }
    default:
      return null
  }
}

// A step towards the middle; near enough is the middle.
const inwards = (p: Point): Point => ({ x: nearer(p.x), y: nearer(p.y) })
const nearer = (v: number): number => (Math.abs(v - 0.5) < 0.1 ? 0.5 : v + (0.5 - v) / 3)

/** Reads a colour as a person types it: "#FFF", "ffd84d". null when it is none. */
export function colourOf(text: string): string | null {
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]?.toLowerCase()
  if (!hex) return null
  return `#${hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex}`
}
