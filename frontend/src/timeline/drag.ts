// Dragging tags, as a state chart:
//
//   idle ── press ──▶ pressed ── 4 px ──▶ moving | trimming ── release ──▶ idle, one commit
//     ◀───────────── release: a click ──────┘                 └── Escape ──▶ idle, nothing
//
// Everything here is a value; the component only feeds events in and draws
// what draftOf says. The commit holds exactly the frames that were drawn.

import type { FrameSpan, Rate } from '../maths/frames'
import { momentAt, xOf, type View } from '../maths/scale'
import { RADIUS, snap, type Held, type Target } from '../maths/snap'

/** A hand that moves less than this has only pressed. */
export const THRESHOLD = 4
/** How far an edge can be gripped, in pixels. */
export const EDGE = 10
/** Spans narrower than this have their grips outside. */
export const NARROW = 28
/** So close to the border the view scrolls along. */
export const SCROLL_ZONE = 32

export type Zone = 'body' | 'in' | 'out'

/** A tag under the hand. */
export interface Hit { readonly tag: string; readonly zone: Zone }

interface Grip extends Hit {
  readonly x: number // where the hand went down
  readonly moment: number // the same place in frames
  /** Where the tags stood that go along; the gripped one among them. */
  readonly from: ReadonlyMap<string, FrameSpan>
}

interface Under { readonly by: number; readonly held: Held | null }

export type Gesture =
  | { readonly at: 'idle' }
  | { readonly at: 'pressed'; readonly grip: Grip }
  | ({ readonly at: 'moving' | 'trimming'; readonly grip: Grip } & Under)

export interface World {
  readonly view: View
  readonly frames: number
  readonly targets: readonly Target[]
  readonly rate: Rate
  readonly snapping: boolean
}

export const idle: Gesture = { at: 'idle' }

/** The hand goes down on a tag. Trimming takes the gripped tag alone. */
export function press(hit: Hit, x: number, spans: ReadonlyMap<string, FrameSpan>, view: View): Gesture {
  const own = spans.get(hit.tag)
  if (!own) return idle
  const from = hit.zone === 'body' ? spans : new Map([[hit.tag, own]])
  return { at: 'pressed', grip: { ...hit, x, moment: momentAt(x, view), from } }
}

/** The hand is at x now. Called again when the view scrolls under a resting hand. */
export function move(g: Gesture, x: number, world: World): Gesture {
  if (g.at === 'idle') return g
  if (g.at === 'pressed' && Math.abs(x - g.grip.x) < THRESHOLD) return g
  const at = g.grip.zone === 'body' ? 'moving' : 'trimming'
  const wanted = momentAt(x, world.view) - g.grip.moment
  return { at, grip: g.grip, ...settle(g.grip, wanted, world, g.at === 'pressed' ? null : g.held) }
}

function settle(grip: Grip, wanted: number, world: World, held: Held | null): Under {
  const own = grip.from.get(grip.tag) as FrameSpan
  const edges = grip.zone === 'body' ? [own.in, own.out] : [grip.zone === 'in' ? own.in : own.out]
  const radius = grip.zone === 'body' ? RADIUS.moving : RADIUS.trimming
  const room = roomOf(grip, world.frames)
  const stuck = world.snapping
    ? snap({ edges, by: wanted, px: world.view.px, radius, targets: world.targets, rate: world.rate, held })
    : { by: Math.round(wanted), held: null }
  const by = Math.min(room.high, Math.max(room.low, stuck.by))
  return { by, held: by === stuck.by ? stuck.held : null }
}

// How far the gesture can go until something would leave the clip or vanish.
function roomOf(grip: Grip, frames: number): { low: number; high: number } {
  const spans = [...grip.from.values()]
  const first = Math.min(...spans.map((s) => s.in))
  const last = Math.max(...spans.map((s) => s.out))
  const inner = Math.min(...spans.map((s) => s.out - s.in)) - 1
  if (grip.zone === 'in') return { low: -first, high: inner }
  if (grip.zone === 'out') return { low: -inner, high: frames - last }
  return { low: -first, high: frames - last }
}

/** Where the tags of the gesture stand now. Empty while nothing has moved. */
export function draftOf(g: Gesture): ReadonlyMap<string, FrameSpan> {
  if (g.at !== 'moving' && g.at !== 'trimming') return new Map()
  const { zone, from } = g.grip
  return new Map([...from].map(([id, s]) => [id, {
    in: zone === 'out' ? s.in : s.in + g.by,
    out: zone === 'in' ? s.out : s.out + g.by,
  }]))
}

/** The frame the badge names: the dragged edge, or the start of a moved tag. */
export function leadFrame(g: Gesture): number | null {
  if (g.at !== 'moving' && g.at !== 'trimming') return null
  const own = g.grip.from.get(g.grip.tag) as FrameSpan
  return (g.grip.zone === 'out' ? own.out : own.in) + g.by
}

/** The hand lets go: a click, one commit, or nothing. */
export function release(g: Gesture): { gesture: Gesture; did: 'nothing' | 'click' | 'commit' } {
  if (g.at === 'pressed') return { gesture: idle, did: 'click' }
  if (g.at === 'idle' || g.by === 0) return { gesture: idle, did: 'nothing' }
  return { gesture: idle, did: 'commit' }
}

/** Which tag, and which part of it, lies under x in one row. What is hit
 *  squarely wins over a grip that reaches out of a narrow neighbour. */
export function hitAt(x: number, row: readonly (FrameSpan & { readonly id: string })[], view: View): Hit | null {
  let outside: Hit | null = null
  for (const s of row) {
    const left = xOf(s.in, view)
    const right = xOf(s.out, view)
    const narrow = right - left < NARROW
    if (x >= left && x <= right) {
      if (narrow) return { tag: s.id, zone: 'body' }
      return { tag: s.id, zone: x < left + EDGE ? 'in' : x > right - EDGE ? 'out' : 'body' }
    }
    if (narrow && x >= left - EDGE && x <= right + EDGE) outside ??= { tag: s.id, zone: x < left ? 'in' : 'out' }
  }
  return outside
}

/** How fast the view scrolls while the hand rests near a border: pixels per paint. */
export function scrollSpeed(x: number, width: number): number {
  if (x < SCROLL_ZONE) return -Math.min(1, (SCROLL_ZONE - x) / SCROLL_ZONE) * 14
  if (x > width - SCROLL_ZONE) return Math.min(1, (x - width + SCROLL_ZONE) / SCROLL_ZONE) * 14
  return 0
}
