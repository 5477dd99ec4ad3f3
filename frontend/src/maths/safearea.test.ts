import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clearSpot, coverOf, PHONES, phoneOf, PICTURE } from './safearea'

const spot = fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }) })

describe('safe area', () => {
  it('sees a hotspot under the buttons and one beside them', () => {
    const reels = phoneOf('reels')
    expect(coverOf({ x: 0.889, y: 0.673 }, reels)?.part).toBe('the button rail')
    expect(coverOf({ x: 0.43, y: 0.48 }, reels)).toBeNull()
    expect(coverOf({ x: 0.889, y: 0.673 }, phoneOf('off'))).toBeNull()
  })

  it('always finds a clear place, near, and leaves a clear one alone', () => {
    fc.assert(fc.property(spot, fc.constantFrom(...PHONES), (s, phone) => {
      const clear = clearSpot(s, phone)
      expect(coverOf(clear, phone)).toBeNull()
      if (!coverOf(s, phone)) expect(clear).toBe(s)
      expect(Math.hypot(clear.x - s.x, clear.y - s.y)).toBeLessThan(0.35)
    }))
  })

  it('keeps every shape inside the picture', () => {
    for (const s of PHONES.flatMap((p) => p.shapes)) {
      expect(s.x >= 0 && s.y >= 0 && s.x + s.w <= PICTURE.width && s.y + s.h <= PICTURE.height).toBe(true)
    }
  })
})
