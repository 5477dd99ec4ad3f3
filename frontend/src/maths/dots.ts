// What is said along a clip, as dots and bars on a strip. Where dots would lie on
// one another they are one, which says how many it is.

import type { FrameSpan } from './frames'
import { xOf, type View } from './scale'

export interface Spot extends FrameSpan {
  readonly id: string
  /** Said and done: it stands behind what is open. */
  readonly done: boolean
}

export interface Dot<S> {
  /** The one it is named by: the first that is open, else the first. */
  readonly spot: S
  /** All it stands for, in their order. */
  readonly all: readonly S[]
  readonly x: number
}

/** A dot is so wide. */
export const DOT = 20

/** The dots in sight from left to right; spots come in the order they begin. */
export function dotsOf<S extends Spot>(spots: readonly S[], view: View, width: number): Dot<S>[] {
  const out: { spot: S; all: S[]; x: number }[] = []
  for (const spot of spots) {
    const x = xOf(spot.in, view)
    if (x < -DOT || x > width + DOT) continue
    const last = out.at(-1)
    // One that says a number is wider, and stands clear of the next.
    if (last && x - last.x < (last.all.length > 1 ? DOT + 8 : DOT - 4)) {
      last.all.push(spot)
      if (last.spot.done && !spot.done) last.spot = spot
    } else {
      out.push({ spot, all: [spot], x })
    }
  }
  return out
}

/** The ranges in sight, in pixels. */
export function barsOf<S extends Spot>(spots: readonly S[], view: View, width: number): { spot: S; x: number; width: number }[] {
  return spots.filter((s) => s.out > s.in).map((spot) => ({ spot, x: xOf(spot.in, view), width: (spot.out - spot.in) * view.px }))
    .filter((b) => b.x + b.width >= 0 && b.x <= width)
}
