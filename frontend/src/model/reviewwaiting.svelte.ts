// What waits for whoever works here, over all clips, with the picture of each.

import type { ID, Studio, Waits } from '../studio/studio'

export type { Waits } from '../studio/studio'

type Door = Pick<Studio, 'waiting' | 'clip' | 'on' | 'onResync'>

/** So many clips are asked for their picture where nobody has it at hand. */
const MOST_PICTURES = 24
/** Changes come in bursts; they are asked about together. */
const QUIET_MS = 300

export class Waiting {
  list = $state.raw<readonly Waits[]>([])
  /** Media of the pictures of clips, as far as they were asked for. */
  posters = $state.raw<ReadonlyMap<ID, string>>(new Map())

  readonly #door: Door
  #round = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #asked = new Set<ID>()

  constructor(door: Door) {
    this.#door = door
  }

  /** Keeps the list as things are; answers how to stop. */
  listen(): () => void {
    const soon = (): void => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => { void this.load() }, QUIET_MS)
    }
    const stops = [this.#door.on('notes', soon), this.#door.on('clip', soon), this.#door.on('library', soon), this.#door.onResync(soon)]
    void this.load()
    return () => {
      this.#round++
      clearTimeout(this.#timer)
      for (const stop of stops) stop()
    }
  }

  /** That nothing is known is no reason to disturb anybody. */
  async load(): Promise<void> {
    const round = ++this.#round
    const list = await this.#door.waiting().catch(() => null)
    if (round !== this.#round || !list) return
    this.list = list
    for (const { clip } of list) {
      if (this.#asked.has(clip) || this.#asked.size >= MOST_PICTURES) continue
      this.#asked.add(clip)
      const poster = await this.#door.clip(clip).then((v) => v.card.poster, () => '')
      if (poster) this.posters = new Map([...this.posters, [clip, poster]])
    }
  }
}
