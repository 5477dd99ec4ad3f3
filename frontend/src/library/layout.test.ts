import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutOf, rowsInSight, scrollFor } from './layout'

describe('the grid of cards', () => {
  it('has seven columns in the usual window', () => {
    const l = layoutOf(1088, 55)
    expect(l.columns).toBe(7)
    expect(l.card).toBeCloseTo(145.14, 1)
  })

  it('has fewer and wider cards where words are larger, and as many where they are smaller', () => {
    const of = (scale: number) => { const l = layoutOf(1088, 55, scale); return [l.columns, Math.floor(l.card)] }
    expect([of(0.9), of(1), of(1.5)]).toEqual([[7, 145], [7, 145], [5, 208]])
  })

  it('draws every card in sight and few others, wherever one scrolls', () => {
    fc.assert(fc.property(fc.integer({ min: 200, max: 3000 }), fc.integer({ min: 100, max: 2000 }), fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (width, height, count, share) => {
      const l = layoutOf(width, 55)
      const rows = Math.ceil(count / l.columns)
      const top = share * Math.max(0, rows * l.row - height)
      const { from, to } = rowsInSight(l, count, top, height)
      expect(from * l.row).toBeLessThanOrEqual(top)
      expect(to === rows || to * l.row >= top + height).toBe(true)
      expect(to - from).toBeLessThanOrEqual(Math.ceil(height / l.row) + 6)
    }))
  })

  it('stays within what a browser can scroll with a hundred thousand clips', () => {
    const TALLEST = 33_000_000
    fc.assert(fc.property(fc.integer({ min: 400, max: 4000 }), (width) => {
      const l = layoutOf(width, 72)
      expect(Math.ceil(100_000 / l.columns) * l.row).toBeLessThan(TALLEST)
      expect(Number.isInteger(l.row)).toBe(true)
    }))
  })

  it('scrolls no further than it must', () => {
    const l = layoutOf(1088, 55)
    expect(scrollFor(l, 0, 300, 700)).toBe(0)
    expect(scrollFor(l, 1, 0, l.row * 2)).toBe(0)
    expect(scrollFor(l, 3, 0, l.row * 2)).toBeCloseTo(l.row * 2)
  })
})
