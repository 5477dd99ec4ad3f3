// Everything that can be tagged, as one list: what is looked for, in which
// order, which rows are picked, and which one is looked at closely.

import type { Fault, ID, Product, Relation, Trouble } from '../studio/studio'
import { inOrder } from '../words/figures'
import { mark, t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { Leaf } from './leaf.svelte'
import { Picks } from './picks.svelte'
import type { ProductFields } from './shelf.svelte'

export type { Fault, ID, Product, Relation, Trouble } from '../studio/studio'

export type Tab = 'products' | 'catalogues' | 'looks' | 'links' | 'launches'
export type ProductSort = 'name' | 'brand' | 'price' | 'seen' | 'clips' | 'key'

export const PRODUCT_SORTS: readonly { readonly value: ProductSort; readonly name: string }[] = [
  { value: 'name', name: mark('Name') },
  { value: 'brand', name: mark('Brand') },
  { value: 'price', name: mark('Price') },
  { value: 'seen', name: mark('Oldest price') },
  { value: 'clips', name: mark('In most clips') },
  { value: 'key', name: mark('Key on the shelf') },
]

export class Products {
  tab = $state<Tab>('products')
  all = $state.raw<readonly Product[]>([])
  loaded = $state(false)
  /** Why there is no list at all. */
  fault = $state.raw<Fault | null>(null)
  text = $state('')
  sort = $state<ProductSort>('name')
  /** The product looked at closely; "" for none. */
  chosen = $state<ID>('')
  /** Something is being changed. */
  busy = $state(false)
  #troubles = $state.raw<ReadonlyMap<ID, readonly Trouble[]>>(new Map())

  readonly rows: readonly Product[] = $derived.by(() => {
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean)
    const fits = (p: Product): boolean => {
      const said = `${p.title} ${p.brand} ${p.sku} ${p.gtin} ${p.url}`.toLowerCase()
      return words.every((w) => said.includes(w))
    }
    return (words.length > 0 ? this.all.filter(fits) : [...this.all]).sort(ORDER[this.sort])
  })
  readonly #at: ReadonlyMap<ID, number> = $derived(new Map(this.rows.map((p, i) => [p.id, i])))
  readonly byID: ReadonlyMap<ID, Product> = $derived(new Map(this.all.map((p) => [p.id, p])))
  /** What a change speaks of: what is picked, or else what is chosen. */
  readonly subjects: readonly ID[] = $derived.by(() => (this.picks.size > 0 ? [...this.picks.ids] : this.byID.has(this.chosen) ? [this.chosen] : []))

  readonly picks: Picks
  /** All that is known of the chosen one. */
  readonly leaf: Leaf
  readonly #shell: Shell
  #asked = 0

  constructor(shell: Shell) {
    this.#shell = shell
    this.picks = new Picks({ indexOf: (id) => this.indexOf(id), at: (i) => this.rows[i] ?? null, ids: () => Promise.resolve(this.rows.map((p) => p.id)) })
    this.leaf = new Leaf(shell, () => this.load())
  }

  /** Loads, and follows what happens; answers how to stop. */
  start(): () => void {
    const stops = [
      this.#shell.studio.on('products', () => { void this.load() }),
      this.#shell.studio.on('library', () => { void this.load() }),
      this.#shell.studio.onResync(() => { void this.load() }),
    ]
    void this.load()
    return () => { for (const stop of stops) stop() }
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const all = await this.#shell.studio.products('')
      if (asked !== this.#asked) return
      this.all = all
      this.fault = null
      this.loaded = true
      this.picks.drop([...this.picks.ids].filter((id) => !this.byID.has(id)))
      if (this.chosen !== '') void this.leaf.open(this.byID.has(this.chosen) ? this.chosen : '')
      await this.#look(asked)
    } catch (e) {
      if (asked !== this.#asked) return
      this.fault = faultOf(e)
      if (this.loaded) this.#shell.fail(this.fault)
    }
  }

  /** What is wrong is told once the list stands: it takes longer to find out. */
  async #look(asked: number): Promise<void> {
    const found = await this.#shell.studio.radar().catch(() => [])
    if (asked !== this.#asked) return
    const by = new Map<ID, Trouble[]>()
    for (const trouble of found) by.set(trouble.product.id, [...(by.get(trouble.product.id) ?? []), trouble])
    this.#troubles = by
  }

  troublesOf(id: ID): readonly Trouble[] { return this.#troubles.get(id) ?? [] }
  indexOf(id: ID): number { return this.#at.get(id) ?? -1 }

  /** Looks closely at a product, from wherever one is. */
  show(id: ID): void {
    this.tab = 'products'
    if (this.indexOf(id) < 0) this.text = ''
    this.choose(id)
  }

  choose(id: ID): void {
    this.picks.clear()
    this.#see(id)
    this.picks.anchor(id)
  }

  toggle(id: ID): void {
    this.picks.toggle(id, this.chosen)
    this.#see(id)
  }

  async reach(index: number): Promise<void> {
    const here = this.rows[index]
    await this.picks.reach(index)
    if (here) this.#see(here.id)
  }

  /** Moves the choice by rows; answers where it is then, −1 when there is nothing. */
  move(by: number, picking = false): number {
    const count = this.rows.length
    if (count === 0) return -1
    const was = this.indexOf(this.chosen)
    const to = Math.max(0, Math.min(count - 1, was < 0 ? (by > 0 && by !== Infinity ? 0 : by < 0 ? 0 : count - 1) : was + by))
    if (picking) void this.reach(to)
    else this.choose(this.rows[to]?.id ?? '')
    return to
  }

  #see(id: ID): void {
    this.chosen = id
    void this.leaf.open(id)
  }

  // ---- changes ----

  /** Adds a product by hand; answers it, or why it cannot be. */
  async add(fields: ProductFields & { title: string }, picture: File | null): Promise<Product | Fault> {
    try {
      const made = await this.#shell.studio.addProduct(fields)
      const product = picture ? await this.#shell.studio.setProductPicture(made.id, picture) : made
      await this.load()
      return product
    } catch (e) {
      return faultOf(e)
    }
  }

  async relate(ids: readonly ID[], relation: Relation): Promise<void> {
    await this.#together(ids, [{ relation }])
  }

  /** Gives a product a key of the shelf, 1 to 9; 0 takes it off. */
  async keep(id: ID, key: number): Promise<void> {
    await this.#together([id], [{ shelf: key }])
  }

  /** Puts products on the keys nobody has, as far as those reach. */
  async shelve(ids: readonly ID[]): Promise<void> {
    const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((k) => !this.all.some((p) => p.shelf === k))
    const wanting = ids.filter((id) => this.byID.get(id)?.shelf === 0)
    const able = wanting.slice(0, free.length)
    await this.#together(able, able.map((_, i) => ({ shelf: free[i] ?? 0 })))
    if (able.length < wanting.length) this.#shell.say('info', t('The shelf has nine keys, and all are taken now.'))
  }

  async unshelve(ids: readonly ID[]): Promise<void> {
    await this.#together(ids.filter((id) => (this.byID.get(id)?.shelf ?? 0) > 0), [{ shelf: 0 }])
  }

  /** Takes products out of the library; one that is tagged stays, and that is told. */
  async remove(ids: readonly ID[]): Promise<void> {
    const { byID } = this // as it is before
    const next = this.rows.find((p, i) => i > Math.min(...ids.map((id) => this.indexOf(id))) && !ids.includes(p.id))?.id ?? ''
    let gone: readonly ID[] = []
    await this.#act(async () => {
      const out = await this.#shell.studio.removeProducts([...ids])
      gone = out.gone
      if (out.message !== '') this.#shell.say('info', out.message)
    })
    if (gone.length === 0) return
    this.picks.drop(gone)
    if (gone.includes(this.chosen)) this.#see(next)
    this.offerUndo(gone.length === 1 ? t('{name} is out of the library.', { name: byID.get(gone[0] ?? '')?.title ?? '' }) : t('{n, plural, one {# product is} other {# products are}} out of the library.', { n: gone.length }))
  }

  /** Tells of a step of the library, and lets it be taken back. */
  offerUndo(message: string): void {
    this.#shell.notices.offer(message, () => this.undo())
  }

  async undo(): Promise<void> { await this.#travel(() => this.#shell.studio.undoLibrary()) }
  async redo(): Promise<void> { await this.#travel(() => this.#shell.studio.redoLibrary()) }

  async #travel(verb: () => Promise<{ message: string }>): Promise<void> {
    await this.#act(async () => {
      const { message } = await verb()
      if (message !== '') this.#shell.say('success', message)
    })
  }

  /** Changes products as one step of the library: each as it is said, or all alike. */
  async #together(ids: readonly ID[], each: ProductFields[]): Promise<void> {
    if (ids.length > 0) await this.#act(() => this.#shell.studio.setProducts([...ids], each))
  }

  /** Does something to the library's products, and tells why where it cannot be. */
  async #act(verb: () => Promise<unknown>): Promise<void> {
    this.#shell.notices.withdraw()
    this.busy = true
    try {
      await verb()
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    this.busy = false
    await this.load()
  }
}

type Order = (a: Product, b: Product) => number
const byName: Order = (a, b) => inOrder(a.title, b.title) || inOrder(a.id, b.id)
/** What has none of it stands last, whichever way it goes. */
const by = (of: (p: Product) => number | null): Order => (a, b) => {
  const [x, y] = [of(a), of(b)]
  if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1
  return x - y || byName(a, b)
}
const ORDER: Record<ProductSort, Order> = {
  name: byName,
  brand: (a, b) => (a.brand === '' ? 1 : 0) - (b.brand === '' ? 1 : 0) || inOrder(a.brand, b.brand) || byName(a, b),
  price: by((p) => (p.offer ? Number(p.offer.price.amount) : null)),
  seen: by((p) => (p.offer ? Date.parse(p.offer.observed_at) : null)),
  clips: by((p) => -(p.clips ?? 0)),
  key: by((p) => (p.shelf > 0 ? p.shelf : null)),
}
