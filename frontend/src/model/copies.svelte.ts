// The tags that were copied, by value: they outlive the clip they came from
// and the place they were copied in, until others are copied.

import { frameAtMillis, millis, type Rate } from '../maths/frames'
import type { ID, NewTag, Tag } from '../studio/studio'

export interface Copies {
  readonly tags: ID[]
  /** The first frame of the first of them. */
  readonly at: number
  readonly whole: readonly NewTag[]
  readonly rate: Rate
}

const NOTHING: Copies = { tags: [], at: 0, whole: [], rate: { num: 30, den: 1 } }

class Board {
  now = $state.raw<Copies>(NOTHING)

  take(tags: readonly Tag[], rate: Rate): void {
    if (tags.length === 0) return
    const whole = tags.map(({ id: _id, clip: _clip, ...rest }) => rest)
    this.now = { tags: tags.map((t) => t.id), at: Math.min(...tags.map((t) => t.in)), whole, rate }
  }
}

/** One for the whole window, as a clipboard is. */
export const copies = new Board()

/** The copies as new tags of a clip: at their own times, or so that the first
 *  starts at a frame. Times stay the same on a clip of another rate; what
 *  would leave the clip is cut off or left out. */
export function laidAt({ whole, rate, at }: Copies, to: Rate, frames: number, start: number | null): NewTag[] {
  const same = rate.num * to.den === to.num * rate.den
  const onto = (f: number): number => (same ? f : frameAtMillis(millis(f, rate), to))
  const by = start === null ? 0 : start - onto(at)
  return whole.flatMap((t) => {
    const first = onto(t.in) + by
    const out = Math.min(frames, Math.max(first + 1, onto(t.out) + by))
    if (first < 0 || first >= out) return []
    const spots = new Map((t.spots ?? []).map((k) => [onto(k.frame) + by, { ...k, frame: onto(k.frame) + by }]))
    return [{ ...t, in: first, out, ...(t.spots ? { spots: [...spots.values()].filter((k) => k.frame >= first && k.frame < out) } : {}) }]
  })
}

/** The document of a clip, cut down to some of its tags and their products; null when it cannot be read. */
export function onlyTags(document: string, ids: readonly ID[]): string | null {
  try {
    const doc = JSON.parse(document) as { tags?: { id?: string; product?: string }[]; products?: { id?: string }[] }
    if (!Array.isArray(doc.tags) || !Array.isArray(doc.products)) return null
    const tags = doc.tags.filter((t) => t.id !== undefined && ids.includes(t.id))
    const named = new Set(tags.map((t) => t.product))
    return JSON.stringify({ ...doc, tags, products: doc.products.filter((p) => named.has(p.id)) }, null, 2)
  } catch {
    return null
  }
}
