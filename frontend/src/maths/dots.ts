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

/** A dot is so wide, and a hand may miss it by so much. */
export const DOT = 20
const AROUND = 4

/** The dots in sight from left to right, whole at either end; spots come in the order they begin. scale is how large letters are. */
export function dotsOf<S extends Spot>(spots: readonly S[], view: View, width: number, scale = 1): Dot<S>[] {
  const size = DOT * scale
  const edge = size / 2 + AROUND + 1
  const out: { spot: S; all: S[]; x: number }[] = []
  for (const spot of spots) {
    const at = xOf(spot.in, view)
    if (at < -size / 2 || at > width + size / 2) continue
    const x = Math.min(Math.max(at, edge), width - edge)
    const last = out.at(-1)
    // One that says a number is wider, and stands clear of the next.
    if (last && x - last.x < (last.all.length > 1 ? size + 2 * AROUND + 2 : size - 4)) {
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
