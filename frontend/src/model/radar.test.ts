import { describe, expect, it, vi } from 'vitest'
import type { Looks, Product, Proposal, ReplacePlan, Trouble, Use } from '../studio/studio'
import { Shell } from './app.svelte'
import { casesOf, postsOf, Radar } from './radar.svelte'
import { fault, stage } from './testdata/studio'

const product = (id: string): Product => ({ id, title: id.toUpperCase(), brand: '', url: '', gtin: '', sku: '', image: '', offer: null, relation: 'own', notes: '', shelf: 0, lane: 1 })
const use = (clip: string, seconds: number): Use => ({ clip, clipName: clip, poster: '', tags: [{ id: `t-${clip}`, in: 30, out: 60, time: '00:01.00' }], seconds, published: ['Page'] })
const trouble = (of: string, kind: Trouble['kind'], more: Partial<Trouble> = {}): Trouble =>
  ({ kind, level: 'warn', product: product(of), message: `${of} ${kind}`, at: '2026-11-23T09:12:00Z', uses: [use('c1', 1.5), use('c2', 2)], views: 12, instead: [product('pot')], proposal: null, ...more })
const proposal = (more: Partial<Proposal> = {}): Proposal => ({ by: product('pot'), how: 'chosen', message: 'POT is what you named.', evidence: [{ source: 'CJ', gone: false, at: '2026-11-23T09:12:00Z' }], declined: null, ...more })
const sold = (of: string, more: Partial<Proposal> = {}): Trouble => trouble(of, 'sold-out', { level: 'block', proposal: proposal(more) })
const LOOKS: Looks = { on: false, lookedAt: '', follows: [{ network: 'cj', title: 'CJ', links: 3, agreed: false }, { network: 'Rakuten X', title: 'Rakuten', links: 1, agreed: true }], doubts: [{ source: 'cj/77', name: 'Norrgrain', message: '4 links turned bad.', at: '' }], unanswered: [], resting: [] }
const PLAN: ReplacePlan = { clips: [
  { clip: 'c1', clipName: 'One', poster: '', tags: 2, posts: [{ publication: 'p1', accountName: 'Page', can: 'update', why: '' }, { publication: 'p2', accountName: 'Shorts', can: 'by hand', why: 'There.' }] },
  { clip: 'c2', clipName: 'Two', poster: '', tags: 1, posts: [{ publication: 'p3', accountName: 'Reels', can: 'no', why: 'Not let.' }, { publication: 'p4', accountName: 'Page', can: 'update', why: '' }] },
] }

async function opened(verbs: Parameters<typeof stage>[0] = {}, troubles: readonly Trouble[] = [trouble('pan', 'gone', { level: 'block' }), trouble('pan', 'price'), trouble('mug', 'price')]) {
  const s = stage({ radar: () => [...troubles], products: () => [product('pan'), product('pot')], replacePlan: () => PLAN, replaceProduct: (_p, _b, clips) => ({ clips: PLAN.clips.filter((c) => clips.includes(c.clip)) }), undoLibrary: () => ({ message: 'Undone.', label: '' }) as never, looks: () => LOOKS, swaps: () => [], approveSwap: () => PLAN, declineSwap: () => undefined as never, setSetting: () => undefined as never, ...verbs })
  const shell = new Shell(s.studio)
  const radar = new Radar(shell)
  const stop = radar.start()
  await vi.waitFor(() => { expect(radar.loaded || radar.fault !== null).toBe(true) })
  return { ...s, shell, radar, stop, asked: (verb: string) => s.calls.filter((c) => c.verb === verb).map((c) => c.args) }
}

