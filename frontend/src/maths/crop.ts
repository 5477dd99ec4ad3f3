// What a cut of a given shape shows of a frame: the largest window of the shape,
// as near to the focus as the frame allows. It agrees to the pixel with the
// program that writes the pictures, so that what is dragged is what is kept.

export type CutShape = '9:16' | '4:5' | '3:4' | '1:1' | '16:9'

/** Tallest first, as they stand beside each other. */
export const CUTS: readonly CutShape[] = ['9:16', '3:4', '4:5', '1:1', '16:9']

/** A place in fractions of a picture's width and height. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** A rectangle in whole pixels of the frame. */
export interface Window {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** Width over height. */
export function ratioOf(shape: CutShape): number {
  const [w = 1, h = 1] = shape.split(':').map(Number)
  return w / h
}

/** The part of a frame of width × height that a cut shows. */
export function cutOf(width: number, height: number, shape: CutShape, focus: Place): Window {
  const ratio = ratioOf(shape)
  const across = width > height * ratio
  const w = across ? Math.min(width, Math.max(1, Math.round(height * ratio))) : width
  const h = across ? height : Math.min(height, Math.max(1, Math.round(width / ratio)))
  return { x: along(focus.x, width, w), y: along(focus.y, height, h), w, h }
}

// Where a part begins whose middle shall lie at a fraction of the whole.
function along(at: number, whole: number, part: number): number {
  const middle = at >= 0 && at <= 1 ? at : 0.5 // what is no fraction counts as the middle
  return Math.min(Math.max(0, Math.round(middle * whole - part / 2)), whole - part)
}

/** How a whole frame is laid into a box so that the box shows the cut: its size
 *  in percent of the box, its shift in percent of itself. */
export function layOf(cut: Window, width: number, height: number): { width: number; height: number; x: number; y: number } {
  return { width: (width / cut.w) * 100, height: (height / cut.h) * 100, x: (-cut.x / width) * 100, y: (-cut.y / height) * 100 }
}

/** The focus after the picture was pushed inside a cut by a share of the cut.
 *  Only the side on which the cut can move follows, and it follows at once:
 *  what the frame did not allow before is forgotten. */
export function pushed(width: number, height: number, shape: CutShape, focus: Place, dx: number, dy: number): Place {
  const cut = cutOf(width, height, shape, focus)
  const next = (at: number, start: number, whole: number, part: number, by: number): number => {
    if (part >= whole) return at
    const half = part / 2 / whole
    return Math.min(1 - half, Math.max(half, (start + part / 2 - by * part) / whole))
  }
  return { x: next(focus.x, cut.x, width, cut.w, dx), y: next(focus.y, cut.y, height, cut.h, dy) }
}

/** Holds a place inside the picture, with as many digits as a screen can tell apart. */
export const within = (p: Place): Place => ({ x: tidy(p.x), y: tidy(p.y) })

const unit = (v: number): number => Math.min(1, Math.max(0, v))
const tidy = (v: number): number => Math.round(unit(v) * 10000) / 10000
