// A chart's axis and lines. Figures go in, pixels and paths come out.

/** A round figure not below v, so that its quarter or half is round too; 1 for nothing. */
export function roof(v: number, whole = false): number {
  if (!(v > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(v))
  const top = ([1, 2, 4, 5, 8, 10].find((m) => m * power >= v * (1 - 1e-9)) ?? 10) * power
  return whole ? Math.max(1, Math.ceil(top)) : top
}

/** Where lines are drawn across: the roof and what divides it evenly, from the top; the ground is left out. */
export function rungs(top: number, whole = false): number[] {
  const halves = !whole || Number.isInteger(top / 2)
  return halves ? [top, top / 2] : [top]
}

export interface At { readonly x: number; readonly y: number }

const text = (n: number): string => String(Math.round(n * 10) / 10)

/** A line through points, straight between them. */
export const lineOf = (points: readonly At[]): string => points.map((p, i) => `${i === 0 ? 'M' : 'L'}${text(p.x)} ${text(p.y)}`).join('')

/** What lies between a line and the ground. */
export function areaOf(points: readonly At[], ground: number): string {
  const first = points[0]
  const last = points.at(-1)
  return first && last ? `${lineOf(points)}L${text(last.x)} ${text(ground)}L${text(first.x)} ${text(ground)}Z` : ''
}

/** Which of n names on an axis have room, evenly spaced with the last among them. */
export function named(n: number, width: number, room: number): number[] {
  if (n === 0) return []
  const most = Math.max(1, Math.floor(width / room))
  const every = Math.max(1, Math.ceil(n / most))
  const out: number[] = []
  for (let i = n - 1; i >= 0; i -= every) out.unshift(i)
  return out
}
