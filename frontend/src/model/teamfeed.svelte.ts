// What anybody of the team did, the latest first, a page at a time, and
// bringing back what somebody deleted.

import type { Fault, Happening } from '../studio/studio'
import { date } from '../words/figures'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Happening } from '../studio/studio'

const PAGE = 50

export interface Day { readonly day: string; readonly list: readonly Happening[] }

export class TeamFeed {
  list = $state.raw<readonly Happening[]>([])
  /** There is more before the last of the list. */
  more = $state(false)
  asking = $state(false)
  fault = $state.raw<Fault | null>(null)
  /** The one that is being brought back. */
  bringing = $state('')
  readonly days = $derived(byDay(this.list))

  readonly #shell: Shell
  #round = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Follows what happens. What was unfolded stays as long as it was. */
  watch(): () => void {
    const { studio } = this.#shell
    const again = (): void => { void this.load(Math.max(PAGE, this.list.length)) }
    const stops = [studio.on('team', again), studio.onResync(again)]
    again()
    return () => { this.#round++; for (const stop of stops) stop() }
  }

  async load(most = PAGE): Promise<void> { await this.#ask('', most, (all) => all) }

  async next(): Promise<void> {
    const last = this.list.at(-1)
    if (last && !this.asking) await this.#ask(last.cursor, PAGE, (all) => [...this.list, ...all])
  }

  async #ask(before: string, most: number, with_: (all: Happening[]) => readonly Happening[]): Promise<void> {
    const round = ++this.#round
    this.asking = true
    try {
      const all = await this.#shell.studio.teamFeed(before, most)
      if (round !== this.#round) return
      this.list = with_(all)
      this.more = all.length >= most
      this.fault = null
    } catch (e) {
      if (round === this.#round) this.fault = faultOf(e)
    } finally {
      if (round === this.#round) this.asking = false
    }
  }

  async restore(h: Happening): Promise<void> {
    if (this.bringing !== '') return
    this.bringing = keyOf(h)
    try {
      await this.#shell.studio.restore(h.device, h.seq)
      await this.load(Math.max(PAGE, this.list.length))
    } catch (e) {
      this.#shell.fail(faultOf(e))
    } finally {
      this.bringing = ''
    }
  }
}

export const keyOf = (h: Happening): string => `${h.device} ${h.seq}`

/** By days as the person counts them. */
export function byDay(list: readonly Happening[]): Day[] {
  const out: { day: string; list: Happening[] }[] = []
  for (const h of list) {
    const day = date(h.at, { weekday: 'long', day: 'numeric', month: 'long' })
    const last = out.at(-1)
    if (last?.day === day) last.list.push(h)
    else out.push({ day, list: [h] })
  }
  return out
}
