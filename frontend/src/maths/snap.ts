// Snapping: what a dragged edge sticks to. The answer is the frame that is
// shown, and the drop commits exactly that frame.

import { firstOfSecond, fps, type Rate } from './frames'

export type TargetKind = 'playhead' | 'tag' | 'inout' | 'marker' | 'comment' | 'cut' | 'second'

export interface Target {
  readonly kind: TargetKind
  readonly frame: number
  /** What it is in words, such as "End of Mug". */
  readonly name?: string
}

/** First wins, whatever the distance, as long as it lies within the radius. */
export const PRIORITY: readonly TargetKind[] = ['playhead', 'tag', 'inout', 'marker', 'comment', 'cut', 'second']

/** Reach of a target in pixels, and how much further it holds what it has. */
export const RADIUS = { moving: 8, trimming: 4 } as const
export const HYSTERESIS = 4

export interface Held {
  readonly target: Target
  /** Which of the dragged edges sticks: its place in the list given to snap. */
  readonly edge: number
}

export interface Snapped {
  /** How far the gesture moves, in whole frames, after snapping. */
  readonly by: number
  readonly held: Held | null
}

interface Ask {
  /** Where the edges stood before the gesture. */
  readonly edges: readonly number[]
  /** How far the hand has moved, in frames; may be a fraction. */
  readonly by: number
  readonly px: number
  readonly radius: number
  readonly targets: readonly Target[]
  /** The clip's rate; with it whole seconds are targets too. */
  readonly rate: Rate | null
  readonly held: Held | null
}

/** Finds what the gesture sticks to. What is held already stays held until it
 *  is left by radius + HYSTERESIS, even where a better target comes into reach. */
export function snap(ask: Ask): Snapped {
  if (ask.held) {
    const edge = ask.edges[ask.held.edge]
    if (edge !== undefined) {
      const gap = Math.abs(ask.held.target.frame - edge - ask.by) * ask.px
      if (gap <= ask.radius + HYSTERESIS) return { by: ask.held.target.frame - edge, held: ask.held }
    }
  }
  let best: { held: Held; rank: number; gap: number } | null = null
  ask.edges.forEach((edge, i) => {
    for (const target of inReach(ask, edge + ask.by)) {
      const rank = PRIORITY.indexOf(target.kind)
      const gap = Math.abs(target.frame - edge - ask.by) * ask.px
      if (!best || rank < best.rank || (rank === best.rank && gap < best.gap)) best = { held: { target, edge: i }, rank, gap }
    }
  })
  const found = best as { held: Held } | null
  if (!found) return { by: Math.round(ask.by), held: null }
  return { by: found.held.target.frame - (ask.edges[found.held.edge] ?? 0), held: found.held }
}

function inReach(ask: Ask, at: number): Target[] {
  const near = (t: Target) => Math.abs(t.frame - at) * ask.px <= ask.radius
  const found = ask.targets.filter(near)
  // Whole seconds only while they stand apart; else everything would stick.
  if (ask.rate && ask.px * fps(ask.rate) > 4 * ask.radius) {
    const s = Math.max(0, Math.round(at / fps(ask.rate)))
    const second: Target = { kind: 'second', frame: firstOfSecond(s, ask.rate) }
    if (near(second)) found.push(second)
  }
  return found
}
