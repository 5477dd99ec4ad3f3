// Which clips are picked to be changed together. Picking is apart from the one
// clip that is chosen: moving about with the arrows picks nothing.

import type { ID } from '../studio/studio'

/** The most that can be picked at once. */
export const MOST_PICKED = 10_000

/** What is known of the order clips stand in. */
export interface Order {
  /** Where a clip stands; −1 when that is not known. */
  indexOf(id: ID): number
  /** The clip at a place, when it is held. */
  at(i: number): { readonly id: ID } | null
  /** All that fit, in order, at most MOST_PICKED. */
  ids(): Promise<readonly ID[]>
}

export class Picks {
  ids = $state.raw<ReadonlySet<ID>>(new Set())
  readonly size = $derived(this.ids.size)

  readonly #order: Order
  #anchor: { id: ID; index: number } | null = null
  #asked = 0

  constructor(order: Order) {
    this.#order = order
  }

  has(id: ID): boolean { return this.ids.has(id) }

  clear(): void {
    this.#asked++
    if (this.ids.size > 0) this.ids = new Set()
  }

  /** From where a stretch is picked. */
  anchor(id: ID): void { this.#anchor = { id, index: this.#order.indexOf(id) } }

  /** Picks or lets go of a clip; the first pick takes along the one chosen before, if there was one. */
  toggle(id: ID, along: ID = ''): void {
    this.#asked++
    const next = new Set(this.ids)
    if (next.size === 0 && along !== '' && along !== id) next.add(along)
    if (!next.delete(id) && next.size < MOST_PICKED) next.add(id)
    this.ids = next
    this.anchor(id)
  }

  /** Picks the stretch from the anchor to a place. Answers whether all of it could be. */
  async reach(to: number): Promise<boolean> {
    const asked = ++this.#asked
    const anchor = this.#anchor
    if (!anchor) {
      const here = this.#order.at(to)
      if (here) this.toggle(here.id)
      return true
    }
    const known = this.#order.indexOf(anchor.id)
    const start = known >= 0 ? known : Math.max(0, anchor.index)
    const [a, b] = [Math.min(start, to), Math.max(start, to)]
    const held = this.#held(a, b)
    if (held) {
      this.ids = new Set(held)
      return b - a < MOST_PICKED
    }
    const all = await this.#order.ids()
    if (asked !== this.#asked) return true // something else has been picked since
    const at = all.indexOf(anchor.id)
    const [from, till] = at < 0 ? [a, b] : [Math.min(at, to), Math.max(at, to)]
    this.ids = new Set(all.slice(from, till + 1))
    return till < all.length
  }

  /** Picks all that fit. Answers how many they are. */
  async all(): Promise<number> {
    const asked = ++this.#asked
    const all = await this.#order.ids()
    if (asked === this.#asked) this.ids = new Set(all)
    return all.length
  }

  /** Lets go of clips that are gone. */
  drop(gone: readonly ID[]): void {
    const next = new Set(this.ids)
    for (const id of gone) next.delete(id)
    this.ids = next
  }

  #held(from: number, to: number): ID[] | null {
    if (to - from >= MOST_PICKED) return null
    const out: ID[] = []
    for (let i = from; i <= to; i++) {
      const c = this.#order.at(i)
      if (!c) return null
      out.push(c.id)
    }
    return out
  }
}
