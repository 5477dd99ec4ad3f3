// Figures as a person reads them.

import { parseRate, seconds } from '../maths/frames'
import { number } from '../words/figures'
import { language, t } from '../words/words.svelte'

/** "0:31", "1:02:03": how long a clip is. */
export function saysLength(frames: number, rate: string): string {
  const s = Math.round(seconds(frames, parseRate(rate)))
  const parts = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60]
  const [h, m, rest] = parts as [number, number, number]
  return h > 0 ? `${h}:${two(m)}:${two(rest)}` : `${m}:${two(rest)}`
}

const two = (n: number): string => String(n).padStart(2, '0')

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** "186 MB", with one decimal below ten. */
export function saysSize(bytes: number): string {
  let unit = 0
  let n = bytes
  while (n >= 999.5 && unit < UNITS.length - 1) {
    n /= 1000
    unit++
  }
  const digits = n < 10 && unit > 1 ? 1 : 0
  return `${number(n, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${UNITS[unit] ?? ''}`
}

/** "30 fps", "29.97 fps". */
export function saysRate(rate: string): string {
  const r = parseRate(rate)
  return t('{n} fps', { n: number(r.num / r.den, { maximumFractionDigits: 2 }) })
}

/** "Tag and Publish": all of them, as a sentence counts them up. */
export const every = (names: readonly string[]): string => new Intl.ListFormat(language(), { type: 'conjunction' }).format(names)
/** "F or G": one of them. */
export const either = (names: readonly string[]): string => new Intl.ListFormat(language(), { type: 'disjunction' }).format(names)
