import { describe, expect, it } from 'vitest'
import type { Approval } from '../studio/studio'
import { Shell } from './app.svelte'
import { Approvals } from './approval.svelte'
import { fault, stage } from './testdata/studio'

const stands = (digest: string, more: Partial<Approval> = {}): Approval => ({ clip: 'c', digest, needs: 1, has: 0, ready: false, line: 'It needs an approval.', mine: '', verdicts: [], ...more })
const settled = (): Promise<void> => new Promise((r) => setTimeout(r))

function open(verbs: Parameters<typeof stage>[0] = {}) {
  let digest = 'one'
  const s = stage({ approval: () => stands(digest), giveVerdict: (_, of, answer) => stands(of, { has: 1, ready: true, mine: answer }), ...verbs })
  const shell = new Shell(s.studio)
  return { ...s, shell, approvals: new Approvals(shell, 'c'), asked: (verb: string) => s.calls.filter((c) => c.verb === verb), change: () => { digest = 'two' } }
}

describe('approvals', () => {
  it('are asked for again when the clip or what is said of it changes, until nobody looks', async () => {
    const { approvals, happen, asked, change, resync } = open()
    const stop = approvals.watch()
    await settled()
    expect(approvals.now?.digest).toBe('one')
    change()
    happen('clip', { id: 'another' })
    happen('notes', { clip: 'another' })
    expect(asked('approval').length).toBe(1)
    happen('clip', { id: 'c' })
    await settled()
    expect(approvals.now?.digest).toBe('two')
    happen('notes', { clip: '' })
    happen('notes', { clip: 'c' })
    resync()
    expect(asked('approval').length).toBe(5)
    stop()
    happen('clip', { id: 'c' })
    expect(asked('approval').length).toBe(5)
  })

  it('are given to the draft that was seen, once', async () => {
    const { approvals, asked, change } = open()
    await approvals.give('approves') // nothing is seen yet
    await approvals.load()
    change()
    await Promise.all([approvals.give('approves'), approvals.give('approves')])
    expect(asked('giveVerdict').map((c) => c.args)).toEqual([['c', 'one', 'approves', '']])
    expect([approvals.now?.mine, approvals.now?.ready, approvals.giving]).toEqual(['approves', true, false])
  })

  it('that were outrun say so, and show what is there now', async () => {
    const { approvals, shell, change } = open({ giveVerdict: () => { throw fault('Conflict', 'The clip was changed since you looked at it. Look at it once more.') } })
    await approvals.load()
    change()
    await approvals.give('approves')
    expect([approvals.now?.digest, approvals.giving, shell.notices.shown[0]?.message]).toEqual(['two', false, 'The clip was changed since you looked at it. Look at it once more.'])
  })

  it('that are answered late do not hide what was asked for since', async () => {
    let answer: (a: Approval) => void = () => undefined
    const { approvals, happen, change } = open({ giveVerdict: () => new Promise<Approval>((resolve) => { answer = resolve }) })
    approvals.watch()
    await settled()
    const given = approvals.give('approves')
    change()
    happen('clip', { id: 'c' })
    await settled()
    answer(stands('one', { mine: 'approves' }))
    await given
    expect([approvals.now?.digest, approvals.giving]).toEqual(['two', false])
  })
})
