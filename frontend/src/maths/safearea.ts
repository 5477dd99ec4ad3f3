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
export interface Phone {
  readonly id: string
  readonly name: string
  readonly shapes: readonly Shape[]
}

/** The day of the facts the shapes were drawn from. */
export const CHECKED: string = pack.checked
export const PICTURE = pack.picture
export const PHONES: readonly Phone[] = pack.phones

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

/** The nearest place in the picture that nothing covers; the spot itself when it is clear. */
export function clearSpot(spot: PathSpot, phone: Phone | null): PathSpot {
  if (!coverOf(spot, phone)) return spot
  const aspect = PICTURE.width / PICTURE.height
  for (let reach = 0.01; reach < 1; reach += 0.01) {
    for (let turn = 0; turn < 24; turn++) {
      const a = Math.PI + (turn * Math.PI) / 12 // leftwards first: most furniture stands at the right
      const next = { x: spot.x + Math.cos(a) * reach, y: spot.y + Math.sin(a) * reach * aspect }
      const within = next.x > 0.04 && next.x < 0.96 && next.y > 0.03 && next.y < 0.97
      if (within && !coverOf(next, phone)) return next
    }
  }
  return spot
}
