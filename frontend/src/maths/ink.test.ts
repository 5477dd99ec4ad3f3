import { describe, expect, it } from 'vitest'
import { arrowOf, held, lineOf, thinned, type Point } from './ink'

describe('a drawing', () => {
  it('stays inside the picture', () => { expect(held([-0.2, 1.7])).toEqual([0, 1]) })
  it('keeps what a line by hand needs', () => {
    const straight: Point[] = Array.from({ length: 200 }, (_, i) => [i / 400, i / 400])
    expect(thinned(straight)).toHaveLength(2)
    const bent: Point[] = [[0, 0], [0.2, 0], [0.2, 0.2], [0.21, 0.2]]
    expect(thinned(bent)).toEqual([[0, 0], [0.2, 0], [0.2, 0.2], [0.21, 0.2]])
  })
  it('never has more points than it may', () => {
    const wild: Point[] = Array.from({ length: 4000 }, (_, i) => [0.5 + 0.4 * Math.sin(i * 1.7), 0.5 + 0.4 * Math.cos(i * 2.3)])
    expect(thinned(wild, 0.0001, 100).length).toBeLessThanOrEqual(100)
  })
  it('is told as a path', () => {
    expect(lineOf([[0, 0], [1, 1]], 100, 200)).toBe('M0 0L100 200')
    expect(lineOf([[0, 0], [0.5, 0], [1, 1]], 100, 100)).toBe('M0 0Q50 0 100 100')
    expect(lineOf([[0.5, 0.5]], 100, 100)).toBe('M50 50h0.01')
    expect(lineOf([], 100, 100)).toBe('')
  })
  it('ends an arrow with a head that is no longer than the arrow', () => {
    const ends = arrowOf([0, 0.5], [1, 0.5], 100, 100, 3).match(/-?[\d.]+/g)?.map(Number) ?? []
    expect(ends.slice(0, 4)).toEqual([0, 50, 100, 50])
    expect(Math.hypot((ends[4] ?? 0) - 100, (ends[5] ?? 0) - 50)).toBeCloseTo(18, 1)
    const short = arrowOf([0.5, 0.5], [0.52, 0.5], 100, 100, 3).match(/-?[\d.]+/g)?.map(Number) ?? []
    expect(Math.hypot((short[4] ?? 0) - 52, (short[5] ?? 0) - 50)).toBeCloseTo(1.2, 1)
  })
})
