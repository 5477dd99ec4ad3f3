// Drawings over a picture, as numbers: points are fractions 0..1 of it.

export type Point = readonly [number, number]

/** A point held inside the picture, as finely as anybody can see. */
export const held = ([x, y]: Point): [number, number] => [fraction(x), fraction(y)]
const fraction = (n: number): number => Math.round(Math.min(1, Math.max(0, n)) * 1e4) / 1e4

/** A line by hand with those points left out that lie on the way between others, so many at most. */
export function thinned(points: readonly Point[], slack = 0.0012, most = 400): [number, number][] {
  let kept = reduced(points, slack)
  for (let s = slack * 2; kept.length > most; s *= 2) kept = reduced(points, s)
  return kept.map(held)
}

// After Ramer, Douglas and Peucker: the point farthest from the chord stays,
// and both halves are looked at again.
function reduced(points: readonly Point[], slack: number): Point[] {
  const keep = new Set([0, points.length - 1])
  const open: [number, number][] = [[0, points.length - 1]]
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part
    let far = 0
    let at = -1
    for (let i = from + 1; i < to; i++) {
      const d = off(points[i] as Point, points[from] as Point, points[to] as Point)
      if (d > far) [far, at] = [d, i]
    }
    if (far <= slack || at < 0) continue
    keep.add(at)
    open.push([from, at], [at, to])
  }
  return points.filter((_, i) => keep.has(i))
}

function off([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const long = Math.hypot(dx, dy)
  return long === 0 ? Math.hypot(x - ax, y - ay) : Math.abs(dx * (ay - y) - dy * (ax - x)) / long
}

/** A line by hand through its points, rounded in between, on a picture of so many pixels. */
export function lineOf(points: readonly Point[], width: number, height: number): string {
  const at = points.map(([x, y]): Point => [x * width, y * height])
  const [first] = at
  if (!first) return ''
  if (at.length < 3) return `M${say(first)}${at.slice(1).map((p) => `L${say(p)}`).join('') || 'h0.01'}`
  let out = `M${say(first)}`
  for (let i = 1; i < at.length - 1; i++) {
    const [x, y] = at[i] as Point
    const [nx, ny] = at[i + 1] as Point
    out += `Q${say([x, y])} ${say(i === at.length - 2 ? [nx, ny] : [(x + nx) / 2, (y + ny) / 2])}`
  }
  return out
}

/** An arrow, its head as large as the stroke and the length bear. */
export function arrowOf(from: Point, to: Point, width: number, height: number, stroke: number): string {
  const [x1, y1, x2, y2] = [from[0] * width, from[1] * height, to[0] * width, to[1] * height]
  const long = Math.hypot(x2 - x1, y2 - y1)
  const head = Math.min(6 * stroke, long * 0.6)
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const wing = (by: number): string => say([x2 - head * Math.cos(angle + by), y2 - head * Math.sin(angle + by)])
  return `M${say([x1, y1])}L${say([x2, y2])}M${wing(0.5)}L${say([x2, y2])}L${wing(-0.5)}`
}

const say = ([x, y]: Point): string => `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`
