// What the timeline shows of a clip: the stretch in sight, the rows, and the
// draft of the gesture under way. The draft is what is drawn; Go hears of it
// once, when the hand lets go.

import { fps, type FrameSpan } from '../maths/frames'
import { crowds, rowsOf, type Row } from '../maths/lanes'
import { clampView, fit, follow, reveal, show, xOf, zoomAt, panBy, type View } from '../maths/scale'
import type { Target } from '../maths/snap'
import type { ID, Tag } from '../studio/studio'
import { SHORT_SECONDS, type OpenClip } from './clip.svelte'
import type { Performance } from './perform.svelte'
import type { Playhead } from './playhead.svelte'

/** So many tags at one instant are more than a viewer can take in. */
export const CROWD_LIMIT = 2
/** One press of the zoom keys. */
const ZOOM_STEP = 1.5

/** Within this factor of the view the strips are stretched, not drawn anew, while a zoom is under way. */
const STRETCH = 1.08

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
  /** Lanes nobody may change by accident, by product. */
  locked = $state.raw<ReadonlySet<ID>>(new Set())
  following = $state(true)

  #view = $state.raw<View>({ start: 0, px: 1 })
  readonly view: View = $derived.by(() => clampView(this.#view, this.#clip.frames, this.width))

  #lastPx = 0
  #rests = $state(0)
  /** The pixels of one frame the strips are drawn at: near the view's while it
   *  zooms, the view's own once settle is called. */
  readonly drawnPx: number = $derived.by(() => {
    const ratio = this.#rests >= 0 && this.#lastPx > 0 ? this.view.px / this.#lastPx : 0
    if (ratio > STRETCH || ratio < 1 / STRETCH) this.#lastPx = this.view.px
    return this.#lastPx
  })
  /** What stretches the drawn strips to the view; 1 at rest. */
  readonly stretch: number = $derived(this.view.px / this.drawnPx)

  readonly bars: readonly Bar[] = $derived.by(() => [
    ...this.#clip.tags.map((tag): Bar => {
      const s = this.draft.get(tag.id) ?? this.#clip.spanOf(tag)
      return { id: tag.id, product: tag.product, in: s.in, out: s.out, tag }
    }),
    ...this.#pass.live.map((l): Bar => ({ ...l, tag: null })),
  ])
  readonly rows: readonly Row<Bar>[] = $derived.by(() => rowsOf(this.bars, [...this.#clip.products.values()]))
  readonly crowds = $derived(crowds(this.bars, CROWD_LIMIT))
  readonly tooShort = $derived.by(() => SHORT_SECONDS * fps(this.#clip.rate))

  constructor(clip: OpenClip, head: Playhead, pass: Performance) {
    this.#clip = clip
    this.#head = head
    this.#pass = pass
  }

  get viewport(): { frames: number; width: number } {
    return { frames: this.#clip.frames, width: this.width }
  }

  // ---- moving the view: never an undo step ----

  fit(): void { this.#set(fit(this.#clip.frames, this.width)) }

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

  /** The zoom has come to rest: from here on everything is drawn exactly. */
  settle(): void {
    this.#lastPx = 0
    this.#rests++
  }

  #set(v: View): void {
    const next = clampView(v, this.#clip.frames, this.width)
    if (next.start !== this.#view.start || next.px !== this.#view.px) this.#view = next
  }

  // ---- what a gesture needs ----

  /** What may be stuck to while these tags are dragged. */
  targets(dragged: ReadonlySet<ID>): Target[] {
    const out: Target[] = [{ kind: 'playhead', frame: this.#head.frame }]
    for (const t of this.#clip.tags) {
      if (dragged.has(t.id) || this.locked.has(t.product)) continue
      out.push({ kind: 'tag', frame: t.in }, { kind: 'tag', frame: t.out })
    }
    const { in: from, out: to } = this.#head.range
    if (from !== null) out.push({ kind: 'inout', frame: from })
    if (to !== null) out.push({ kind: 'inout', frame: to })
    for (const frame of this.#clip.view?.cuts ?? []) out.push({ kind: 'cut', frame })
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
    const next = new Set(this.locked)
    if (!next.delete(product)) next.add(product)
    this.locked = next
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
