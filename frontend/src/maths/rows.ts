// Rows of one height, of which only those in sight are drawn. Lengths in CSS px.

/** The first row drawn and the one after the last; beyond is how many are drawn out of sight on either side. */
export function inSight(count: number, row: number, top: number, height: number, beyond = 6): { from: number; to: number } {
  const from = Math.min(count, Math.max(0, Math.floor(top / row) - beyond))
  return { from, to: Math.min(count, Math.ceil((top + height) / row) + beyond) }
}

/** Where to scroll so that a row is wholly in sight; the same place when it is. */
export function scrolledTo(index: number, row: number, top: number, height: number): number {
  const start = index * row
  return start < top ? start : Math.max(top, start + row - height)
}
