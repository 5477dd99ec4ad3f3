// Where the cards of the library stand: as many columns as fit, rows of one
// height, and only the rows in sight. Lengths in CSS px.

import { inSight, scrolledTo } from '../maths/rows'

export interface Layout {
  readonly columns: number
  readonly card: number // width of a card
  readonly row: number // height of a row with its gap, whole: deep down, halves of a pixel would blur
}

export const GAP_X = 12
export const GAP_Y = 16
const NARROWEST = 140
/** Rows drawn beyond the sight on either side. */
const BEYOND = 2

/** words: height of what stands under a picture. scale: how large the words are; a card grows with them, by half as much, or most names were cut. */
export function layoutOf(width: number, words: number, scale = 1): Layout {
  const columns = Math.max(1, Math.floor((width + GAP_X) / (NARROWEST * Math.max(1, (1 + scale) / 2) + GAP_X)))
  const card = (width - (columns - 1) * GAP_X) / columns
  return { columns, card, row: Math.ceil((card * 16) / 9 + words) + GAP_Y }
}

/** First row drawn and the one after the last. */
export function rowsInSight(l: Layout, count: number, top: number, height: number): { from: number; to: number } {
  return inSight(Math.ceil(count / l.columns), l.row, top, height, BEYOND)
}

/** Where to scroll so that a row is wholly in sight; the same place when it is. */
export function scrollFor(l: Layout, row: number, top: number, height: number): number {
  return scrolledTo(row, l.row, top, height)
}
