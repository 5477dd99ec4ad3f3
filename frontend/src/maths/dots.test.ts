import { describe, expect, it } from 'vitest'
import { barsOf, dotsOf } from './dots'

const spot = (id: string, from: number, out = from, done = false): { id: string; in: number; out: number; done: boolean } => ({ id, in: from, out, done })

describe('what is said along a clip', () => {
  const view = { start: 0, px: 1 }
  it('is a dot where it begins', () => {
    expect(dotsOf([spot('a', 10), spot('b', 80)], view, 100).map((d) => [d.spot.id, d.x])).toEqual([['a', 15], ['b', 80]])
  })
  it('is one dot where dots would hide each other, named by what is open', () => {
    const [dot, ...rest] = dotsOf([spot('a', 10, 10, true), spot('b', 14), spot('c', 20)], view, 100)
    expect([dot?.spot.id, dot?.all.length, rest.length]).toEqual(['b', 3, 0])
  })
  it('stands apart again when there is room', () => {
    expect(dotsOf([spot('a', 10), spot('b', 14)], { start: 0, px: 8 }, 1000)).toHaveLength(2)
  })
  it('is whole at either end of the view', () => {
    expect(dotsOf([spot('a', 0), spot('b', 100)], view, 100).map((d) => d.x)).toEqual([15, 85])
    expect(dotsOf([spot('a', 0)], view, 100, 1.5).map((d) => d.x)).toEqual([20])
  })
  it('is left out beyond the view', () => {
    expect(dotsOf([spot('a', 10), spot('b', 900)], { start: 500, px: 1 }, 100)).toEqual([])
  })
  it('needs no more dots than there is width, however much was said', () => {
    const all = Array.from({ length: 1000 }, (_, i) => spot(`s${String(i)}`, i))
    const dots = dotsOf(all, { start: 0, px: 0.7 }, 700)
    expect(dots.length).toBeLessThanOrEqual(700 / 30 + 2)
    expect(dots.reduce((n, d) => n + d.all.length, 0)).toBe(1000)
  })
  it('is a bar over a range that is in sight', () => {
    expect(barsOf([spot('a', 10, 60), spot('b', 20), spot('c', 500, 600)], view, 100)).toEqual([{ spot: spot('a', 10, 60), x: 10, width: 50 }])
  })
})
