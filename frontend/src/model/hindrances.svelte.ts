// What keeps hotspots from being seen and touched: the phone's own buttons over
// them, now or at another moment of their time, and one another.

import { APART, clearPlace } from '../maths/clear'
import { apart, clearWay, firstCover, shapesOn } from '../maths/passage'
import { at, inside, shifted, withKey, type KeyedPath, type PathSpot } from '../maths/path'
import { coverOf, type Phone, type Shape } from '../maths/safearea'
import type { Tag } from '../studio/studio'
import type { Hotspots } from './hotspots.svelte'

/** A hotspot that something of the phone lies over. */
export interface Covered { readonly tag: Tag; readonly frame: number; readonly spot: PathSpot; readonly shape: Shape; readonly now: boolean }
/** Two hotspots too near to be told apart by a finger; the second is the one to move. */
export interface Pair { readonly stays: Tag; readonly moves: Tag }

export class Hindrances {
  readonly #spots: Hotspots
  readonly #phone: () => Phone | null

  // Walks whole ways, so it must follow tags and phone alone, never the playhead.
  readonly #ever = $derived.by(() => {
    const phone = this.#phone()
    return new Map(this.#spots.clip.tags.flatMap((tag) => {
      const cover = firstCover(tag, tag, phone)
      return cover ? [[tag.id, cover] as const] : []
    }))
  })

  /** Hotspots covered at the playhead. */
  readonly now: readonly Covered[] = $derived.by(() => this.#spots.here.flatMap((tag) => {
    const spot = this.#spots.spotOf(tag)
    const shape = spot && coverOf(spot, this.#phone())
    return spot && shape ? [{ tag, frame: this.#spots.head.frame, spot, shape, now: true }] : []
  }))

  /** Hotspots in sight that are clear now and covered at another moment, the selected one first. */
  readonly elsewhere: readonly Covered[] = $derived.by(() => {
    const covered = new Set(this.now.map((c) => c.tag.id))
    const lead = this.#spots.clip.lead
    const asked = lead && !this.#spots.here.includes(lead) ? [lead] : []
    const found = [...asked, ...this.#spots.here].flatMap((tag) => {
      const cover = covered.has(tag.id) ? undefined : this.#ever.get(tag.id)
      return cover ? [{ tag, ...cover, now: false }] : []
    })
    return found.sort((a, b) => Number(b.tag === lead) - Number(a.tag === lead))
  })

  /** The two hotspots at the playhead that are nearest to one another, where that is too near. */
  readonly pair: Pair | null = $derived.by(() => {
    const here = this.#spots.here.flatMap((tag) => {
      const spot = this.#spots.spotOf(tag)
      return spot ? [{ tag, spot }] : []
    })
    let best: Pair | null = null
    let least: number = APART - 1e-6
    here.forEach((a, i) => {
      for (const b of here.slice(i + 1)) {
        const far = apart(a.spot, b.spot, this.#spots.picture)
        if (far >= least) continue
        least = far
        const first = this.#spots.clip.selection.has(a.tag.id) && !this.#spots.clip.selection.has(b.tag.id)
        best = first ? { stays: b.tag, moves: a.tag } : { stays: a.tag, moves: b.tag }
      }
    })
    return best
  })

  /** The way of a covered hotspot that is clear; null when there is none. */
  wayOut(c: Covered): KeyedPath | null {
    const phone = this.#phone()
    if (!phone) return null
    const whole = clearWay(this.#spots.wayOf(c.tag), c.tag, phone, (f) => this.#others(c.tag, f), this.#spots.picture)
    if (whole) return whole
    // No offset frees all of it: at least this moment is.
    const place = clearPlace(c.spot, shapesOn(phone, this.#spots.picture), this.#others(c.tag, c.frame), this.#spots.picture)
    return place && { interpolation: c.tag.interpolation ?? 'linear', spots: withKey(c.tag.spots ?? [], c.frame, place) }
  }

  /** The way of the second of a pair, laid beside the first; null when there is no room. */
  wayApart(pair: Pair): KeyedPath | null {
    const spot = this.#spots.spotOf(pair.moves)
    if (!spot) return null
    const shapes = shapesOn(this.#phone(), this.#spots.picture)
    const place = clearPlace(spot, shapes, this.#others(pair.moves, this.#spots.head.frame), this.#spots.picture)
    if (!place) return null
    const to = inside(place)
    const keys = this.#spots.wayOf(pair.moves).spots ?? []
    const interpolation = pair.moves.interpolation ?? 'linear'
    const whole = { interpolation, spots: shifted(keys, to.x - spot.x, to.y - spot.y) }
    // Beside the other it must not come under the phone at another moment.
    const clear = (way: KeyedPath): boolean => firstCover(way, pair.moves, this.#phone()) === null
    const here = { interpolation, spots: withKey(keys, this.#spots.head.frame, to) }
    return !clear(whole) && clear(here) ? here : whole
  }

  #others(tag: Tag, frame: number): PathSpot[] {
    return this.#spots.clip.tags.flatMap((o) => (o.id !== tag.id && this.#spots.covers(o, frame) ? (at(o, frame) ?? []) : []))
  }

  constructor(spots: Hotspots, phone: () => Phone | null) {
    this.#spots = spots
    this.#phone = phone
  }
}
