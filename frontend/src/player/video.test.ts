import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { frameCentre, parseRate } from '../maths/frames'
import { REST_MS, VideoPlayer } from './video'

// As much of a video element as the player touches; seeks end when told to.
class FakeVideo extends EventTarget {
  playbackRate = 1
  paused = true
  readyState = 0
  seeking = false
  sought: number[] = []
  #time = 0
  get currentTime(): number { return this.#time }
  set currentTime(t: number) { this.#time = t; this.sought.push(t) }
  pause(): void { this.paused = true }
  play(): Promise<void> { this.paused = false; return Promise.resolve() }
  says(event: string): void { this.dispatchEvent(new Event(event)) }
}

const rate = parseRate('30000/1001')
let video: FakeVideo
let player: VideoPlayer
let shown: number[]
let tiles: (number | null)[]

beforeEach(() => {
  vi.useFakeTimers()
  video = new FakeVideo()
  shown = []
  tiles = []
  player = new VideoPlayer(video as unknown as HTMLVideoElement, rate, {
    shown: (f) => shown.push(f),
    tile: (f) => tiles.push(f),
  })
  video.says('loadeddata')
  video.says('seeked')
  video.sought = []
  shown = []
  tiles = []
})
afterEach(() => { vi.useRealTimers() })

describe('video player', () => {
  it('seeks to the middle of the frame and says which one it shows', () => {
    player.show(374)
    expect(video.sought).toEqual([frameCentre(374, rate)])
    video.says('seeked')
    expect(shown).toEqual([374])
  })

  it('seeks again in a film that was loaded anew', () => {
    player.show(10)
    video.says('emptied')
    expect(player.ready).toBe(false)
    video.says('loadeddata')
    video.says('seeked')
    expect(shown).toEqual([10])
  })

  it('has one seek under way, and the latest target wins', () => {
    player.show(10)
    player.show(11)
    player.show(99)
    expect(video.sought).toHaveLength(1)
    video.says('seeked')
    expect(video.sought).toEqual([frameCentre(10, rate), frameCentre(99, rate)])
    expect(shown).toEqual([])
    video.says('seeked')
    expect(shown).toEqual([99])
  })

  it('shows a tile at once while scrubbing and the frame after a rest', () => {
    player.scrub(50)
    vi.advanceTimersByTime(REST_MS - 1)
    player.scrub(60)
    vi.advanceTimersByTime(REST_MS - 1)
    expect([tiles, video.sought]).toEqual([[50, 60], []])
    vi.advanceTimersByTime(1)
    expect(video.sought).toEqual([frameCentre(60, rate)])
    video.says('seeked')
    expect([shown, tiles.at(-1)]).toEqual([[60], null])
  })

  it('runs only once it has arrived where it should start', () => {
    player.show(120)
    player.run(2)
    expect([video.paused, player.moment()]).toEqual([true, 120])
    video.says('seeked')
    expect([video.paused, video.playbackRate]).toEqual([false, 2])
    player.show(140)
    expect(video.paused).toBe(true)
    video.says('seeked')
    expect([video.paused, shown.at(-1)]).toEqual([true, 140])
  })

  it('shows tiles until there is something to play, then the frame asked for', () => {
    const early = new FakeVideo()
    const fresh = new VideoPlayer(early as unknown as HTMLVideoElement, rate, { shown: (f) => shown.push(f), tile: (f) => tiles.push(f) })
    fresh.show(33)
    expect([tiles, early.sought]).toEqual([[33], []])
    early.says('loadeddata')
    early.says('seeked')
    expect([shown, fresh.ready]).toEqual([[33], true])
  })

  it('takes over an element in the midst of a seek of another', () => {
    const used = Object.assign(new FakeVideo(), { readyState: 1, seeking: true })
    const next = new VideoPlayer(used as unknown as HTMLVideoElement, rate, { shown: (f) => shown.push(f), tile: (f) => tiles.push(f) })
    next.show(33)
    expect([tiles, used.sought]).toEqual([[], [frameCentre(33, rate)]])
    used.seeking = false
    used.says('seeked')
    expect(shown).toEqual([33])
  })

  describe('in an engine that says when it painted', () => {
    let paint: (() => void)[]
    beforeEach(() => {
      paint = []
      vi.stubGlobal('requestAnimationFrame', (fn: FrameRequestCallback) => setTimeout(() => { fn(performance.now()) }, 16))
      const painting = Object.assign(new FakeVideo(), { requestVideoFrameCallback: (fn: () => void) => { paint.push(fn) } })
      video = painting
      player = new VideoPlayer(video as unknown as HTMLVideoElement, rate, { shown: (f) => shown.push(f), tile: (f) => tiles.push(f) })
      video.says('loadeddata')
      painted()
      video.says('seeked')
      shown = []
    })
    afterEach(() => { vi.unstubAllGlobals() })
    const painted = (): void => { for (const fn of paint.splice(0)) fn() }

    it('names a frame only once it is on the screen', () => {
      player.show(40)
      video.says('seeked')
      vi.advanceTimersByTime(100)
      expect(shown).toEqual([])
      painted()
      vi.advanceTimersByTime(16)
      expect(shown).toEqual([40])
    })

    it('does not wait for ever: the picture shown already is not painted again', () => {
      player.show(40)
      video.says('seeked')
      vi.advanceTimersByTime(400)
      expect(shown).toEqual([40])
    })

    it('goes on to a later target while it waits', () => {
      player.show(40)
      video.says('seeked')
      player.show(80)
      vi.advanceTimersByTime(16)
      painted()
      video.says('seeked')
      painted()
      vi.advanceTimersByTime(400)
      expect(shown).toEqual([80])
    })
  })
})
