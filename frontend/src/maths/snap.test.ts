import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRate } from './frames'
import { HYSTERESIS, PRIORITY, RADIUS, snap, type Held, type Target } from './snap'

const ask = (by: number, targets: Target[], more = {}) =>
  snap({ edges: [100], by, px: 2, radius: RADIUS.moving, targets, rate: null, held: null, ...more })

describe('snap', () => {
  it('takes a target within eight pixels and none beyond', () => {
    expect(ask(6, [{ kind: 'cut', frame: 110 }]).by).toBe(10)
    expect(ask(5.9, [{ kind: 'cut', frame: 110 }])).toEqual({ by: 6, held: null })
  })

  it('prefers the playhead to a nearer cut', () => {
    const got = ask(8, [{ kind: 'cut', frame: 108 }, { kind: 'playhead', frame: 111 }])
    expect(got.held?.target.kind).toBe('playhead')
    expect(got.by).toBe(11)
  })

  it('holds on for four more pixels', () => {
    const target: Target = { kind: 'cut', frame: 110 }
    const held = { target, edge: 0 }
    const out = (RADIUS.moving + HYSTERESIS) / 2
    expect(ask(10 + out, [target], { held }).by).toBe(10)
    expect(ask(10 + out + 0.1, [target], { held }).held).toBeNull()
  })

  it('lets either end of a moved tag stick', () => {
    const got = snap({ edges: [100, 160], by: 8, px: 2, radius: 8, targets: [{ kind: 'tag', frame: 170 }], rate: null, held: null })
    expect(got).toEqual({ by: 10, held: { target: { kind: 'tag', frame: 170 }, edge: 1 } })
  })

  it('takes whole seconds only when they stand apart', () => {
    const r = parseRate('30/1')
    expect(ask(19, [], { rate: r, px: 4, radius: 4 }).by).toBe(20)
    expect(ask(19, [], { rate: r, px: 0.3, radius: 4 }).held).toBeNull()
  })

  it('answers whole frames, and the frame of what it holds', () => {
    const target = fc.record({ kind: fc.constantFrom<Target['kind']>('playhead', 'tag', 'cut'), frame: fc.nat(500) })
    fc.assert(fc.property(fc.array(target), fc.double({ min: -100, max: 300, noNaN: true }), fc.double({ min: 0.1, max: 24, noNaN: true }), (targets, by, px) => {
      const got = snap({ edges: [100, 140], by, px, radius: 8, targets, rate: null, held: null })
      expect(Number.isInteger(got.by)).toBe(true)
      if (got.held) expect([100, 140].map((e) => e + got.by)).toContain(got.held.target.frame)
      else expect(Math.abs(got.by - by)).toBeLessThanOrEqual(0.5)
    }))
  })

  const kinds = fc.array(fc.record({ kind: fc.constantFrom(...PRIORITY), frame: fc.nat(400) }), { maxLength: 12 })
  const zoom = fc.double({ min: 0.1, max: 24, noNaN: true })
  const ways = fc.double({ min: -90, max: 250, noNaN: true })

  it('never takes a lesser target where a better one is in reach', () => {
    fc.assert(fc.property(kinds, ways, zoom, fc.constantFrom(RADIUS.moving, RADIUS.trimming), (targets, by, px, radius) => {
      const got = snap({ edges: [100], by, px, radius, targets, rate: null, held: null })
      const reach = targets.filter((t) => Math.abs(t.frame - 100 - by) * px <= radius)
      const best = Math.min(...reach.map((t) => PRIORITY.indexOf(t.kind)))
      expect(got.held === null).toBe(reach.length === 0)
      if (got.held) expect(PRIORITY.indexOf(got.held.target.kind)).toBe(best)
    }))
  })

  it('lets go only beyond the radius and four pixels, whatever way the hand takes', () => {
    fc.assert(fc.property(kinds, fc.array(ways, { minLength: 1, maxLength: 20 }), zoom, (targets, path, px) => {
      let held: Held | null = null
      for (const by of path) {
        const before: Held | null = held
        const got = snap({ edges: [100], by, px, radius: RADIUS.moving, targets, rate: null, held })
        const gap = before ? Math.abs(before.target.frame - 100 - by) * px : Infinity
        if (before && gap <= RADIUS.moving + HYSTERESIS) expect(got.held).toBe(before)
        if (got.held) expect(got.by).toBe(got.held.target.frame - 100)
        held = got.held
      }
    }))
  })
})
