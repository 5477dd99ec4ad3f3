// Whole frames on a rational rate: the one place where frames become seconds
// and back. Everything here agrees with Rate in app/taglane/time.go to the
// last frame; testdata/timecode.json holds the answers both must give.

/** Frames per second as a fraction, such as 30000/1001. */
export interface Rate {
  readonly num: number
  readonly den: number
}

/** A half-open range of frames. */
export interface FrameSpan {
  readonly in: number
  readonly out: number
}

/** Reads "30000/1001" or "30". Anything else gives 30/1, so that a screen can still draw. */
export function parseRate(text: string): Rate {
  const [num, den = '1'] = text.split('/')
  const rate = { num: Number(num), den: Number(den) }
  const sound = Number.isSafeInteger(rate.num) && Number.isSafeInteger(rate.den) && rate.num > 0 && rate.den > 0
  return sound ? rate : { num: 30, den: 1 }
}

/** Frames per second as a float, for measures that may be rough. */
export const fps = (rate: Rate): number => rate.num / rate.den

/** When frame f begins, in seconds. */
export const seconds = (f: number, rate: Rate): number => (f * rate.den) / rate.num

/** The middle of frame f in seconds: the only place a video element is sent to. */
export const frameCentre = (f: number, rate: Rate): number => ((f + 0.5) * rate.den) / rate.num

/** The frame on screen at a moment of a video element. A hair of slack covers
 *  clocks that count in microseconds and stop just short of a frame's start. */
export const frameAt = (s: number, rate: Rate): number => Math.max(0, Math.floor((s * rate.num) / rate.den + 1e-3))

/** How many frames lie nearest to a duration in seconds. */
export const framesIn = (s: number, rate: Rate): number => Math.round((s * rate.num) / rate.den)

/** When frame f begins, in milliseconds, rounded half up. */
export const millis = (f: number, rate: Rate): number => divHalfUp(f, 1000 * rate.den, rate.num)

/** The frame whose start lies nearest to ms; the inverse of millis. */
export const frameAtMillis = (ms: number, rate: Rate): number => divHalfUp(ms, rate.num, 1000 * rate.den)

// Products of a long clip and an odd rate pass 2^53, so they are counted in BigInt.
function divHalfUp(x: number, num: number, den: number): number {
  const d = BigInt(den)
  const n = 2n * BigInt(x) * BigInt(num) + d
  return Number(floorDiv(n, 2n * d))
}

function floorDiv(n: bigint, d: bigint): bigint {
  const q = n / d
  return n % d < 0n ? q - 1n : q
}

/** The first frame that begins at or after a whole second. */
export function firstOfSecond(second: number, rate: Rate): number {
  const num = BigInt(rate.num)
  const den = BigInt(rate.den)
  return Number((BigInt(second) * num + den - 1n) / den)
}

/** Shows f as mm:ss.ff, or h:mm:ss.ff from an hour on. */
export function timecode(f: number, rate: Rate): string {
  const sign = f < 0 ? '−' : ''
  const frame = Math.abs(Math.trunc(f))
  const whole = Number((BigInt(frame) * BigInt(rate.den)) / BigInt(rate.num))
  const rest = two(frame - firstOfSecond(whole, rate))
  const h = Math.floor(whole / 3600)
  if (h > 0) return `${sign}${h}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${rest}`
  return `${sign}${two(Math.floor(whole / 60))}:${two(whole % 60)}.${rest}`
}

const two = (n: number): string => String(n).padStart(2, '0')

/** Reads what a person types into a time field: a timecode as it is shown
 *  ("00:07.12", frames after the dot), a frame ("f228") or plain seconds
 *  ("7.6"). null when it is none of these. */
export function parseTime(text: string, rate: Rate): number | null {
  const s = text.trim()
  const frame = /^f\s*(\d{1,9})$/i.exec(s)
  if (frame) return Number(frame[1])
  if (/^\d{1,6}([.,]\d{1,6})?$/.test(s)) return framesIn(Number(s.replace(',', '.')), rate)
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.;](\d{1,3}))?$/.exec(s)
  if (!clock) return null
  const [, h = '0', m = '0', sec = '0', ff = '0'] = clock
  return firstOfSecond(Number(h) * 3600 + Number(m) * 60 + Number(sec), rate) + Number(ff)
}

/** Holds f inside a clip of so many frames. */
export const clampFrame = (f: number, frames: number): number => Math.min(Math.max(0, Math.round(f)), Math.max(0, frames - 1))
