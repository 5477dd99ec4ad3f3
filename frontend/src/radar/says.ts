// Moments and kinds of trouble as a person reads them.

import type { LucideIcon } from '@lucide/svelte'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import Clock from '@lucide/svelte/icons/clock'
import Handshake from '@lucide/svelte/icons/handshake'
import Link2Off from '@lucide/svelte/icons/link-2-off'
import PackageCheck from '@lucide/svelte/icons/package-check'
import PackageX from '@lucide/svelte/icons/package-x'
import TrendingUp from '@lucide/svelte/icons/trending-up'
import { zoneHere } from '../model/moments'
import type { Evidence, Trouble } from '../model/radar.svelte'
import { date } from '../words/figures'
import { mark, t } from '../words/words.svelte'

/** What a trouble is called, and its sign. */
export const KINDS: Record<Trouble['kind'], { readonly name: string; readonly icon: LucideIcon }> = {
  gone: { name: mark('Gone from the shop'), icon: CircleSlash },
  link: { name: mark('Link'), icon: Link2Off },
  'sold-out': { name: mark('Sold out'), icon: PackageX },
  program: { name: mark('Programme'), icon: Handshake },
  sunset: { name: mark('Ends soon'), icon: Clock },
  price: { name: mark('Price moved'), icon: TrendingUp },
  back: { name: mark('Back again'), icon: PackageCheck },
  embargo: { name: mark('Held back'), icon: CalendarClock },
}

export const toneOf = (level: Trouble['level']): 'bad' | 'warn' | 'info' => (level === 'block' ? 'bad' : level === 'warn' ? 'warn' : 'info')

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** "Tue, 1 Dec, 10:00", with the year where it is another one than now. */
export function saysMoment(at: number, now: number, zone = zoneHere()): string {
  const year = (of: number): string => date(of, { year: 'numeric', timeZone: zone })
  return date(at, { weekday: 'short', day: 'numeric', month: 'short', ...(year(at) === year(now) ? {} : { year: 'numeric' }), ...clock, timeZone: zone })
}
export const saysTime = (at: number, zone = zoneHere()): string => date(at, { ...clock, timeZone: zone })
export const saysZone = (zone: string): string => zone.replaceAll('_', ' ')
/** "GMT+1" as it is there then. */
export const saysOffset = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? ''

/** Why it is certain that something cannot be had: who said so, and when. */
export function saysEvidence(all: readonly Evidence[]): string {
  const looks = all.map((e) => saysSeen(e)).join(' · ')
  return all.some((e) => e.gone) ? t('Not there any more: {looks}', { looks }) : t('Seen sold out: {looks}', { looks })
}

/** "CJ, 3 May, 10:00": a source, and when it said so. */
export function saysSeen(e: { readonly source: string; readonly at: string }): string {
  return t('{source}, {moment}', { source: e.source, moment: date(Date.parse(e.at), { day: 'numeric', month: 'short', ...clock }) })
}
