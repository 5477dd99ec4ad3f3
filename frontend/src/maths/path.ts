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

/** Holds a place inside the picture, with as many digits as a screen can tell apart. */
export const inside = (s: PathSpot): PathSpot => ({ ...s, x: unit(s.x), y: unit(s.y) })
const unit = (v: number): number => Math.round(Math.min(1, Math.max(0, v)) * 10000) / 10000

/** The keys with one at frame f: added, or moved if there is one already. */
export function withKey(keys: readonly PathKey[], f: number, s: PathSpot): PathKey[] {
  const { x, y } = inside(s)
  const old = keys.find((k) => k.frame === f)
  // A box stays as large as it is there.
  const box = old === undefined && keys.some((k) => (k.w ?? 0) > 0 || (k.h ?? 0) > 0) ? at({ spots: keys }, f) : null
  const key: PathKey = { ...(box ? { w: box.w, h: box.h } : {}), ...old, frame: f, x, y }
  return [...keys.filter((k) => k.frame !== f), key].sort((a, b) => a.frame - b.frame)
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
