// What the timeline shows of a clip: the stretch in sight, the rows, and the
// draft of the gesture under way. The draft is what is drawn; Go hears of it
// once, when the hand lets go.

import { t } from '../words/words.svelte'
import { fps, type FrameSpan } from '../maths/frames'
import { crowds, ROWS, rowsOf, type Row } from '../maths/lanes'
import { clampView, fit, fitPx, follow, reveal, show, xOf, zoomAt, panBy, type View } from '../maths/scale'
import type { Target } from '../maths/snap'
import type { ID, Tag } from '../studio/studio'
import { SHORT_SECONDS, type OpenClip } from './clip.svelte'
import { LaneLook } from './lanes.svelte'
import { Markers, type MarkerDoor } from './markers.svelte'
import type { Performance } from './perform.svelte'
import type { Playhead } from './playhead.svelte'
import { Sightings, type SightingDoor } from './sightings.svelte'
import { Strip } from './strip.svelte'

/** So many tags at one instant are more than a viewer can take in. */
export const CROWD_LIMIT = 2
/** One press of the zoom keys. */
const ZOOM_STEP = 1.5

/** The height of the timeline in pixels: at first, and as far as it can be dragged. */
export const TIMELINE_HEIGHT = 276
export const TIMELINE_LEAST = 160
export const TIMELINE_MOST = 440

/** A tag as it is drawn: where it stands now, not where it was last written. */
export interface Bar extends FrameSpan {
  readonly id: ID
  readonly product: ID
  /** Absent while a held key draws it. */
  readonly tag: Tag | null
}

/** Something a menu can offer. A place hands its commands over in this form. */
export interface Offer {
  readonly id: string
  readonly name: string
  readonly keys?: readonly string[]
  readonly enabled?: () => boolean
  run(at: number): unknown
}

/** What a menu was asked about, and where; without a place, by a key. */
export interface Asked { readonly about: 'tag' | 'track' | 'ruler' | 'marker'; readonly at: { readonly x: number; readonly y: number } | null }

export interface SnapLine { readonly frame: number; readonly label: string }

export class Timeline {
  readonly #clip: OpenClip
  readonly #head: Playhead
  readonly #pass: Performance

