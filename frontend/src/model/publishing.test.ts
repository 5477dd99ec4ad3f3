import { describe, expect, it, vi } from 'vitest'
import type { CheckReport, Finding, Publication } from '../studio/studio'
import { Shell } from './app.svelte'
import { Publishing } from './publishing.svelte'
import { Queue, standing } from './queue.svelte'
import { fault, stage, view } from './testdata/studio'

const block: Finding = { rule: 'disc.relation.set', level: 'block', message: 'Say how you are tied.', place: { product: 'p1', field: 'relation' }, fix: 'Set the relation' }
const publication = (id: string, more: Partial<Publication> = {}): Publication => ({
  id, clip: 'c1', clipName: 'Lemons', poster: '', revision: 'r', account: 'web', accountName: 'Web page', service: 'webpage', stage: 'queued', wait: '', until: '',
  tries: 0, offset: 0, size: 0, post: '', link: '', message: '', at: '', own: false, speed: 0, left: 0, publicAt: '', evidence: '', lookAt: '', canPause: true, canRetry: false, canUpdate: false, byHand: 0, canCancel: true, steps: [], ...more,
})

async function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const reports: Record<string, CheckReport> = { web: { findings: [], losses: [] }, other: { findings: [block], losses: [] } }
  const s = stage({
    accounts: () => [{ id: 'web', service: 'webpage', name: 'Web page', settings: { dir: '/pages' } }, { id: 'other', service: 'webpage', name: 'Blog', settings: { dir: '/blog' } }],
    clip: (id) => view(id), clips: () => ({ cards: [], total: 0 }), outbox: () => [], mediaBase: () => 'http://m/',
    check: (_clip, account) => reports[account] ?? { findings: [], losses: [] },
    ...verbs,
  })
  const shell = new Shell(s.studio)
  const queue = new Queue(shell)
  const publishing = new Publishing(shell, queue)
  shell.current.listen()
  shell.chosen = 'c1'
  await queue.start()
  await publishing.start()
  await vi.waitFor(() => { expect(shell.current.view).not.toBeNull() })
  await publishing.check()
  return { ...s, shell, queue, publishing, reports }
}

describe('publishing', () => {
  it('counts only what can go', async () => {
    const { publishing } = await opened()
    expect(publishing.ready.map((c) => c.account.id)).toEqual(['web'])
    expect(publishing.blocked.map((c) => c.account.name)).toEqual(['Blog'])
    publishing.switch('web', false)
    expect(publishing.ready).toEqual([])
    publishing.switch('other', false)
    expect(publishing.remarks).toEqual([])
  })

  it('sends the title as it stands in the form, the name where there is none, and the wishes', async () => {
    const { publishing, calls } = await opened()
    await publishing.check()
    publishing.write('title', '  Four lemons ')
    publishing.wish({ disclosedInVideo: true })
    await publishing.check()
    const asked = calls.filter((c) => c.verb === 'check' && c.args[1] === 'web').map((c) => c.args[2])
    expect(asked[0]).toEqual({ title: 'c1' })
    expect(asked.at(-1)).toEqual({ title: 'Four lemons', disclosed_in_video: 'true' })
  })

  it('keeps typed texts as one change, and only what has changed', async () => {
    const { publishing, calls } = await opened({ setClip: (id) => ({ clip: view(id), message: '' }) })
    await publishing.keep()
    publishing.write('title', 'Four lemons')
    publishing.write('caption', '')
    await publishing.keep()
    expect(calls.filter((c) => c.verb === 'setClip').map((c) => c.args)).toEqual([['c1', { title: 'Four lemons' }]])
    expect(publishing.title).toBeNull()
  })

  it('keeps what was typed when it could not be kept, and says why', async () => {
    const { publishing, shell } = await opened({ setClip: () => { throw fault('Invalid', 'A title may have 200 letters.') } })
    publishing.write('title', 'x'.repeat(300))
    await publishing.keep()
    expect(publishing.title).toHaveLength(300)
    expect(shell.notices.shown[0]?.message).toBe('A title may have 200 letters.')
  })

  it('publishes where nothing blocks, then opens what became public, once', async () => {
    let rows: Publication[] = []
    const { publishing, calls, happen, shell } = await opened({
      publish: (_clip, account) => { rows = [publication('p1', { account })]; return rows[0] as Publication },
      outbox: () => rows,
      openPost: () => ({ url: 'file:///pages/lemons' }),
    })
    await publishing.publish()
    expect(calls.filter((c) => c.verb === 'publish').map((c) => c.args[1])).toEqual(['web'])
    expect(calls.some((c) => c.verb === 'openPost')).toBe(false)
    rows = [publication('p1', { stage: 'tagged', link: 'file:///pages/lemons' })]
    for (let i = 0; i < 3; i++) happen('outbox', {})
    await vi.waitFor(() => { expect(calls.filter((c) => c.verb === 'openPost')).toHaveLength(1) })
    expect(shell.notices.shown.map((n) => n.message)).toEqual(['Lemons is public.'])
  })

  it('forgets typed texts and reports when another clip is chosen', async () => {
    const { publishing, shell } = await opened()
    publishing.write('title', 'Mine')
    shell.chosen = 'c2'
    expect([publishing.title, publishing.ready.length]).toEqual([null, 0])
  })

  it('shows a failed check as a block instead of letting the clip through', async () => {
    const { publishing } = await opened({ check: () => { throw fault('NotFound', 'The folder is gone.') } })
    expect(publishing.ready).toEqual([])
    expect(publishing.remarks.map((r) => r.message)).toEqual(['The folder is gone.'])
  })

  it('leaves a place alone while something is on its way there, and says why a change is refused', async () => {
    const waiting = await opened({ outbox: () => [publication('p1')] })
    const [web] = waiting.publishing.accounts
    if (!web) throw new Error('no account')
    expect(await waiting.publishing.keepAccount(web, 'Web page', { dir: '/x' })).not.toBe('')
    expect(waiting.calls.some((c) => c.verb === 'setAccount')).toBe(false)

    const refused = await opened({ setAccount: () => { throw fault('Refused', 'That folder cannot be made.') } })
    expect(await refused.publishing.keepAccount(web, 'Web page', { dir: '/x' })).toBe('That folder cannot be made.')
    const changed = await opened({ setAccount: () => web })
    expect(await changed.publishing.keepAccount(web, 'Web page', { dir: '/y' })).toBe('')
    expect(changed.calls.filter((c) => c.verb === 'setAccount')).toHaveLength(1)
  })
})

