// What the phone puts over the picture. The shapes are our own neutral
// drawings from a dated rule pack; they say where a hotspot would be hidden.

import type { PathSpot } from './path'
import pack from './phones.json'

export interface Shape {
  readonly part: string
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly r: number
}
export type Side = 'top' | 'right' | 'bottom' | 'left'
export const SIDES: readonly Side[] = ['top', 'right', 'bottom', 'left']
/** How far furniture reaches in from each side, as shares of the picture's height or width. */
export type Margins = Readonly<Record<Side, number>>
/** A shape of the pack, which knows the side it belongs to. */
export interface Furniture extends Shape { readonly side: Side }
export interface Phone {
  readonly id: string
  readonly name: string
  /** The day of the facts the shapes were drawn from, YYYY-MM-DD. */
  readonly checked: string
  /** What those facts are, in words. */
  readonly source: string
  readonly margins: Margins
  readonly shapes: readonly Furniture[]
}

export const PICTURE = pack.picture
export const PHONES: readonly Phone[] = pack.phones as readonly Phone[]
/** The furthest a person may let furniture reach; two sides never meet. */
export const MOST_MARGIN = 0.45

const isLevel = (side: Side): boolean => side === 'left' || side === 'right'

/** How far the shapes of one side reach in, as a share of the picture; 0 for none. */
export function reachOf(shapes: readonly Furniture[], side: Side): number {
  const far = shapes.filter((s) => s.side === side).map((s) => {
    switch (side) {
      case 'top': return (s.y + s.h) / PICTURE.height
      case 'bottom': return 1 - s.y / PICTURE.height
      case 'left': return (s.x + s.w) / PICTURE.width
      case 'right': return 1 - s.x / PICTURE.width
    }
  })
  return Math.max(0, ...far)
}

/** The phone with its furniture drawn out, or pushed back, to other margins. A
 *  side that has none gets a plain band as wide as its margin. */
export function withMargins(phone: Phone, margins: Margins): Phone {
  const shapes = SIDES.flatMap((side) => {
    const own = phone.shapes.filter((s) => s.side === side)
    const by = margins[side]
    if (by === phone.margins[side]) return own
    if (by <= 0) return []
    return own.length > 0 ? own.map((s) => drawnOut(s, by / reachOf(own, side))) : [band(side, by)]
  })
  return { ...phone, margins, shapes }
}

// Grown from the side it belongs to; only across, so that it stays where it is along that side.
function drawnOut(s: Furniture, by: number): Furniture {
  const from = s.side === 'right' ? PICTURE.width : s.side === 'bottom' ? PICTURE.height : 0
  const grown = isLevel(s.side)
    ? { x: from + (s.x - from) * by, w: s.w * by }
    : { y: from + (s.y - from) * by, h: s.h * by }
  const next = { ...s, ...grown }
  return { ...next, r: Math.min(s.r * Math.max(1, by), next.w / 2, next.h / 2) }
}

function band(side: Side, by: number): Furniture {
  const w = isLevel(side) ? by * PICTURE.width : PICTURE.width
  const h = isLevel(side) ? PICTURE.height : by * PICTURE.height
  return { side, part: 'your margin', x: side === 'right' ? PICTURE.width - w : 0, y: side === 'bottom' ? PICTURE.height - h : 0, w, h, r: 0 }
}

/** A hotspot is a ring of this radius on a picture of PICTURE's size. */
export const RING = 11

export const phoneOf = (id: string): Phone | null => PHONES.find((p) => p.id === id) ?? null

/** The shape that a hotspot's ring, or its box if it has one, touches. */
export function coverOf(spot: PathSpot, phone: Phone | null): Shape | null {
  const x = spot.x * PICTURE.width
  const y = spot.y * PICTURE.height
  const w = ((spot.w ?? 0) * PICTURE.width) / 2
  const h = ((spot.h ?? 0) * PICTURE.height) / 2
  const ring = w > 0 || h > 0 ? 0 : RING
  return phone?.shapes.find((s) => distance(x, y, w, h, s) < ring) ?? null
}

// Between a box (half as wide as w, half as high as h) and a shape with its
// rounded corners; negative where they overlap.
function distance(x: number, y: number, w: number, h: number, s: Shape): number {
  const r = Math.min(s.r, s.w / 2, s.h / 2)
  const dx = Math.max(s.x + r - x, x - (s.x + s.w - r)) - w
  const dy = Math.max(s.y + r - y, y - (s.y + s.h - r)) - h
  return (dx <= 0 && dy <= 0 ? Math.max(dx, dy) : Math.hypot(Math.max(dx, 0), Math.max(dy, 0))) - r
}
