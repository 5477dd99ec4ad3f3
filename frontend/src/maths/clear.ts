// The nearest place where a hotspot can be seen and touched. Everything it has
// to keep away from is, seen from its middle, a rectangle grown by a radius:
// the nearest free point is then the place itself, its foot on one of the
// borders, or where two borders meet. All of them are tried, none is searched.

import type { PathSpot } from './path'
import { PICTURE, RING, type Shape } from './safearea'

export interface Picture { readonly width: number; readonly height: number }

/** How near two hotspots may come, as a share of the picture's width. */
export const APART = 0.12
/** Room left beside every border, in pixels of the picture: places are kept
 *  with four digits, and rounding must not push a hotspot back under cover. */
export const HAIR = 0.05

const EPS = 1e-9

interface Point { readonly x: number; readonly y: number }
/** All points nearer than reach to the rectangle from a to b, and those within it. */
interface Forbidden { readonly a: Point; readonly b: Point; readonly reach: number }
/** Where a hotspot's middle may be, and may not. */
interface Room { readonly a: Point; readonly b: Point; readonly forbidden: readonly Forbidden[] }
type Line = { readonly from: Point; readonly to: Point }
type Circle = { readonly at: Point; readonly r: number }

/** The point of the picture nearest to spot, in pixels of the picture, where
 *  its ring (its box, if it has one) touches no shape, keeps APART from the
 *  others and stays inside the picture; spot itself if it is such a point,
 *  null if there is none. Shapes are in pixels of the picture. */
export function clearPlace(
  spot: PathSpot, shapes: readonly Shape[], others: readonly PathSpot[], picture: Picture = PICTURE,
): PathSpot | null {
  const here = { x: spot.x * picture.width, y: spot.y * picture.height }
  if (isFree(here, roomOf(spot, shapes, others, picture, 0))) return spot
  const found = nearest(here, roomOf(spot, shapes, others, picture, HAIR))
  return found && { ...spot, x: found.x / picture.width, y: found.y / picture.height }
}

function roomOf(spot: PathSpot, shapes: readonly Shape[], others: readonly PathSpot[], picture: Picture, hair: number): Room {
  const own = half(spot, picture)
  const boxed = own.x > 0 || own.y > 0
  const ring = boxed ? 0 : (RING * picture.width) / PICTURE.width
  const covers = shapes.map((s): Forbidden => {
    const r = Math.min(s.r, s.w / 2, s.h / 2)
    return {
      a: { x: s.x + r - own.x, y: s.y + r - own.y },
      b: { x: s.x + s.w - r + own.x, y: s.y + s.h - r + own.y },
      reach: r + ring + hair,
    }
  })
  const near = others.map((o): Forbidden => {
    const its = half(o, picture)
    const x = o.x * picture.width
    const y = o.y * picture.height
    return {
      a: { x: x - its.x - own.x, y: y - its.y - own.y },
      b: { x: x + its.x + own.x, y: y + its.y + own.y },
      reach: APART * picture.width + hair,
    }
  })
  const edge = ring + hair
  return {
    a: { x: own.x + edge, y: own.y + edge },
    b: { x: picture.width - own.x - edge, y: picture.height - own.y - edge },
    forbidden: [...covers, ...near],
  }
}

const half = (s: PathSpot, picture: Picture): Point =>
  ({ x: ((s.w ?? 0) * picture.width) / 2, y: ((s.h ?? 0) * picture.height) / 2 })

function isFree(p: Point, room: Room): boolean {
  if (p.x < room.a.x - EPS || p.x > room.b.x + EPS || p.y < room.a.y - EPS || p.y > room.b.y + EPS) return false
  return room.forbidden.every(({ a, b, reach }) => {
    const dx = Math.max(a.x - p.x, p.x - b.x)
    const dy = Math.max(a.y - p.y, p.y - b.y)
    const away = dx <= 0 && dy <= 0 ? Math.max(dx, dy) : Math.hypot(Math.max(dx, 0), Math.max(dy, 0))
    return away >= reach - EPS
  })
}

