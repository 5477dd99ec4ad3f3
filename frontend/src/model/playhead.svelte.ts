// The one frame clock of the Tag place. It says which frame is under the
// playhead; a Player shows it. Playing forward the player leads and the clock
// reads it; backwards, or while there is nothing to play yet, the clock leads
// and the player is stepped.

import { clampFrame, fps, type FrameSpan, type Rate } from '../maths/frames'

/** What shows frames: a video element in player/, a list of calls in tests. */
export interface Player {
  /** Whether it can run by itself. */
  readonly ready: boolean
  /** Runs forward from where it is, at so many times the natural speed. */
  run(speed: number): void
  /** Stops and shows exactly this frame. */
  show(frame: number): void
  /** Shows something of this frame at once; exactness may follow. */
  scrub(frame: number): void
  /** The moment on screen, in frames with a fraction, while it runs. */
  moment(): number
}

export const FASTEST = 8
export const SLOWEST_RATE = 0.5
export const FASTEST_RATE = 2

export class Playhead {
  frame = $state(0)
  /** 0 stands still; below 0 runs backwards; above 1 is a shuttle. */
  speed = $state(0)
  /** The speed of plain playing, 0.5–2. */
  rate = $state(1)
  loop = $state(false)
  range = $state.raw<{ in: number | null; out: number | null }>({ in: null, out: null })
  frames = $state(0)

  readonly playing = $derived(this.speed !== 0)
  /** What playing runs through: the marked range, or the whole clip. */
  readonly bounds: FrameSpan = $derived(boundsOf(this.range, this.frames))

  /** The moment in frames with a fraction; plain, because it changes on every paint. */
  moment = 0

  #fps = 30
  #player: Player | null = null
  #at = 0 // the time of the last tick in ms, 0 right after a start
  #leads = false // the player was told to run, and is read
  #stretch: FrameSpan | null = null // what Q plays instead of the bounds
  readonly #moved = new Set<(moment: number) => void>()
  readonly #wrapped = new Set<(end: number) => void>()
  readonly #started = new Set<(on: boolean) => void>()