  width = $state(0)
  height = $state(TIMELINE_HEIGHT)
  snapping = $state(true)
  /** Folded to overview and ruler. */
  folded = $state(false)
  sound = $state(true)
  draft = $state.raw<ReadonlyMap<ID, FrameSpan>>(new Map())
  snapLine = $state.raw<SnapLine | null>(null)
  readonly lanes: LaneLook
  readonly markers: Markers
  readonly sightings: Sightings
  // The bars of tags that stand where they were written stay the same objects,
  // so that a drag among thousands draws what moves and nothing else.
  readonly #resting = new WeakMap<Tag, Bar>()
  #atRest(tag: Tag): Bar {
    let bar = this.#resting.get(tag)
    if (!bar) this.#resting.set(tag, (bar = { id: tag.id, product: tag.product, in: tag.in, out: tag.out, tag }))
    return bar
  }

  /** What the menus of the timeline choose from. */
  offers: readonly Offer[] = []
  asked = $state.raw<Asked | null>(null)
  following = $state(true)

  /** The gutter, the ruler and one lane as they are laid out, in pixels: they grow with the interface. */
  gutter = $state(96)
  ruler = $state(24)
  lane = $state(34)

  /** null shows the whole clip, however wide the window becomes. */
  #view = $state.raw<View | null>(null)
  readonly view: View = $derived.by(() => (this.#view ? clampView(this.#view, this.#clip.frames, this.width) : fit(this.#clip.frames, this.width)))

  /** The view is on its way: what matters to the eye only at rest may wait until settle. */
  moving = $state(false)
  #rests = $state(0)
  readonly #strips = Array.from({ length: ROWS + 1 }, (_, i) => new Strip(() => this.view, () => this.#rests, (i + 1) / (ROWS + 1)))
  /** How a row of tags is drawn while the view zooms; rows take turns. */
  stripOf(row: number): Strip { return this.#strips[row % ROWS] as Strip }
  /** The same for all that is no row: pixels of one frame as drawn, and what stretches them to the view. */
  get drawnPx(): number { return (this.#strips[ROWS] as Strip).px }
  get stretch(): number { return (this.#strips[ROWS] as Strip).stretch }

  readonly bars: readonly Bar[] = $derived.by(() => [
    ...this.#clip.tags.map((tag): Bar => {
      const s = this.draft.get(tag.id) ?? this.#clip.spanOf(tag)
      return s === tag ? this.#atRest(tag) : { id: tag.id, product: tag.product, in: s.in, out: s.out, tag }
    }),
    ...this.#pass.live.map((l): Bar => ({ ...l, tag: null })),
  ])
  readonly rows: readonly Row<Bar>[] = $derived.by(() => rowsOf(this.bars, [...this.#clip.products.values()]))
  readonly crowds = $derived(crowds(this.bars, CROWD_LIMIT))
  readonly tooShort = $derived.by(() => SHORT_SECONDS * fps(this.#clip.rate))

  constructor(clip: OpenClip, head: Playhead, pass: Performance, door: MarkerDoor & SightingDoor) {
    this.#clip = clip
    this.#head = head
    this.#pass = pass
    this.lanes = new LaneLook(() => clip.id)
    this.markers = new Markers(clip, door)
    this.sightings = new Sightings(clip, door)
    clip.isAside = (product) => this.isAside(product)
  }

  get viewport(): { frames: number; width: number } {
    return { frames: this.#clip.frames, width: this.width }
  }

  // ---- moving the view: never an undo step ----

  fit(): void { this.#view = null }

  /** Anchored at a pixel, or by keys at the playhead if it is in sight, else the middle. */
  zoom(factor: number, x = this.#keyAnchor()): void {
    this.#set(zoomAt(this.view, factor, x, this.#clip.frames, this.width))
  }
  zoomIn(): void { this.zoom(ZOOM_STEP) }
  zoomOut(): void { this.zoom(1 / ZOOM_STEP) }

  #keyAnchor(): number {
    const x = xOf(this.#head.moment, this.view)
    return x >= 0 && x <= this.width ? x : this.width / 2
  }

  /** A hand moved the view: following rests until the playhead is in sight again. */
  pan(dx: number): void {
    const before = this.view
    this.#set(panBy(before, dx, this.#clip.frames, this.width))
    if (this.view.start !== before.start) this.following = false
  }

  showSpan(from: number, to: number): void { this.#set(show(from, to, this.#clip.frames, this.width)) }

  /** Sets the stretch in sight, as the overview's handles do. */
  setWindow(from: number, to: number): void {
    this.#set({ start: from, px: this.width / Math.max(1, to - from) })
    this.following = false
  }

  zoomToSelection(): void {
    const spans = this.#clip.selected.map((t) => this.#clip.spanOf(t))
    if (spans.length === 0) return this.fit()
    this.showSpan(Math.min(...spans.map((s) => s.in)), Math.max(...spans.map((s) => s.out)))
  }

  reveal(frame: number): void { this.#set(reveal(this.view, frame, this.#clip.frames, this.width)) }

  /** The playhead has moved to a moment; while it plays the view turns its pages. */
  follow(moment: number): void {
    const x = xOf(moment, this.view)
    const inSight = x >= 0 && x < this.width * 0.85
    if (inSight) this.following = true
    if (!this.following || inSight || !this.#head.playing) return
    this.#set(follow(this.view, moment, this.#clip.frames, this.width))
  }

  /** The view has come to rest: from here on everything is drawn exactly. */
  settle(): void {
    this.moving = false
    this.#rests++
  }

  #set(v: View): void {
    const next = clampView(v, this.#clip.frames, this.width)
    const { start, px } = this.view
    if (next.px <= fitPx(this.#clip.frames, this.width)) this.#view = null
    else if (next.start !== start || next.px !== px) this.#view = next
  }

  // ---- what a gesture needs ----

  /** Lanes nobody may change by accident, by product. */
  get locked(): ReadonlySet<ID> { return this.lanes.locked }
  /** A lane that is locked or hidden: nothing sticks to it and no hand takes it. */
  isAside(product: ID): boolean { return this.lanes.locked.has(product) || this.lanes.muted.has(product) }

  /** What may be stuck to while these tags, markers or ends of the range ("in", "out") are dragged. */
  targets(dragged: ReadonlySet<ID>): Target[] {
    const out: Target[] = [{ kind: 'playhead', frame: this.#head.frame, name: t('Playhead') }]
    for (const tag of this.#clip.tags) {
      if (dragged.has(tag.id) || this.isAside(tag.product)) continue
      const name = this.#clip.products.get(tag.product)?.title ?? t('a tag')
      out.push({ kind: 'tag', frame: tag.in, name: t('Start of {name}', { name }) }, { kind: 'tag', frame: tag.out, name: t('End of {name}', { name }) })
    }
    const { in: from, out: to } = this.#head.range
    if (from !== null && !dragged.has('in')) out.push({ kind: 'inout', frame: from, name: t('In') })
    if (to !== null && !dragged.has('out')) out.push({ kind: 'inout', frame: to, name: t('Out') })
    for (const m of this.markers.all) {
      if (dragged.has(m.id)) continue
      out.push({ kind: 'marker', frame: m.frame, name: m.text || t('Marker') })
      if (m.out > m.frame) out.push({ kind: 'marker', frame: m.out, name: m.text ? t('End of {name}', { name: m.text }) : t('Marker') })
    }
    for (const frame of this.#clip.view?.cuts ?? []) out.push({ kind: 'cut', frame, name: t('Cut') })
    return out
  }

  draw(draft: ReadonlyMap<ID, FrameSpan>, line: SnapLine | null): void {
    this.draft = draft
    this.snapLine = line
  }

  /** Writes exactly what is drawn; the draft stays until the answer stands in its place. */
  async commit(label = ''): Promise<void> {
    const draft = this.draft
    this.snapLine = null
    const moves = [...draft].map(([tag, s]) => ({ tag, in: s.in, out: s.out }))
    if (moves.length > 0) await this.#clip.moveTags(moves, label)
    if (this.draft === draft) this.draft = new Map()
  }

  toggleLock(product: ID): void {
    this.lanes.toggleLock(product)
    this.#leaveAside(product)
  }
  toggleMute(product: ID): void {
    this.lanes.toggleMute(product)
    this.#leaveAside(product)
  }
  // What no hand can take is not selected either, so that no key takes it.
  #leaveAside(product: ID): void {
    if (this.isAside(product)) this.#clip.select(this.#clip.selection)
  }

  // ---- along the tags ----

  /** The next tag edge before or after the playhead, if there is one. */
  edgeFrom(frame: number, direction: 1 | -1): number | null {
    const edges = this.#clip.tags.flatMap((t) => [t.in, t.out])
    const beyond = edges.filter((e) => (direction > 0 ? e > frame : e < frame))
    if (beyond.length === 0) return null
    return direction > 0 ? Math.min(...beyond) : Math.max(...beyond)
  }

  /** Where a new tag would lie: the marked range, or two seconds from the playhead. */
  newSpan(seconds: number): FrameSpan {
    const { in: from, out: to } = this.#head.range
    if (from !== null && to !== null) return { in: from, out: to }
    const start = from ?? this.#head.frame
    const end = Math.min(this.#clip.frames, start + Math.max(1, Math.round(seconds * fps(this.#clip.rate))))
    return { in: start, out: Math.max(start + 1, end) }
  }
}
