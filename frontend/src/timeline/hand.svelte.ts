// The hand over the lanes: feeds pointer events into the state chart of
// drag.ts and draws what it says. Click selects, drag moves or trims; Alt on
// empty track, or a drag in the gutter, draws a marquee; an empty click only
// moves the playhead.

import { timecode, type FrameSpan } from '../maths/frames'
import { frameAtX, momentAt, type View } from '../maths/scale'
import type { Target } from '../maths/snap'
import type { Bar } from '../model/timeline.svelte'
import type { Desk } from '../model/desk.svelte'
import { draftOf, hitAt, idle, leadFrame, move, press, release, scrollSpeed, type Gesture, type Hit, type Zone } from './drag'
import { delta, reasonOf } from './figures'

/** Where the pointer is: x from the left edge of the track, row by number. */
export interface At { readonly x: number; readonly row: number }

interface Keys { readonly alt: boolean; readonly ctrl: boolean; readonly shift: boolean }

export class Hand {
  gesture = $state.raw<Gesture>(idle)
  hover = $state.raw<Hit | null>(null)
  marquee = $state.raw<{ from: { moment: number; row: number }; to: { moment: number; row: number } } | null>(null)

  readonly busy = $derived(this.gesture.at !== 'idle' || this.marquee !== null)
  readonly cursor = $derived(cursorOf(this.gesture, this.hover))
  /** What the badge beside the dragged edge says. */
  readonly badge = $derived.by(() => {
    const frame = leadFrame(this.gesture)
    if (frame === null || (this.gesture.at !== 'moving' && this.gesture.at !== 'trimming')) return null
    const rate = this.#desk.clip.rate
    const span = draftOf(this.gesture).get(this.gesture.grip.tag)
    const short = span !== undefined && span.out - span.in < this.#desk.timeline.tooShort
    return { tag: this.gesture.grip.tag, zone: this.gesture.grip.zone, frame, short, time: timecode(frame, rate), by: delta(this.gesture.by, rate) }
  })

  readonly #desk: Desk
  #scrubbing = false
  #at: At = { x: 0, row: 0 }
  #alt = false
  #paint = 0
  /** Gathered once for a gesture: nothing but the playhead moves meanwhile. */
  #targets: { at: number; list: Target[] } | null = null