  attach(player: Player): () => void {
    this.#player = player
    this.#leads = false
    player.show(this.frame)
    return () => { if (this.#player === player) this.#player = null }
  }

  /** Starts over on another clip. */
  open(frames: number, rate: Rate): void {
    this.pause()
    this.frames = frames
    this.#fps = fps(rate)
    this.range = { in: null, out: null }
    this.#stretch = null
    this.#put(0)
    this.#player?.show(0)
  }

  /** Called on every change of the moment, outside reactivity. */
  onMove(fn: (moment: number) => void): () => void { return listen(this.#moved, fn) }
  /** Called when a loop jumps back, with the frame it had reached. */
  onWrap(fn: (end: number) => void): () => void { return listen(this.#wrapped, fn) }
  onPlaying(fn: (on: boolean) => void): () => void { return listen(this.#started, fn) }

  // ---- running ----

  toggle(): void { if (this.playing) this.pause(); else this.play() }

  play(): void {
    this.#stretch = null
    this.#run(this.rate)
  }

  pause(): void {
    if (!this.playing) return
    const at = this.frame
    this.speed = 0
    this.#leads = false
    this.#player?.show(at)
    this.#put(at)
    for (const fn of this.#started) fn(false)
  }

  /** J and L: each press doubles the speed in its direction, the other stops first. */
  shuttle(direction: 1 | -1): void {
    const s = this.speed
    if (s !== 0 && Math.sign(s) !== direction) return this.pause()
    this.#stretch = null
    this.#run(s === 0 ? direction : Math.sign(s) * Math.min(FASTEST, Math.max(2, Math.abs(s) * 2)))
  }

  setRate(rate: number): void {
    this.rate = Math.min(FASTEST_RATE, Math.max(SLOWEST_RATE, rate))
    if (this.speed > 0) this.#run(this.rate)
  }

  /** Plays one stretch again and again until told otherwise. */
  playStretch(from: number, to: number): void {
    const stretch = { in: Math.max(0, from), out: Math.min(this.frames, to) }
    if (stretch.out <= stretch.in) return
    this.seek(stretch.in)
    this.#stretch = stretch
    this.#run(this.rate)
  }

  #run(speed: number): void {
    if (this.frames === 0) return
    const was = this.playing
    const { in: from, out } = this.#stretch ?? this.bounds
    if (speed > 0 && this.frame >= out - 1) this.#jump(from)
    if (speed < 0 && this.frame <= from) this.#jump(out - 1)
    this.speed = speed
    this.#at = 0
    this.#leads = false
    if (!this.#lead()) this.#player?.show(this.frame)
    if (!was) for (const fn of this.#started) fn(true)
  }

  /** Lets the player lead if it can, and says whether it does. One that is ready only now, or came while it plays, is told to run first. */
  #lead(): boolean {
    if (this.speed <= 0 || !this.#player?.ready) return (this.#leads = false)
    if (!this.#leads) this.#player.run(this.speed)
    return (this.#leads = true)
  }

  /** One paint has passed: reads or leads the player. now is any steady clock in ms. */
  tick(now: number): void {
    if (!this.playing) return
    const led = this.#lead()
    const passed = this.#at === 0 ? 0 : Math.max(0, now - this.#at)
    this.#at = now
    const next = led ? (this.#player?.moment() ?? 0) : this.moment + (this.speed * passed * this.#fps) / 1000
    const { in: from, out } = this.#stretch ?? this.bounds
    if (this.speed > 0 && next >= out - (led ? 0.02 : 0)) return this.#end(from, out - 1)
    if (this.speed < 0 && next < from) return this.#end(out - 1, from)
    const before = this.frame
    this.#put(next)
    if (!led && this.frame !== before) this.#player?.scrub(this.frame)
  }

  /** The frame that was on screen at a time of the page's clock, ms: a key may
   *  be told, and a paint may come, later than the hand moved. */
  frameAt(time: number, now = performance.now()): number {
    if (!this.playing) return this.frame
    const led = this.#leads
    const since = led ? Math.min(0, time - now) : this.#at === 0 ? 0 : time - this.#at
    const moment = (led ? (this.#player?.moment() ?? 0) : this.moment) + (this.speed * since * this.#fps) / 1000
    const { in: from, out } = this.#stretch ?? this.bounds
    return Math.min(out - 1, Math.max(from, Math.floor(moment)))
  }

  #end(start: number, end: number): void {
    if (this.loop || this.#stretch) {
      for (const fn of this.#wrapped) fn(end)
      this.#jump(start)
      this.#lead()
      return
    }
    this.#put(end)
    this.pause()
  }

  // ---- going somewhere ----

  /** Goes to a frame and shows exactly it. Playing goes on from there. */
  seek(frame: number): void {
    this.#stretch = null
    this.#jump(frame)
    this.#lead()
  }

  /** As seek, while a hand drags: something is shown at once. */
  scrub(frame: number): void {
    if (this.playing) this.pause()
    this.#put(clampFrame(frame, this.frames))
    this.#player?.scrub(this.frame)
  }

  step(by: number): void {
    if (this.playing) this.pause()
    this.seek(this.frame + by)
  }

  #jump(frame: number): void {
    this.#put(clampFrame(frame, this.frames))
    this.#player?.show(this.frame)
    this.#at = 0
    this.#leads = false
  }

  #put(moment: number): void {
    this.moment = Math.max(0, moment)
    this.frame = Math.min(Math.max(0, this.frames - 1), Math.floor(this.moment))
    for (const fn of this.#moved) fn(this.moment)
  }

  // ---- the marked range ----

  /** Marks the start; a range that would be empty loses its end. */
  markIn(frame = this.frame): void {
    const out = this.range.out
    this.range = { in: frame, out: out !== null && out <= frame ? null : out }
  }
  /** Marks the end after this frame, so that the frame itself belongs to the range. */
  markOut(frame = this.frame): void {
    const from = this.range.in
    this.range = { in: from !== null && from > frame ? null : from, out: frame + 1 }
  }
  clearRange(): void { this.range = { in: null, out: null } }
}

function listen<F>(all: Set<F>, fn: F): () => void {
  all.add(fn)
  return () => { all.delete(fn) }
}

function boundsOf(range: { in: number | null; out: number | null }, frames: number): FrameSpan {
  const from = range.in ?? 0
  const to = Math.min(range.out ?? frames, frames)
  return to > from ? { in: from, out: to } : { in: 0, out: frames }
}
