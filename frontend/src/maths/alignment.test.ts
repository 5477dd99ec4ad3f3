import { describe, expect, it } from 'vitest'
import { after, same, toNew, toOld } from './alignment'

const thirty = { num: 30, den: 1 }
const pal = { num: 25, den: 1 }
// The new cut: the third second, something new for a second, the first second.
const pieces = [{ new: { in: 0, out: 30 }, old: 60 }, { new: { in: 60, out: 90 }, old: 0 }]

describe('the same moment of two cuts', () => {
  it('is found from the new one in the old one', () => {
    const way = toOld(pieces, thirty, thirty, 300)
    expect([0, 29, 30, 59, 60, 89, 90].map(way)).toEqual([60, 89, null, null, 0, 29, null])
  })
  it('is found from the old one in the new one', () => {
    const way = toNew(pieces, thirty, thirty)
    expect([0, 29, 30, 59, 60, 89, 90].map(way)).toEqual([60, 89, null, null, 0, 29, null])
  })
  it('is the same moment where the rates differ', () => {
    const slow = [{ new: { in: 0, out: 25 }, old: 30 }]
    expect([0, 24].map(toOld(slow, pal, thirty, 60))).toEqual([30, 59])
    expect([30, 45, 59, 60].map(toNew(slow, pal, thirty))).toEqual([0, 13, 24, null])
  })
  it('goes over a third one', () => {
    expect(after(toNew(pieces, thirty, thirty), same)(60)).toBe(0)
    expect(after(toNew(pieces, thirty, thirty), same)(45)).toBe(null)
  })
})
