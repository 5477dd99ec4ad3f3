import { beforeEach, describe, expect, it } from 'vitest'
import { parseRate } from '../maths/frames'
import { Playhead, type Player } from './playhead.svelte'

class TapeRecorder implements Player {
  ready = true
  at = 0
  calls: string[] = []
  run(speed: number): void { this.calls.push(`run ${speed}`) }
  show(frame: number): void { this.at = frame; this.calls.push(`show ${frame}`) }
  scrub(frame: number): void { this.at = frame; this.calls.push(`scrub ${frame}`) }
  moment(): number { return this.at }
}

let tape: TapeRecorder
let head: Playhead

beforeEach(() => {
  tape = new TapeRecorder()
  head = new Playhead()
  head.open(300, parseRate('30/1'))
  head.attach(tape)
  tape.calls = []
})

/** The player has come to a moment and a paint passes. */
function plays(moment: number, now = 0): void {
  tape.at = moment
  head.tick(now)
}

describe('playhead', () => {
  it('reads the player while it runs forward', () => {
    head.play()
    plays(12.4)
    expect([head.frame, head.moment, head.playing]).toEqual([12, 12.4, true])
  })

  it('lets a player run that is ready only after playing began', () => {
    tape.ready = false
    head.play()
    head.tick(1)
    head.tick(501)
    expect(head.frame).toBe(15)
    expect(tape.calls).not.toContain('run 1')
    tape.ready = true
    plays(16.5, 550)
    expect(tape.calls.filter((c) => c === 'run 1')).toHaveLength(1)
    plays(17.5, 600)
    expect([head.frame, tape.calls.filter((c) => c === 'run 1').length]).toEqual([17, 1])
  })

  it('goes on playing in a player that comes meanwhile', () => {
    head.play()
    plays(40)
    const next = new TapeRecorder()
    head.attach(next)
    next.at = 41
    head.tick(0)
    expect(next.calls).toEqual(['show 40', 'run 1'])
    expect(head.frame).toBe(41)
  })

  it('shows on stopping exactly the frame it counts', () => {
    head.play()
    plays(12.9)
    head.pause()
    expect(tape.calls.at(-1)).toBe('show 12')
    expect([head.frame, head.moment]).toEqual([12, 12])
  })

  it('stops on the last frame', () => {
    head.play()
    plays(300)
    expect([head.frame, head.playing]).toEqual([299, false])
    head.play()
    expect(tape.calls.at(-1)).toBe('run 1')
    expect(head.frame).toBe(0)
  })

  it('runs through the marked range again and again when it loops', () => {
    head.seek(50)
    head.markIn()
    head.markOut(99)
    head.loop = true
    const wraps: number[] = []
    head.onWrap((end) => wraps.push(end))
    head.play()
    plays(100)
    expect([head.frame, head.playing, wraps]).toEqual([50, true, [99]])
    expect(tape.calls.slice(-2)).toEqual(['show 50', 'run 1'])
  })

  it('doubles the shuttle up to eight and stops before it turns', () => {
    const speeds = ([1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1] as const).map((d) => { head.shuttle(d); return head.speed })
    expect(speeds).toEqual([1, 2, 4, 8, 8, 0, -1, -2, -4, -8, -8])
  })

  it('steps the player backwards by its own clock', () => {
    head.seek(100)
    head.shuttle(-1)
    head.tick(1000)
    head.tick(1500)
    expect(head.frame).toBe(85)
    expect(tape.calls.at(-1)).toBe('scrub 85')
    head.tick(9000)
    expect([head.frame, head.playing]).toEqual([0, false])
  })

  it('leads by its own clock while there is nothing to play yet', () => {
    tape.ready = false
    head.play()
    head.tick(1000)
    head.tick(2000)
    expect(head.frame).toBe(30)
    expect(tape.calls.at(-1)).toBe('scrub 30')
  })

  it('never leaves the clip', () => {
    head.seek(-5)
    expect(head.frame).toBe(0)
    head.step(1000)
    expect(head.frame).toBe(299)
    head.scrub(12.6)
    expect(head.frame).toBe(13)
  })

  it('goes on playing from where it is sent', () => {
    head.play()
    head.seek(120)
    expect([head.playing, tape.calls.slice(-2)]).toEqual([true, ['show 120', 'run 1']])
  })

  it('keeps a marked range that can be played', () => {
    head.markOut(20)
    head.markIn(40)
    expect(head.range).toEqual({ in: 40, out: null })
    head.markOut(40)
    expect(head.range).toEqual({ in: 40, out: 41 })
    head.clearRange()
    expect(head.bounds).toEqual({ in: 0, out: 300 })
  })

  it('plays a stretch around until it is sent elsewhere', () => {
    head.playStretch(60, 90)
    plays(90)
    expect([head.frame, head.playing]).toEqual([60, true])
    head.seek(10)
    plays(299.99)
    expect(head.playing).toBe(false)
  })
})

describe('a key that is told late', () => {
  it('counts from what was on screen when the hand moved, whatever was painted since', () => {
    head.play()
    plays(60, 1000)
    tape.at = 75 // half a second on, and no paint has passed
    expect(head.frame).toBe(60)
    expect(head.frameAt(5000, 5000)).toBe(75)
    expect(head.frameAt(4900, 5000)).toBe(72) // told 100 ms late
    head.setRate(2)
    expect(head.frameAt(4900, 5000)).toBe(69)
    expect(head.frameAt(9000, 5000)).toBe(75) // never ahead of the film
  })

  it('never leaves what is played, and stands where the playhead stands', () => {
    head.markIn(10)
    head.markOut(99)
    expect(head.frameAt(0, 500)).toBe(0)
    head.play()
    tape.at = 12
    expect(head.frameAt(0, 2000)).toBe(10)
  })

  it('is led by the clock where nothing can be played', () => {
    tape.ready = false
    head.play()
    head.tick(1000)
    head.tick(2000)
    expect([head.frame, head.frameAt(2100), head.frameAt(1900)]).toEqual([30, 33, 27])
  })
})
