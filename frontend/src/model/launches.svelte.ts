// What will be shown for the first time, and when: by the clock on a wall
// somewhere, and what that is here.

import type { Fault, ID, Launch, Product } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { afterGap, dayText, momentsOf, timeText, wallOf, zoneHere, type Wall } from './moments'

export type { Launch, Product } from '../studio/studio'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long it still is, to the minute, in the two largest measures. */
export function leftUntil(at: number, now: number): string {
  const left = at - now
  if (left < MINUTE) return left <= 0 ? t('now') : t('in less than a minute')
  const days = Math.floor(left / DAY)
  const hours = Math.floor((left % DAY) / HOUR)
  const minutes = Math.floor((left % HOUR) / MINUTE)
  if (days > 6) return t('in {n, plural, one {# day} other {# days}}', { n: days })
  if (days > 0) return t('in {days, plural, one {# day} other {# days}} {hours} h', { days, hours })
  if (hours > 0) return t('in {hours} h {minutes} min', { hours, minutes })
  return t('in {minutes} min', { minutes })
}

/** What the clocks of a zone do to a time there. */
export interface Meant { readonly at: number; readonly shift: '' | 'moved' | 'twice' }

/** The moment a wall means: the first where it comes twice, and the end of the gap where it is skipped. */
export function meantBy(w: Wall, zone: string): Meant {
  const [first, second] = momentsOf(w, zone)
  if (first !== undefined) return { at: first, shift: second === undefined ? '' : 'twice' }
  return { at: afterGap(w, zone), shift: 'moved' }
}

/** A wall such as "2026-12-01T10:00". */
export const wallText = (w: Wall): string => `${dayText(w)}T${timeText(w)}`

/** Every zone that has a name; those that fit what is looked for, the person's own first. */
export function zonesFor(text: string, here = zoneHere()): readonly string[] {
  const words = text.toLowerCase().replaceAll('_', ' ').split(/\s+/).filter(Boolean)
  const fits = (zone: string): boolean => words.every((w) => zone.toLowerCase().replaceAll('_', ' ').includes(w))
  return [...new Set([here, 'UTC', ...Intl.supportedValuesOf('timeZone')])].filter(fits)
}

/** Launches of one month, as a person reads a calendar. */
export interface Month { readonly key: string; readonly at: number; readonly launches: readonly Launch[] }
export function monthsOf(launches: readonly Launch[], zone = zoneHere()): readonly Month[] {
  const out: { key: string; at: number; launches: Launch[] }[] = []
  for (const launch of launches) {
    const at = Date.parse(launch.at)
    const { year, month } = wallOf(at, zone)
    const key = `${String(year)}-${String(month)}`
    const last = out.at(-1)
    if (last?.key === key) last.launches.push(launch)
    else out.push({ key, at, launches: [launch] })
  }
  return out
}

export class Launches {
  all = $state.raw<readonly Launch[]>([])
  loaded = $state(false)
  /** Why there is no list at all. */
  fault = $state.raw<Fault | null>(null)
  /** Every product, for choosing what to hold back; null until they are known. */
  products = $state.raw<readonly Product[] | null>(null)
  now = $state(Date.now())
  /** What is being set: a product, or which is still to be chosen; null for nothing. */
  setting = $state.raw<{ readonly product: Product | null; readonly wall: string; readonly zone: string } | null>(null)

  readonly #shell: Shell
  #asked = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Loads, and follows what happens and the clock; answers how to stop. */
  start(): () => void {
    const load = (): void => { void this.load() }
    const { studio } = this.#shell
    const stops = [studio.on('products', load), studio.on('outbox', load), studio.on('library', load), studio.onResync(load)]
    const clock = setInterval(() => { this.#tick() }, MINUTE / 2)
    load()
    return () => {
      clearInterval(clock)
      for (const stop of stops) stop()
    }
  }

  #tick(): void {
    const before = this.now
    this.now = Date.now()
    if (this.all.some((l) => Date.parse(l.at) > before && Date.parse(l.at) <= this.now)) void this.load()
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const all = await this.#shell.studio.launches()
      if (asked !== this.#asked) return
      this.all = all
      this.now = Date.now()
      this.fault = null
      this.loaded = true
    } catch (e) {
      if (asked !== this.#asked) return
      this.fault = faultOf(e)
      if (this.loaded) this.#shell.fail(this.fault)
    }
  }

  /** Begins to hold a product back, or to move when it is shown. */
  async set(product: Product | null, launch: Launch | null): Promise<void> {
    this.setting = { product, wall: launch?.wall ?? '', zone: launch?.zone ?? zoneHere() }
    if (product !== null) return
    try {
      this.products = await this.#shell.studio.products('')
    } catch (e) {
      this.products ??= []
      this.#shell.fail(faultOf(e))
    }
  }

  /** Holds a product back until then; "" "" lets it be seen at once. Answers what is wrong, "" for nothing. */
  async keep(product: ID, wall: string, zone: string): Promise<string> {
    this.#shell.notices.withdraw()
    try {
      await this.#shell.studio.setEmbargo(product, '', wall, zone)
    } catch (e) {
      return faultOf(e).message
    }
    this.setting = null
    await this.load()
    return ''
  }

  /** Lets a product be seen at once, which undo takes back. */
  async lift(product: Product): Promise<void> {
    try {
      this.#shell.notices.withdraw()
      await this.#shell.studio.setEmbargo(product.id, '', '', '')
      this.#shell.notices.offer(t('{name} may be seen at once.', { name: product.title }), () => this.#undo())
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await this.load()
  }

  async #undo(): Promise<void> {
    try {
      const { message } = await this.#shell.studio.undoLibrary()
      if (message) this.#shell.say('success', message)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await this.load()
  }
}
