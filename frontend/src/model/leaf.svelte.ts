// One product, looked at closely: all that is known of it, and the changes
// that concern it alone.

import type { Embargo, Fault, ID, Product, ProductPage } from '../studio/studio'
import type { ProductFields } from './shelf.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Embargo, Listing, Program, ProductPage, Sighting, Use } from '../studio/studio'

export type Seller = Pick<ProductPage['sellers'][number], 'account' | 'advertiser' | 'rate'>

export class Leaf {
  id = $state<ID>('')
  page = $state.raw<ProductPage | null>(null)
  /** Why nothing can be shown of it. */
  fault = $state.raw<Fault | null>(null)
  /** Its source is being asked. */
  asking = $state(false)
  /** Why its source did not answer; "" while all is well. */
  unanswered = $state('')

  /** Whether there is anybody to ask how it stands. */
  readonly hasSource = $derived(this.page !== null && (this.page.source !== '' || this.page.product.url !== ''))

  readonly #shell: Shell
  readonly #changed: () => Promise<void>
  #asked = 0

  constructor(shell: Shell, changed: () => Promise<void>) {
    this.#shell = shell
    this.#changed = changed
  }

  /** Opens a product, or asks again for the one that is open; "" closes. */
  async open(id: ID): Promise<void> {
    const asked = ++this.#asked
    if (id !== this.id) {
      this.id = id
      this.page = null
      this.fault = null
      this.unanswered = ''
    }
    if (id === '') return
    try {
      const page = await this.#shell.studio.productPage(id)
      if (asked !== this.#asked) return
      this.page = page
      this.fault = null
    } catch (e) {
      if (asked === this.#asked) this.fault = faultOf(e)
    }
  }

  /** Changes its words; answers what is wrong with them, "" for nothing. */
  async set(fields: ProductFields, picture: File | null = null): Promise<string> {
    const { id } = this
    try {
      if (Object.keys(fields).length > 0) await this.#shell.studio.setProduct(id, fields)
      if (picture) await this.#shell.studio.setProductPicture(id, picture)
    } catch (e) {
      return faultOf(e).message
    }
    await this.#changed()
    return ''
  }

  /** Asks the source how it stands now. */
  async lookAgain(): Promise<void> {
    const { id } = this
    this.asking = true
    this.unanswered = ''
    try {
      const page = await this.#shell.studio.lookAgain(id)
      if (id === this.id) this.page = page
      await this.#changed()
    } catch (e) {
      if (id === this.id) this.unanswered = faultOf(e).message
    }
    this.asking = false
  }

  setSellers(sellers: readonly Seller[]): Promise<void> {
    const bare = sellers.map(({ account, advertiser, rate }) => ({ account, advertiser, rate }))
    return this.#renew((id) => this.#shell.studio.setSellers(id, bare))
  }

  setFallbacks(products: readonly Pick<Product, 'id'>[]): Promise<void> {
    return this.#renew((id) => this.#shell.studio.setFallbacks(id, products.map((p) => p.id)))
  }

  /** Until when it must not be shown, by the clock of a zone; "" "" lifts it. Answers what is wrong, "" for nothing. */
  async setEmbargo(wall: string, zone: string): Promise<string> {
    const { id } = this
    try {
      const embargo: Embargo | null = await this.#shell.studio.setEmbargo(id, '', wall, zone)
      if (id === this.id && this.page) this.page = { ...this.page, embargo }
    } catch (e) {
      return faultOf(e).message
    }
    await this.#changed()
    return ''
  }

  async #renew(verb: (id: ID) => Promise<ProductPage>): Promise<void> {
    const { id } = this
    try {
      const page = await verb(id)
      if (id === this.id) this.page = page
    } catch (e) {
      this.#shell.fail(faultOf(e))
      await this.open(id)
    }
  }
}
