// What a hotspot comes under on its way through a tag, and how the whole way is
// laid clear of it.

import { clearPlace, type Picture } from './clear'
import type { FrameSpan } from './frames'
import { at, inside, shifted, type KeyedPath, type PathSpot } from './path'
import { coverOf, type Phone, PICTURE, type Shape } from './safearea'

export interface Cover { readonly frame: number; readonly spot: PathSpot; readonly shape: Shape }

/** The frames at which a hotspot may stand elsewhere than the frame before. */
function* moments(path: KeyedPath, span: FrameSpan): Generator<number> {
  const keys = path.spots ?? []
  yield span.in
  if (path.interpolation === 'hold') {
    for (const k of keys.slice(1)) yield k.frame
    return
  }
  const last = keys.at(-1)?.frame ?? span.in
  for (let f = (keys[0]?.frame ?? last) + 1; f <= last; f++) yield f
}

/** The first frame of the span at which something of the phone lies over the hotspot; null when it is always clear. */
export function firstCover(path: KeyedPath, span: FrameSpan, phone: Phone | null): Cover | null {
  if (!phone) return null
  for (const frame of moments(path, span)) {
    const spot = at(path, frame)
    const shape = spot && coverOf(spot, phone)
    if (shape) return { frame, spot, shape }
  }
  return null
}

/** The shapes of a phone on a picture of other proportions: they are stretched with it. */
export function shapesOn(phone: Phone | null, picture: Picture): Shape[] {
  const [sx, sy] = [picture.width / PICTURE.width, picture.height / PICTURE.height]
  return (phone?.shapes ?? []).map((s) => ({ ...s, x: s.x * sx, w: s.w * sx, y: s.y * sy, h: s.h * sy }))
}

const ATTEMPTS = 8

/** The way moved as a whole, as little as it takes to be clear at every frame;
 *  null when no such offset was found. others tells where the other hotspots
 *  stand at a frame. */
export function clearWay(path: KeyedPath, span: FrameSpan, phone: Phone, others: (frame: number) => readonly PathSpot[], picture: Picture): KeyedPath | null {
  const shapes = shapesOn(phone, picture)
  let way = path
  for (let i = 0; i < ATTEMPTS; i++) {
    const cover = firstCover(way, span, phone)
    if (!cover) return i === 0 ? null : way
    const place = clearPlace(cover.spot, shapes, others(cover.frame), picture)
    if (!place) return null
    const to = inside(place)
    way = { ...path, spots: shifted(way.spots ?? [], to.x - cover.spot.x, to.y - cover.spot.y) }
  }
  return null
}

/** How far apart two hotspots are, in widths of the picture; 0 where one lies in the other's box. */
export function apart(a: PathSpot, b: PathSpot, picture: Picture): number {
  const dx = Math.max(0, Math.abs(a.x - b.x) - ((a.w ?? 0) + (b.w ?? 0)) / 2)
  const dy = Math.max(0, Math.abs(a.y - b.y) - ((a.h ?? 0) + (b.h ?? 0)) / 2)
  return Math.hypot(dx, (dy * picture.height) / picture.width)
}
