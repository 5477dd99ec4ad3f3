// Hotspots on the picture: where each stands, the one being moved, and the keys
// of its way. A gesture is a draft until it ends; arrows are one edit after a
// rest. What is being moved belongs to the frame it was begun at, wherever the
// playhead goes meanwhile.

import { asBoxes, asPoints, at, grown, inside, isBox, withKey, type KeyedPath, type PathSpot } from '../maths/path'
import { PICTURE, type Phone } from '../maths/safearea'
import type { ID, Path, Studio, Tag } from '../studio/studio'
import { NUDGE_QUIET_MS, type OpenClip } from './clip.svelte'
import { Following } from './following.svelte'
import { Hindrances } from './hindrances.svelte'
import type { Playhead } from './playhead.svelte'

/** One press of an arrow while a hotspot is being placed. */
export const HOTSPOT_STEP = 0.01
export const HOTSPOT_FINE = 0.001

/** How wide a box is that was a point, as a share of the picture's width; it is as high as it is wide. */
const NEW_BOX = 0.24

/** The frames at which a tag's hotspot has a key. */
export const keysOf = (tag: Tag): readonly number[] => (tag.spots ?? []).map((k) => k.frame)

/** A hotspot on its way to another place, before it is written. */
export interface Placing { readonly tag: ID; readonly frame: number; readonly spot: PathSpot }

/** What of the desk decides which hotspots are seen, and how. */
export interface Sight {
  phone(): Phone | null
  hidden(tag: Tag): boolean
}

export class Hotspots {
  /** Placing hotspots: clicks and arrows belong to the picture. */
  mode = $state(false)
  /** The hotspots as visitors of the page will see them, and nothing else. */
  asPage = $state(false)
  /** Of what is held back, the page is shown as it will be from its time on. */
  revealed = $state(false)
  placing = $state.raw<Placing | null>(null)
  /** A hand is moving something just now. */
  held = $state(false)
  /** The key whose dot was touched last. */
  chosen = $state.raw<{ readonly tag: ID; readonly frame: number } | null>(null)
  readonly follow: Following
  readonly hindrances: Hindrances

