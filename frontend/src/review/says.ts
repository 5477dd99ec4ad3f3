// How moments and stretches are told in the Review place.

import { timecode, type FrameSpan, type Rate } from '../maths/frames'
import { date } from '../words/figures'
import { t } from '../words/words.svelte'

const DAY = 86_400_000
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** When something was said: the time of today, the day of this week, else the date. */
export function saysWhen(at: string, now = Date.now()): string {
  const then = new Date(at)
  const today = new Date(now)
  if (Number.isNaN(then.getTime())) return ''
  if (then.toDateString() === today.toDateString()) return date(then, CLOCK)
  if (now - then.getTime() < 6 * DAY && now > then.getTime()) return date(then, { weekday: 'short', ...CLOCK })
  return date(then, { day: 'numeric', month: 'short', ...(then.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' }) })
}

/** Where something was said: "00:08.04", or "00:18.06 to 21.00". */
export function saysWhere({ in: from, out }: FrameSpan, rate: Rate): string {
  const first = timecode(from, rate)
  if (out <= from) return first
  const last = timecode(out, rate)
  const minute = first.slice(0, first.lastIndexOf(':') + 1)
  return t('{from} to {to}', { from: first, to: last.startsWith(minute) ? last.slice(minute.length) : last })
}
