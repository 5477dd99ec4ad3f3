import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRate } from './frames'
import { clampView, fit, follow, LABEL_GAP, MAX_PX, momentAt, panBy, reveal, show, ticks, xOf, zoomAt } from './scale'

const clip = fc.integer({ min: 1, max: 200_000 })
const width = fc.integer({ min: 100, max: 3000 })
const view = fc.record({
  start: fc.double({ min: -1e5, max: 1e6, noNaN: true }),
  px: fc.double({ min: 1e-6, max: 100, noNaN: true }),
})
const rate = fc.constantFrom('30/1', '24000/1001', '60000/1001', '25/1').map(parseRate)

describe('scale', () => {
  it('never shows anything outside the clip nor stretches past its end', () => {
    fc.assert(fc.property(clip, width, view, (n, w, v) => {
      const c = clampView(v, n, w)
      expect(c.px).toBeLessThanOrEqual(MAX_PX)
      expect(c.start).toBeGreaterThanOrEqual(0)
      if (n * MAX_PX >= w) expect(xOf(n, c)).toBeGreaterThanOrEqual(w - 1e-6)
      else expect(xOf(n, c)).toBeCloseTo(n * MAX_PX)
    }))
  })

  it('keeps what lies under the cursor when zooming, away from the ends', () => {
    fc.assert(fc.property(width, fc.double({ min: 0.2, max: 5, noNaN: true }), (w, factor) => {
      const n = 200_000
      const v = clampView({ start: 90_000, px: 1 }, n, w)
      const x = w / 3
      const z = zoomAt(v, factor, x, n, w)
      expect(momentAt(x, z)).toBeCloseTo(momentAt(x, v), 6)
    }))
  })

  it('pans there and back', () => {
    const v = { start: 500, px: 4 }
    expect(panBy(panBy(v, 37, 5000, 900), -37, 5000, 900)).toEqual(v)
  })

  it('follows at 85 % and not before', () => {
    const v = { start: 0, px: 1 }
    expect(follow(v, 849, 9000, 1000)).toBe(v)
    const next = follow(v, 850, 9000, 1000)
    expect(xOf(850, next)).toBeCloseTo(100)
  })

  it('brings a frame or a span into sight', () => {
    fc.assert(fc.property(clip, width, fc.nat(), (n, w, f) => {
      const at = f % n
      const v = reveal(clampView({ start: 0, px: 5 }, n, w), at, n, w)
      expect(xOf(at, v)).toBeGreaterThanOrEqual(0)
      expect(xOf(at, v)).toBeLessThanOrEqual(w + 1e-6)
    }))
    const v = show(100, 200, 10_000, 1000)
    expect(xOf(100, v)).toBeCloseTo(100)
    expect(xOf(200, v)).toBeCloseTo(900)
    expect(fit(900, 1350).px).toBe(1.5)
  })

  it('puts labels far enough apart to read, with the same ticks on every pan', () => {
    fc.assert(fc.property(rate, width, fc.double({ min: 0.01, max: MAX_PX, noNaN: true }), fc.nat(5000), (r, w, px, start) => {
      const n = 20_000
      const all = ticks({ start, px }, w, n, r)
      expect(all.length).toBeLessThan(w)
      const labels = all.filter((t) => t.label !== '')
      for (let i = 1; i < labels.length; i++) {
        const gap = ((labels[i]?.frame ?? 0) - (labels[i - 1]?.frame ?? 0)) * px
        expect(gap).toBeGreaterThan(LABEL_GAP * 0.55)
      }
      const moved = new Map(ticks({ start: start + 7, px }, w, n, r).map((t) => [t.frame, t]))
      for (const t of all) if (t.frame > start + 8 && moved.has(t.frame)) expect(moved.get(t.frame)).toEqual(t)
    }))
  })

  it('shows every frame from 12 px on', () => {
    const all = ticks({ start: 0, px: 12 }, 600, 900, parseRate('30/1'))
    expect(all.map((t) => t.frame)).toEqual(Array.from({ length: 51 }, (_, i) => i))
  })
})
