// The library: which clips are looked for, in which order, where one stands
// among them. Go finds and sorts; only the pages in sight are held here.

import type { ClipCard, Filter, ID, LibraryFacts, LibraryQuery, Project, Sort, Studio } from '../studio/studio'
import { mark, t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { Arrivals } from './arrivals.svelte'
import { Doubles } from './doubles.svelte'
import { faultOf } from './fault'
import { Pages } from './pages.svelte'
import { MOST_PICKED, Picks } from './picks.svelte'
import { Upkeep } from './upkeep.svelte'
import { Watches } from './watch.svelte'

export type { ClipCard, Filter, Project, Sort, Strip, Job } from '../studio/studio'
export type { Coming } from './arrivals.svelte'

export const SORTS: readonly { value: Sort; name: string }[] = [
  { value: 'newest', name: mark('Newest') },
  { value: 'oldest', name: mark('Oldest') },
  { value: 'touched', name: mark('Last touched') },
  { value: 'name', name: mark('Name') },
  { value: 'longest', name: mark('Longest') },
]

export const FILTERS: readonly { value: Filter; name: string }[] = [
  { value: 'all', name: mark('All clips') },
  { value: 'untagged', name: mark('No tags yet') },
  { value: 'draft', name: mark('Drafts') },
  { value: 'queued', name: mark('On the way') },
  { value: 'published', name: mark('Published') },
  { value: 'unsure', name: mark('To settle') },
  { value: 'missing', name: mark('Missing files') },
  { value: 'cover', name: mark('Own cover') },
  { value: 'nocover', name: mark('No own cover') },
  { value: 'double', name: mark('Doubles') },
]

/** Several changes in a row, or letters typed, are asked for once. */
const QUIET_MS = 120
/** Clips touched last that are held for places that show a few. */
const RECENT = 200
/** Clips on either side of the chosen one at hand in other places. */
const AT_HAND = 40

export class Library {
  text = $state('')
  filter = $state<Filter>('all')
  project = $state<ID>('')
  sort = $state<Sort>('newest')
  facts = $state.raw<LibraryFacts | null>(null)
  /** Nobody has answered what was asked for last: what is shown is older. */
  stale = $state(false)
  fault = $state.raw<{ message: string } | null>(null)
  recent = $state.raw<readonly ClipCard[]>([])

  readonly pages = new Pages((e) => { this.#failed(e) })
  readonly picks: Picks
  readonly arrivals: Arrivals
  readonly upkeep: Upkeep
  readonly doubles: Doubles
  readonly watches: Watches

  readonly query = $derived({ text: this.text.trim(), filter: this.filter, project: this.project, sort: this.sort })
  readonly chosen: ClipCard | null = $derived.by(() => this.known(this.#shell.chosen))
  readonly inProject: Project | null = $derived(this.facts?.projects.find((p) => p.id === this.project) ?? null)
  /** There is not one clip. */
  readonly empty = $derived(this.pages.loaded && this.pages.total === 0 && this.facts?.counts.all === 0)
  /** The clips around the chosen one, in order, as far as they are held. */
  readonly near: readonly ClipCard[] = $derived.by(() => {
    const at = this.pages.indexOf(this.#shell.chosen)
    const out: ClipCard[] = at < 0 && this.chosen ? [this.chosen] : []
    for (let i = Math.max(0, at - AT_HAND); i <= Math.max(0, at) + AT_HAND; i++) {
      const c = this.pages.at(i)
      if (c) out.push(c)
      else if (i < at) out.length = 0
      else break
    }
    return out
  })

  readonly #shell: Shell
  readonly #studio: Studio
  #typing: ReturnType<typeof setTimeout> | undefined
  #soonest: ReturnType<typeof setTimeout> | undefined
  #loading = false
  #again = false
  #factsAsked = 0
  #lookers = 0
  #last = -1 // where the chosen clip was last seen
  #moving = 0

  constructor(shell: Shell) {
    this.#shell = shell
    this.#studio = shell.studio
    this.picks = new Picks({ indexOf: (id) => this.pages.indexOf(id), at: (i) => this.pages.at(i), ids: () => this.#ids() })
    this.doubles = new Doubles(shell)
    this.watches = new Watches(shell)
    const host = {
      load: () => this.load(),
      choose: (id: ID) => { this.choose(id) },
      showDoubles: (of: ID) => { this.showDoubles(of) },
      gone: (ids: readonly ID[]) => { this.#gone(ids) },
      moved: (ids: readonly ID[], project: ID) => { if (this.project !== '' && project !== this.project) this.#gone(ids) },
    }
    this.arrivals = new Arrivals(shell, host)
    this.upkeep = new Upkeep(shell, host)
  }

  async start(): Promise<void> {
    for (const event of ['library', 'clip', 'products', 'outbox'] as const) this.#studio.on(event, () => { this.#soon() })
    this.#studio.on('watches', () => { void this.watches.load() })
    this.#studio.onResync(() => { void Promise.all([this.load(), this.watches.load()]) })
    await Promise.all([this.#begin(), this.watches.load()])
    if (this.#shell.chosen === '') this.#point(this.pages.at(0)?.id ?? '')
  }

  // ---- asking ----

  #soon(wait = QUIET_MS): void {
    if (this.#loading) this.#again = true
    else this.#soonest ??= setTimeout(() => { void this.#follow() }, wait)
  }

  /** While much changes, as long a rest as asking took: looking must not slow down what is looked at. */
  async #follow(): Promise<void> {
    this.#soonest = undefined
    this.#loading = true
    const begun = performance.now()
    await this.load()
    this.#loading = false
    if (this.#again) this.#soon(Math.max(QUIET_MS, performance.now() - begun))
    this.#again = false
  }

  /** Asks for everything shown again. */
  async load(): Promise<void> {
    const others = [this.#loadFacts()]
    if (this.#lookers > 0) others.push(this.#loadRecent())
    if (this.filter === 'double') others.push(this.doubles.load())
    await Promise.all([this.pages.loaded ? this.pages.refresh() : this.#begin(), ...others])
  }

  async #begin(): Promise<void> {
    const query = this.query
    const answered = this.pages.begin(async (offset, limit) => {
      const page = await this.#studio.clips({ ...query, offset, limit })
      this.fault = null
      this.stale = false
      this.#shell.offline = false
      return page
    })
    await Promise.all([answered, this.#loadFacts(), ...(this.filter === 'double' ? [this.doubles.load()] : [])])
  }

  #failed(e: unknown): void {
    const fault = faultOf(e)
    this.stale = true
    // What is shown stays as it was; nothing of it is wrong.
    if (this.pages.loaded) this.#shell.fail(fault)
    else this.fault = fault
  }

  async #loadFacts(): Promise<void> {
    const asked = ++this.#factsAsked
    try {
      const facts = await this.#studio.library()
      if (asked === this.#factsAsked) this.facts = facts
    } catch (e) {
      // A library that cannot be shown has said why already.
      if (this.pages.loaded && asked === this.#factsAsked) this.#shell.fail(faultOf(e))
    }
  }

  async #loadRecent(): Promise<void> {
    try {
      this.recent = (await this.#studio.clips({ sort: 'touched', offset: 0, limit: RECENT })).cards
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  async #ids(): Promise<readonly ID[]> {
    try {
      return await this.#studio.clipIDs(this.query)
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return []
    }
  }

  /** Holds the clips touched last until the answer is called. */
  lookAtRecent(): () => void {
    this.#lookers++
    void this.#loadRecent()
    return () => { this.#lookers-- }
  }

  /** A few clips that fit some words, for whoever wants to name one. */
  async find(text: string, most: number): Promise<readonly ClipCard[]> {
    try {
      return (await this.#studio.clips({ text, sort: 'touched', offset: 0, limit: most })).cards
    } catch {
      return [] // the library itself says what is wrong
    }
  }

  // ---- looking for ----

  /** Types into the search; it is asked once the hand rests. */
  search(text: string): void {
    this.text = text
    this.picks.clear()
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => { void this.#begin() }, QUIET_MS)
  }

  /** Shows another part of the library, or the same in another order. */
  show(part: Partial<Pick<LibraryQuery, 'text' | 'filter' | 'project' | 'sort'>>): void {
    clearTimeout(this.#typing)
    Object.assign(this, part)
    this.picks.clear()
    void this.#begin()
  }

  showAll(): void { this.show({ text: '', filter: 'all', project: '' }) }

  showDoubles(of: ID): void {
    this.doubles.first = of
    this.show({ text: '', filter: 'double', project: '' })
    this.#shell.go('library')
  }

  count(filter: Filter): number { return this.facts?.counts[filter] ?? 0 }

  // ---- choosing ----

  /** A clip that is held, wherever that is. */
  known(id: ID): ClipCard | null {
    const at = this.pages.indexOf(id)
    if (at >= 0) return this.pages.at(at)
    const view = this.#shell.current.view
    return (view?.card.id === id ? view.card : null) ?? this.recent.find((c) => c.id === id) ?? null
  }

  choose(id: ID): void {
    this.#moving++
    this.picks.clear()
    this.picks.anchor(id)
    this.#point(id)
  }

  #point(id: ID): void {
    const at = this.pages.indexOf(id)
    if (at >= 0) this.#last = at
    this.#shell.chosen = id
  }

  /** Picks or lets go of a clip and chooses it. */
  toggle(id: ID): void {
    this.picks.toggle(id, this.chosen?.id ?? '')
    this.#point(id)
  }

  /** Picks everything from the anchor to a place and chooses what stands there. */
  async reach(to: number): Promise<void> {
    if (this.picks.size === 0 && this.chosen) this.picks.anchor(this.chosen.id)
    const picked = this.picks.reach(to)
    await this.#goTo(to)
    if (!await picked) this.#shell.say('info', t('{n, number} clips are the most that can be picked at once.', { n: MOST_PICKED }))
  }

  async pickAll(): Promise<void> {
    const n = await this.picks.all()
    if (n < this.pages.total) this.#shell.say('info', t('{n, number} clips are the most that can be picked at once.', { n }))
  }

  /** Moves the choice along what is shown; answers where it goes, −1 for nowhere. */
  move(by: number, extend = false): number {
    const total = this.pages.total
    if (total === 0) return -1
    const at = this.#shell.chosen === '' ? -1 : this.#at()
    const to = at < 0 && Number.isFinite(by) ? (by > 0 ? 0 : total - 1) : at + by
    // A step over the edge of a row of several stays where it is.
    if (Math.abs(by) > 1 && Number.isFinite(by) && (to < 0 || to >= total)) return at
    const held = Math.min(total - 1, Math.max(0, to))
    if (extend) void this.reach(held)
    else void this.#goTo(held)
    return held
  }

  #at(): number {
    const at = this.pages.indexOf(this.#shell.chosen)
    return at >= 0 ? at : Math.min(this.#last, this.pages.total - 1)
  }

  /** Chooses what stands at a place, at once when it is held. */
  async #goTo(index: number): Promise<void> {
    const moving = ++this.#moving
    this.#last = index
    const held = this.pages.at(index)
    if (held) {
      this.#shell.chosen = held.id
      return
    }
    try {
      const card = await this.pages.card(index)
      if (card && moving === this.#moving) this.#shell.chosen = card.id
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  /** Chooses the clip before or after, from any place. */
  async step(direction: 1 | -1): Promise<void> {
    const at = this.#at()
    const to = at + direction
    if (at < 0 || to < 0 || to >= this.pages.total) return
    this.pages.see(Math.max(0, to - AT_HAND), to + AT_HAND)
    await this.#goTo(to)
  }

  /** What a command speaks of: all that are picked, else the one chosen. */
  get subjects(): readonly ID[] {
    if (this.picks.size > 0) return [...this.picks.ids]
    return this.chosen ? [this.chosen.id] : []
  }

  #gone(ids: readonly ID[]): void {
    const out = new Set(ids)
    this.picks.drop(ids)
    if (!out.has(this.#shell.chosen)) return
    const at = this.#at()
    const [after, before] = [1, -1].map((d) => {
      for (let i = at + d; i >= 0 && i < this.pages.total; i += d) {
        const c = this.pages.at(i)
        if (!c) return ''
        if (!out.has(c.id)) return c.id
      }
      return ''
    })
    this.#point(after || before || '')
  }
}
