// The chosen clip as the places outside Tag see it: its facts, texts and tags,
// and what undo would take back.

import type { ClipView, ID, Studio } from '../studio/studio'
import { faultOf } from './fault'

export type { ClipView, Tag, Product } from '../studio/studio'

export class Current {
  view = $state.raw<ClipView | null>(null)
  id = $state<ID>('')
  #asked = 0
  /** The question on its way, and whether it must be asked once more. */
  #loading: { readonly id: ID; readonly done: Promise<void> } | null = null
  #again = false
  readonly #changed = new Set<(fresh: boolean) => void>()

  readonly #studio: Studio

  constructor(studio: Studio) {
    this.#studio = studio
  }

  listen(): void {
    this.#studio.on('clip', ({ id }) => { if (id === this.id) void this.load() })
    this.#studio.on('products', () => { void this.load() })
    this.#studio.on('library', () => { void this.load() })
    this.#studio.onResync(() => { void this.load() })
  }

  /** Tells when the clip has been asked for anew; fresh when it is another one. */
  onChange(fn: (fresh: boolean) => void): void { this.#changed.add(fn) }
  #tell(fresh: boolean): void { for (const fn of this.#changed) fn(fresh) }

  choose(id: ID): void {
    if (id === this.id) return
    this.id = id
    this.view = null
    this.#tell(true)
    void this.load()
  }

  /** Asks for the clip again, once for any number of changes meanwhile; one that is gone is no longer chosen. */
  async load(): Promise<void> {
    if (this.#loading?.id === this.id) {
      this.#again = true
      return this.#loading.done
    }
    const mine = { id: this.id, done: this.#untilQuiet(this.id) }
    this.#loading = mine
    await mine.done
    if (this.#loading === mine) this.#loading = null
  }

  async #untilQuiet(id: ID): Promise<void> {
    do {
      this.#again = false
      await this.#ask()
    } while (this.#again && id === this.id)
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked
    const id = this.id
    if (id === '') return
    try {
      const view = await this.#studio.clip(id)
      if (asked !== this.#asked || id !== this.id) return
      this.view = view
      this.#tell(false)
    } catch (e) {
      if (asked === this.#asked && faultOf(e).kind === 'NotFound') {
        this.id = ''
        this.view = null
        this.#tell(true)
      }
    }
  }
}
