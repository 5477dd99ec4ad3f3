// A drawing over the picture while it is made: forms in fractions of the picture,
// drawn by a hand or with the keys, taken back one by one.

import { held, thinned, type Point } from '../maths/ink'
import type { Stroke } from '../studio/studio'

export const TOOLS = ['free', 'arrow', 'box', 'text'] as const
export type Tool = (typeof TOOLS)[number]
export const COLOURS = [1, 2, 3, 4, 5, 6, 7, 8] as const
/** As many as a drawing takes. */
export const MOST_STROKES = 64

/** What one press of an arrow moves, in fractions of the picture. */
const STEP = 0.02
const FINE = 0.004
const NEAR = 0.004 // a form smaller than this was a slip

export class Drawing {
  on = $state(false)
  tool = $state<Tool>('free')
  /** 1–8, 0 for the colour of whoever draws. */
  colour = $state(0)
  strokes = $state.raw<readonly Stroke[]>([])
  /** The form under the hand. */
  draft = $state.raw<Stroke | null>(null)
  /** Where words are about to stand; null while none are written. */
  writing = $state.raw<Point | null>(null)
  /** The cross that the arrow keys move; it is shown once a key has moved it. */
  cursor = $state.raw<Point>([0.5, 0.5])
  keyed = $state(false)

  #gone: Stroke[] = []

  get canUndo(): boolean { return this.strokes.length > 0 || this.draft !== null }
  get canRedo(): boolean { return this.#gone.length > 0 }

  begin(at: Point): void {
    this.writing = null
    if (this.strokes.length >= MOST_STROKES) return
    if (this.tool === 'text') this.writing = held(at)
    else this.draft = { kind: this.tool, points: [held(at), held(at)], ...(this.colour ? { colour: this.colour } : {}) }
  }

  to(at: Point): void {
    const { draft } = this
    if (!draft) return
    const p = held(at)
    const last = draft.points.at(-1) ?? p
    if (draft.kind === 'free') {
      if (Math.hypot(p[0] - last[0], p[1] - last[1]) >= 0.002) this.draft = { ...draft, points: [...draft.points, p] }
    } else {
      this.draft = { ...draft, points: [draft.points[0] ?? p, p] }
    }
  }

  /** The hand let go: the form stands, unless it has no size. */
  end(): void {
    const { draft } = this
    this.draft = null
    if (!draft) return
    const [first] = draft.points
    const size = Math.max(...draft.points.map((p) => Math.hypot(p[0] - (first?.[0] ?? 0), p[1] - (first?.[1] ?? 0))))
    if (size < NEAR) return
    this.#add({ ...draft, points: draft.kind === 'free' ? thinned(draft.points) : draft.points })
  }

  /** The words at the place that was pointed to. */
  write(text: string): void {
    const at = this.writing
    this.writing = null
    if (at && text.trim() !== '') this.#add({ kind: 'text', points: [held(at)], text: text.trim(), ...(this.colour ? { colour: this.colour } : {}) })
  }

  #add(stroke: Stroke): void {
    this.strokes = [...this.strokes, stroke]
    this.#gone = []
  }

  // ---- with the keys ----

  move(dx: number, dy: number, fine: boolean): void {
    const step = fine ? FINE : STEP
    this.keyed = true
    this.cursor = held([this.cursor[0] + dx * step, this.cursor[1] + dy * step])
    this.to(this.cursor)
  }
  /** Begins a form at the cross; again, ends it there. */
  press(): void {
    if (!this.keyed) { this.keyed = true; return }
    if (this.draft) this.end()
    else this.begin(this.cursor)
  }

  // ---- back and forth ----

  undo(): boolean {
    if (this.draft) { this.draft = null; return true }
    const last = this.strokes.at(-1)
    if (!last) return false
    this.#gone.push(last)
    this.strokes = this.strokes.slice(0, -1)
    return true
  }
  redo(): boolean {
    const last = this.#gone.pop()
    if (!last) return false
    this.strokes = [...this.strokes, last]
    return true
  }

  /** Something else is drawn from here on. */
  take(strokes: readonly Stroke[]): void {
    this.strokes = strokes
    this.draft = this.writing = null
    this.#gone = []
  }
  nextColour(): void { this.colour = (this.colour + 1) % (COLOURS.length + 1) }

  /** One thing at a time: the words, the form, the drawing as a mode. False when nothing was left. */
  escape(): boolean {
    if (this.writing) { this.writing = null; return true }
    if (this.draft) { this.draft = null; return true }
    if (!this.on) return false
    this.on = this.keyed = false
    return true
  }
}
