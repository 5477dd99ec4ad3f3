// Performing the tags: while the clip plays, a product is tagged for as long
// as its number is held. Each hold becomes one tag when the key goes up.

import { framesIn, type FrameSpan, type Rate } from '../maths/frames'
import type { ID } from '../studio/studio'
import { hand, type Hand } from './hand'

export { REACTION_MS, TAP_SECONDS } from './hand'

/** A key let go sooner than this was a tap. */
export const TAP_MS = 250

/** The clock a performance reads. */
interface Clock {
  readonly frame: number
  readonly frames: number
  readonly speed: number
  /** The frame on screen at a time in ms. */
  frameAt(time: number): number
}

interface Stage {
  readonly rate: Rate
  readonly shelf: readonly { id: ID; shelf: number }[]
}

interface Hold {
  readonly product: ID
  readonly from: number
  readonly since: number // ms
  readonly moving: boolean
}

export class Performance {
  held = $state.raw<ReadonlyMap<number, Hold>>(new Map())

  /** What is being drawn just now, one span per key that is down. */
  readonly live: readonly (FrameSpan & { id: string; product: ID })[] = $derived(
    [...this.held].map(([key, h]) => ({ id: `held-${key}`, product: h.product, ...this.#span(h, this.#seen(this.#clock.frame)) })),
  )

  readonly #clock: Clock
  readonly #stage: Stage
  /** Keys that are still down but have nothing more to say. */
  readonly #spent = new Set<number>()
  readonly #tag: (product: ID, span: FrameSpan) => void
  readonly #hand: Pick<Hand, 'reaction' | 'tap'>

  constructor(clock: Clock, stage: Stage, tag: (product: ID, span: FrameSpan) => void, own: Pick<Hand, 'reaction' | 'tap'> = hand) {
    this.#clock = clock
    this.#stage = stage
    this.#tag = tag
    this.#hand = own
  }

  /** This person's lag, ms. */
  get reaction(): number { return this.#hand.reaction }
  /** What a tap tags for this person, seconds. */
  get tap(): number { return this.#hand.tap }

  /** A number key went down at a time in ms. False when no product has that number. */
  press(key: number, time: number): boolean {
    const product = this.#stage.shelf.find((p) => p.shelf === key)
    if (!product || this.#clock.frames === 0) return false
    if (this.held.has(key) || this.#spent.has(key)) return true // the keyboard repeats itself
    const hold = { product: product.id, from: this.#seen(this.#clock.frameAt(time)), since: time, moving: this.#clock.speed !== 0 }
    this.held = new Map([...this.held, [key, hold]])
    return true
  }

  /** The key went up: the hold becomes a tag. */
  release(key: number, time: number): void {
    this.#spent.delete(key)
    const hold = this.held.get(key)
    if (!hold) return
    this.#forget(key)
    const tap = time - hold.since < TAP_MS || !hold.moving
    this.#tag(hold.product, tap ? this.#tapped(hold.from) : this.#span(hold, this.#seen(this.#clock.frameAt(time))))
  }

  /** The clock jumps back from its last frame: what is held ends there. */
  wrap(end: number): void {
    for (const [key, hold] of this.held) {
      this.#spent.add(key)
      this.#tag(hold.product, this.#span(hold, end))
    }
    this.held = new Map()
  }

  /** Escape: nothing of what is held becomes a tag. True when something was held. */
  drop(): boolean {
    const was = this.held.size > 0
    for (const key of this.held.keys()) this.#spent.add(key)
    this.held = new Map()
    return was
  }

  #forget(key: number): void {
    const left = new Map(this.held)
    left.delete(key)
    this.held = left
  }

  // The frame the eye saw when the hand moved, for the one on screen now.
  #seen(frame: number): number {
    const lag = Math.round(framesIn(this.reaction / 1000, this.#stage.rate) * this.#clock.speed)
    return clamp(frame - lag, 0, this.#clock.frames - 1)
  }

  #span(hold: Hold, now: number): FrameSpan {
    const from = Math.min(hold.from, now)
    const to = Math.max(hold.from, now)
    return { in: from, out: Math.max(to, from + 1) }
  }

  #tapped(from: number): FrameSpan {
    const length = Math.min(framesIn(this.tap, this.#stage.rate), this.#clock.frames)
    const start = clamp(from, 0, this.#clock.frames - 1)
    return { in: start, out: Math.min(start + Math.max(1, length), this.#clock.frames) }
  }
}

const clamp = (v: number, low: number, high: number): number => Math.min(Math.max(low, v), Math.max(low, high))
