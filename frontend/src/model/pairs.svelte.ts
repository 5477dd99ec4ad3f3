// Products that seem to be the same one, pair by pair. Nothing is merged by
// itself: two sizes of a shirt share everything but what matters.

import type { Fault, Likely, Product } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { fresh } from './fresh'
import type { Products } from './products.svelte'
import { settings } from './settings.svelte'

export type { Likely } from '../studio/studio'

const APART = 'products.apart'
/** Pairs that are remembered as two; the one settled longest ago is asked again first. */
export const MOST_APART = 500

export class Pairs {
  loaded = $state(false)
  fault = $state.raw<Fault | null>(null)
  busy = $state(false)
  #all = $state.raw<readonly Likely[]>([])
  readonly #apart: ReadonlySet<string> = $derived(read(settings.get(APART)))
  readonly open: readonly Likely[] = $derived(this.#all.filter((l) => !this.#apart.has(keyOf(l))))
  readonly apart = $derived(this.#all.length - this.open.length)

  readonly #shell: Shell
  readonly #products: Products

  constructor(shell: Shell, products: Products) {
    this.#shell = shell
    this.#products = products
  }

  /** Loads, and follows what happens; answers how to stop. */
  start(): () => void {
    const off = this.#shell.studio.on('products', () => { void this.load() })
    void this.load()
    return off
  }

  readonly load = fresh(async () => {
    try {
      this.#all = await this.#shell.studio.likelyDoubles()
      this.fault = null
    } catch (e) {
      this.fault = faultOf(e)
    }
    this.loaded = true
  })

  /** Makes one of two: tags, links and sellers of the second go to the first. */
  async merge(keep: Product, drop: Product): Promise<void> {
    this.busy = true
    try {
      const whole = await this.#shell.studio.mergeProducts(keep.id, drop.id)
      this.#products.offerUndo(t('{name} is one product now, with the tags of both.', { name: whole.title }))
      if (this.#products.chosen === drop.id) this.#products.choose(whole.id)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await Promise.all([this.load(), this.#products.load()])
    this.busy = false
  }

  /** They are two, and are not asked about again. */
  twoOf(l: Likely): Promise<void> { return this.#remember([...this.#apart, keyOf(l)].slice(-MOST_APART)) }

  /** Asks again about all that were left as two. */
  again(): Promise<void> { return this.#remember([]) }

  async #remember(apart: readonly string[]): Promise<void> {
    const fault = await settings.set(this.#shell.studio, APART, JSON.stringify(apart))
    if (fault) this.#shell.fail(fault)
  }
}

const keyOf = (l: Likely): string => [l.a.id, l.b.id].sort().join(' ')

function read(text: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(text || '[]')
    return new Set(Array.isArray(kept) ? kept.filter((k) => typeof k === 'string') : [])
  } catch {
    return new Set()
  }
}
