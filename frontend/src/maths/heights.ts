// Rows of many heights, of which only those in sight are drawn. Lengths in CSS px.

/** Where each row begins, and at the end where the last one ends. */
export function startsOf(heights: readonly number[]): Float64Array {
  const out = new Float64Array(heights.length + 1)
  for (let i = 0; i < heights.length; i++) out[i + 1] = (out[i] ?? 0) + (heights[i] ?? 0)
  return out
}

/** The row that lies at a height; the last one beyond all. */
export function rowAt(starts: Float64Array, y: number): number {
  let low = 0
  let high = starts.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** The first row drawn and the one after the last; beyond is how many are drawn out of sight on either side. */
export function rowsBetween(starts: Float64Array, top: number, height: number, beyond = 4): { from: number; to: number } {
  const count = starts.length - 1
  if (count === 0) return { from: 0, to: 0 }
  return { from: Math.max(0, rowAt(starts, top) - beyond), to: Math.min(count, rowAt(starts, top + height) + 1 + beyond) }
}

/** Where to scroll so that a row is wholly in sight, its head before its foot; the same place when it is. */
export function broughtIn(starts: Float64Array, row: number, top: number, height: number): number {
  const from = starts[row] ?? 0
  const to = starts[row + 1] ?? from
  if (from < top || to - from > height) return from
  return Math.max(top, to - height)
}
