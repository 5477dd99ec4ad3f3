// A video element as a Player. Seeks go to the middle of a frame; one is under
// way at a time and the latest target wins, so that what is shown at rest is
// exactly the frame the counter says.

import { frameAt, frameCentre, fps, type Rate } from '../maths/frames'
import type { Player } from '../model/playhead.svelte'

/** After scrubbing, the exact frame follows once the hand has rested so long. */
export const REST_MS = 80

/** So long a picture may take to be painted once it was found; a seek to the picture already shown paints nothing. */
const PAINT_MS = 150

interface Screen {
  /** The video now shows exactly this frame. */
  shown(frame: number): void
  /** Until the video catches up, a tile near this frame stands in for it. */
  tile(frame: number | null): void
}

export class VideoPlayer implements Player {
  ready = false
  readonly #video: HTMLVideoElement
  readonly #rate: Rate
  readonly #screen: Screen
  #target = 0
  #sought: number | null = null
  #speed = 0
  #rest: ReturnType<typeof setTimeout> | undefined
  /** How often the engine said that it painted a picture; 0 in an engine that never says so. */
  #painted = 0
  #before = 0 // as it stood when the seek began

  constructor(video: HTMLVideoElement, rate: Rate, screen: Screen) {
    this.#video = video
    this.#rate = rate
    this.#screen = screen
    // An element that was used before; one that still seeks says nothing more when it has found.
    this.ready = video.readyState >= 2 || video.seeking
    video.addEventListener('seeked', this.#seeked)
    video.addEventListener('loadeddata', this.#loaded)
    video.addEventListener('emptied', this.#emptied)
    this.#listen()
  }

  /** Lets go of the element. */
  close(): void {
    clearTimeout(this.#rest)
    this.#video.pause()
    this.#video.removeEventListener('seeked', this.#seeked)
    this.#video.removeEventListener('loadeddata', this.#loaded)
    this.#video.removeEventListener('emptied', this.#emptied)
  }

  run(speed: number): void {
    clearTimeout(this.#rest)
    this.#speed = speed
    this.#video.playbackRate = speed
    if (this.#sought === null) this.#start()
  }

  show(frame: number): void {
    clearTimeout(this.#rest)
    this.#speed = 0
    this.#video.pause()
    this.#target = frame
    if (!this.ready) this.#screen.tile(frame)
    else if (this.#sought === null) this.#seek()
  }

  scrub(frame: number): void {
    clearTimeout(this.#rest)
    this.#speed = 0
    this.#video.pause()
    this.#target = frame
    this.#screen.tile(frame)
    this.#rest = setTimeout(() => { this.show(frame) }, REST_MS)
  }

  moment(): number {
    // While the start of the run is still being sought, the target is the truth.
    return this.#sought === null ? this.#video.currentTime * fps(this.#rate) : this.#target
  }

  #seek(): void {
    this.#sought = this.#target
    this.#before = this.#painted
    this.#video.currentTime = frameCentre(this.#target, this.#rate)
  }

  readonly #seeked = (): void => {
    if (this.#sought === null) return
    if (this.#sought !== this.#target) return this.#seek()
    if (this.#speed > 0) return this.#arrived()
    this.#paint(this.#before, this.#sought, performance.now() + PAINT_MS)
  }

  /** A browser may say that it sought a moment before it has painted what it found. */
  #paint(before: number, sought: number, until: number): void {
    if (this.#sought !== sought || this.#video.seeking) return
    if (this.#target !== sought) return this.#seek()
    const waits = this.#painted > 0 && this.#painted === before && performance.now() < until
    if (!waits) return this.#arrived()
    requestAnimationFrame(() => { this.#paint(before, sought, until) })
  }

  #arrived(): void {
    this.#sought = null
    this.#screen.tile(null)
    this.#screen.shown(frameAt(this.#video.currentTime, this.#rate))
    if (this.#speed > 0) this.#start()
  }

  #listen(): void {
    this.#video.requestVideoFrameCallback?.(() => {
      this.#painted++
      this.#listen()
    })
  }

  readonly #loaded = (): void => {
    this.ready = true
    if (this.#sought === null) this.#seek()
  }

  /** The element loads anew: what was being sought is never found. */
  readonly #emptied = (): void => {
    this.ready = false
    this.#sought = null
  }

  #start(): void {
    this.#screen.tile(null)
    // A play that a later pause overtakes rejects; the later call has the word.
    this.#video.play().catch(() => undefined)
  }
}

/** Whether this machine can play what the proxies are made of. */
export function canPlay(): boolean {
  return document.createElement('video').canPlayType('video/mp4; codecs="avc1.42E01F, mp4a.40.2"') !== ''
}
