// The names of all events, as both adapters and the Go program know them.

import type { Events } from './studio'

export type EventName = keyof Events
export type Listener<E extends EventName> = (data: Events[E]) => void

const names: Record<EventName, true> = { library: true, clip: true, products: true, jobs: true, taking: true, outbox: true, insights: true, login: true, notice: true, watches: true, notes: true, serving: true, snapshots: true, standing: true, team: true }
export const EVENTS = Object.keys(names) as readonly EventName[]

const isEvent = (name: string): name is EventName => Object.hasOwn(names, name)

/** Who listens to what. One of these per adapter; rooms never talk to a transport. */
export class Bus {
  readonly #listeners = new Map<EventName, Set<(data: never) => void>>()
  readonly #resyncs = new Set<() => void>()
  /** The last event heard; null before the first. */
  seq: number | null = null

  on<E extends EventName>(event: E, fn: Listener<E>): () => void {
    const all = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, all.add(fn as (data: never) => void))
    return () => { all.delete(fn as (data: never) => void) }
  }

  onResync(fn: () => void): () => void {
    this.#resyncs.add(fn)
    return () => { this.#resyncs.delete(fn) }
  }

  /** Hears one event. Numbers have no gaps; where one is missing, everything is asked for again. */
  hear(seq: number, name: string, data: unknown): void {
    const before = this.seq
    if (before !== null && seq <= before) return // heard already
    this.seq = seq
    if (before !== null && seq !== before + 1) this.resync()
    if (!isEvent(name)) return
    for (const fn of this.#listeners.get(name) ?? []) fn(data as never)
  }

  resync(): void {
    for (const fn of this.#resyncs) fn()
  }
}
