import { describe, expect, it } from 'vitest'
import { areaOf, lineOf, named, roof, rungs } from './chart'

describe('the roof of a chart', () => {
  it('is round and never below what it covers', () => {
    for (const v of [0.03, 0.4, 1, 1.01, 3.2, 9.99, 10, 17, 340, 999, 1000, 23404]) {
      const top = roof(v)
      expect(top).toBeGreaterThanOrEqual(v)
      expect(top).toBeLessThanOrEqual(v * 2.001)
      expect([1, 2, 4, 5, 8]).toContain(Number((top / 10 ** Math.floor(Math.log10(top) + 1e-9)).toFixed(6)))
    }
    expect([roof(0), roof(-3), roof(0.2, true), roof(0)]).toEqual([1, 1, 1, 1])
  })

  it('has rungs that are whole where things are counted', () => {
    expect(rungs(20)).toEqual([20, 10])
    expect(rungs(5, true)).toEqual([5])
    expect(rungs(4, true)).toEqual([4, 2])
  })
})

it('draws a line and what lies under it', () => {
  const points = [{ x: 0, y: 3.04 }, { x: 10, y: 1 }]
  expect(lineOf(points)).toBe('M0 3L10 1')
  expect(areaOf(points, 8)).toBe('M0 3L10 1L10 8L0 8Z')
  expect(areaOf([], 8)).toBe('')
})

it('names as many days as have room, the last among them', () => {
  expect(named(7, 700, 80)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(named(28, 800, 80)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
  expect(named(365, 800, 80).at(-1)).toBe(364)
  expect(named(365, 800, 80).length).toBeLessThanOrEqual(10)
  expect(named(3, 10, 80)).toEqual([2])
  expect(named(0, 800, 80)).toEqual([])
})
