// Whether the chosen clip has the approvals that its project asks for, and what
// whoever works here says of it.

import type { Approval, ID, VerdictAnswer } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export class Approvals {
  /** How the clip stands; null while nobody has said. */
  now = $state.raw<Approval | null>(null)
  /** A verdict is on its way. */
  giving = $state(false)
  /** It was asked for, and nobody could say. */
  unknown = $state(false)

  readonly #shell: Shell
  readonly #clip: ID
  #round = 0

  constructor(shell: Shell, clip: ID) {
    this.#shell = shell
    this.#clip = clip
  }

  /** Asks again whenever the clip, or what is said of it, is other than before. */
  watch(): () => void {
    const { studio } = this.#shell
    const again = (): void => { void this.load() }
    const stops = [
      studio.on('clip', ({ id }) => { if (id === this.#clip) again() }),
      studio.on('notes', ({ clip }) => { if (clip === '' || clip === this.#clip) again() }),
      studio.on('products', again), studio.on('library', again), studio.onResync(again),
    ]
    again()
    return () => { this.#round++; for (const stop of stops) stop() }
  }

  /** A later answer always wins. That nothing is known is no reason to disturb anybody. */
  async load(): Promise<void> {
    const round = ++this.#round
    const now = await this.#shell.studio.approval(this.#clip).catch(() => null)
    if (round !== this.#round) return
    this.now = now
    this.unknown = now === null
  }

  /** Says something of the draft that is seen, and of no other. */
  async give(answer: VerdictAnswer, note = ''): Promise<void> {
    if (!this.now || this.giving) return
    this.giving = true
    const round = ++this.#round
    try {
      const now = await this.#shell.studio.giveVerdict(this.#clip, this.now.digest, answer, note)
      if (round === this.#round) this.now = now // else it was asked for since, and that answer is the later one
    } catch (e) {
      this.#shell.fail(faultOf(e))
      await this.load()
    } finally {
      this.giving = false
    }
  }
}
