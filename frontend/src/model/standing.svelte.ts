// What holds of the whole library for as long as it does: that it is only shown,
// or that its disk is full. Said in a strip, not in a notice that leaves.

import type { Standing, Studio } from '../studio/studio'
import { fresh } from './fresh'

export class Standings {
  /** Sentences; "" where it does not hold. */
  now = $state.raw<Standing>({ viewed: '', full: '' })

  readonly #studio: Studio

  constructor(studio: Studio) { this.#studio = studio }

  /** Asks whenever something of it changed, or may have. */
  listen(): void {
    this.#studio.on('standing', () => { void this.load() })
    this.#studio.onResync(() => { void this.load() })
  }

  /** What is not answered stays as it was: somebody else says that nobody answers. */
  readonly load = fresh(async () => {
    const now = await this.#studio.standing().catch(() => null)
    if (now) this.now = now
  })
}
