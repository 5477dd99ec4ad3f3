// An address that was pasted: what it is, what stands on its page once a person
// lets it be fetched, and what becomes of it. Nothing is asked of a shop before.

import type { Listing, Product, Reading } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Listing, Reading } from '../studio/studio'

/** The product a listing is of, among those that are here; null for none. */
export function hereAs(l: Pick<Listing, 'product' | 'gtins' | 'url'>, all: readonly Product[]): Product | null {
  const short = (g: string): string => g.replace(/^0+/, '')
  return all.find((p) => p.id === l.product)
    ?? all.find((p) => p.gtin !== '' && l.gtins.some((g) => short(g) === short(p.gtin)))
    ?? all.find((p) => p.url !== '' && p.url === l.url)
    ?? null
}

export class Pasted {
  address = $state('')
  reading = $state.raw<Reading | null>(null)
  /** What its page offers; null before it was fetched. */
  found = $state.raw<readonly Listing[] | null>(null)
  doing = $state<'' | 'reading' | 'fetching' | 'taking'>('')
  wrong = $state('')

  /** Where its page is, free of tracking; "" while nobody knows. */
  readonly destination = $derived(this.reading?.destination ?? '')
  readonly here: Product | null = $derived.by(() => this.#all().find((p) => p.url !== '' && p.url === this.destination) ?? null)

  readonly #shell: Shell
  readonly #all: () => readonly Product[]
  #asked = 0

  constructor(shell: Shell, all: () => readonly Product[]) {
    this.#shell = shell
    this.#all = all
  }

  /** Says what an address is, without asking anybody. */
  async read(address: string): Promise<void> {
    const asked = ++this.#asked
    this.address = address
    this.reading = null
    this.found = null
    this.wrong = ''
    if (address.trim() === '') {
      this.doing = ''
      return
    }
    this.doing = 'reading'
    try {
      const reading = await this.#shell.studio.readLink(address.trim())
      if (asked === this.#asked) this.reading = reading
    } catch (e) {
      if (asked === this.#asked) this.wrong = faultOf(e).message
    }
    if (asked === this.#asked) this.doing = ''
  }

  /** Fetches the page: somebody asked for it. */
  async fetch(): Promise<void> {
    const asked = ++this.#asked
    this.doing = 'fetching'
    this.wrong = ''
    try {
      const found = await this.#shell.studio.readPage(this.address.trim())
      if (asked !== this.#asked) return
      this.found = found
      if (found.length === 0) this.wrong = t('The page does not say what it sells. Add the product by hand.')
    } catch (e) {
      if (asked === this.#asked) this.wrong = faultOf(e).message
    }
    if (asked === this.#asked) this.doing = ''
  }

  /** Makes a product of what was found, or renews one that is here; null when it could not be. */
  async take(l: Listing, into: Product | null): Promise<Product | null> {
    this.doing = 'taking'
    this.wrong = ''
    try {
      return await this.#shell.studio.takeListing(l.source, l.key, into?.id ?? '')
    } catch (e) {
      this.wrong = faultOf(e).message
      return null
    } finally {
      this.doing = ''
    }
  }

  hereAs(l: Listing): Product | null { return hereAs(l, this.#all()) }
}
