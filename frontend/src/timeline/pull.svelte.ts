// The hand on the ruler: it scrubs on bare ground, moves markers and their
// ends, and moves the ends of the marked range. A marker is written once, when
// the hand lets go; the range is this window's own and never written.

import { clampFrame } from '../maths/frames'
import { frameAtX, momentAt } from '../maths/scale'
import { RADIUS, snap, type Held } from '../maths/snap'
import type { Desk } from '../model/desk.svelte'
import { THRESHOLD } from './drag'
import { reasonOf } from './figures'

/** What lies under the hand. */
export type Mark =
  | { readonly of: 'ground' }
  | { readonly of: 'range'; readonly end: 'in' | 'out' }
  | { readonly of: 'marker'; readonly id: string; readonly part: 'body' | 'in' | 'out' }

type Range = Desk['head']['range']
interface Grip { readonly mark: Mark; readonly x: number; readonly moment: number; readonly edges: readonly number[]; readonly range: Range; readonly moved: boolean; readonly held: Held | null }

export class Pull {
  readonly #desk: Desk
  #grip: Grip | null = null

  constructor(desk: Desk) { this.#desk = desk }

  get busy(): boolean { return this.#grip !== null }

  down(mark: Mark, x: number): void {
    const { head, timeline } = this.#desk
    this.#grip = { mark, x, moment: momentAt(x, timeline.view), edges: this.#edges(mark), range: head.range, moved: mark.of === 'ground', held: null }
    if (mark.of === 'ground') head.scrub(frameAtX(x, timeline.view))
    if (mark.of === 'marker') timeline.markers.chosen = mark.id
  }

  over(x: number, alt: boolean): void {
    const { clip, head, timeline } = this.#desk
    const g = this.#grip
    if (!g || (!g.moved && Math.abs(x - g.x) < THRESHOLD)) return
    if (g.mark.of === 'ground') { head.scrub(frameAtX(x, timeline.view)); return }
    const wanted = momentAt(x, timeline.view) - g.moment
    const body = g.mark.of === 'marker' && g.mark.part === 'body'
    const stuck = timeline.snapping === alt ? { by: Math.round(wanted), held: null } : snap({
      edges: g.edges, by: wanted, px: timeline.view.px, radius: body ? RADIUS.moving : RADIUS.trimming,
      targets: timeline.targets(new Set([g.mark.of === 'range' ? g.mark.end : g.mark.id])), rate: clip.rate, held: g.held,
    })
    const by = this.#lay(g, stuck.by)
    const held = by === stuck.by ? stuck.held : null
    this.#grip = { ...g, moved: true, held }
    timeline.draw(timeline.draft, held && { frame: held.target.frame, label: reasonOf(held.target, clip.rate) })
  }

  /** The hand lets go. A marker only pressed is gone to. */
  up(): void {
    const g = this.#grip
    this.#grip = null
    if (!g) return
    const { timeline } = this.#desk
    timeline.draw(timeline.draft, null)
    if (g.mark.of !== 'marker') return
    if (g.moved) void timeline.markers.commit()
    else this.#desk.goTo(g.edges[0] ?? 0)
  }

  /** Escape: everything stands where it stood. True when something was under way. */
  drop(): boolean {
    const g = this.#grip
    if (!g) return false
    this.#grip = null
    this.#desk.timeline.draw(this.#desk.timeline.draft, null)
    this.#desk.timeline.markers.drop()
    if (g.mark.of === 'range') this.#desk.head.range = g.range
    return true
  }

  #edges(mark: Mark): number[] {
    if (mark.of === 'ground') return []
    if (mark.of === 'range') return [this.#desk.head.range[mark.end] ?? 0]
    const m = this.#desk.timeline.markers.of(mark.id)
    if (!m) return []
    if (mark.part !== 'body') return [mark.part === 'in' ? m.frame : m.out]
    return m.out > m.frame ? [m.frame, m.out] : [m.frame]
  }

  // Lays what is held so far from where it stood, inside the clip, and answers how far it went.
  #lay(g: Grip, by: number): number {
    const { clip, head, timeline } = this.#desk
    const from = g.edges[0] ?? 0
    if (g.mark.of === 'range') {
      const other = g.range[g.mark.end === 'in' ? 'out' : 'in']
      const to = g.mark.end === 'in'
        ? Math.min((other ?? clip.frames) - 1, Math.max(0, from + by))
        : Math.max((other ?? 0) + 1, Math.min(clip.frames, from + by))
      head.range = { ...g.range, [g.mark.end]: to }
      return to - from
    }
    const m = g.mark.of === 'marker' ? timeline.markers.of(g.mark.id) : undefined
    if (!m || g.mark.of !== 'marker') return 0
    if (g.mark.part === 'in') {
      const to = Math.min(m.out - 1, clampFrame(from + by, clip.frames))
      timeline.markers.draw({ ...m, frame: to })
      return to - from
    }
    if (g.mark.part === 'out') {
      const to = Math.max(m.frame + 1, Math.min(clip.frames, from + by))
      timeline.markers.draw({ ...m, out: to })
      return to - from
    }
    const length = m.out - m.frame
    const most = length > 0 ? clip.frames - length : clip.frames - 1
    const to = Math.min(most, Math.max(0, from + by))
    timeline.markers.draw({ ...m, frame: to, out: to + length })
    return to - from
  }
}