describe('what is wrong, by product', () => {
  it('gathers the troubles of a product and keeps the gravest first', () => {
    const all = casesOf([trouble('pan', 'gone', { level: 'block' }), trouble('mug', 'price'), trouble('pan', 'price')])
    expect(all.map((c) => [c.product.id, c.level, c.troubles.map((x) => x.kind).join(' '), c.seconds])).toEqual([['pan', 'block', 'gone price', 3.5], ['mug', 'warn', 'price', 3.5]])
  })

  it('sorts posts by what can become of them, of the picked clips only', () => {
    expect(postsOf(PLAN, new Set(['c1', 'c2'])).update.map((p) => p.publication)).toEqual(['p1', 'p4'])
    const one = postsOf(PLAN, new Set(['c1']))
    expect([one.update.length, one.byHand.length, one.no.length]).toEqual([1, 1, 0])
  })

  it('follows what happens, until it is stopped', async () => {
    const { radar, happen, asked, stop } = await opened()
    expect(radar.cases).toHaveLength(2)
    happen('library', {} as never)
    await vi.waitFor(() => { expect(asked('radar')).toHaveLength(2) })
    stop()
    happen('library', {} as never)
    expect(asked('radar')).toHaveLength(2)
  })

  it('says why there is no list', async () => {
    const { radar } = await opened({ radar: () => { throw fault('Internal', 'The library is busy.') } })
    expect([radar.loaded, radar.fault?.message]).toEqual([false, 'The library is busy.'])
  })
})

describe('looking again', () => {
  it('asks one after another, keeps why one did not answer, and loads what was found', async () => {
    const { radar, asked } = await opened({ lookAgain: (id) => { if (id === 'pan') throw fault('Refused', 'The shop wants no visitors.'); return {} as never } })
    await radar.lookAtAll()
    expect(asked('lookAgain')).toEqual([['pan'], ['mug']])
    expect([...radar.unanswered]).toEqual([['pan', 'The shop wants no visitors.']])
    expect([radar.tour, radar.asking, asked('radar').length]).toEqual([null, '', 2])
    expect(radar.said).toContain('MUG')
  })

  it('ends at the first when nobody can be reached', async () => {
    const { radar, asked } = await opened({ lookAgain: () => { throw fault('Offline', 'Nobody answers.') } })
    await radar.lookAtAll()
    expect(asked('lookAgain')).toEqual([['pan']])
    expect(radar.unanswered.get('pan')).toBe('Nobody answers.')
  })

  it('can be stopped', async () => {
    let radar: Radar | null = null
    const o = await opened({ lookAgain: () => { radar?.stop(); return {} as never } })
    radar = o.radar
    await radar.lookAtAll()
    expect(o.asked('lookAgain')).toHaveLength(1)
  })
})

describe('giving a place to another', () => {
  it('plans for all clips, replaces in the picked ones, and offers one undo', async () => {
    const { radar, shell, asked } = await opened()
    const [first] = radar.cases
    if (!first) throw new Error('nothing is wrong')
    await radar.replace(first)
    const r = radar.replacement
    if (!r) throw new Error('nothing is being replaced')
    await vi.waitFor(() => { expect(r.plan).not.toBeNull() })
    expect([r.by?.id, r.picked.size, r.tags, r.posts.update.length]).toEqual(['pot', 2, 3, 2])
    r.pick('c2', false)
    expect([r.tags, r.posts.update.length]).toEqual([2, 1])
    expect(await r.replace()).toBe(true)
    expect(asked('replaceProduct')).toEqual([['pan', 'pot', ['c1']]])
    const offer = shell.notices.shown.find((n) => n.fix)
    expect(offer?.message).toBe('POT has the place of PAN in 1 clip.')
    await offer?.fix?.run()
    expect(asked('undoLibrary')).toHaveLength(1)
    expect(shell.notices.shown.some((n) => n.fix)).toBe(false)
  })

  it('lets posts follow one by one and tells which could not', async () => {
    const { radar } = await opened({ updatePublication: (id) => { if (id === 'p4') throw fault('Login', 'Sign in again.'); return {} as never } })
    const [first] = radar.cases
    if (!first) throw new Error('nothing is wrong')
    await radar.replace(first)
    const r = radar.replacement
    await vi.waitFor(() => { expect(r?.plan).not.toBeNull() })
    await r?.replace()
    await r?.update()
    expect([...(r?.asked ?? [])]).toEqual([['p1', ''], ['p4', 'Sign in again.']])
  })

  it('does nothing without a clip, and says what stands in the way', async () => {
    const { radar, asked } = await opened({ replaceProduct: () => { throw fault('Conflict', 'The clip is gone.') } })
    const [first] = radar.cases
    if (!first) throw new Error('nothing is wrong')
    await radar.replace(first, null)
    const r = radar.replacement
    expect(await r?.replace()).toBe(false)
    await r?.choose(product('pot'))
    r?.pickAll(false)
    expect(await r?.replace()).toBe(false)
    expect(asked('replaceProduct')).toHaveLength(0)
    r?.pickAll(true)
    expect(await r?.replace()).toBe(false)
    expect([r?.wrong, r?.done, r?.busy]).toEqual(['The clip is gone.', false, false])
  })
})

