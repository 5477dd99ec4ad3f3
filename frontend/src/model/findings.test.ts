import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account, Finding } from '../studio/studio'
import { canLeave, canMend, extended, merged, repairOf } from './findings'

const account = (id: string): Account => ({ id, service: 'webpage', name: id, settings: {} })
const finding = (more: Partial<Finding>): Finding => ({ rule: 'r', level: 'warn', message: 'm', place: {}, ...more })

describe('findings', () => {
  it('are told once: the same repair of the same thing, found twice and by two places', () => {
    const short = finding({ rule: 'tag.short', message: 'Mug is tagged for less than 1.5 s.', place: { tag: 't1', product: 'p', field: 'span', frame: 3 }, fix: 'Extend to 1.5 s' })
    const same = { ...short, rule: 'page.tag.short', message: 'The marker of Mug is there for less than 1.5 s.' }
    const out = merged([{ account: account('a'), report: { findings: [short, same], losses: [] } }, { account: account('b'), report: { findings: [short], losses: [] } }])
    expect(out).toHaveLength(1)
    expect(out[0]?.accounts.map((a) => a.id)).toEqual(['a', 'b'])
  })

  it('come with blocks first, and the heavier of two levels', () => {
    const out = merged([{ account: account('a'), report: { findings: [finding({ level: 'info', message: 'i' }), finding({ level: 'warn', message: 'w', fix: 'F' }), finding({ level: 'block', message: 'b', fix: 'F' })], losses: [] } }])
    expect(out.map((f) => [f.level, f.message])).toEqual([['block', 'b'], ['info', 'i']])
  })

  it('are two where one place leaves it as it is: what is left comes last, and is mended no more', () => {
    const f = finding({ rule: 'disc.caption.first', level: 'block', fix: 'Move to front', mend: true, leave: true })
    const left = { ...f, level: 'info' as const, left: { rule: f.rule, what: f.message, reason: 'It is said aloud.', by: 'Nora', at: '2026-11-23T09:12:00Z' } }
    const out = merged([{ account: account('a'), report: { findings: [left, finding({ level: 'info', message: 'i' })], losses: [] } }, { account: account('b'), report: { findings: [f], losses: [] } }])
    expect(out.map((r) => [r.level, r.left?.reason, r.accounts.map((a) => a.id).join(), canMend(r), canLeave(r)])).toEqual([['block', undefined, 'b', true, true], ['info', undefined, 'a', false, false], ['info', 'It is said aloud.', 'a', false, false]])
    expect(repairOf(out[2]!)).toBe('none')
    expect(out[2]?.found).toEqual([{ account: account('a'), rule: f.rule, mend: false, leave: true }])
  })

  it('lead to what mends them', () => {
    expect(repairOf(finding({ place: { field: 'disclosed_in_video' } }))).toBe('say')
    expect(repairOf(finding({ place: { field: 'dir' } }))).toBe('account')
    expect(repairOf(finding({ place: { field: 'title' } }))).toBe('field')
    expect(repairOf(finding({ level: 'block', place: { tag: 't', product: 'p', field: 'relation' } }))).toBe('relation')
    expect(repairOf(finding({ place: { product: 'p', field: 'url' } }))).toBe('product')
    expect(repairOf(finding({ place: { product: 'p', field: 'title' } }))).toBe('product')
    expect(repairOf(finding({ place: { product: 'p', field: 'image' } }))).toBe('tag')
    expect(repairOf(finding({ place: { tag: 't', field: 'span' } }))).toBe('extend')
    expect(repairOf(finding({ level: 'block', place: { tag: 't', field: 'span' } }))).toBe('tag') // outside the clip: a person must look
    expect(repairOf(finding({ place: { field: 'tags' } }))).toBe('tag')
    expect(repairOf(finding({ place: { field: 'captions' } }))).toBe('none')
  })
})

describe('extending a short tag', () => {
  const rate = fc.constantFrom({ num: 30, den: 1 }, { num: 30000, den: 1001 }, { num: 24000, den: 1001 }, { num: 60000, den: 1001 }, { num: 25, den: 1 })

  it('gives it 1.5 s inside the clip, and keeps every frame it had', () => {
    fc.assert(fc.property(rate, fc.nat(2000), fc.nat(2000), fc.nat(2000), (r, start, length, rest) => {
      const span = { in: start, out: start + 1 + length }
      const frames = span.out + rest
      const out = extended(span, frames, r)
      expect(out.in).toBeLessThanOrEqual(span.in)
      expect(out.out).toBeGreaterThanOrEqual(span.out)
      expect(out.in).toBeGreaterThanOrEqual(0)
      expect(out.out).toBeLessThanOrEqual(frames)
      const seen = ((out.out - out.in) * r.den) / r.num
      if (seen < 1.5) expect([out.in, out.out]).toEqual([0, frames]) // the clip itself is shorter
    }))
  })
})
