// Every product of the library, and the nine that have a key.

import type { Fault, ID, Product, ProductReport, Relation, Studio } from '../studio/studio'
import type { Say } from './clip.svelte'
import { faultOf } from './fault'
import { fresh } from './fresh'
import { t } from '../words/words.svelte'

export interface ProductFields {
  title?: string
  brand?: string
  url?: string
  price?: string
  relation?: Relation
  notes?: string
  shelf?: number
  /** 1–8; 0 lets it follow the key. */
  colour?: number
}

export class Shelf {
  all = $state.raw<readonly Product[]>([])
  readonly kept = $derived(this.all.filter((p) => p.shelf > 0).sort((a, b) => a.shelf - b.shelf))
  /** The lowest key nobody has; 0 when all nine are taken. */
  readonly free = $derived([1, 2, 3, 4, 5, 6, 7, 8, 9].find((k) => !this.all.some((p) => p.shelf === k)) ?? 0)

  readonly #studio: Studio
  readonly #say: Say

  constructor(studio: Studio, say: Say) {
    this.#studio = studio
    this.#say = say
  }

  listen(): () => void {
    const stops = [
      this.#studio.on('products', () => { void this.load() }),
      this.#studio.onResync(() => { void this.load() }),
    ]
    return () => { for (const stop of stops) stop() }
  }

  readonly load = fresh(async () => { await this.#try(async () => { this.all = await this.#studio.products('') }) })

  /** Adds a product, or says in the fault which field is wrong. */
  async add(fields: ProductFields & { title: string }, picture: File | null): Promise<Product | Fault> {
    return this.#store(() => this.#studio.addProduct(fields), picture)
  }

  async set(id: ID, fields: ProductFields, picture: File | null): Promise<Product | Fault> {
    return this.#store(() => this.#studio.setProduct(id, fields), picture)
  }

  async #store(verb: () => Promise<Product>, picture: File | null): Promise<Product | Fault> {
    try {
      let product = await verb()
      if (picture) product = await this.#studio.setProductPicture(product.id, picture)
      await this.load()
      return product
    } catch (e) {
      return faultOf(e)
    }
  }

  /**
   * A product known only by its link; its name is what the link says. The link
   * of a network becomes the shop's own address, and a product that is here
   * already gets the key instead of a double.
   */
  async addLink(link: string): Promise<Product | Fault> {
    try {
      const reading = await this.#studio.readLink(link)
      if (reading.opaque) return { kind: 'Invalid', message: reading.message }
      const address = reading.destination || link
      const here = this.all.find((p) => p.url === address)
      if (here) return await this.set(here.id, { shelf: here.shelf || this.free }, null)
      if (reading.foreign) this.#say('info', reading.message)
      return await this.add({ title: nameFromLink(address), url: address, shelf: this.free }, null)
    } catch (e) {
      return faultOf(e)
    }
  }

  async remove(id: ID): Promise<void> {
    await this.#try(() => this.#studio.removeProducts([id]))
    await this.load()
  }

  async importFile(file: File): Promise<ProductReport | null> {
    const report = await this.#try(() => this.#studio.importProducts(file))
    await this.load()
    if (!report) return null
    const left = report.refused.length
    const first = report.refused[0]
    const taken = report.taken
    if (first) this.#say('error', t('{taken, plural, one {# product} other {# products}} taken, {left} left out. Row {row}: {reason}', { taken, left, row: first.row, reason: first.reason }))
    else if (report.merged > 0) this.#say('success', t('{taken, plural, one {# product} other {# products}} taken, {merged} brought up to date.', { taken, merged: report.merged }))
    else this.#say('success', t('{taken, plural, one {# product} other {# products}} taken.', { taken }))
    return report
  }

  async #try<T>(verb: () => Promise<T>): Promise<T | null> {
    try {
      return await verb()
    } catch (e) {
      this.#say('error', faultOf(e).message)
      return null
    }
  }
}

export const isFault = (x: Product | Fault): x is Fault => 'kind' in x

/** Whether a pasted text is a link to a product. */
export function isLink(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text.trim()).protocol)
  } catch {
    return false
  }
}

/** "https://shop.example/p/lip-tint-rosewood?x=1" → "Lip tint rosewood"; the host when there is no path. */
export function nameFromLink(link: string): string {
  const url = new URL(link.trim())
  const parts = url.pathname.split('/').filter((p) => /[a-z]{3}/i.test(p))
  const last = parts.at(-1)?.replace(/\.\w{2,5}$/, '').replace(/[-_+]+/g, ' ').replace(/%20/g, ' ').trim()
  const name = last || url.hostname.replace(/^www\./, '')
  return (name.charAt(0).toUpperCase() + name.slice(1)).slice(0, 80)
}