it('keeps what was found last when Taglane is gone: that says nothing about the clip', async () => {
  let gone = false
  const { publishing, shell } = await opened({ check: () => { if (gone) throw fault('Offline', 'Taglane is gone.'); return { findings: [block], losses: [] } } })
  expect(publishing.remarks.map((r) => r.rule)).toEqual([block.rule])
  gone = true
  await publishing.check()
  expect(publishing.remarks.map((r) => r.rule)).toEqual([block.rule])
  expect([shell.offline, shell.notices.shown]).toEqual([true, []])
})

describe('the queue', () => {
  it('knows nothing before the first answer, and not after a refusal either', async () => {
    let refuses = true
    const { queue } = await opened({ outbox: () => { if (refuses) throw fault('Internal', 'The disk is full.'); return [] } })
    expect(queue.loaded).toBe(false)
    refuses = false
    await queue.load()
    expect(queue.loaded).toBe(true)
  })

  it('puts what nobody is sure of apart, then what moves, then what rests', async () => {
    const rows = [
      publication('done', { stage: 'tagged' }),
      publication('moving', { stage: 'open' }),
      publication('maybe', { stage: 'ready', wait: 'unsure' }),
      publication('login', { stage: 'sent', wait: 'login' }),
      publication('off', { wait: 'canceled' }),
    ]
    const { queue } = await opened({ outbox: () => rows })
    expect(queue.unsure.map((p) => p.id)).toEqual(['maybe'])
    expect(queue.others.map((p) => p.id)).toEqual(['moving', 'login', 'done', 'off'])
    expect([queue.needsYou, queue.moving]).toEqual([2, 1])
    expect(rows.map(standing)).toEqual(['done', 'now', 'unsure', 'you', 'off'])
  })

  it('answers, and asks again even when the answer failed', async () => {
    const { queue, calls, shell } = await opened({ answer: () => { throw fault('Conflict', 'It was answered already.') } })
    const before = calls.filter((c) => c.verb === 'outbox').length
    await queue.answer('maybe', false)
    expect(calls.find((c) => c.verb === 'answer')?.args).toEqual(['maybe', false, ''])
    expect(calls.filter((c) => c.verb === 'outbox').length).toBe(before + 1)
    expect(shell.notices.shown[0]?.message).toBe('It was answered already.')
  })
})
