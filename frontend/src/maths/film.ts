// Which tile of the sprite sheet stands where on the filmstrip. Slots start
// anew at each cut, so that a picture never reaches over into the next scene.

import { momentAt, type View } from './scale'

export interface Sheet {
  readonly columns: number
  readonly rows: number
  readonly tileWidth: number
  readonly tileHeight: number
  readonly frames: readonly number[]
}

export interface Slot {
  /** The same slot as long as its scene is cut into slots: neither pan nor zoom change it. */
  readonly key: string
  /** From the left edge of the clip, not of the view: panning moves no slot. */
  readonly x: number
  readonly width: number
  readonly tile: number
}

/** A scene narrower than this does not get slots of its own. */
const NARROWEST = 8
/** The part of a pixel that is not worth a slot. */
const SLIVER = 0.01

/** The tile whose frame lies nearest to f. */
export function tileFor(f: number, frames: readonly number[]): number {
  let low = 0
  let high = frames.length - 1
  while (low < high) {
    const mid = (low + high) >> 1
    if ((frames[mid] as number) < f) low = mid + 1
    else high = mid
  }
  const before = frames[low - 1]
  return before !== undefined && f - before <= (frames[low] as number) - f ? low - 1 : low
}

/** The slots in sight and half a width beyond, left to right. */
export function slotsOf(v: View, width: number, frames: number, cuts: readonly number[], slotWidth: number, tiles: readonly number[]): Slot[] {
  if (tiles.length === 0 || frames === 0) return []
  const out: Slot[] = []
  const from = v.start
  const to = momentAt(width * 1.5, v)
  for (const [start, end] of scenes(cuts, frames, v.px)) {
    if (end < from || start > to) continue
    const left = start * v.px
    const right = end * v.px
    // A sliver no eye can see gets no slot; the last one reaches over it.
    const count = Math.max(1, Math.ceil((right - left - SLIVER) / slotWidth))
    const skip = Math.max(0, Math.floor((from * v.px - left) / slotWidth))
    for (let n = Math.min(skip, count - 1); n < count; n++) {
      const x = left + n * slotWidth
      if (x / v.px > to) break
      const w = n === count - 1 ? right - x : slotWidth
      const f = Math.min(end - 1, (x + w / 2) / v.px)
      out.push({ key: `${start}:${n}`, x, width: w, tile: inScene(tileFor(f, tiles), tiles, start, end) })
    }
  }
  return out
}

function scenes(cuts: readonly number[], frames: number, px: number): [number, number][] {
  const edges = [0]
  for (const c of cuts) if (c > 0 && (c - (edges.at(-1) as number)) * px >= NARROWEST) edges.push(c)
  return edges.map((e, i) => [e, edges[i + 1] ?? frames])
}

// The nearest tile may belong to the scene next door; the neighbour then serves better.
function inScene(tile: number, tiles: readonly number[], start: number, end: number): number {
  const f = tiles[tile] as number
  if (f < start && (tiles[tile + 1] ?? end) < end) return tile + 1
  if (f >= end && (tiles[tile - 1] ?? -1) >= start) return tile - 1
  return tile
}