  /** Tags with a hotspot in sight at the playhead. */
  readonly here: readonly Tag[] = $derived.by(() => this.clip.tags.filter((t) => this.covers(t, this.head.frame) && !this.#sight.hidden(t)))

  readonly clip: OpenClip
  readonly head: Playhead
  readonly #sight: Sight
  #quiet: ReturnType<typeof setTimeout> | undefined
  #line: Promise<unknown> = Promise.resolve()
  /** What is on its way to be written and shown until then: no longer anybody's to drop. */
  #sent: Placing | null = null

  constructor(clip: OpenClip, head: Playhead, studio: Studio, sight: Sight) {
    this.clip = clip
    this.head = head
    this.#sight = sight
    this.follow = new Following(clip, studio)
    this.hindrances = new Hindrances(this, () => sight.phone())
  }

  /** Whether a tag is on the picture at a frame. */
  covers(tag: Tag, frame: number): boolean { return tag.in <= frame && frame < tag.out }

  /** The picture in the pixels phones are drawn in, at its own proportions. */
  readonly picture = $derived.by(() => {
    const card = this.clip.view?.card
    const own = card && card.width > 0 && card.height > 0 ? card.height / card.width : PICTURE.height / PICTURE.width
    return { width: PICTURE.width, height: PICTURE.width * own }
  })

  /** Where a tag's hotspot stands now; null for none. */
  spotOf(tag: Tag): PathSpot | null {
    const p = this.placing
    if (p?.tag === tag.id && p.frame === this.head.frame) return p.spot
    return at(this.held ? this.wayOf(tag) : tag, this.head.frame)
  }

  /** The way of a tag's hotspot as it will be once what is under way is written. */
  wayOf(tag: Tag): KeyedPath {
    const p = this.placing
    return p?.tag === tag.id ? { ...tag, spots: withKey(tag.spots ?? [], p.frame, p.spot) } : tag
  }

  /** The tag that clicks and arrows on the picture are for: the selected one, if it is shown now. */
  get placeable(): Tag | null {
    const tag = this.clip.lead
    return tag && !this.asPage && this.covers(tag, this.head.frame) ? tag : null
  }

  toggleMode(): void {
    this.asPage = false
    this.mode = !this.mode
  }
  togglePage(): void {
    this.asPage = !this.asPage
    if (!this.asPage) return
    this.mode = false
    this.follow.drop()
    void this.flush()
  }

  // ---- moving ----

  /** Lets a hand move the hotspot of a tag at a frame; nothing is written. */
  drag(tag: Tag, spot: PathSpot, frame = this.head.frame): void {
    this.#begin(tag, frame)
    this.held = true
    this.placing = { tag: tag.id, frame, spot: inside(spot) }
  }

  /** The hand lets go: what it moved is written, as one edit. */
  async release(): Promise<void> {
    if (!this.held) return
    this.held = false
    await this.flush()
  }

  /** Moves the hotspot of a tag by steps; a run of them is one edit, after a rest. */
  nudge(tag: Tag, dx: number, dy: number, frame = this.head.frame): void {
    const from = this.#from(tag, frame)
    this.#pend(tag, { ...from, x: from.x + dx, y: from.y + dy }, frame)
  }

  /** Moves the hotspot that arrows are for. */
  move(dx: number, dy: number): void {
    if (this.placeable) this.nudge(this.placeable, dx, dy)
  }

  /** Makes the box that arrows are for wider and higher, or less so; a point stays one. */
  grow(dw: number, dh: number): void {
    const tag = this.placeable
    if (!tag) return
    const from = this.#from(tag, this.head.frame)
    if (isBox(from)) this.#pend(tag, grown(from, dw, dh), this.head.frame)
  }

  /** Sets the hotspot of a tag after a rest: what is typed step by step. */
  settle(tag: Tag, spot: PathSpot): void { this.#pend(tag, spot, this.head.frame) }

  #from(tag: Tag, frame: number): PathSpot {
    const p = this.placing
    return p?.tag === tag.id && p.frame === frame ? p.spot : (at(tag, frame) ?? { x: 0.5, y: 0.5 })
  }

  #pend(tag: Tag, spot: PathSpot, frame: number): void {
    this.#begin(tag, frame)
    this.placing = { tag: tag.id, frame, spot: inside(spot) }
    this.#quiet = setTimeout(() => { void this.flush() }, NUDGE_QUIET_MS)
  }

  // Something else that waits to be written does not get lost.
  #begin(tag: Tag, frame: number): void {
    clearTimeout(this.#quiet)
    const p = this.placing
    if (p && !this.held && (p.tag !== tag.id || p.frame !== frame)) void this.flush()
  }

  /** Writes what is under way, if there is anything. */
  async flush(): Promise<void> {
    clearTimeout(this.#quiet)
    const p = this.placing
    const tag = this.clip.tags.find((t) => t.id === p?.tag)
    if (!p || !tag || same(p.spot, at(tag, p.frame))) this.placing = null
    else await this.place(tag, p.spot, p.frame)
    await this.#line
  }

  /** Forgets what is under way; answers whether there was anything. */
  drop(): boolean {
    clearTimeout(this.#quiet)
    const was = this.placing !== null && this.placing !== this.#sent
    if (was) this.placing = null
    this.held = false
    return was
  }

  // ---- writing ----

  /** Sets a key at a frame, or moves the one that is there. */
  async place(tag: Tag, spot: PathSpot, frame = this.head.frame): Promise<void> {
    clearTimeout(this.#quiet)
    // A place that says nothing of its size keeps the one there is.
    const placing = { tag: tag.id, frame, spot: inside(spot.w === undefined ? { ...at(tag, frame), x: spot.x, y: spot.y } : spot) }
    this.placing = placing
    this.#sent = this.placing
    await this.#write(tag, (now) => withKey(now.spots ?? [], frame, placing.spot))
    if (this.placing === placing) this.placing = null
  }

  async removeKey(tag: Tag, frame: number): Promise<void> {
    if (this.chosen?.frame === frame) this.chosen = null
    await this.#write(tag, (now) => (now.spots ?? []).filter((k) => k.frame !== frame))
  }

  setInterpolation(tag: Tag, how: NonNullable<Path['interpolation']>): Promise<void> {
    return this.#write(tag, (now) => now.spots ?? [], how)
  }

  setWay(tag: Tag, way: KeyedPath): Promise<void> {
    return this.#write(tag, () => way.spots ?? [], way.interpolation)
  }

  /** Makes all keys boxes, as high as wide, or points again. */
  async setShape(tag: Tag, shape: 'point' | 'box'): Promise<void> {
    const h = Math.min(1, (NEW_BOX * this.picture.width) / this.picture.height)
    await this.#write(tag, (now) => (shape === 'box' ? asBoxes(now.spots ?? [], NEW_BOX, h) : asPoints(now.spots ?? [])))
  }

  // One after the other, each from the tag as the one before has left it.
  #write(tag: Tag, keys: (now: Tag) => NonNullable<KeyedPath['spots']>, how?: Path['interpolation']): Promise<void> {
    const run = this.#line.then(async () => {
      const now = this.clip.tags.find((t) => t.id === tag.id) ?? tag
      await this.clip.setPath(tag.id, { interpolation: how ?? now.interpolation ?? 'linear', spots: [...keys(now)] })
    })
    this.#line = run.catch(() => undefined)
    return run
  }

  // ---- keys of the way ----

  /** The key of a tag before or after the playhead; null where there is none. */
  keyBeside(tag: Tag, direction: 1 | -1): number | null {
    const frames = keysOf(tag)
    return (direction > 0 ? frames.find((f) => f > this.head.frame) : frames.findLast((f) => f < this.head.frame)) ?? null
  }

  /** Keeps the hotspot where it stands now by a key of its own; a tag without one gets it in the middle. */
  async addKey(): Promise<void> {
    const tag = this.placeable
    if (!tag) return
    await this.flush()
    if (!keysOf(tag).includes(this.head.frame)) await this.place(tag, at(tag, this.head.frame) ?? { x: 0.5, y: 0.5 })
  }
}

const same = (a: PathSpot, b: PathSpot | null): boolean =>
  b !== null && (['x', 'y', 'w', 'h'] as const).every((k) => Math.abs((a[k] ?? 0) - (b[k] ?? 0)) < 1e-4)
