// Clips by their place in an order, of which only the pages near the sight are
// held: a hundred thousand clips weigh what a few hundred do. What is shown
// stays until everything in sight has been answered anew, so nothing flickers,
// and an older answer never overtakes a newer.

import type { ClipCard, ID, LibraryPage } from '../studio/studio'

/** Cards asked for at once. */
export const PAGE = 100
/** Pages held; those farthest from the sight go first. */
const KEPT = 24
/** Questions on their way at the same time. */
const AT_ONCE = 2

export type Ask = (offset: number, limit: number) => Promise<LibraryPage>

/** Pages of one answer to one question; total −1 while nobody knows it. */
interface Held { readonly pages: ReadonlyMap<number, readonly ClipCard[]>; readonly total: number }

const nothing: Held = { pages: new Map(), total: -1 }

export class Pages {
  #held = $state.raw<Held>(nothing)
  /** How many orders have been shown; another one begins at the top. */
  order = $state(0)
  /** Whether there has been an answer at all. */
  loaded = $state(false)

  readonly total = $derived(Math.max(0, this.#held.total))
  readonly #places: ReadonlyMap<ID, number> = $derived.by(() => {
    const out = new Map<ID, number>()
    for (const [p, cards] of this.#held.pages) for (const [i, c] of cards.entries()) out.set(c.id, p * PAGE + i)
    return out
  })

  readonly #fail: (e: unknown) => void
  #ask: Ask | null = null
  #sight = { from: 0, to: PAGE }
  #generation = 0
  /** The next to be shown, while it is gathered. */
  #next: Held | null = null
  #fresh = false
  #again = false
  #stuck = false
  #flying = new Set<number>()
  #waiting: (() => void)[] = []

  constructor(fail: (e: unknown) => void) {
    this.#fail = fail
  }

  at(i: number): ClipCard | null { return this.#held.pages.get(Math.floor(i / PAGE))?.[i % PAGE] ?? null }

  /** Where a clip stands; −1 when its page is not held. */
  indexOf(id: ID): number { return this.#places.get(id) ?? -1 }

  /** Another order, from its top. Resolves when it is shown or has failed. */
  begin(ask: Ask): Promise<void> {
    this.#ask = ask
    this.#fresh = true
    this.#sight = { from: 0, to: Math.min(PAGE, this.#sight.to - this.#sight.from) }
    return this.#gather()
  }

  /** Asks for what is in sight again, once more if it is being asked for just now. */
  refresh(): Promise<void> {
    if (!this.#ask) return Promise.resolve()
    if (!this.#next) return this.#gather()
    this.#again = true
    return this.#settled()
  }

  /** What is in sight, from the first card to the one after the last. */
  see(from: number, to: number): void {
    const moved = Math.floor(from / PAGE) !== Math.floor(this.#sight.from / PAGE) || Math.floor(to / PAGE) !== Math.floor(this.#sight.to / PAGE)
    this.#sight = { from, to }
    if (moved) this.#stuck = false
    this.#pump()
  }

  /** A card wherever it stands, asked for when its page is not held. */
  async card(i: number): Promise<ClipCard | null> {
    if (i < 0) return null
    return this.at(i) ?? (await this.#ask?.(i, 1))?.cards[0] ?? null
  }

  #gather(): Promise<void> {
    this.#generation++
    this.#flying = new Set()
    this.#next = nothing
    this.#again = false
    this.#stuck = false
    this.#pump()
    return this.#settled()
  }

  #settled(): Promise<void> { return new Promise((r) => { this.#waiting.push(r) }) }

  #settle(): void {
    const all = this.#waiting
    this.#waiting = []
    for (const r of all) r()
  }

  #pump(): void {
    const into = this.#next ?? this.#held
    if (this.#stuck) return
    for (const p of this.#wanted(into.total)) {
      if (this.#flying.size >= AT_ONCE) return
      if (!into.pages.has(p) && !this.#flying.has(p)) void this.#fetch(p, this.#generation)
    }
  }

  #inSight(total: number): number[] {
    const last = total < 0 ? Infinity : Math.max(0, Math.ceil(total / PAGE) - 1)
    const from = Math.min(last, Math.floor(Math.max(0, this.#sight.from) / PAGE))
    const to = Math.min(last, Math.floor(Math.max(0, this.#sight.to - 1) / PAGE))
    return Array.from({ length: to - from + 1 }, (_, i) => from + i)
  }

  /** The pages in sight, then the one after and the one before. */
  #wanted(total: number): number[] {
    const sight = this.#inSight(total)
    if (this.#next) return sight
    const [first = 0, last = 0] = [sight[0], sight.at(-1)]
    return [...sight, ...((last + 1) * PAGE < total ? [last + 1] : []), ...(first > 0 ? [first - 1] : [])]
  }

  async #fetch(p: number, generation: number): Promise<void> {
    const flying = this.#flying.add(p)
    try {
      const got = await this.#ask?.(p * PAGE, PAGE)
      if (generation !== this.#generation || !got) return
      this.#take(p, got)
    } catch (e) {
      if (generation !== this.#generation) return
      this.#stuck = true
      this.#next = null
      this.#fail(e)
      this.#settle()
    } finally {
      flying.delete(p)
      if (generation === this.#generation) this.#pump()
    }
  }

  #take(p: number, got: LibraryPage): void {
    const into = this.#next ?? this.#held
    const grown: Held = { pages: this.#near(new Map(into.pages).set(p, got.cards)), total: got.total }
    if (!this.#next) {
      const changed = got.total !== this.#held.total
      this.#held = grown
      if (changed) void this.refresh() // the other pages are of another library
      return
    }
    this.#next = grown
    if (!this.#inSight(grown.total).every((q) => grown.pages.has(q))) return
    this.#next = null
    this.#held = grown
    if (this.#fresh) this.order++
    this.#fresh = false
    this.loaded = true
    if (this.#again) void this.#gather()
    else this.#settle()
  }

  #near(pages: Map<number, readonly ClipCard[]>): Map<number, readonly ClipCard[]> {
    const middle = (this.#sight.from + this.#sight.to) / 2 / PAGE
    while (pages.size > KEPT) {
      const far = [...pages.keys()].reduce((a, b) => (Math.abs(b - middle) > Math.abs(a - middle) ? b : a))
      pages.delete(far)
    }
    return pages
  }
}
