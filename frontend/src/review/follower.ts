// The second picture of a comparison: it shows what the leading one shows, where
// it has it, and runs beside it while it plays.

import type { Way } from '../maths/alignment'
import type { Player, Playhead } from '../model/playhead.svelte'

/** So many frames apart, two that run are brought together again. */
const DRIFT = 2
/** A seek while running costs a moment, so it is not done more often, ms. */
const AGAIN = 400

type Leader = Pick<Playhead, 'speed' | 'frame' | 'onMove' | 'onPlaying'>

export class Follower {
  readonly #head: Leader
  readonly #player: Player
  readonly #way: () => Way
  readonly #told: (there: boolean) => void
  readonly #now: () => number
  #running = 0 // the speed it runs at; 0 stands
  #shown: number | null = null
  #mended = 0
  readonly #stops: (() => void)[]

  /** told says whether the second one shows this moment at all. */
  constructor(head: Leader, player: Player, way: () => Way, told: (there: boolean) => void, now: () => number = () => performance.now()) {
    this.#head = head
    this.#player = player
    this.#way = way
    this.#told = told
    this.#now = now
    this.#stops = [head.onMove(() => { this.follow() }), head.onPlaying(() => { this.follow() })]
    this.follow()
  }

  close(): void { for (const stop of this.#stops) stop() }

  /** Goes to where the leading one is. */
  follow(): void {
    const { frame, speed } = this.#head
    const to = this.#way()(frame)
    this.#told(to !== null)
    if (to === null) return this.#stand(this.#shown ?? 0)
    if (speed <= 0 || !this.#player.ready) return this.#stand(to)
    if (this.#running !== speed) return this.#start(to, speed)
    const apart = Math.abs(this.#player.moment() - to)
    if (apart > DRIFT && this.#now() - this.#mended > AGAIN) this.#start(to, speed)
  }

  #start(frame: number, speed: number): void {
    this.#player.show(frame)
    this.#player.run(speed)
    this.#shown = frame
    this.#running = speed
    this.#mended = this.#now()
  }

  #stand(frame: number): void {
    if (this.#running === 0 && this.#shown === frame) return
    this.#running = 0
    this.#shown = frame
    this.#player.show(frame)
  }
}