  constructor(desk: Desk) { this.#desk = desk }

  get #view(): View { return this.#desk.timeline.view }

  #hit(at: At): Hit | null {
    const row = this.#desk.timeline.rows[at.row]
    if (!row) return null
    const free = row.tags.filter((b) => b.tag !== null && !this.#desk.timeline.isAside(b.product))
    return hitAt(at.x, free, this.#view)
  }

  down(at: At, keys: Keys): void {
    const { clip, head } = this.#desk
    const hit = at.x < 0 ? null : this.#hit(at)
    this.#at = at
    this.#targets = null
    if (!hit) {
      if (keys.alt || at.x < 0) this.marquee = { from: this.#place(at), to: this.#place(at) }
      else {
        this.#scrubbing = true
        head.seek(frameAtX(at.x, this.#view))
      }
      return
    }
    if (keys.ctrl) return clip.toggle(hit.tag)
    if (keys.shift) return clip.selectUpTo(hit.tag)
    if (!clip.selection.has(hit.tag)) clip.select([hit.tag])
    void clip.flush()
    const spans = new Map<string, FrameSpan>(clip.selected.map((t) => [t.id, clip.spanOf(t)]))
    this.gesture = press(hit, at.x, spans, this.#view)
  }

  over(at: At, keys: Keys): void {
    this.#at = at
    this.#alt = keys.alt
    if (this.marquee) this.marquee = { ...this.marquee, to: this.#place(at) }
    else if (this.#scrubbing) this.#desk.head.scrub(frameAtX(at.x, this.#view))
    else if (this.gesture.at === 'idle') this.hover = at.x < 0 ? null : this.#hit(at)
    else this.#drag()
    if (this.busy) this.#scroll()
  }

  up(): void {
    cancelAnimationFrame(this.#paint)
    this.#paint = 0
    this.#scrubbing = false
    if (this.marquee) this.#take()
    const before = this.gesture
    const { gesture, did } = release(before)
    this.gesture = gesture
    this.#targets = null
    if (did === 'commit') void this.#desk.timeline.commit()
    else this.#desk.timeline.draw(new Map(), null)
    if (did === 'click' && before.at === 'pressed') this.#desk.clip.select([before.grip.tag])
  }

  /** Escape: the draft is gone and nothing reaches Go. True when there was one. */
  drop(): boolean {
    if (!this.busy) return false
    cancelAnimationFrame(this.#paint)
    this.#paint = 0
    this.gesture = idle
    this.marquee = null
    this.#desk.timeline.draw(new Map(), null)
    return true
  }

  leave(): void { if (!this.busy) this.hover = null }

  #drag(): void {
    const { timeline, clip } = this.#desk
    const next = move(this.gesture, this.#at.x, {
      view: this.#view, frames: clip.frames, rate: clip.rate,
      targets: this.#near(), snapping: timeline.snapping !== this.#alt,
    })
    this.gesture = next
    const stuck = next.at === 'moving' || next.at === 'trimming' ? next.held : null
    timeline.draw(draftOf(next), stuck && {
      frame: stuck.target.frame, label: reasonOf(stuck.target, clip.rate),
    })
  }

  #near(): Target[] {
    const { timeline, head } = this.#desk
    if (this.#targets?.at !== head.frame) {
      const held = this.gesture.at === 'idle' ? [] : this.gesture.grip.from.keys()
      this.#targets = { at: head.frame, list: timeline.targets(new Set(held)) }
    }
    return this.#targets.list
  }

  // The view scrolls along while the hand rests near a border.
  #scroll(): void {
    if (this.#paint !== 0 || (this.marquee && !Number.isFinite(this.marquee.from.moment)) || scrollSpeed(this.#at.x, this.#desk.timeline.width) === 0) return
    const step = (): void => {
      const speed = scrollSpeed(this.#at.x, this.#desk.timeline.width)
      this.#paint = 0
      if (!this.busy || speed === 0 || this.gesture.at === 'pressed') return
      this.#desk.timeline.pan(speed)
      if (this.marquee) this.marquee = { ...this.marquee, to: this.#place(this.#at) }
      else this.#drag()
      this.#paint = requestAnimationFrame(step)
    }
    this.#paint = requestAnimationFrame(step)
  }

  // In the gutter a lane counts as a whole.
  #place(at: At): { moment: number; row: number } {
    return { moment: at.x < 0 ? Infinity : momentAt(at.x, this.#view), row: at.row }
  }

  #take(): void {
    const box = this.marquee
    this.marquee = null
    if (!box) return
    const [from, to] = stretchOf(box)
    const [top, bottom] = sorted(box.from.row, box.to.row)
    const rows = this.#desk.timeline.rows.slice(top, bottom + 1)
    const inside = (b: Bar): boolean => b.tag !== null && !this.#desk.timeline.isAside(b.product) && b.in < to && b.out > from
    this.#desk.clip.select(rows.flatMap((r) => r.tags.filter(inside).map((b) => b.id)))
  }
}

/** From where to where a marquee reaches in time; from the gutter it is the whole clip. */
export function stretchOf(box: { from: { moment: number }; to: { moment: number } }): [number, number] {
  return Number.isFinite(box.from.moment) ? sorted(Number.isFinite(box.to.moment) ? box.to.moment : 0, box.from.moment) : [0, Infinity]
}

const sorted = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a])

function cursorOf(g: Gesture, hover: Hit | null): string {
  const zone: Zone | null = g.at === 'idle' ? (hover?.zone ?? null) : g.grip.zone
  if (g.at === 'moving') return 'grabbing'
  return zone === null ? 'default' : zone === 'body' ? 'grab' : 'ew-resize'
}
