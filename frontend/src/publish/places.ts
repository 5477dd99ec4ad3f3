// What each service shows of a cover. The pictures here are drawn, not asked
// for: a cut is the largest window of its shape around the creator's focus.

/** A shape a service cuts covers to: width over height, and as it is called. */
export interface Cut { readonly ratio: number; readonly name: string }

const SQUARE: Cut = { ratio: 1, name: '1:1' }
const CUTS: Readonly<Record<string, readonly Cut[]>> = {
  webpage: [{ ratio: 1.91, name: '1.91:1' }, SQUARE],
  youtube: [SQUARE],
  facebook: [SQUARE],
  instagram: [{ ratio: 3 / 4, name: '3:4' }],
  tiktok: [{ ratio: 4 / 5, name: '4:5' }],
  'tiktok-shop': [{ ratio: 3 / 4, name: '3:4' }],
  tiktokshop: [{ ratio: 3 / 4, name: '3:4' }],
}

export const cutsOf = (service: string): readonly Cut[] => CUTS[service] ?? [SQUARE]

/** What a cut leaves out of a picture on each side, as shares of the picture. */
export interface Left { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number }

export function leftOut(width: number, height: number, ratio: number, focus: { readonly x: number; readonly y: number }): Left {
  const whole = width / height
  const along = (at: number, part: number): number => Math.min(Math.max(0, at - part / 2), 1 - part)
  if (whole > ratio) {
    const part = ratio / whole
    const left = along(focus.x, part)
    return { top: 0, bottom: 0, left, right: Math.max(0, 1 - part - left) }
  }
  const part = Math.min(1, whole / ratio)
  const top = along(focus.y, part)
  return { top, bottom: Math.max(0, 1 - part - top), left: 0, right: 0 }
}

/** Where the whole picture lies in a box that shows the rest, in percent of the box. */
export function laid(l: Left): { readonly width: number; readonly height: number; readonly x: number; readonly y: number } {
  const w = 1 - l.left - l.right
  const h = 1 - l.top - l.bottom
  return { width: 100 / w, height: 100 / h, x: (-100 * l.left) / w, y: (-100 * l.top) / h }
}