describe('answering what is proposed', () => {
  it('is about the case with the focus, or else the first that waits', async () => {
    const { radar } = await opened({}, [sold('pan', { declined: {} as never }), sold('mug'), sold('cup'), trouble('jar', 'price')])
    expect([radar.waiting, radar.subject?.product.id]).toEqual([2, 'mug'])
    radar.at = 'cup'
    expect(radar.subject?.product.id).toBe('cup')
    radar.at = 'pan' // it was declined
    expect(radar.subject?.product.id).toBe('mug')
    radar.ask(radar.cases[3] ?? null)
    expect(radar.declining).toBe('')
  })

  it('approves in all clips, shows what posts can do, and offers one undo', async () => {
    const { radar, shell, asked } = await opened({}, [sold('pan')])
    expect(await radar.approve()).toBe(true)
    expect(asked('approveSwap')).toEqual([['pan', 'pot', [], '']])
    expect([radar.replacement?.done, radar.replacement?.posts.update.length]).toEqual([true, 2])
    const offer = shell.notices.shown.find((n) => n.fix)
    expect(offer?.message).toBe('POT has the place of PAN in 2 clips.')
    await offer?.fix?.run()
    expect(asked('undoLibrary')).toHaveLength(1)
  })

  it('says of a product without another that it is sold out', async () => {
    const { radar, shell, asked } = await opened({}, [sold('pan', { by: null, how: '' })])
    expect(await radar.approve()).toBe(true)
    expect(asked('approveSwap')).toEqual([['pan', '', [], '']])
    expect(shell.notices.shown.find((n) => n.fix)?.message).toBe('PAN says now that it is sold out.')
  })

  it('declines only for a reason, and looks again at what is proposed', async () => {
    const { radar, asked } = await opened({}, [sold('pan')])
    radar.ask()
    const [first] = radar.cases
    if (!first) throw new Error('nothing is wrong')
    expect([radar.declining, await radar.decline(first, '  ')]).toEqual(['pan', false])
    expect(await radar.decline(first, ' It comes back. ')).toBe(true)
    expect(asked('declineSwap')).toEqual([['pan', 'pot', 'It comes back.']])
    expect([radar.declining, radar.said, asked('radar').length]).toEqual(['', 'PAN stays where it is.', 2])
  })

  it('tells what stands in the way, and answers nothing twice at once', async () => {
    const { radar, shell, asked } = await opened({ approveSwap: () => { throw fault('Conflict', 'It is not proposed any more.') } }, [sold('pan')])
    expect((await Promise.all([radar.approve(), radar.approve()])).join()).toBe('false,false')
    expect([asked('approveSwap').length, radar.replacement, radar.answering]).toEqual([1, null, ''])
    expect(shell.notices.shown.map((n) => n.message)).toEqual(['It is not proposed any more.'])
    expect(asked('radar')).toHaveLength(2)
  })

  it('keeps the list where how it looks cannot be told', async () => {
    const { radar } = await opened({ looks: () => { throw fault('Internal', 'No.') }, swaps: () => { throw fault('Internal', 'No.') } })
    expect([radar.loaded, radar.looks, radar.past.length, radar.cases.length]).toEqual([true, null, 0, 2])
  })
})

describe('looking by itself', () => {
  it('is a wish, with the networks whose links may be opened', async () => {
    const { radar, asked } = await opened()
    await radar.letLook(true, ['cj'])
    expect(asked('setSetting')).toEqual([['radar.looks', 'yes'], ['links.follow.cj', 'yes'], ['links.follow.-akuten--', '']])
    await radar.letLook(false, [])
    expect(asked('setSetting').slice(3)).toEqual([['radar.looks', '']])
  })

  it('asks whether a source is believed', async () => {
    const { radar, asked } = await opened({ believeLooks: () => ({ ...LOOKS, doubts: [] }) })
    await radar.believe('cj/77', true)
    expect([asked('believeLooks'), asked('radar').length]).toEqual([[['cj/77', true]], 2])
  })
})
