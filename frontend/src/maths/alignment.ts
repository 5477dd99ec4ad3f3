// Where two cuts of one clip show the same moment.

import { clampFrame, fps, type Rate } from './frames'

/** Frames new.in … of one cut show what frames old … of the other show. */
export interface Piece { readonly new: { readonly in: number; readonly out: number }; readonly old: number }

/** A way from the frames of one cut to those of another; null where the other does not show it. */
export type Way = (frame: number) => number | null

/** From the new cut to the old one. */
export function toOld(pieces: readonly Piece[], fresh: Rate, old: Rate, frames: number): Way {
  return (frame) => {
    const p = pieces.find((x) => x.new.in <= frame && frame < x.new.out)
    return p ? clampFrame(p.old + ((frame - p.new.in) * fps(old)) / fps(fresh), frames) : null
  }
}

/** From the old cut to the new one; where it shows a frame twice, to the first of the two. */
export function toNew(pieces: readonly Piece[], fresh: Rate, old: Rate): Way {
  const ratio = fps(fresh) / fps(old)
  return (frame) => {
    const p = pieces.find((x) => {
      const at = (frame - x.old) * ratio
      return at >= 0 && at < x.new.out - x.new.in
    })
    return p ? Math.min(p.new.out - 1, Math.round(p.new.in + (frame - p.old) * ratio)) : null
  }
}

export const same: Way = (frame) => frame

/** One way after another. */
export const after = (first: Way, second: Way): Way => (frame) => {
  const between = first(frame)
  return between === null ? null : second(between)
}
