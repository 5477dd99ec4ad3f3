import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asBoxes, asPoints, at, boxBetween, grown, inside, isBox, LEAST_BOX, resized, shifted, trail, withKey, type KeyedPath, type PathSpot, type Side } from './path'
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

const fraction = fc.double({ min: 0, max: 1, noNaN: true })
const anywhere = fc.double({ min: -1, max: 2, noNaN: true })
const point = fc.record({ x: anywhere, y: anywhere })
const box = fc.record({ x: fraction, y: fraction, w: fc.double({ min: LEAST_BOX, max: 1, noNaN: true }), h: fc.double({ min: LEAST_BOX, max: 1, noNaN: true }) }).map(inside)
const side = fc.constantFrom<Side>(-1, 1)
const edges = (s: PathSpot): [number, number, number, number] => {
  const [w, h] = [(s.w ?? 0) / 2, (s.h ?? 0) / 2]
  return [s.x - w, s.y - h, s.x + w, s.y + h]
}
const whole = (s: PathSpot): boolean => edges(s).every((v) => v >= -1e-9 && v <= 1 + 1e-9)
const DIGIT = 1.5e-4

describe('a box', () => {
  it('stays whole inside the picture, and a place that lies inside stays where it is', () => {
    fc.assert(fc.property(point, box, (p, b) => {
      expect(whole(inside({ ...b, ...p }))).toBe(true)
      expect(inside(b)).toEqual(b)
      expect(Math.abs(inside(p).x - Math.min(1, Math.max(0, p.x)))).toBeLessThan(DIGIT)
      expect(Math.abs(inside(p).y - Math.min(1, Math.max(0, p.y)))).toBeLessThan(DIGIT)
    }))
  })

  it('spans its two corners, whichever was drawn first', () => {
    fc.assert(fc.property(fc.record({ x: fraction, y: fraction }), point, (a, b) => {
      const drawn = boxBetween(a, b)
      expect(boxBetween(b, a)).toEqual(drawn)
      expect(isBox(drawn) && whole(drawn)).toBe(true)
      for (const p of [a, { x: Math.min(1, Math.max(0, b.x)), y: Math.min(1, Math.max(0, b.y)) }]) {
        const [l, t, r, m] = edges(drawn)
        expect(p.x >= l - LEAST_BOX && p.x <= r + LEAST_BOX && p.y >= t - LEAST_BOX && p.y <= m + LEAST_BOX).toBe(true)
      }
    }))
  })

  it('keeps the corner across from the one that is moved', () => {
    fc.assert(fc.property(box, side, side, anywhere, anywhere, (b, sx, sy, dx, dy) => {
      const [l, t, r, m] = edges(b)
      fc.pre(l + LEAST_BOX <= 1 && r >= LEAST_BOX && t + LEAST_BOX <= 1 && m >= LEAST_BOX)
      const next = resized(b, sx, sy, dx, dy)
      const [nl, nt, nr, nm] = edges(next)
      expect(Math.abs(sx > 0 ? nl - l : nr - r)).toBeLessThan(DIGIT)
      expect(Math.abs(sy > 0 ? nt - t : nm - m)).toBeLessThan(DIGIT)
      expect(whole(next) && (next.w ?? 0) >= LEAST_BOX - DIGIT && (next.h ?? 0) >= LEAST_BOX - DIGIT).toBe(true)
    }))
  })

  it('follows the hand that moves its corner inside the picture', () => {
    const next = resized({ x: 0.5, y: 0.5, w: 0.2, h: 0.2 }, 1, -1, 0.1, 0.05)
    expect(next).toEqual({ x: 0.55, y: 0.525, w: 0.3, h: 0.15 })
  })

  it('grows around its middle and never vanishes', () => {
    expect(grown({ x: 0.5, y: 0.5, w: 0.2, h: 0.2 }, 0.01, -0.01)).toEqual({ x: 0.5, y: 0.5, w: 0.21, h: 0.19 })
    fc.assert(fc.property(box, anywhere, anywhere, (b, dw, dh) => {
      const next = grown(b, dw, dh)
      expect(whole(next) && (next.w ?? 0) >= LEAST_BOX - DIGIT && (next.h ?? 0) >= LEAST_BOX - DIGIT).toBe(true)
    }))
  })
})

describe('the keys of a way', () => {
  const frames = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 }).map((f) => f.sort((a, b) => a - b))

  it('become boxes with the first box, and keep their places as points again', () => {
    fc.assert(fc.property(frames, fc.integer({ min: 0, max: 60 }), box, (all, f, b) => {
      const keys = all.map((frame) => ({ frame, x: 0.5, y: 0.5 }))
      const boxed = withKey(keys, f, b)
      expect(boxed.every((k) => isBox(k) && k.w === b.w && k.h === b.h)).toBe(true)
      const points = asPoints(asBoxes(keys, 0.2, 0.1))
      expect(points).toEqual(keys)
    }))
  })

  it('are shifted together, and back again where the picture allows it', () => {
    const small = fc.double({ min: -0.2, max: 0.2, noNaN: true })
    fc.assert(fc.property(frames, small, small, (all, dx, dy) => {
      const keys = all.map((frame, i) => ({ frame, x: 0.3 + i * 0.05, y: 0.5 }))
      const there = shifted(keys, dx, dy)
      const back = shifted(there, -dx, -dy)
      back.forEach((k, i) => {
        expect(Math.abs(k.x - (keys[i]?.x ?? 0))).toBeLessThan(DIGIT)
        expect(k.frame).toBe(keys[i]?.frame)
      })
    }))
  })

  it('hold a smooth way inside the picture at every frame', () => {
    fc.assert(fc.property(frames, fc.array(fc.record({ x: fraction, y: fraction }), { minLength: 6, maxLength: 6 }), (all, places) => {
      const spots = all.map((frame, i) => ({ frame, x: places[i]?.x ?? 0, y: places[i]?.y ?? 0 }))
      for (let f = 0; f <= 60; f += 3) {
        const s = at({ interpolation: 'catmull-rom', spots }, f)
        expect(s && s.x >= 0 && s.x <= 1 && s.y >= 0 && s.y <= 1).toBe(true)
      }
    }))
  })
})
