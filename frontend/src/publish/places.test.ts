import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutsOf, laid, leftOut } from './places'

describe('what a service shows of a cover', () => {
  it('is a cut of its own, and a square where nobody knows', () => {
    expect(cutsOf('webpage').map((c) => c.name)).toEqual(['1.91:1', '1:1'])
    expect(cutsOf('somewhere').map((c) => c.name)).toEqual(['1:1'])
  })

  it('has its shape, lies inside the picture, and as near to the focus as it can', () => {
    const size = fc.integer({ min: 100, max: 4000 })
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(fc.property(size, size, fc.constantFrom(1.91, 1, 0.75, 0.8, 0.5625), unit, unit, (w, h, ratio, x, y) => {
      const l = leftOut(w, h, ratio, { x, y })
      for (const side of Object.values(l) as number[]) expect(side).toBeGreaterThanOrEqual(0)
      const [pw, ph] = [w * (1 - l.left - l.right), h * (1 - l.top - l.bottom)]
      expect(pw / ph).toBeCloseTo(ratio, 6)
      expect(Math.abs(pw - w) < 1e-6 || Math.abs(ph - h) < 1e-6).toBe(true)
      const box = laid(l)
      expect(box.x).toBeLessThanOrEqual(0)
      expect(box.x + box.width).toBeGreaterThanOrEqual(100 - 1e-6)
    }))
    expect(leftOut(9, 16, 1, { x: 0.5, y: 0 })).toMatchObject({ top: 0, bottom: 1 - 9 / 16 })
  })
})