function nearest(here: Point, room: Room): Point | null {
  const { lines, circles } = borders(room)
  let best: Point | null = null
  let least = Infinity
  const offer = (p: Point): void => {
    const far = Math.hypot(p.x - here.x, p.y - here.y)
    if (far < least && isFree(p, room)) { best = p; least = far }
  }
  offer(here) // with a hair to spare it may not be free, but it may be
  lines.forEach((l, i) => {
    offer(foot(here, l))
    offer(l.from)
    offer(l.to)
    for (const m of lines.slice(i + 1)) crossing(l, m).forEach(offer)
    for (const c of circles) meeting(l, c).forEach(offer)
  })
  circles.forEach((c, i) => {
    onto(here, c).forEach(offer)
    for (const d of circles.slice(i + 1)) common(c, d).forEach(offer)
  })
  return best
}

function borders(room: Room): { lines: Line[]; circles: Circle[] } {
  const lines = sides(room.a, room.b, 0)
  const circles: Circle[] = []
  for (const { a, b, reach } of room.forbidden) {
    lines.push(...sides(a, b, reach))
    if (reach <= 0) continue
    for (const x of new Set([a.x, b.x])) for (const y of new Set([a.y, b.y])) circles.push({ at: { x, y }, r: reach })
  }
  return { lines, circles }
}

/** The four straight sides of a rectangle grown by reach, without its rounded corners. */
function sides(a: Point, b: Point, reach: number): Line[] {
  return [
    { from: { x: a.x - reach, y: a.y }, to: { x: a.x - reach, y: b.y } },
    { from: { x: b.x + reach, y: a.y }, to: { x: b.x + reach, y: b.y } },
    { from: { x: a.x, y: a.y - reach }, to: { x: b.x, y: a.y - reach } },
    { from: { x: a.x, y: b.y + reach }, to: { x: b.x, y: b.y + reach } },
  ]
}

const upright = (l: Line): boolean => l.from.x === l.to.x
const clamp = (v: number, l: number, m: number): number => Math.min(Math.max(v, Math.min(l, m)), Math.max(l, m))

const foot = (p: Point, l: Line): Point => ({ x: clamp(p.x, l.from.x, l.to.x), y: clamp(p.y, l.from.y, l.to.y) })

// Every line stands upright or lies level; parallel ones meet at ends, which are offered anyway.
function crossing(l: Line, m: Line): Point[] {
  if (upright(l) === upright(m)) return []
  return upright(l) ? [{ x: l.from.x, y: m.from.y }] : [{ x: m.from.x, y: l.from.y }]
}

function meeting(l: Line, c: Circle): Point[] {
  const off = upright(l) ? l.from.x - c.at.x : l.from.y - c.at.y
  if (Math.abs(off) > c.r) return []
  const reach = Math.sqrt(c.r * c.r - off * off)
  return [-reach, reach].map((d) => (upright(l) ? { x: l.from.x, y: c.at.y + d } : { x: c.at.x + d, y: l.from.y }))
}

/** The foot on a circle; from its middle every point is as near, and four stand for them. */
function onto(p: Point, c: Circle): Point[] {
  const dx = p.x - c.at.x
  const dy = p.y - c.at.y
  const far = Math.hypot(dx, dy)
  if (far > EPS) return [{ x: c.at.x + (dx / far) * c.r, y: c.at.y + (dy / far) * c.r }]
  return [[-1, 0], [1, 0], [0, -1], [0, 1]].map(([x = 0, y = 0]) => ({ x: c.at.x + x * c.r, y: c.at.y + y * c.r }))
}

function common(c: Circle, d: Circle): Point[] {
  const dx = d.at.x - c.at.x
  const dy = d.at.y - c.at.y
  const far = Math.hypot(dx, dy)
  if (far < EPS || far > c.r + d.r || far < Math.abs(c.r - d.r)) return []
  const along = (far * far + c.r * c.r - d.r * d.r) / (2 * far)
  const aside = Math.sqrt(Math.max(0, c.r * c.r - along * along))
  return [-aside, aside].map((s) => ({
    x: c.at.x + (dx * along - dy * s) / far,
    y: c.at.y + (dy * along + dx * s) / far,
  }))
}
