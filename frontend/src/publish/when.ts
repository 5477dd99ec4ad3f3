// Moments as a person reads them.

import { wallOf, zoneHere } from '../model/moments'
import { date } from '../words/figures'
import { t } from '../words/words.svelte'

/** "Tue 24, 18:00"; with the month where it is another, with the year where that is. */
export function saysMoment(at: number, now: number, zone = zoneHere()): string {
  const [w, here] = [wallOf(at, zone), wallOf(now, zone)]
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const
  const day = date(at, w.year !== here.year ? { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: zone }
    : w.month !== here.month ? { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone } : { weekday: 'short', day: 'numeric', timeZone: zone })
  return t('{day}, {time}', { day: plainDay(day), time: date(at, time) })
}

/** English writes "24 Tue" for a weekday and a day; a calendar has it the other way round. */
const plainDay = (day: string): string => day.replace(/^(\d{1,2}) (\p{L}{3})$/u, '$2 $1')

export const saysTime = (at: number, zone = zoneHere()): string => date(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })

/** A zone by its name and how far it is from Greenwich then: "Europe/Berlin, GMT+1". */
export function saysZone(at: number, zone = zoneHere()): string {
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? ''
  const name = zone.replaceAll('_', ' ')
  return offset === '' || offset === name ? name : `${name}, ${offset}`
}
export const saysOffset = (at: number, zone = zoneHere()): string => saysZone(at, zone).split(', ').at(-1) ?? ''
