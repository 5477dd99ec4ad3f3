// Which tag lies in which row of the timeline: one row per product, in the
// order of the shelf; from the ninth product on, products share rows.

import type { FrameSpan } from './frames'

export interface LaneTag extends FrameSpan {
  readonly id: string
  readonly product: string
}

export interface LaneProduct {
  readonly id: string
  readonly shelf: number
}

export interface Row<T> {
  /** The products of the row, the first of which names it. */
  readonly products: readonly string[]
  readonly tags: readonly T[]
}

/** So many rows before products begin to share. */
export const ROWS = 8

/** Rows top to bottom. The order depends on the shelf and on ids alone, never
 *  on where tags stand, so that no drag makes a lane jump. */
export function rowsOf<T extends LaneTag>(tags: readonly T[], products: readonly LaneProduct[]): Row<T>[] {
  const of = new Map<string, T[]>()
  for (const t of tags) {
    const list = of.get(t.product)
    if (list) list.push(t)
    else of.set(t.product, [t])
  }
  const rank = new Map(products.map((p) => [p.id, p.shelf > 0 ? p.shelf : 99]))
  const ids = [...of.keys()].sort((a, b) => (rank.get(a) ?? 100) - (rank.get(b) ?? 100) || (a < b ? -1 : 1))
  const rows: { products: string[]; tags: T[] }[] = []
  for (const id of ids) {
    const mine = of.get(id) ?? []
    const free = rows.length < ROWS ? undefined : rows.find((r) => !r.tags.some((t) => mine.some((m) => meet(m, t))))
    if (free) {
      free.products.push(id)
      free.tags.push(...mine)
    } else {
      rows.push({ products: [id], tags: [...mine] })
    }
  }
  for (const r of rows) r.tags.sort((a, b) => a.in - b.in || (a.id < b.id ? -1 : 1))
  return rows
}

const meet = (a: FrameSpan, b: FrameSpan): boolean => a.in < b.out && b.in < a.out

export interface Crowd extends FrameSpan {
  readonly count: number
}

/** The stretches where more than limit tags lie over one another. */
export function crowds(tags: readonly FrameSpan[], limit: number): Crowd[] {
  const edges = tags.flatMap((t) => [{ at: t.in, by: 1 }, { at: t.out, by: -1 }]).sort((a, b) => a.at - b.at || a.by - b.by)
  const out: { in: number; out: number; count: number }[] = []
  let depth = 0
  for (const e of edges) {
    const last = out.at(-1)
    if (depth > limit && last) last.out = e.at
    depth += e.by
    if (depth <= limit) continue
    if (last && last.out === e.at) last.count = Math.max(last.count, depth)
    else out.push({ in: e.at, out: e.at, count: depth })
  }
  return out
}

/** Tags of one product that no longer stand apart at so many pixels a frame, as
 *  one stroke: a strip of the whole clip needs no more strokes than it has
 *  pixels, however many tags there are. The tags come in the order they begin. */
export function strokes(tags: readonly LaneTag[], px: number): LaneTag[] {
  const out: LaneTag[] = []
  const last = new Map<string, number>()
  for (const t of tags) {
    const i = last.get(t.product)
    const before = i === undefined ? undefined : out[i]
    if (i !== undefined && before && (t.in - before.out) * px < 1) {
      if (t.out > before.out) out[i] = { ...before, out: t.out }
    } else {
      last.set(t.product, out.push({ id: t.id, product: t.product, in: t.in, out: t.out }) - 1)
    }
  }
  return out
}
