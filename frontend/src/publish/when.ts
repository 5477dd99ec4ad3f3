// Moments as a person reads them.

import { wallOf, zoneHere } from '../model/moments'
import { date } from '../words/figures'
import { language, t } from '../words/words.svelte'

/** "Tue 24", "Di 24.", "24日(火)": a weekday and a day, with the month and the year where they are wished for. */
export function saysDay(at: number, zone: string, more: Intl.DateTimeFormatOptions = {}): string {
  const spoken = language()
  if (spoken === 'ja' || spoken === 'zh-Hans') return date(at, { weekday: 'short', day: 'numeric', ...more, timeZone: zone })
  const weekday = date(at, { weekday: 'short', timeZone: zone }).replace(/\.$/, '')
  const day = more.month === undefined ? date(at, { day: 'numeric', timeZone: zone }) : date(at, { day: 'numeric', ...more, timeZone: zone })
  return `${weekday} ${day}`
}

/** "Tue 24, 18:00"; with the month where it is another, with the year where that is. */
export function saysMoment(at: number, now: number, zone = zoneHere()): string {
  const [w, here] = [wallOf(at, zone), wallOf(now, zone)]
  const day = saysDay(at, zone, w.year !== here.year ? { month: 'short', year: 'numeric' } : w.month !== here.month ? { month: 'short' } : {})
  return t('{day}, {time}', { day, time: saysTime(at, zone) })
}

export const saysTime = (at: number, zone = zoneHere()): string => date(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })

/** A zone by its name and how far it is from Greenwich then: "Europe/Berlin, GMT+1". */
export function saysZone(at: number, zone = zoneHere()): string {
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? ''
  const name = zone.replaceAll('_', ' ')
  return offset === '' || offset === name ? name : `${name}, ${offset}`
}
export const saysOffset = (at: number, zone = zoneHere()): string => saysZone(at, zone).split(', ').at(-1) ?? ''
