import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apart, clearWay, firstCover, shapesOn } from './passage'
import { at, type PathKey } from './path'
import { coverOf, PHONES, PICTURE } from './safearea'

const fraction = fc.double({ min: 0.05, max: 0.95, noNaN: true })
const keys = fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { minLength: 1, maxLength: 4 })
  .chain((frames) => fc.tuple(...frames.sort((a, b) => a - b).map((frame) => fc.record({ frame: fc.constant(frame), x: fraction, y: fraction }))))
const path = fc.record({ interpolation: fc.constantFrom('hold' as const, 'linear' as const, 'catmull-rom' as const), spots: keys })
const phone = fc.constantFrom(...PHONES)
const span = { in: 0, out: 40 }
const none = (): [] => []

describe('the way under a phone', () => {
  it('is covered first where walking frame by frame says so', () => {
    fc.assert(fc.property(path, phone, (p, ph) => {
      const walked = Array.from({ length: 40 }, (_, f) => f).find((f) => { const s = at(p, f); return s && coverOf(s, ph) })
      expect(firstCover(p, span, ph)?.frame).toBe(walked)
    }))
  })

  it('is clear at every frame once it was laid clear, and moved as a whole', () => {
    let cleared = 0
    fc.assert(fc.property(path, phone, (p, ph) => {
      const way = clearWay(p, span, ph, none, PICTURE)
      if (!way) return
      cleared++
      for (let f = 0; f < 40; f++) { const s = at(way, f); expect(s && coverOf(s, ph)).toBeNull() }
      expect(way.spots?.map((k: PathKey) => k.frame)).toEqual(p.spots.map((k) => k.frame))
    }), { seed: 7 })
    expect(cleared).toBeGreaterThan(10)
  })

  it('needs nothing where nothing lies over it, or no phone is chosen', () => {
    const clear = { spots: [{ frame: 3, x: 0.4, y: 0.4 }] }
    const [first] = PHONES
    expect([firstCover(clear, span, null), first && clearWay(clear, span, first, none, PICTURE)]).toEqual([null, null])
  })
})

describe('two hotspots', () => {
  it('are apart by widths of the picture, from box to box', () => {
    const tall = { width: 90, height: 160 }
    expect(apart({ x: 0.2, y: 0.5 }, { x: 0.3, y: 0.5 }, tall)).toBeCloseTo(0.1)
    expect(apart({ x: 0.2, y: 0.5 }, { x: 0.2, y: 0.6 }, tall)).toBeCloseTo(0.1 * (16 / 9))
    expect(apart({ x: 0.2, y: 0.5, w: 0.2, h: 0.2 }, { x: 0.25, y: 0.55 }, tall)).toBe(0)
    expect(apart({ x: 0.2, y: 0.5, w: 0.1, h: 0.1 }, { x: 0.4, y: 0.5 }, tall)).toBeCloseTo(0.15)
  })
})

it('stretches a phone with the picture', () => {
  const wide = { width: PICTURE.width, height: PICTURE.height / 2 }
  const [first] = PHONES
  const [a, b] = [first?.shapes[0], shapesOn(first ?? null, wide)[0]]
  expect(b).toMatchObject({ x: a?.x, w: a?.w, y: (a?.y ?? 0) / 2, h: (a?.h ?? 0) / 2 })
  expect(shapesOn(null, wide)).toEqual([])
})
