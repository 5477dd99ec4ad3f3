import { expect, it } from 'vitest'
import { courseOf, stepsIn } from './prices'

const seen = (at: number, amount: number | null, out = false) => ({ at, amount, out })

it('draws a price as steps that hold until another was seen', () => {
  const course = courseOf([seen(50, 10), seen(0, 20), seen(100, 15)], 200)
  expect(course?.dots.map((d) => [d.x, d.y])).toEqual([[0, 0], [0.25, 1], [0.5, 0.5]])
  expect([course?.low, course?.high]).toEqual([10, 20])
  expect(stepsIn(course?.dots ?? [], 200, 100)).toBe('M0 0H50V100H100V50H200')
})

it('puts a price that never changed in the middle, and knows when it was sold out', () => {
  const course = courseOf([seen(0, 10), seen(10, null, true), seen(20, 10, true), seen(30, 10)], 40)
  expect(course?.dots.every((d) => d.y === 0.5)).toBe(true)
  expect(course?.dots).toHaveLength(3)
  expect(course?.out).toEqual([{ from: 0.25, to: 0.75 }])
})

it('has nothing to draw without a price', () => {
  expect(courseOf([], 10)).toBeNull()
  expect(courseOf([seen(0, null, true)], 10)).toBeNull()
  expect(stepsIn([], 10, 10)).toBe('')
})

it('looks back from the last look when the clock is behind it', () => {
  expect(courseOf([seen(100, 1), seen(200, 2)], 0)?.dots.map((d) => d.x)).toEqual([0, 1])
})
