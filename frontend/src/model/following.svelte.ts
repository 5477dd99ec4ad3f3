// A way for a hotspot that was found in the picture: looked for, offered, and
// taken or left. Looking takes seconds; who has lost interest meanwhile hears
// nothing of the answer.

import type { KeyedPath } from '../maths/path'
import type { ID, Path, Studio, Tag } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { OpenClip } from './clip.svelte'
import { faultOf } from './fault'

export type Sureness = 'sure' | 'fairly' | 'unsure'

// What is followed is at least 0.6 alike, or it counts as lost.
const SURE = 0.85
const FAIRLY = 0.72

export const sureness = (score: number): Sureness => (score >= SURE ? 'sure' : score >= FAIRLY ? 'fairly' : 'unsure')

export class Following {
  /** The tag whose product is being looked for. */
  looking = $state.raw<ID | null>(null)
  offer = $state.raw<{ readonly tag: ID; readonly path: Path; readonly score: number } | null>(null)

  readonly #clip: OpenClip
  readonly #studio: Studio
  #turn = 0

  constructor(clip: OpenClip, studio: Studio) {
    this.#clip = clip
    this.#studio = studio
  }

  /** Looks for what lies under a tag's hotspot at a frame. */
  async look(tag: Tag, frame: number): Promise<void> {
    this.drop()
    const turn = this.#turn
    this.looking = tag.id
    try {
      const { path, score } = await this.#studio.suggestPath(tag.id, frame)
      if (turn !== this.#turn) return
      if ((path.spots ?? []).length < 2) this.#clip.say('info', t('What lies under the hotspot could not be followed from here.'))
      else this.offer = { tag: tag.id, path, score }
    } catch (e) {
      if (turn === this.#turn) this.#clip.say('error', faultOf(e).message)
    }
    if (turn === this.#turn) this.looking = null
  }

  /** Makes the offered way the hotspot's own. */
  async accept(): Promise<void> {
    const offer = this.offer
    if (!offer) return
    this.drop()
    await this.#clip.setPath(offer.tag, offer.path)
  }

  /** Stops looking and forgets what was offered; answers whether there was anything. */
  drop(): boolean {
    const was = this.looking !== null || this.offer !== null
    this.#turn++
    this.looking = null
    this.offer = null
    return was
  }

  /** Another tag, or another clip, is what matters now. */
  keepFor(tag: ID | null): void {
    if ((this.looking ?? this.offer?.tag ?? tag) !== tag) this.drop()
  }

  /** The offered way of a tag; null while there is none. */
  wayOf(tag: ID): KeyedPath | null { return this.offer?.tag === tag ? this.offer.path : null }
}
