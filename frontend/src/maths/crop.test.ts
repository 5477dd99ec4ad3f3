import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CUTS, cutOf, layOf, pushed, ratioOf, within, type Place } from './crop'

const side = fc.integer({ min: 16, max: 4320 })
const shape = fc.constantFrom(...CUTS)
const unit = fc.double({ min: 0, max: 1, noNaN: true })
const focus: fc.Arbitrary<Place> = fc.record({ x: unit, y: unit })

describe('a cut', () => {
  it('is known to the pixel for the frames phones make', () => {
    expect(cutOf(1080, 1920, '9:16', { x: 0.9, y: 0.1 })).toEqual({ x: 0, y: 0, w: 1080, h: 1920 })
    expect(cutOf(1080, 1920, '1:1', { x: 0.5, y: 0.5 })).toEqual({ x: 0, y: 420, w: 1080, h: 1080 })
    expect(cutOf(1080, 1920, '4:5', { x: 0.5, y: 0 })).toEqual({ x: 0, y: 0, w: 1080, h: 1350 })
    expect(cutOf(1080, 1920, '16:9', { x: 0.5, y: 1 })).toEqual({ x: 0, y: 1312, w: 1080, h: 608 })
    expect(cutOf(1920, 1080, '9:16', { x: 0.75, y: 0.5 })).toEqual({ x: 1136, y: 0, w: 608, h: 1080 })
    expect(cutOf(1080, 1920, '3:4', { x: NaN, y: NaN })).toEqual({ x: 0, y: 240, w: 1080, h: 1440 })
  })

  it('lies inside the frame, has its shape, and no larger one would fit', () => {
    fc.assert(fc.property(side, side, shape, focus, (w, h, s, f) => {
      const cut = cutOf(w, h, s, f)
      expect(cut.x >= 0 && cut.y >= 0 && cut.x + cut.w <= w && cut.y + cut.h <= h).toBe(true)
      expect(cut.w === w || cut.h === h).toBe(true)
      expect(Math.abs(cut.w - cut.h * ratioOf(s))).toBeLessThanOrEqual(Math.max(0.5, ratioOf(s) * 0.5) + 1e-9)
    }))
  })

  it('lies as near to the focus as the frame allows, and always shows it', () => {
    fc.assert(fc.property(side, side, shape, focus, (w, h, s, f) => {
      const cut = cutOf(w, h, s, f)
      const off = (x: number, y: number): number => Math.abs(x + cut.w / 2 - f.x * w) + Math.abs(y + cut.h / 2 - f.y * h)
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
        const moved = { x: cut.x + dx, y: cut.y + dy }
        if (moved.x < 0 || moved.y < 0 || moved.x + cut.w > w || moved.y + cut.h > h) continue
        expect(off(cut.x, cut.y)).toBeLessThanOrEqual(off(moved.x, moved.y) + 1e-6)
      }
      // Half a pixel is what rounding may take.
      expect(f.x * w).toBeGreaterThanOrEqual(cut.x - 0.5)
      expect(f.x * w).toBeLessThanOrEqual(cut.x + cut.w + 0.5)
      expect(f.y * h).toBeGreaterThanOrEqual(cut.y - 0.5)
      expect(f.y * h).toBeLessThanOrEqual(cut.y + cut.h + 0.5)
    }))
  })

  it('is laid into its box without a gap on any side', () => {
    fc.assert(fc.property(side, side, shape, focus, (w, h, s, f) => {
      const lay = layOf(cutOf(w, h, s, f), w, h)
      const left = (lay.x / 100) * lay.width
      const top = (lay.y / 100) * lay.height
      expect(left).toBeLessThanOrEqual(1e-6)
      expect(top).toBeLessThanOrEqual(1e-6)
      expect(left + lay.width).toBeGreaterThanOrEqual(100 - 1e-6)
      expect(top + lay.height).toBeGreaterThanOrEqual(100 - 1e-6)
    }))
  })
})

describe('a picture pushed inside a cut', () => {
  const push = fc.double({ min: -2, max: 2, noNaN: true })

  it('moves with the hand to the pixel until an edge holds it', () => {
    fc.assert(fc.property(side, side, shape, focus, push, push, (w, h, s, f, dx, dy) => {
      const before = cutOf(w, h, s, f)
      const after = cutOf(w, h, s, pushed(w, h, s, f, dx, dy))
      const want = (start: number, whole: number, part: number, by: number): number => Math.min(whole - part, Math.max(0, start - by * part))
      expect(Math.abs(after.x - want(before.x, w, before.w, dx))).toBeLessThanOrEqual(1)
      expect(Math.abs(after.y - want(before.y, h, before.h, dy))).toBeLessThanOrEqual(1)
    }))
  })

  it('leaves alone the side on which the cut cannot move', () => {
    fc.assert(fc.property(focus, push, push, (f, dx, dy) => {
      expect(pushed(1080, 1920, '1:1', f, dx, dy).x).toBe(f.x)
      expect(pushed(1080, 1920, '9:16', f, dx, dy)).toEqual(f)
    }))
  })

  it('turns at once at an edge', () => {
    const held = pushed(1080, 1920, '1:1', { x: 0.5, y: 0 }, 0, 1) // far past the top
    expect(cutOf(1080, 1920, '1:1', pushed(1080, 1920, '1:1', held, 0, -0.1)).y).toBe(108)
  })
})

it('a place never leaves the picture', () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (x, y) => {
    const p = within({ x, y })
    expect(p.x >= 0 && p.x <= 1 && p.y >= 0 && p.y <= 1).toBe(true)
  }))
})
