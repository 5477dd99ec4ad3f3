// Rows of one height, of which only those in sight are drawn. Lengths in CSS px.

/** Rows drawn beyond the sight on either side. */
const BEYOND = 6

/** The first row drawn and the one after the last. */
export function inSight(count: number, row: number, top: number, height: number): { from: number; to: number } {
  const from = Math.min(count, Math.max(0, Math.floor(top / row) - BEYOND))
  return { from, to: Math.min(count, Math.ceil((top + height) / row) + BEYOND) }
}

/** Where to scroll so that a row is wholly in sight; the same place when it is. */
export function scrolledTo(index: number, row: number, top: number, height: number): number {
  const start = index * row
  return start < top ? start : Math.max(top, start + row - height)
}
