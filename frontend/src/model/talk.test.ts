import { describe, expect, it } from 'vitest'
import type { Verdict } from '../studio/studio'
import { takingPart } from './talk'
import { comment, member } from './testdata/notes'

const MEMBERS = [member('me', 'Nora', true), member('mia', 'Mia'), { ...member('g', 'Gast'), guest: true }]
const verdict = (id: string, more: Partial<Verdict> = {}): Verdict => ({ member: id, name: id, colour: 1, me: false, answer: 'approves', note: '', at: '', standing: 'counts', guest: false, version: 1, ...more })

describe('who takes part', () => {
  it('is everybody who said or judged something, once, and whoever works here', () => {
    const replies = [comment('b', 10, { author: 'g', name: 'Gast', at: '2026-11-26T11:00:00Z' }), comment('c', 10, { author: 'me', mine: true })]
    const people = takingPart([comment('a', 10, { replies }), comment('d', 20)], [verdict('mia'), verdict('jonas'), verdict('me', { me: true })], MEMBERS)
    expect(people.map((p) => [p.id, p.guest, p.me])).toEqual([['mia', false, false], ['g', true, false], ['jonas', false, false], ['me', false, true]])
  })
  it('comes in the order of what was said, not along the clip', () => {
    const people = takingPart([comment('a', 10, { author: 'late', at: '2026-11-26T12:00:00Z' }), comment('b', 90, { author: 'early', at: '2026-11-26T09:00:00Z' })], [], [])
    expect(people.map((p) => p.id)).toEqual(['early', 'late'])
  })
  it('is nobody who took everything back, and a judge from a review file is a guest', () => {
    expect(takingPart([comment('a', 10, { deleted: true })], [verdict('x', { guest: true })], [])).toEqual([{ id: 'x', name: 'x', colour: 1, guest: true, me: false }])
  })
})
