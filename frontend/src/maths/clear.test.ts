import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { APART, clearPlace, HAIR } from './clear'
import type { PathSpot } from './path'
import { coverOf, PHONES, PICTURE, RING, type Shape } from './safearea'

// An oracle that shares nothing with the code under test: how far the ring or
// box at a place is from the next thing it must not touch, negative inside.
function room(at: PathSpot, shapes: readonly Shape[], others: readonly PathSpot[]): number {
  const boxOf = (s: PathSpot) => ({
    l: (s.x - (s.w ?? 0) / 2) * PICTURE.width, r: (s.x + (s.w ?? 0) / 2) * PICTURE.width,
    t: (s.y - (s.h ?? 0) / 2) * PICTURE.height, b: (s.y + (s.h ?? 0) / 2) * PICTURE.height,
  })
  const own = boxOf(at)
  const ring = at.w || at.h ? 0 : RING
  const gap = (l: number, t: number, r: number, b: number): number => {
    const dx = Math.max(l - own.r, own.l - r)
    const dy = Math.max(t - own.b, own.t - b)
    return dx <= 0 && dy <= 0 ? Math.max(dx, dy) : Math.hypot(Math.max(dx, 0), Math.max(dy, 0))
  }
  return Math.min(
    own.l - ring, own.t - ring, PICTURE.width - own.r - ring, PICTURE.height - own.b - ring,
    ...shapes.map((s) => {
      const r = Math.min(s.r, s.w / 2, s.h / 2)
      return gap(s.x + r, s.y + r, s.x + s.w - r, s.y + s.h - r) - r - ring
    }),
    ...others.map((o) => { const b = boxOf(o); return gap(b.l, b.t, b.r, b.b) - APART * PICTURE.width }),
  )
}
const far = (a: PathSpot, b: PathSpot): number => Math.hypot((a.x - b.x) * PICTURE.width, (a.y - b.y) * PICTURE.height)

const STEP = 6
function* grid(spot: PathSpot): Generator<PathSpot> {
  for (let x = 0; x <= PICTURE.width; x += STEP) {
    for (let y = 0; y <= PICTURE.height; y += STEP) yield { ...spot, x: x / PICTURE.width, y: y / PICTURE.height }
  }
}

const unit = (max = 1) => fc.double({ min: 0, max, noNaN: true })
const point = fc.record({ x: unit(), y: unit() })
const box = fc.record({ x: unit(), y: unit(), w: unit(0.3), h: unit(0.3) })
const spots = fc.oneof(point, box)
const shape: fc.Arbitrary<Shape> = fc
  .record({ x: fc.integer({ min: 0, max: 260 }), y: fc.integer({ min: 0, max: 500 }), w: fc.integer({ min: 1, max: 306 }), h: fc.integer({ min: 1, max: 260 }), r: fc.integer({ min: 0, max: 40 }) })
  .map((s) => ({ ...s, part: 'a shape', w: Math.min(s.w, PICTURE.width - s.x), h: Math.min(s.h, PICTURE.height - s.y) }))
const scene = fc.record({
  spot: spots,
  shapes: fc.oneof(fc.array(shape, { maxLength: 6 }), fc.constantFrom(...PHONES.map((p) => [...p.shapes]))),
  others: fc.array(spots, { maxLength: 5 }),
})
const runs = { numRuns: 100 }

describe('a clear place', () => {
  it('touches nothing', () => {
    fc.assert(fc.property(scene, ({ spot, shapes, others }) => {
      const found = clearPlace(spot, shapes, others)
      if (found && found !== spot) expect(room(found, shapes, others)).toBeGreaterThan(HAIR - 1e-6)
    }), runs)
  })

  it('is still clear with the four digits it is kept with', () => {
    fc.assert(fc.property(point, fc.constantFrom(...PHONES), (spot, phone) => {
      const found = clearPlace(spot, phone.shapes, [])
      if (!found || found === spot) return
      const kept = { x: Math.round(found.x * 1e4) / 1e4, y: Math.round(found.y * 1e4) / 1e4 }
      expect(clearPlace(kept, phone.shapes, [])).toBe(kept)
    }), runs)
  })

  it('is what the stage calls clear too', () => {
    fc.assert(fc.property(spots, fc.constantFrom(...PHONES), (spot, phone) => {
      const found = clearPlace(spot, phone.shapes, [])
      if (found) expect(coverOf(found, phone)).toBeNull()
    }), runs)
  })

  it('is the nearest there is, and missing only where there is none', () => {
    fc.assert(fc.property(scene, ({ spot, shapes, others }) => {
      const found = clearPlace(spot, shapes, others)
      const reach = found ? far(found, spot) - STEP / 2 : Infinity
      for (const p of grid(spot)) {
        if (far(p, spot) < reach && room(p, shapes, others) > HAIR + 1e-6) expect({ found, nearer: p }).toBeNull()
      }
    }), runs)
  })

  it('is the place itself where that is clear, and only there', () => {
    fc.assert(fc.property(scene, ({ spot, shapes, others }) => {
      const here = room(spot, shapes, others)
      if (here > 1e-6) expect(clearPlace(spot, shapes, others)).toBe(spot)
      if (here < -1e-6) expect(clearPlace(spot, shapes, others)).not.toBe(spot)
    }), runs)
  })

  it('lies a ring beside a straight edge', () => {
    const bar: Shape = { part: 'a bar', x: 0, y: 500, w: 306, h: 44, r: 0 }
    const found = clearPlace({ x: 0.5, y: 0.97 }, [bar], [])
    expect(found?.x).toBeCloseTo(0.5, 9)
    expect((found?.y ?? 0) * PICTURE.height).toBeCloseTo(500 - RING - HAIR, 6)
  })

  it('keeps the box it has, and its size', () => {
    const bar: Shape = { part: 'a bar', x: 0, y: 500, w: 306, h: 44, r: 0 }
    const found = clearPlace({ x: 0.5, y: 0.95, w: 0.2, h: 0.1 }, [bar], [])
    expect([found?.w, found?.h]).toEqual([0.2, 0.1])
    expect(((found?.y ?? 0) + 0.05) * PICTURE.height).toBeCloseTo(500 - HAIR, 6)
  })

  it('keeps away from a hotspot it lies upon', () => {
    const found = clearPlace({ x: 0.5, y: 0.5 }, [], [{ x: 0.5, y: 0.5 }])
    expect(found && far(found, { x: 0.5, y: 0.5 })).toBeCloseTo(APART * PICTURE.width + HAIR, 6)
  })

  it('is not found under furniture that covers everything', () => {
    expect(clearPlace({ x: 0.5, y: 0.5 }, [{ part: 'all of it', x: 0, y: 0, w: 306, h: 544, r: 0 }], [])).toBeNull()
  })

  it('is measured in another picture just as well', () => {
    const bar = { part: 'a bar', x: 0, y: 1000, w: 612, h: 88, r: 0 }
    const found = clearPlace({ x: 0.5, y: 0.97 }, [bar], [], { width: 612, height: 1088 })
    expect((found?.y ?? 0) * 1088).toBeCloseTo(1000 - 2 * RING - HAIR, 6)
  })
})
