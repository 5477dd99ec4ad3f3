import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inSight, scrolledTo } from './rows'

it('draws every row in sight, and of a thousand only few', () => {
  fc.assert(fc.property(fc.nat(2000), fc.integer({ min: 20, max: 80 }), fc.nat(100_000), fc.integer({ min: 0, max: 1200 }), (count, row, top, height) => {
    const { from, to } = inSight(count, row, top, height)
    const first = Math.min(count, Math.floor(top / row))
    const after = Math.min(count, Math.ceil((top + height) / row))
    return from <= first && to >= after && from >= 0 && to <= count && to - from <= Math.ceil(height / row) + 13
  }))
  expect(inSight(1000, 44, 4400, 440)).toEqual({ from: 94, to: 116 })
  expect(inSight(5, 48, 4800, 480)).toEqual({ from: 5, to: 5 })
})

it('scrolls as little as brings a row wholly into sight', () => {
  expect([scrolledTo(3, 44, 0, 440), scrolledTo(0, 44, 100, 440), scrolledTo(20, 44, 0, 440)]).toEqual([0, 0, 484])
})
