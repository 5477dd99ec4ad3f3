// What one works with at the desk beside time itself: the table, templates,
// the way through history, exchange and the person's own hand. One of its
// dialogs is open at a time.

import type { Studio } from '../studio/studio'
import type { OpenClip } from './clip.svelte'
import { copies, onlyTags } from './copies.svelte'
import { Exchange } from './exchange.svelte'
import { MOST_MS, TAP_LEAST, TAP_MOST } from './hand'
import type { Performance } from './perform.svelte'
import { settings, type Settings } from './settings.svelte'
import { Table } from './table.svelte'
import { Templates } from './templates.svelte'
import { Travel } from './travel.svelte'

export type WorkDialog = 'templates' | 'save-template' | 'import' | 'export' | 'name-state' | 'calibrate'

export class Work {
  readonly table: Table
  readonly templates: Templates
  readonly travel: Travel
  readonly exchange: Exchange
  dialog = $state<WorkDialog | null>(null)
  /** The bar of find and replace above the table. */
  replacing = $state(false)

  readonly #studio: Studio
  readonly #clip: OpenClip
  readonly #pass: Performance
  readonly #kept: Settings

  constructor(studio: Studio, clip: OpenClip, pass: Performance, kept: Settings = settings) {
    this.#studio = studio
    this.#clip = clip
    this.#pass = pass
    this.#kept = kept
    this.table = new Table(clip)
    this.templates = new Templates(studio, clip)
    this.travel = new Travel(clip)
    this.exchange = new Exchange(studio, clip)
  }

  /** Reads what this person chose; what cannot be read stays as usual. */
  async load(): Promise<void> {
    await this.#kept.load(this.#studio)
    this.templates.read(this.#kept.values)
  }

  /** A browser saves files; the window of Taglane does not, there the clipboard serves. */
  get saves(): boolean { return !this.#studio.able.pick }
  get reaction(): number { return this.#pass.reaction }
  get tap(): number { return this.#pass.tap }

  /** Keeps the lag of this person's hand, ms; null for the usual one. */
  setReaction(ms: number | null): Promise<boolean> {
    return this.#keep('reaction', ms, 0, MOST_MS)
  }
  /** Keeps what a tap tags, seconds; null for the usual length. */
  setTap(seconds: number | null): Promise<boolean> {
    return this.#keep('tap', seconds, TAP_LEAST, TAP_MOST)
  }

  async #keep(name: string, value: number | null, low: number, high: number): Promise<boolean> {
    const fault = await this.#kept.set(this.#studio, name, value === null ? '' : String(Math.min(high, Math.max(low, value))))
    if (fault) this.#clip.say('error', fault.message)
    return fault === null
  }

  /** The copied tags as a document for the clipboard of the system; null when it cannot be had. */
  async copiedText(): Promise<string | null> {
    try {
      return onlyTags((await this.#clip.exportTags('json')).text, copies.now.tags)
    } catch {
      return null // the tags are copied all the same
    }
  }
}
