// Where frames stand on the timeline: zoom, pan and ticks. A view is the
// frame at the left edge (may be a fraction) and the pixels of one frame.

import { firstOfSecond, fps, timecode, type Rate } from './frames'

export interface View {
  readonly start: number
  readonly px: number
}

/** No frame is drawn wider than this. */
export const MAX_PX = 24
/** From this zoom on every frame has a tick. */
export const FRAME_TICKS_FROM = 12
/** Two labels of the ruler stand at least this far apart. */
export const LABEL_GAP = 88

/** The zoom that shows the whole clip; a very short clip does not reach the right edge. */
export const fitPx = (frames: number, width: number): number =>
  frames > 0 && width > 0 ? Math.min(MAX_PX, width / frames) : 1

export const fit = (frames: number, width: number): View => ({ start: 0, px: fitPx(frames, width) })

/** Brings any view back to what may be shown. */
export function clampView(v: View, frames: number, width: number): View {
  const px = Math.min(MAX_PX, Math.max(fitPx(frames, width), v.px))
  const last = Math.max(0, frames - width / px)
  return { start: Math.min(last, Math.max(0, v.start)), px }
}

/** The left edge of a frame in pixels from the left edge of the view. */
export const xOf = (f: number, v: View): number => (f - v.start) * v.px

/** The moment under a pixel, as a fraction of frames. */
export const momentAt = (x: number, v: View): number => v.start + x / v.px

/** The frame under a pixel. */
export const frameAtX = (x: number, v: View): number => Math.floor(momentAt(x, v))

/** Zooms so that what lies under pixel x stays there, unless an end of the clip forbids it. */
export function zoomAt(v: View, factor: number, x: number, frames: number, width: number): View {
  const px = Math.min(MAX_PX, Math.max(fitPx(frames, width), v.px * factor))
  return clampView({ start: momentAt(x, v) - x / px, px }, frames, width)
}

export const panBy = (v: View, dx: number, frames: number, width: number): View =>
  clampView({ start: v.start + dx / v.px, px: v.px }, frames, width)

/** A view that shows frames in..out with a little air on both sides. */
export function show(from: number, to: number, frames: number, width: number): View {
  const px = (width * 0.8) / Math.max(1, to - from)
  const held = Math.min(MAX_PX, Math.max(fitPx(frames, width), px))
  const middle = (from + to) / 2
  return clampView({ start: middle - width / held / 2, px: held }, frames, width)
}

/** Moves the view only if frame f is out of sight. */
export function reveal(v: View, f: number, frames: number, width: number): View {
  const x = xOf(f, v)
  return x >= 0 && x <= width ? v : clampView({ start: f - width / v.px / 3, px: v.px }, frames, width)
}

/** While playing: the next page once the playhead passes 85 % of the width. */
export function follow(v: View, f: number, frames: number, width: number): View {
  const x = xOf(f, v)
  if (x >= 0 && x < width * 0.85) return v
  return clampView({ start: f - (width * 0.1) / v.px, px: v.px }, frames, width)
}

export interface Tick {
  readonly frame: number
  readonly size: 'label' | 'half' | 'small'
  readonly label: string
}

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200]

/** The ticks in sight, left to right. Labels stand on whole seconds until a
 *  second is wider than two labels; from then on on parts of a second. */
export function ticks(v: View, width: number, frames: number, rate: Rate): Tick[] {
  const second = v.px * fps(rate)
  if (second / 2 >= LABEL_GAP) return frameTicks(v, width, frames, rate)
  const step = SECONDS.find((s) => s * second >= LABEL_GAP) ?? 7200
  const parts = step === 1 ? 4 : step === 2 || step === 10 ? 4 : step === 15 ? 3 : 5
  const out: Tick[] = []
  const from = Math.max(0, Math.floor(momentAt(-LABEL_GAP, v) / fps(rate) / step) * step)
  for (let s = from; ; s += step) {
    for (let i = 0; i < parts; i++) {
      const at = s + (i * step) / parts
      const frame = Number.isInteger(at) ? firstOfSecond(at, rate) : Math.round(at * fps(rate))
      if (frame > frames || xOf(frame, v) > width) return out
      const half = parts % 2 === 0 && i === parts / 2
      out.push({ frame, size: i === 0 ? 'label' : half ? 'half' : 'small', label: i === 0 ? timecode(frame, rate) : '' })
    }
  }
}

// Inside a second: labels on every n-th frame of that second, so that they
// start anew at each whole second and never drift against the timecode.
function frameTicks(v: View, width: number, frames: number, rate: Rate): Tick[] {
  const perSecond = Math.max(1, Math.round(fps(rate)))
  const step = [1, 2, 5, 10, 15, 30].find((n) => n * v.px >= LABEL_GAP) ?? perSecond
  const every = v.px >= FRAME_TICKS_FROM ? 1 : Math.max(1, Math.round(step / 5))
  const out: Tick[] = []
  const last = Math.min(frames, Math.ceil(momentAt(width, v)))
  for (let s = Math.max(0, Math.floor(v.start / fps(rate)) - 1); ; s++) {
    const begin = firstOfSecond(s, rate)
    const end = firstOfSecond(s + 1, rate)
    for (let f = begin; f < end; f += every) {
      if (f > last) return out
      if (xOf(f, v) < -LABEL_GAP) continue
      const n = f - begin
      const label = n % step === 0 && end - f >= Math.min(step, end - begin) * 0.6
      out.push({ frame: f, size: label ? 'label' : 'small', label: label ? timecode(f, rate) : '' })
    }
  }
}
