// What one works with at the desk beside time itself: the table, templates,
// the way through history, exchange and the person's own hand. One of its
// dialogs is open at a time.

import type { Studio } from '../studio/studio'
import type { OpenClip } from './clip.svelte'
import { copies, onlyTags } from './copies.svelte'
import { Exchange } from './exchange.svelte'
import { faultOf } from './fault'
import { REACTION_MS, TAP_SECONDS, type Performance } from './perform.svelte'
import { MOST_MS, settingIn } from './reaction.svelte'
import { Table } from './table.svelte'
import { Templates } from './templates.svelte'
import { Travel } from './travel.svelte'

export type WorkDialog = 'templates' | 'save-template' | 'import' | 'export' | 'name-state' | 'calibrate'

/** What a tap may tag, seconds. */
export const TAP_LEAST = 0.5
export const TAP_MOST = 10

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

  constructor(studio: Studio, clip: OpenClip, pass: Performance) {
    this.#studio = studio
    this.#clip = clip
    this.#pass = pass
    this.table = new Table(clip)
    this.templates = new Templates(studio, clip)
    this.travel = new Travel(clip)
    this.exchange = new Exchange(studio, clip)
  }

  /** Reads what this person chose; what cannot be read stays as usual. */
  async load(): Promise<void> {
    try {
      const settings = await this.#studio.settings()
      this.templates.read(settings)
      this.#pass.reaction = settingIn(settings['reaction'], 0, MOST_MS, REACTION_MS)
      this.#pass.tap = settingIn(settings['tap'], TAP_LEAST, TAP_MOST, TAP_SECONDS)
    } catch (e) {
      this.#clip.say('error', faultOf(e).message)
    }
  }

  /** A browser saves files; the window of Taglane does not, there the clipboard serves. */
  get saves(): boolean { return !this.#studio.able.pick }
  get reaction(): number { return this.#pass.reaction }
  get tap(): number { return this.#pass.tap }

  /** Keeps the lag of this person's hand, ms; null for the usual one. */
  setReaction(ms: number | null): Promise<boolean> {
    return this.#keep('reaction', ms, REACTION_MS, 0, MOST_MS, (v) => { this.#pass.reaction = v })
  }
  /** Keeps what a tap tags, seconds; null for the usual length. */
  setTap(seconds: number | null): Promise<boolean> {
    return this.#keep('tap', seconds, TAP_SECONDS, TAP_LEAST, TAP_MOST, (v) => { this.#pass.tap = v })
  }

  async #keep(name: string, value: number | null, usual: number, low: number, high: number, set: (v: number) => void): Promise<boolean> {
    try {
      const held = value === null ? usual : Math.min(high, Math.max(low, value))
      await this.#studio.setSetting(name, value === null ? '' : String(held))
      set(held)
      return true
    } catch (e) {
      this.#clip.say('error', faultOf(e).message)
      return false
    }
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
