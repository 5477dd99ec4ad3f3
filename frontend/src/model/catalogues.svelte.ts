// What files, shops and networks offer. What was read is searched here, page by
// page; a shop or network is asked itself only when a person says so.

import type { Fault, ID, Listing, Product, Source } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { fresh } from './fresh'
import { hereAs } from './pasted.svelte'

export type { Listing, Source } from '../studio/studio'

/** Listings that come at once. */
export const PAGE = 50
/** Typing pauses this long before it is searched, ms. */
const QUIET_MS = 160

/** Where is searched: all that was read here, one source of it, or a shop or network itself. */
export type Where = { readonly kind: 'all' } | { readonly kind: 'source'; readonly name: string } | { readonly kind: 'account'; readonly id: ID }

export class Catalogues {
  sources = $state.raw<readonly Source[]>([])
  loaded = $state(false)
  where = $state.raw<Where>({ kind: 'all' })
  text = $state('')
  found = $state.raw<readonly Listing[]>([])
  /** Whether there is more of it. */
  more = $state(false)
  /** How many a shop says there are; 0 where it does not. */
  total = $state(0)
  searching = $state(false)
  /** A shop was asked at least once since it was chosen. */
  asked = $state(false)
  fault = $state.raw<Fault | null>(null)
  /** The listing being taken, by source and key. */
  taking = $state('')

  readonly #shell: Shell
  readonly #all: () => readonly Product[]
  #next = ''
  #turn = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(shell: Shell, all: () => readonly Product[]) {
    this.#shell = shell
    this.#all = all
  }

  start(): () => void {
    const off = this.#shell.studio.on('products', () => { void this.#again() })
    void this.load().then(() => this.#search())
    return () => {
      off()
      clearTimeout(this.#timer)
    }
  }

  /** What was read may be more now; a single product that was taken changes no list. */
  async #again(): Promise<void> {
    const before = this.count
    await this.load()
    if (this.count !== before && this.where.kind !== 'account') await this.#search()
  }

  readonly load = fresh(async () => {
    try {
      this.sources = await this.#shell.studio.sources()
      this.loaded = true
    } catch (e) {
      this.fault = faultOf(e)
    }
  })

  /** All listings that were read here. */
  readonly count = $derived(this.sources.reduce((n, s) => n + s.listings, 0))

  go(where: Where): void {
    this.where = where
    this.#begin()
    if (where.kind !== 'account') void this.#search()
  }

  /** Looks for words; what was read here answers while one types, a shop only when it is asked. */
  look(text: string): void {
    this.text = text
    clearTimeout(this.#timer)
    if (this.where.kind !== 'account') this.#timer = setTimeout(() => { void this.#search() }, QUIET_MS)
  }

  /** Asks anew, whoever it is. */
  ask(): Promise<void> {
    clearTimeout(this.#timer)
    return this.#search()
  }

  /** The next page, if there is one and nobody waits for it yet. */
  async further(): Promise<void> {
    if (!this.more || this.searching) return
    await this.#page(this.#turn)
  }

  #begin(): void {
    this.#turn++
    this.found = []
    this.more = false
    this.total = 0
    this.asked = false
    this.fault = null
    this.searching = false
    this.#next = ''
  }

  async #search(): Promise<void> {
    const turn = ++this.#turn
    this.#next = ''
    await this.#page(turn, true)
  }

  async #page(turn: number, anew = false): Promise<void> {
    const { where } = this
    const before = anew ? [] : this.found
    this.searching = true
    this.fault = null
    try {
      if (where.kind === 'account') {
        const got = await this.#shell.studio.searchCatalog(where.id, this.text.trim(), this.#next)
        if (turn !== this.#turn) return
        this.#next = got.next
        this.#show(before, got.listings, got.next !== '')
        this.total = got.total
        this.asked = true
      } else {
        const got = await this.#shell.studio.listings(where.kind === 'source' ? where.name : '', this.text.trim(), Math.floor(before.length / PAGE))
        if (turn !== this.#turn) return
        this.#show(before, got, got.length === PAGE)
      }
    } catch (e) {
      if (turn !== this.#turn) return
      this.fault = faultOf(e)
      this.more = false
      if (anew) this.found = []
    }
    this.searching = false
  }

  /** A listing that moved between two pages is shown once. */
  #show(before: readonly Listing[], now: readonly Listing[], more: boolean): void {
    const seen = new Set(before.map(keyOf))
    const fresh = now.filter((l) => !seen.has(keyOf(l)))
    this.found = [...before, ...fresh]
    this.more = more && fresh.length > 0
  }

  hereAs(l: Listing): Product | null { return hereAs(l, this.#all()) }

  /** Makes a product of a listing, or renews the one that is here; null when it could not be. */
  async take(l: Listing): Promise<Product | null> {
    const into = this.hereAs(l)
    this.taking = keyOf(l)
    try {
      const product = await this.#shell.studio.takeListing(l.source, l.key, into?.id ?? '')
      this.found = this.found.map((o) => (keyOf(o) === keyOf(l) ? { ...o, product: product.id } : o))
      this.#shell.say('success', into ? t('{name} is brought up to date.', { name: product.title }) : t('{name} is among your products.', { name: product.title }))
      return product
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return null
    } finally {
      this.taking = ''
    }
  }

  /** Forgets a source with its listings. */
  async remove(source: Source): Promise<void> {
    try {
      await this.#shell.studio.removeSource(source.name)
      this.#shell.say('success', t('{name} is gone. Products made of it stay.', { name: source.title }))
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return
    }
    await this.load()
    this.go({ kind: 'all' })
  }
}

export const keyOf = (l: Pick<Listing, 'source' | 'key'>): string => `${l.source} ${l.key}`
