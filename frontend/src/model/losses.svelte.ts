// What every place would keep of the chosen clip, and the order in which its
// products go. A product is carried up or down (pressed → moving → idle) or
// nudged by keys; until it rests the new order is a draft that Go knows nothing
// of, and Escape drops it.

import type { Destination, Fate, ID, LossReport } from '../studio/studio'
import { date } from '../words/figures'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Destination, Fate } from '../studio/studio'
export type Row = LossReport['rows'][number]

/** A nudge by keys is kept once the hand rests. */
export const QUIET_MS = 400
/** Movement that is still a click, CSS px. */
const THRESHOLD = 4

/** A row on the screen, and where the middle of it is, CSS px. */
export interface Spot { readonly product: ID; readonly middle: number }

export interface Counts { readonly kept: number; readonly reduced: number; readonly dropped: number }
const NONE: Counts = { kept: 0, reduced: 0, dropped: 0 }

/** Something of the clip itself, with its fate at every place; null where a place has none of it. */
export interface Matter { readonly what: string; readonly fates: readonly (Fate | null)[] }

export const fateWord = (f: Fate['fate']): string => (f === 'kept' ? t('kept') : f === 'reduced' ? t('reduced') : t('dropped'))

/** "23 Nov 2026", or whatever was written where it is no day. */
export function saysDay(day: string): string {
  const at = new Date(`${day}T12:00:00`)
  return Number.isNaN(at.getTime()) ? day : date(at)
}

export class Losses {
  report = $state.raw<LossReport | null>(null)
  /** Why there is no report; "" while all is well. */
  wrong = $state('')
  /** Whether the whole report is in sight, instead of the form. */
  shown = $state(false)
  /** The product under the pointer's hand; "" for none. */
  carried = $state<ID>('')
  /** What a screen reader is told of the last move. */
  said = $state('')

  #draft = $state.raw<readonly ID[] | null>(null)
  readonly places: readonly Destination[] = $derived(this.report?.destinations ?? [])
  readonly rows: readonly Row[] = $derived.by(() => {
    const rows = this.report?.rows ?? []
    const draft = this.#draft
    if (!draft) return rows
    const at = (r: Row): number => (draft.includes(r.product) ? draft.indexOf(r.product) : draft.length)
    return rows.toSorted((a, b) => at(a) - at(b))
  })
  /** By place, in the order of places. */
  readonly counts: readonly Counts[] = $derived(this.places.map((_, i) => this.rows.reduce((n, r) => {
    const fate = r.fates[i]?.fate
    return fate ? { ...n, [fate]: n[fate] + 1 } : n
  }, NONE)))
  readonly matters: readonly Matter[] = $derived.by(() => {
    const what = [...new Set(this.places.flatMap((d) => d.whole.map((m) => m.what)))]
    return what.map((w) => ({ what: w, fates: this.places.map((d) => d.whole.find((m) => m.what === w) ?? null) }))
  })

  readonly #shell: Shell
  #round = 0
  /** The clip that the report, and so a draft, is of. */
  #clip: ID = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  #pressed: { readonly product: ID; readonly y: number } | null = null

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Asks for the report of the chosen clip; a later answer always wins. */
  async load(): Promise<void> {
    const clip = this.#shell.chosen
    const round = ++this.#round
    if (clip === '') return
    try {
      const report = await this.#shell.studio.lossReport(clip)
      if (round !== this.#round || clip !== this.#shell.chosen) return
      this.#clip = clip
      this.report = report
      this.wrong = ''
    } catch (e) {
      if (round === this.#round && clip === this.#shell.chosen) this.wrong = faultOf(e).message
    }
  }

  /** Another clip has been chosen: a nudge on its way is kept for the one before. */
  forget(): void {
    this.settle()
    this.cancel()
    this.#round++
    this.report = null
    this.wrong = ''
    this.said = ''
  }

  nameOf(product: ID): string { return this.#shell.current.view?.products.find((p) => p.id === product)?.title ?? '' }

  /** Where an account of a service stands among the places; −1 where nothing is known of it. */
  placeOf(service: string): number {
    const plain = (id: string): string => id.replaceAll('-', '')
    return this.places.findIndex((d) => plain(d.id) === plain(service) || d.id.startsWith(`${service}-`))
  }

  // ---- by hand ----

  press(product: ID, y: number): void {
    this.settle()
    this.#pressed = { product, y }
  }

  /** The hand is at y; the rows are as they lie on the screen, the carried one among them. */
  move(y: number, rows: readonly Spot[]): void {
    if (!this.#pressed) return
    const { product } = this.#pressed
    if (this.carried === '') {
      if (Math.abs(y - this.#pressed.y) < THRESHOLD) return
      this.carried = product
    }
    const others = rows.filter((r) => r.product !== product)
    const to = others.filter((r) => r.middle < y).length
    const order = others.map((r) => r.product)
    order.splice(to, 0, product)
    this.#draft = order
  }

  /** Lets go: what was carried stays where it is. Answers whether anything was carried. */
  release(): boolean {
    const carried = this.carried
    this.#pressed = null
    this.carried = ''
    if (carried === '') return false
    this.#say(carried)
    void this.#keep()
    return true
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

  nudge(product: ID, by: 1 | -1): void {
    if (this.carried !== '') return
    const order = this.rows.map((r) => r.product)
    const from = order.indexOf(product)
    const to = from + by
    if (from < 0 || to < 0 || to >= order.length) return
    order.splice(to, 0, ...order.splice(from, 1))
    this.#draft = order
    this.#say(product)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { void this.#keep() }, QUIET_MS)
  }

  /** Keeps at once what keys have moved. */
  settle(): void {
    if (this.#timer !== undefined) void this.#keep()
  }

  #say(product: ID): void {
    const n = this.rows.findIndex((r) => r.product === product) + 1
    this.said = t('{name} is number {n} of {all} now.', { name: this.nameOf(product), n, all: this.rows.length })
  }

  async #keep(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const order = this.#draft
    const was = this.report?.rows.map((r) => r.product) ?? []
    if (!order || order.join() === was.join()) {
      this.#draft = null
      return
    }
    const clip = this.#clip
    try {
      await this.#shell.studio.setPriority(clip, [...order])
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    if (clip !== this.#shell.chosen) return
    await Promise.all([this.load(), this.#shell.current.load()])
    if (this.#draft === order) this.#draft = null
  }

  // ---- to take along ----

  /** The whole report as plain text. */
  asText(): string {
    const clip = this.#shell.current.view?.card
    const line = (name: string, f: Fate): string => (f.why ? t('{name}: {fate}. {why}', { name, fate: fateWord(f.fate), why: f.why }) : t('{name}: {fate}', { name, fate: fateWord(f.fate) }))
    const out = [t('What each place keeps of {clip}', { clip: clip?.title || (clip?.name ?? '') })]
    this.places.forEach((d, i) => {
      out.push('', t('{place}, rules of {day}', { place: d.name, day: saysDay(d.checked) }), d.says, d.source)
      this.rows.forEach((r, n) => { const f = r.fates[i]; if (f) out.push(`${n + 1}. ${line(this.nameOf(r.product), f)}`) })
      for (const m of d.whole) out.push(`- ${line(m.what, m)}`)
    })
    return `${out.join('\n')}\n`
  }
}
