// How long a person's hand lags behind the eye, found out in ten seconds: a
// light flashes at moments known here, and the person taps at each.

/** When the light goes on, ms from the start. Uneven, so that nobody taps to a beat. */
export const FLASHES: readonly number[] = [900, 1950, 3300, 4250, 5600, 6700, 8250, 9300]
export const FLASH_MS = 160
export const WHOLE_MS = 10_000
/** Sooner than this nobody has seen it; later than this it was another thing. */
const SOONEST_MS = 60
const LATEST_MS = 800
/** Fewer hits say nothing. */
export const FEWEST_HITS = 5

/** The lags of taps behind the flashes they answer, ms; each flash counts once. */
export function lags(flashes: readonly number[], taps: readonly number[]): number[] {
  return flashes.flatMap((flash) => {
    const tap = taps.find((t) => t - flash >= SOONEST_MS && t - flash <= LATEST_MS)
    return tap === undefined ? [] : [tap - flash]
  })
}

/** The middle lag in whole ms; null when too few flashes were answered. */
export function median(all: readonly number[]): number | null {
  if (all.length < FEWEST_HITS) return null
  const inOrder = [...all].sort((a, b) => a - b)
  const half = inOrder.length >> 1
  const middle = inOrder.length % 2 === 1 ? (inOrder[half] ?? 0) : ((inOrder[half - 1] ?? 0) + (inOrder[half] ?? 0)) / 2
  return Math.round(middle)
}

export class Calibration {
  state = $state<'ready' | 'running' | 'done'>('ready')
  lit = $state(false)
  taps = $state(0)
  /** 0..1 of the ten seconds. */
  share = $state(0)
  /** The lag found, ms; null when too few taps answered a flash. */
  found = $state<number | null>(null)
  #began = 0
  /** When the light really went on, which is when the screen showed it. */
  #shown: number[] = []
  #tapped: number[] = []

  start(now: number): void {
    this.#began = now
    this.#shown = []
    this.#tapped = []
    Object.assign(this, { taps: 0, share: 0, found: null, lit: false, state: 'running' })
  }

  /** A picture is about to be shown, at a time in ms. */
  tick(now: number): void {
    if (this.state !== 'running') return
    const gone = now - this.#began
    const next = FLASHES[this.#shown.length]
    if (next !== undefined && gone >= next) this.#shown.push(now)
    const last = this.#shown.at(-1)
    this.lit = last !== undefined && now - last < FLASH_MS
    this.share = Math.min(1, gone / WHOLE_MS)
    if (gone >= WHOLE_MS) this.#end()
  }

  tap(now: number): void {
    if (this.state !== 'running') return
    this.#tapped.push(now)
    this.taps = this.#tapped.length
  }

  #end(): void {
    this.found = median(lags(this.#shown, this.#tapped))
    this.lit = false
    this.state = 'done'
  }
}
