// At which zoom one strip of the timeline is drawn while the view zooms. Most
// frames of a zoom stretch what is there by a few per cent; now and then a strip
// is drawn anew, a little ahead, so that it serves twice as long. Strips that
// begin at different shares of a step take turns, so that no frame draws all.

import type { View } from '../maths/scale'

/** Within this factor of the view a strip is stretched, not drawn anew. */
export const STRETCH = 1.08
const AHEAD = 1.07
/** So many such factors at once are no glide. */
const LEAP = 2.5

export class Strip {
  readonly #view: () => View
  readonly #rests: () => number
  readonly #share: number
  #last = 0
  #rest = -1
  #reach = 1

  /** rests counts how often the view came to rest; share, above 0 to 1, is this strip's turn. */
  constructor(view: () => View, rests: () => number, share: number) {
    this.#view = view
    this.#rests = rests
    this.#share = share
  }

  /** The pixels of one frame it is drawn at; the view's own once the view rests. */
  readonly px: number = $derived.by(() => {
    const { px } = this.#view()
    const rest = this.#rests()
    if (rest !== this.#rest) {
      this.#rest = rest
      this.#reach = this.#share
      return (this.#last = px)
    }
    const by = Math.log(px / this.#last) / Math.log(STRETCH)
    if (Math.abs(by) > LEAP) this.#last = px // a leap, not a glide: there is nothing to be ahead of
    else if (Math.abs(by) > this.#reach) {
      this.#last = px * AHEAD ** (Math.sign(by) * this.#reach)
      this.#reach = 1
    }
    return this.#last
  })

  /** What stretches it to the view; 1 at rest. */
  readonly stretch: number = $derived.by(() => this.#view().px / this.px)
}
