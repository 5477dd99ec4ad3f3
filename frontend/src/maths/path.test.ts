import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, trail, withKey, type KeyedPath } from './path'
import vectors from './testdata/path.json'

describe('path', () => {
  it('stands where the Go program says', () => {
    for (const v of vectors) {
      const got = at(v.path as KeyedPath, v.frame)
      if (v.spot === null) {
        expect(got).toBeNull()
        continue
      }
      const want = { w: 0, h: 0, ...v.spot }
      for (const k of ['x', 'y', 'w', 'h'] as const) expect(got?.[k]).toBeCloseTo(want[k], 12)
    }
  })

  it('adds a key or moves the one that is there, in order, inside the picture', () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 8 })
    const place = fc.double({ min: -2, max: 3, noNaN: true })
    fc.assert(fc.property(keys, fc.integer({ min: 0, max: 50 }), place, place, (frames, f, x, y) => {
      const before = frames.sort((a, b) => a - b).map((frame) => ({ frame, x: 0.5, y: 0.5 }))
      const after = withKey(before, f, { x, y })
      expect(after.length).toBe(new Set([...frames, f]).size)
      expect(after.every((k, i) => i === 0 || k.frame > (after[i - 1]?.frame ?? 0))).toBe(true)
      const mine = after.find((k) => k.frame === f)
      expect(mine && mine.x >= 0 && mine.x <= 1 && mine.y >= 0 && mine.y <= 1).toBe(true)
      expect(at({ spots: after }, f)).toMatchObject({ x: mine?.x, y: mine?.y })
    }))
  })

  it('draws a way only between two keys', () => {
    expect(trail({ spots: [{ frame: 3, x: 0, y: 0 }] })).toEqual([])
    const way = trail({ spots: [{ frame: 0, x: 0, y: 0 }, { frame: 10, x: 1, y: 0.5 }] })
    expect(way[0]).toMatchObject({ x: 0, y: 0 })
    expect(way.at(-1)).toMatchObject({ x: 1, y: 0.5 })
  })

  it('keeps a box as large as it is where a key is added', () => {
    const keys = [{ frame: 0, x: 0.2, y: 0.2, w: 0.2, h: 0.1 }, { frame: 10, x: 0.8, y: 0.2, w: 0.4, h: 0.1 }]
    const added = withKey(keys, 5, { x: 0.5, y: 0.5 }).find((k) => k.frame === 5)
    expect(added?.w).toBeCloseTo(0.3)
    expect(added?.h).toBeCloseTo(0.1)
    expect(withKey([{ frame: 0, x: 0.2, y: 0.2 }], 5, { x: 0.5, y: 0.5 })[1]).toEqual({ frame: 5, x: 0.5, y: 0.5 })
  })
})
