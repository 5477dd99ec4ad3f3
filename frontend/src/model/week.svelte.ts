// Publications by day, a week at a time, and the hand that carries one to
// another day (pressed → moving → idle) or moves it by keys. Until it rests the
// new moment is a draft that nobody else knows of, and Escape drops it.

import type { ID, Publication } from '../studio/studio'
import type { Shell } from './app.svelte'
import { dayNumber, firstDayOf, meantText, movedDays, wallOf, weekOf, zoneHere } from './moments'
import type { Publishing } from './publishing.svelte'
import { canMove, type Queue } from './queue.svelte'
import { language, t } from '../words/words.svelte'

/** A move by keys is kept once the hand rests. */
export const QUIET_MS = 400
/** Movement that is still a click, CSS px. */
const THRESHOLD = 4
/** How far a key moves a moment within its day. */
const STEP = 15 * 60_000

/** Something in the week: a publication, or what the form plans (then p is null). */
export interface Entry {
  readonly key: string
  readonly account: ID
  readonly service: string
  readonly name: string
  readonly place: string
  readonly poster: string
  readonly at: number
  readonly day: number
  readonly p: Publication | null
  readonly moves: boolean
}

export class Week {
  /** The first day in sight, as a number of days. */
  first = $state(0)
  /** What is carried under the hand; "" for nothing. */
  carried = $state('')
  /** What a screen reader is told of the last move. */
  said = $state('')
  now = $state(0)
  readonly zone: string
  /** On which day weeks begin, 1 for Monday to 7 for Sunday. */
  readonly begins: number

  #draft = $state.raw<{ key: string; at: number } | null>(null)
  readonly today = $derived(this.#dayOf(this.now))
  readonly days: readonly number[] = $derived(Array.from({ length: 7 }, (_, i) => this.first + i))
  readonly entries: readonly Entry[] = $derived.by(() => {
    const all = [...this.#queued(), ...this.#planned()]
    const draft = this.#draft
    return all.map((e) => (draft?.key === e.key ? { ...e, at: draft.at, day: this.#dayOf(draft.at) } : e)).sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
  })

  readonly #shell: Shell
  readonly #queue: Queue
  readonly #publishing: Publishing
  readonly #clock: () => number
  #timer: ReturnType<typeof setTimeout> | undefined
  #pressed: { readonly entry: Entry; readonly x: number; readonly y: number } | null = null

  constructor(shell: Shell, queue: Queue, publishing: Publishing, clock: () => number = Date.now, zone: string = zoneHere(), begins: number = firstDayHere()) {
    this.#shell = shell
    this.#queue = queue
    this.#publishing = publishing
    this.#clock = clock
    this.zone = zone
    this.begins = begins
    this.tick()
    this.thisWeek()
  }

  /** Looks at the clock. */
  tick(): void { this.now = this.#clock() }

  #dayOf(at: number): number { return dayNumber(wallOf(at, this.zone)) }

  #queued(): Entry[] {
    return this.#queue.rows.flatMap((p) => {
      const at = this.#queue.momentOf(p)
      if (at === null || p.wait === 'canceled' || p.wait === 'elsewhere') return []
      return [{ key: p.id, account: p.account, service: p.service, name: p.clipName, place: p.accountName, poster: p.poster, at, day: this.#dayOf(at), p, moves: canMove(p) }]
    })
  }

  /** What the form would queue of the chosen clip, where a moment was chosen. */
  #planned(): Entry[] {
    const card = this.#shell.current.view?.card
    if (!card) return []
    return this.#publishing.columns.flatMap(({ account, on }) => {
      const at = this.#publishing.plan.of(account.id)
      if (!on || at === null) return []
      return [{ key: `plan ${account.id}`, account: account.id, service: account.service, name: card.title || card.name, place: account.name, poster: card.poster, at, day: this.#dayOf(at), p: null, moves: true }]
    })
  }

  on(day: number): readonly Entry[] { return this.entries.filter((e) => e.day === day) }

  // ---- which week ----

  thisWeek(): void { this.first = weekOf(this.#dayOf(this.now), this.begins) }
  turn(by: 1 | -1): void { this.first += 7 * by }

  // ---- by hand ----

  press(entry: Entry, x: number, y: number): void {
    this.settle()
    if (entry.moves) this.#pressed = { entry, x, y }
  }

  /** The hand is above a day; null where it is above none. */
  move(x: number, y: number, day: number | null): void {
    if (!this.#pressed) return
    const { entry } = this.#pressed
    if (this.carried === '') {
      if (Math.abs(x - this.#pressed.x) < THRESHOLD && Math.abs(y - this.#pressed.y) < THRESHOLD) return
      this.carried = entry.key
    }
    const at = day === null ? entry.at : movedDays(entry.at, day - entry.day, this.zone)
    this.#draft = { key: entry.key, at: at > this.now ? at : entry.at }
  }

  /** Lets go. Answers whether anything was carried. */
  release(): boolean {
    const entry = this.#pressed?.entry
    const carried = this.carried !== ''
    this.#pressed = null
    this.carried = ''
    if (entry && carried) void this.#keep(entry)
    return carried
  }

  /** Drops the draft: nothing has happened. */
  cancel(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#pressed = null
    this.carried = ''
    this.#draft = null
  }

  // ---- by keys ----

  #nudged: Entry | null = null

  /** Moves it by days, or by a quarter of an hour at a time; never into the past. */
  nudge(entry: Entry, days: number, steps: number): void {
    if (!entry.moves || this.carried !== '') return
    if (this.#nudged?.key !== entry.key) this.settle()
    const at = (days === 0 ? entry.at : movedDays(entry.at, days, this.zone)) + steps * STEP
    if (at <= this.now) {
      this.said = t('That has passed.')
      return
    }
    this.#nudged ??= entry
    this.#draft = { key: entry.key, at }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { this.settle() }, QUIET_MS)
  }

  /** Keeps at once what keys have moved. */
  settle(): void {
    clearTimeout(this.#timer)
    const entry = this.#nudged
    this.#nudged = null
    if (entry) void this.#keep(entry)
  }

  async #keep(entry: Entry): Promise<void> {
    const draft = this.#draft
    if (draft?.key !== entry.key || draft.at === entry.at) {
      this.#draft = null
      return
    }
    if (entry.p) await this.#queue.schedule(entry.p.id, meantText(draft.at, this.zone))
    else this.#publishing.plan.set([{ id: entry.account }], draft.at)
    if (this.#draft === draft) this.#draft = null
  }
}

/** Where the person is, weeks begin on this day. */
function firstDayHere(): number {
  const spoken = language()
  const base = (l: string): string => l.split('-')[0] ?? l
  return firstDayOf(typeof navigator === 'undefined' ? spoken : (navigator.languages.find((l) => base(l) === base(spoken)) ?? spoken))
}
