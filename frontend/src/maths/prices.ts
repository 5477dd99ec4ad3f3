// How a price went, as a line of steps: between two looks nobody knows of a
// change, so a price holds until another was seen. Times are ms, x and y 0 to 1.

export interface Seen { readonly at: number; readonly amount: number | null; readonly out: boolean }
export interface Dot extends Seen { readonly x: number; readonly y: number }

export interface Course {
  readonly dots: readonly Dot[] // those with a price, the earliest first
  readonly low: number
  readonly high: number
  /** Stretches in which it was sold out. */
  readonly out: readonly { readonly from: number; readonly to: number }[]
}

/** The course of what was seen until now; null while there is no price at all. */
export function courseOf(seen: readonly Seen[], now: number): Course | null {
  const sorted = [...seen].sort((a, b) => a.at - b.at)
  const priced = sorted.filter((s): s is Seen & { amount: number } => s.amount !== null)
  const [first] = sorted
  if (!first || priced.length === 0) return null
  const last = sorted.at(-1)?.at ?? first.at
  const end = Math.max(last, now)
  const length = Math.max(1, end - first.at)
  const amounts = priced.map((s) => s.amount)
  const [low, high] = [Math.min(...amounts), Math.max(...amounts)]
  // A price that never changed lies in the middle, not on an edge.
  const y = (amount: number): number => (high === low ? 0.5 : 1 - (amount - low) / (high - low))
  const x = (at: number): number => (at - first.at) / length
  const out = sorted.flatMap((s, i) => (s.out ? [{ from: x(s.at), to: x(sorted[i + 1]?.at ?? end) }] : []))
  return { dots: priced.map((s) => ({ ...s, x: x(s.at), y: y(s.amount) })), low, high, out: joined(out) }
}

function joined(all: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const done: { from: number; to: number }[] = []
  for (const s of all) {
    const last = done.at(-1)
    if (last && last.to >= s.from) last.to = s.to
    else done.push({ ...s })
  }
  return done
}

/** The steps as a path in a box of this size, to its right edge. */
export function stepsIn(dots: readonly Pick<Dot, 'x' | 'y'>[], width: number, height: number): string {
  const at = (n: number): string => String(Math.round(n * 100) / 100)
  const [first, ...rest] = dots
  if (!first) return ''
  return `M${at(first.x * width)} ${at(first.y * height)}${rest.map((d) => `H${at(d.x * width)}V${at(d.y * height)}`).join('')}H${at(width)}`
}
