import { expect, it } from 'vitest'
import { Carried } from './carried.svelte'

function list() {
  let keys: readonly string[] = ['a', 'b', 'c']
  const kept: string[] = []
  const carried = new Carried(() => keys, (next) => { keys = next; kept.push(next.join('')) })
  const spots = () => carried.order.map((key, i) => ({ key, middle: 10 + i * 20 }))
  return { carried, kept, spots }
}

it('keeps the order in which a row is let go', () => {
  const { carried, kept, spots } = list()
  carried.press('a', 10)
  carried.move(12, spots())
  expect([carried.carried, carried.order.join('')]).toEqual(['', 'abc']) // still a click
  carried.move(55, spots())
  expect([carried.carried, carried.order.join('')]).toEqual(['a', 'bca'])
  expect(kept).toEqual([])
  carried.release()
  expect([carried.carried, kept]).toEqual(['', ['bca']])
})

it('drops what is carried, and keeps nothing where nothing moved', () => {
  const { carried, kept, spots } = list()
  carried.press('a', 10)
  carried.move(55, spots())
  carried.cancel()
  expect([carried.order.join(''), kept]).toEqual(['abc', []])
  carried.press('b', 30)
  carried.move(36, spots())
  carried.release()
  expect(kept).toEqual([])
})

it('moves a row by keys, not past the ends', () => {
  const { carried, kept } = list()
  expect([carried.nudge('b', -1), carried.nudge('b', -1), carried.nudge('x', 1)]).toEqual([1, 0, 0])
  expect(kept).toEqual(['bac'])
})
