import { describe, expect, it, vi } from 'vitest'
import type { CheckReport, Finding, Publication } from '../studio/studio'
import { Shell } from './app.svelte'
import { meantText, zoneHere } from './moments'
import { Publishing } from './publishing.svelte'
import { Queue, standing, verbsOf } from './queue.svelte'
import { Roster } from './roster.svelte'
import { Settings } from './settings.svelte'
import { publication, service, variant } from './testdata/publishing'
import { fault, stage, view } from './testdata/studio'

const block: Finding = { rule: 'disc.relation.set', level: 'block', message: 'Say how you are tied.', place: { product: 'p1', field: 'relation' }, fix: 'Set the relation' }
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
  const roster = new Roster(shell)
  const publishing = new Publishing(shell, queue, roster, new Settings())
  shell.current.listen()
  shell.chosen = 'c1'
  await queue.start()
  await roster.start()
  await publishing.enter()
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

  it('checks with what is typed and not yet kept', async () => {
    const { publishing, calls } = await opened()
    publishing.variants.write('web', 'title', '  Four lemons ')
    await publishing.check()
    const asked = calls.filter((c) => c.verb === 'check').slice(-2)
    expect(asked.map((c) => c.args)).toEqual([['c1', 'web', { title: 'Four lemons' }, ''], ['c1', 'other', {}, '']])
  })

  it('asks only the account at which somebody types, once the hand rests', async () => {
    const { publishing, calls } = await opened({ variant: (clip, id) => variant(clip, id) })
    await new Promise((r) => setTimeout(r, 300)) // what was on its way is over
    const before = calls.length
    for (const text of ['F', 'Fo', 'Four']) publishing.variants.write('other', 'title', text)
    await vi.waitFor(() => { expect(calls.slice(before).filter((c) => c.verb === 'check').map((c) => c.args)).toEqual([['c1', 'other', { title: 'Four' }, '']]) })
    expect([publishing.ready.map((c) => c.account.id), publishing.blocked.map((c) => c.account.id)]).toEqual([['web'], ['other']])
  })

  it('checks an account for the moment that is planned for it', async () => {
    const { publishing, calls } = await opened({ variant: (clip, id) => variant(clip, id) })
    await new Promise((r) => setTimeout(r, 300))
    const before = calls.length
    publishing.plan.set([{ id: 'other' }], Date.parse('2036-11-24T17:00:00Z'))
    await vi.waitFor(() => { expect(calls.slice(before).filter((c) => c.verb === 'check').map((c) => c.args)).toEqual([['c1', 'other', {}, meantText(Date.parse('2036-11-24T17:00:00Z'), zoneHere())]]) })
  })

  it('keeps what an account found last while its service wants to be asked later', async () => {
    let busy = false
    const { publishing } = await opened({ check: () => { if (busy) throw fault('Later', 'TikTok wants fewer calls.'); return { findings: [block], losses: [] } } })
    busy = true
    await publishing.check()
    expect(publishing.remarks.map((r) => r.message)).toEqual([block.message])
  })

  it('lets the later of two answers count, account by account', async () => {
    const waiting: ((r: CheckReport) => void)[] = []
    let slow = false
    const { publishing } = await opened({ check: (_clip, id) => (slow && id === 'web' ? new Promise<CheckReport>((r) => { waiting.push(r) }) : { findings: [], losses: [] }) })
    slow = true
    const [first, second] = [publishing.check(), publishing.check(new Set(['web']))]
    waiting[1]?.({ findings: [], losses: [] })
    await second
    waiting[0]?.({ findings: [block], losses: [] })
    await first
    expect([publishing.ready.length, publishing.blocked.length]).toEqual([2, 0])
  })

  it('knows what each service takes, and assumes as little as it may of one it does not know', async () => {
    const { publishing } = await opened({ services: () => [service('webpage', { title_max: 200, fold: 90 })] })
    expect(publishing.columns[0]?.takes.fold).toBe(90)
    expect((await opened()).publishing.columns[0]?.takes.title_max).toBe(0)
  })

  it('leaves what was found as it is, wherever that may be, and raises it again', async () => {
    const found: Finding = { ...block, rule: 'disc.caption.first', leave: true }
    const left = (reason: string): Finding => ({ ...found, level: 'info', left: { rule: found.rule, what: found.message, reason, by: 'Nora', at: '' } })
    const { publishing, calls, reports } = await opened({
      leaveFinding: (clip, id, rule, reason) => { reports[id] = { findings: [reason === '' ? { ...found, rule } : left(reason)], losses: [] }; return variant(clip, id) },
    })
    reports['web'] = { findings: [found], losses: [] }
    reports['other'] = { findings: [{ ...found, leave: false }], losses: [] }
    await publishing.check()
    await publishing.leave(publishing.remarks[0]!, 'It is said aloud.')
    expect(calls.filter((c) => c.verb === 'leaveFinding').map((c) => c.args)).toEqual([['c1', 'web', 'disc.caption.first', 'It is said aloud.']])
    expect([publishing.ready.map((c) => c.account.id), publishing.remarks.map((r) => r.left?.reason)]).toEqual([['web'], [undefined, 'It is said aloud.']])
    await publishing.leave(publishing.remarks[1]!, '')
    expect([publishing.ready, publishing.remarks.length]).toEqual([[], 1])
  })

  it('mends at every place where it was found, and looks again', async () => {
    const mendable = { ...block, rule: 'tt.switch', mend: true }
    const { publishing, calls, reports } = await opened({ mend: (clip, id) => { reports['web'] = reports['other'] = { findings: [], losses: [] }; return variant(clip, id) } })
    reports['web'] = { findings: [mendable, block], losses: [] }
    reports['other'] = { findings: [{ ...mendable, rule: 'ig.switch' }], losses: [] } // the same by another name
    await publishing.check()
    expect([publishing.mendable.length, publishing.ready.length]).toEqual([1, 0])
    await publishing.mend(...publishing.mendable)
    expect(calls.filter((c) => c.verb === 'mend').map((c) => c.args)).toEqual([['c1', 'web', 'tt.switch'], ['c1', 'other', 'ig.switch']])
    expect(publishing.ready).toHaveLength(2)
  })

  it('asks for the moment that was chosen, and at once for one that has passed', async () => {
    const { publishing, calls, reports } = await opened({ publish: (_clip, of) => publication(of) })
    reports['other'] = { findings: [], losses: [] }
    await publishing.check()
    publishing.plan.set([{ id: 'web' }], Date.parse('2036-11-24T17:00:00Z'))
    publishing.plan.set([{ id: 'other' }], Date.parse('2016-11-24T17:00:00Z'))
    await publishing.publish()
    expect(calls.filter((c) => c.verb === 'publish').map((c) => c.args)).toEqual([['c1', 'web', {}, meantText(Date.parse('2036-11-24T17:00:00Z'), zoneHere())], ['c1', 'other', {}, '']])
    expect(publishing.plan.of('web')).toBeNull()
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

  it('says nothing of what its place makes public later, and opens nothing at an hour that was chosen', async () => {
    let rows: Publication[] = []
    const { publishing, calls, happen, shell } = await opened({ publish: () => publication('p1'), outbox: () => rows, openPost: () => ({ url: 'https://x' }) })
    await publishing.publish()
    rows = [publication('p1', { stage: 'tagged', at: '2026-11-24T17:00:00Z', publicAt: '2026-11-24T17:00:00Z' })]
    happen('outbox', {})
    await vi.waitFor(() => { expect(publishing.ready).toHaveLength(1) })
    expect(shell.notices.shown).toEqual([])
    rows = [publication('p1', { stage: 'tagged', at: '2026-11-24T17:00:00Z', link: 'https://x' })]
    happen('outbox', {})
    await vi.waitFor(() => { expect(shell.notices.shown.map((n) => n.message)).toEqual(['Lemons is public.']) })
    expect(calls.some((c) => c.verb === 'openPost')).toBe(false)
  })

  it('counts no post that is there already, or on its way', async () => {
    let rows: Publication[] = []
    const { publishing, queue } = await opened({ accounts: () => [{ id: 'yt', service: 'youtube', name: 'Nora', settings: {} }], outbox: () => rows })
    const counted = async (more: Partial<Publication>): Promise<number> => {
      rows = [publication('p', { account: 'yt', service: 'youtube', ...more })]
      await queue.load()
      return publishing.ready.length
    }
    expect(publishing.ready).toHaveLength(1)
    expect([await counted({ stage: 'sent' }), await counted({ stage: 'tagged' }), await counted({ wait: 'unsure' }), await counted({ wait: 'canceled' }), await counted({ wait: 'refused' })]).toEqual([0, 0, 0, 1, 1])
  })

  it('forgets what was found when another clip is chosen', async () => {
    const { publishing, shell } = await opened()
    expect(publishing.ready).toHaveLength(1)
    shell.chosen = 'c2'
    expect(publishing.ready).toEqual([])
  })

  it('shows a failed check as a block instead of letting the clip through', async () => {
    const { publishing } = await opened({ check: () => { throw fault('NotFound', 'The folder is gone.') } })
    expect(publishing.ready).toEqual([])
    expect(publishing.remarks.map((r) => r.message)).toEqual(['The folder is gone.'])
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

describe('what is heard of the queue', () => {
  it('is what became public, what nobody is sure of, and what needs a person; nothing at the start', async () => {
    let rows = [publication('a', { stage: 'tagged' })]
    const { queue } = await opened({ outbox: () => rows })
    expect(queue.said).toBe('')
    rows = [publication('a', { stage: 'tagged' }), publication('b', { stage: 'sent' })]
    await queue.load()
    expect(queue.said).toBe('')
    rows = [publication('b', { stage: 'live' }), publication('c', { wait: 'unsure' }), publication('d', { wait: 'login', message: 'Sign in again.' })]
    await queue.load()
    expect(queue.said).toBe('Lemons is public on Web page. Lemons may have been posted to Web page. Only a look can tell. Lemons needs you: Sign in again.')
  })

  it('shows the part that was asked for', async () => {
    const rows = [publication('now', { stage: 'sent' }), publication('you', { wait: 'login', clip: 'c2' }), publication('hand', { stage: 'tagged', byHand: 2, clip: 'c2' })]
    const { queue } = await opened({ outbox: () => rows })
    const shown = (part: typeof queue.part): string[] => { queue.part = part; return queue.shown.map((p) => p.id) }
    expect([shown('all'), shown('now'), shown('you'), shown('public'), shown('clip')]).toEqual([['now', 'you', 'hand'], ['now'], ['you', 'hand'], ['hand'], ['now']])
  })

  it.each([
    ['sending', { stage: 'open', canRetry: false }, ['cancel', 'pause']],
    ['without a login', { wait: 'login', canPause: false }, ['signin', 'cancel']],
    ['paused', { wait: 'paused', canRetry: true }, ['goon', 'cancel']],
    ['whose hour has passed', { wait: 'late', at: '2026-11-24T17:00:00Z', canRetry: true, canPause: false }, ['goon', 'cancel', 'when']],
    ['refused', { wait: 'refused', canCancel: false, canPause: false }, ['fix']],
    ['waiting for its hour', { at: '2026-11-24T17:00:00Z', canPause: false }, ['cancel', 'when']],
    ['public and changed since', { stage: 'tagged', link: 'https://x', canUpdate: true, byHand: 1, canCancel: false, canPause: false }, ['byhand', 'update', 'open']],
  ] as const)('offers what can be asked of one %s', (_, more, verbs) => {
    expect(verbsOf(publication('p', more))).toEqual(verbs)
  })

  it('pauses all of it and goes on', async () => {
    const { queue } = await opened({ pauseOutbox: (paused) => paused, outboxPaused: () => queue.paused })
    await queue.pauseAll(true)
    expect(queue.paused).toBe(true)
  })
})
