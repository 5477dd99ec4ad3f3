// Where a hotspot stands: the same answers as taglane.Path.At, so that the
// ring on the stage lies where the published page will put it.

export interface PathSpot {
  readonly x: number
  readonly y: number
  readonly w?: number
  readonly h?: number
}

export interface PathKey extends PathSpot {
  readonly frame: number
}

export interface KeyedPath {
  readonly interpolation?: 'hold' | 'linear' | 'catmull-rom'
  readonly spots?: readonly PathKey[]
}

/** The place at frame f, null for a path without keys. Before its first and
 *  after its last key the hotspot stands still. */
export function at(path: KeyedPath, f: number): Required<PathSpot> | null {
  const keys = path.spots ?? []
  let i = 0
  while (i < keys.length && (keys[i] as PathKey).frame <= f) i++
  const a = keys[i - 1]
  const b = keys[i]
  if (!a) return b ? whole(b) : null
  if (!b || path.interpolation === 'hold') return whole(a)
  const t = (f - a.frame) / (b.frame - a.frame)
  if (path.interpolation !== 'catmull-rom') return each((k) => part(a, k) + (part(b, k) - part(a, k)) * t)
  const before = keys[Math.max(0, i - 2)] as PathKey
  const after = keys[Math.min(keys.length - 1, i + 1)] as PathKey
  return each((k) => curve(part(before, k), part(a, k), part(b, k), part(after, k), t))
}

type Part = 'x' | 'y' | 'w' | 'h'
const part = (s: PathSpot, k: Part): number => s[k] ?? 0
const each = (f: (k: Part) => number): Required<PathSpot> => ({ x: f('x'), y: f('y'), w: f('w'), h: f('h') })
const whole = (s: PathSpot): Required<PathSpot> => each((k) => part(s, k))

function curve(p0: number, p1: number, p2: number, p3: number, t: number): number {
  const v = 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t + (3 * p1 - p0 - 3 * p2 + p3) * t * t * t)
  return Math.min(1, Math.max(0, v))
}

export const isBox = (s: PathSpot): boolean => (s.w ?? 0) > 0 && (s.h ?? 0) > 0

/** The smallest box a hand can still take. */
export const LEAST_BOX = 0.02

/** Holds a place, with its whole box, inside the picture, with as many digits as a screen can tell apart. */
export function inside(s: PathSpot): PathSpot {
  if (!isBox(s)) return { x: unit(s.x), y: unit(s.y) }
  const [w, h] = [even(part(s, 'w')), even(part(s, 'h'))]
  return { x: unit(held(s.x, w / 2, 1 - w / 2)), y: unit(held(s.y, h / 2, 1 - h / 2)), w, h }
}
const held = (v: number, low: number, high: number): number => Math.min(high, Math.max(low, v))
const unit = (v: number): number => Math.round(held(v, 0, 1) * 10000) / 10000
// Half of a size has as few digits as a place, so that edges do not wander.
const even = (v: number): number => Math.round(held(v, 0, 1) * 5000) / 5000

/** The box between two corners, in whatever order they were drawn. */
export function boxBetween(a: PathSpot, b: PathSpot): PathSpot {
  const [left, right] = [a.x, b.x].map((v) => held(v, 0, 1)).sort((m, n) => m - n) as [number, number]
  const [top, bottom] = [a.y, b.y].map((v) => held(v, 0, 1)).sort((m, n) => m - n) as [number, number]
  return inside({ x: (left + right) / 2, y: (top + bottom) / 2, w: Math.max(LEAST_BOX, right - left), h: Math.max(LEAST_BOX, bottom - top) })
}

export type Side = -1 | 1

/** The box with one corner moved; the corner across from it stays where it is. */
export function resized(box: PathSpot, sx: Side, sy: Side, dx: number, dy: number): PathSpot {
  const [x, w] = stretched(box.x, part(box, 'w'), sx, dx)
  const [y, h] = stretched(box.y, part(box, 'h'), sy, dy)
  return inside({ x, y, w, h })
}
function stretched(middle: number, size: number, side: Side, by: number): [number, number] {
  const fixed = middle - (side * size) / 2
  const most = side > 0 ? 1 - fixed : fixed
  const next = Math.min(most, Math.max(LEAST_BOX, size + side * by))
  return [fixed + (side * next) / 2, next]
}

/** The box larger or smaller around its middle. */
export const grown = (box: PathSpot, dw: number, dh: number): PathSpot =>
  inside({ ...box, w: held(part(box, 'w') + dw, LEAST_BOX, 1), h: held(part(box, 'h') + dh, LEAST_BOX, 1) })

/** All keys as boxes of one size, or as points. */
export const asBoxes = (keys: readonly PathKey[], w: number, h: number): PathKey[] => keys.map((k) => ({ frame: k.frame, ...inside({ x: k.x, y: k.y, w, h }) }))
export const asPoints = (keys: readonly PathKey[]): PathKey[] => keys.map((k) => ({ frame: k.frame, ...inside({ x: k.x, y: k.y }) }))

/** The whole way beside itself. */
export const shifted = (keys: readonly PathKey[], dx: number, dy: number): PathKey[] => keys.map((k) => ({ frame: k.frame, ...inside({ ...k, x: k.x + dx, y: k.y + dy }) }))

/** The keys with one at frame f: added, or moved if there is one already. A
 *  place that says nothing of its size keeps the one there is at f; the first
 *  box among points makes boxes of them all. */
export function withKey(keys: readonly PathKey[], f: number, s: PathSpot): PathKey[] {
  const there = s.w === undefined ? at({ spots: keys }, f) : s
  const key: PathKey = { frame: f, ...inside({ x: s.x, y: s.y, w: there?.w ?? 0, h: there?.h ?? 0 }) }
  const others = keys.filter((k) => k.frame !== f)
  const alike = isBox(key) && !others.some(isBox) ? asBoxes(others, part(key, 'w'), part(key, 'h')) : others
  return [...alike, key].sort((a, b) => a.frame - b.frame)
}

/** The way between first and last key as points, for the dotted line. */
export function trail(path: KeyedPath, steps = 24): PathSpot[] {
  const keys = path.spots ?? []
  const first = keys[0]
  const last = keys.at(-1)
  if (!first || !last || keys.length < 2) return []
  const length = last.frame - first.frame
  const n = Math.min(length, steps * (keys.length - 1))
  return Array.from({ length: n + 1 }, (_, i) => at(path, first.frame + Math.round((length * i) / n)) as PathSpot)
}
