import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slotsOf, tileFor } from './film'

const tiles = Array.from({ length: 100 }, (_, i) => i * 9)

describe('film', () => {
  it('finds the nearest tile as a plain search does', () => {
    const sorted = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 30 }).map((a) => a.sort((x, y) => x - y))
    fc.assert(fc.property(sorted, fc.double({ min: -10, max: 1010, noNaN: true }), (frames, f) => {
      const nearest = Math.min(...frames.map((t) => Math.abs(t - f)))
      expect(Math.abs((frames[tileFor(f, frames)] as number) - f)).toBe(nearest)
    }))
  })

  it('covers what is in sight without a gap, and starts anew at each cut', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 899 }), { maxLength: 9 }).map((a) => a.sort((x, y) => x - y))
    fc.assert(fc.property(cuts, fc.double({ min: 1.5, max: 24, noNaN: true }), fc.nat(800), (c, px, start) => {
      const v = { start: Math.min(start, Math.max(0, 900 - 900 / px)), px }
      const slots = slotsOf(v, 900, 900, c, 27, tiles)
      for (let i = 1; i < slots.length; i++) {
        const before = slots[i - 1] as { x: number; width: number }
        expect(slots[i]?.x).toBeCloseTo(before.x + before.width, 6)
      }
      expect(slots[0]?.x ?? 0).toBeLessThanOrEqual(v.start * px + 1e-6)
      const last = slots.at(-1)
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBeGreaterThanOrEqual(Math.min(900 * px, v.start * px + 900) - 0.02)
      expect(slots.length).toBeLessThan(140)
    }))
  })

  it('never shows the scene next door while the scene has a tile of its own', () => {
    const slots = slotsOf({ start: 0, px: 3 }, 2700, 900, [304], 27, tiles)
    const after = slots.filter((s) => s.x >= 304 * 3 - 0.01)
    expect(after[0]?.x).toBe(912)
    expect(tiles[after[0]?.tile ?? 0]).toBeGreaterThanOrEqual(304)
  })

  it('draws nothing before there are tiles', () => {
    expect(slotsOf({ start: 0, px: 1 }, 900, 900, [], 27, [])).toEqual([])
  })
})
