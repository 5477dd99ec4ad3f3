import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRate, type FrameSpan } from '../maths/frames'
import { draftOf, hitAt, idle, leadFrame, move, press, release, scrollSpeed, type Gesture, type World, type Zone } from './drag'

const view = { start: 0, px: 2 }
const world: World = { view, frames: 900, targets: [], rate: parseRate('30/1'), snapping: false }
const spans = new Map<string, FrameSpan>([['a', { in: 100, out: 160 }], ['b', { in: 300, out: 330 }]])
const grab = (zone: Zone, x = 240): Gesture => press({ tag: 'a', zone }, x, spans, view)

describe('drag', () => {
  it('is a click until the hand has moved four pixels', () => {
    const g = move(grab('body'), 243, world)
    expect(g.at).toBe('pressed')
    expect(draftOf(g).size).toBe(0)
    expect(release(g).did).toBe('click')
  })

  it('moves everything that was pressed together', () => {
    const g = move(grab('body'), 280, world)
    expect(g.at).toBe('moving')
    expect(Object.fromEntries(draftOf(g))).toEqual({ a: { in: 120, out: 180 }, b: { in: 320, out: 350 } })
    expect(leadFrame(g)).toBe(120)
    expect(release(g)).toEqual({ gesture: idle, did: 'commit' })
  })

  it('trims the gripped tag alone', () => {
    const g = move(grab('out', 320), 340, world)
    expect(g.at).toBe('trimming')
    expect([...draftOf(g)]).toEqual([['a', { in: 100, out: 170 }]])
    expect(leadFrame(g)).toBe(170)
  })

  it('commits nothing when the hand comes back', () => {
    const there = move(grab('body'), 280, world)
    expect(release(move(there, 240, world)).did).toBe('nothing')
  })

  it('goes on when the view scrolls under a resting hand', () => {
    const g = move(grab('body'), 280, world)
    const scrolled = move(g, 280, { ...world, view: { start: 50, px: 2 } })
    expect(draftOf(scrolled).get('a')).toEqual({ in: 170, out: 230 })
  })

  it('drops exactly what was shown while it stuck', () => {
    const sticky: World = { ...world, snapping: true, targets: [{ kind: 'cut', frame: 175 }] }
    const g = move(grab('out', 320), 348, sticky)
    expect(draftOf(g).get('a')).toEqual({ in: 100, out: 175 })
    expect(g.at === 'trimming' && g.held?.target.kind).toBe('cut')
  })

  it('never leaves the clip and never loses the last frame', () => {
    const zone = fc.constantFrom<Zone>('body', 'in', 'out')
    const targets = fc.array(fc.record({ kind: fc.constantFrom<'cut' | 'playhead'>('cut', 'playhead'), frame: fc.nat(900) }))
    fc.assert(fc.property(zone, fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 1 }), targets, fc.boolean(), (z, xs, t, snapping) => {
      let g = grab(z)
      for (const x of xs) g = move(g, x, { ...world, targets: t, snapping })
      for (const [id, s] of draftOf(g)) {
        expect(s.in).toBeGreaterThanOrEqual(0)
        expect(s.out).toBeLessThanOrEqual(900)
        expect(s.out).toBeGreaterThan(s.in)
        const was = spans.get(id) as FrameSpan
        if (z === 'body') expect(s.out - s.in).toBe(was.out - was.in)
      }
    }))
  })

  it('draws nothing in any state but a drag, and ends in idle however it ends', () => {
    const step = fc.oneof(
      fc.record({ is: fc.constant('move' as const), x: fc.integer({ min: -800, max: 2400 }), snapping: fc.boolean() }),
      fc.constant({ is: 'release' as const }), fc.constant({ is: 'escape' as const }),
    )
    fc.assert(fc.property(fc.constantFrom<Zone>('body', 'in', 'out'), fc.array(step, { maxLength: 40 }), (zone, steps) => {
      let g = grab(zone)
      let commits = 0
      let dragged = false
      for (const s of steps) {
        const drawn = draftOf(g)
        if (s.is === 'move') g = move(g, s.x, { ...world, snapping: s.snapping, targets: [{ kind: 'cut', frame: 175 }] })
        else if (s.is === 'escape') g = idle
        else {
          const { gesture, did } = release(g)
          g = gesture
          if (did === 'commit') commits++
          expect(did === 'commit').toBe(drawn.size > 0 && [...drawn].some(([id, to]) => to.in !== spans.get(id)?.in || to.out !== spans.get(id)?.out))
        }
        dragged ||= g.at === 'moving' || g.at === 'trimming'
        if (s.is !== 'move') expect([g.at, draftOf(g).size, leadFrame(g)]).toEqual(['idle', 0, null])
        expect(draftOf(g).size > 0).toBe(g.at === 'moving' || g.at === 'trimming')
      }
      expect(commits).toBeLessThanOrEqual(dragged ? 1 : 0)
    }), { numRuns: 500 })
  })

  it('grips edges inside wide spans and outside narrow ones', () => {
    const row = [{ id: 'w', in: 50, out: 100 }, { id: 'n', in: 200, out: 205 }]
    const at = (x: number) => hitAt(x, row, view)
    expect(at(104)).toEqual({ tag: 'w', zone: 'in' })
    expect(at(150)).toEqual({ tag: 'w', zone: 'body' })
    expect(at(195)).toEqual({ tag: 'w', zone: 'out' })
    expect(at(205)).toBeNull()
    expect(at(395)).toEqual({ tag: 'n', zone: 'in' })
    expect(at(405)).toEqual({ tag: 'n', zone: 'body' })
    expect(at(415)).toEqual({ tag: 'n', zone: 'out' })
  })

  it('scrolls only near a border, faster towards it', () => {
    expect(scrollSpeed(500, 1000)).toBe(0)
    expect(scrollSpeed(32, 1000)).toBe(0)
    expect(scrollSpeed(10, 1000)).toBeLessThan(0)
    expect(scrollSpeed(999, 1000)).toBeGreaterThan(scrollSpeed(975, 1000))
  })
})
