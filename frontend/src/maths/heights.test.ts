import { describe, expect, it } from 'vitest'
import { broughtIn, rowAt, rowsBetween, startsOf } from './heights'

describe('rows of many heights', () => {
  const starts = startsOf([10, 30, 20, 40])
  it('begin where the others end', () => { expect([...starts]).toEqual([0, 10, 40, 60, 100]) })
  it('are found by a height', () => {
    expect([0, 9, 10, 39, 40, 59, 60, 99, 500].map((y) => rowAt(starts, y))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 3])
  })
  it('are drawn where they are in sight, and a few beyond', () => {
    expect(rowsBetween(starts, 12, 20, 0)).toEqual({ from: 1, to: 2 })
    expect(rowsBetween(starts, 12, 40, 1)).toEqual({ from: 0, to: 4 })
    expect(rowsBetween(startsOf([]), 0, 100)).toEqual({ from: 0, to: 0 })
    expect(rowsBetween(startsOf([5]), 900, 100)).toEqual({ from: 0, to: 1 })
  })
  it('are brought in whole, the head first where that cannot be', () => {
    expect(broughtIn(starts, 1, 0, 50)).toBe(0)
    expect(broughtIn(starts, 3, 0, 50)).toBe(50)
    expect(broughtIn(starts, 0, 50, 50)).toBe(0)
    expect(broughtIn(starts, 3, 0, 20)).toBe(60)
  })
  it('of any number are found as by counting', () => {
    const heights = Array.from({ length: 1000 }, (_, i) => 40 + ((i * 37) % 160))
    const all = startsOf(heights)
    for (let y = 0; y < (all.at(-1) ?? 0); y += 997) expect(rowAt(all, y)).toBe(heights.findIndex((_, i) => y < (all[i + 1] ?? 0)))
  })
})
