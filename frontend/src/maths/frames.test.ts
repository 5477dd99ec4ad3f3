import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameAt, frameAtMillis, frameCentre, millis, parseRate, parseTime, timecode } from './frames'
import vectors from './testdata/timecode.json'

const rates = ['30/1', '25/1', '24000/1001', '30000/1001', '60000/1001', '15/2', '1000000000/33366667'].map(parseRate)
const rate = fc.constantFrom(...rates)
const frame = fc.integer({ min: 0, max: 3_000_000 })

describe('frames', () => {
  it('shows every frame as the Go program does', () => {
    for (const v of vectors) {
      expect([v.rate, v.frame, timecode(v.frame, parseRate(v.rate))]).toEqual([v.rate, v.frame, v.timecode])
      expect([v.rate, v.frame, millis(v.frame, parseRate(v.rate))]).toEqual([v.rate, v.frame, v.millis])
    }
  })

  it('reads back what it shows', () => {
    fc.assert(fc.property(frame, rate, (f, r) => { expect(parseTime(timecode(f, r), r)).toBe(f) }))
  })

  it('shows different frames differently and in order', () => {
    fc.assert(fc.property(frame, rate, (f, r) => { expect(timecode(f + 1, r)).not.toBe(timecode(f, r)) }))
  })

  it('sends a video into the frame it means', () => {
    fc.assert(fc.property(frame, rate, (f, r) => {
      expect(frameAt(frameCentre(f, r), r)).toBe(f)
      // A player that counts in whole microseconds still lands there.
      expect(frameAt(Math.floor(frameCentre(f, r) * 1e6) / 1e6, r)).toBe(f)
    }))
  })

  it('finds a frame again from its milliseconds', () => {
    fc.assert(fc.property(frame, fc.constantFrom(...rates.slice(0, 5)), (f, r) => {
      expect(frameAtMillis(millis(f, r), r)).toBe(f)
    }))
  })

  it('takes frames and plain seconds, and nothing else', () => {
    const r = parseRate('30/1')
    expect(parseTime(' f228 ', r)).toBe(228)
    expect(parseTime('7.6', r)).toBe(228)
    expect(parseTime('7,6', r)).toBe(228)
    expect(parseTime('1:00:07.18', r)).toBe(108228)
    for (const bad of ['', 'x', '-1', '1:2:3:4', '00:07.x', '7.6s']) expect(parseTime(bad, r)).toBeNull()
  })

  it('falls back to 30 frames a second when a rate cannot be read', () => {
    for (const bad of ['', '0/1', '30/0', 'a/b', '1.5/1']) expect(parseRate(bad)).toEqual({ num: 30, den: 1 })
  })
})
