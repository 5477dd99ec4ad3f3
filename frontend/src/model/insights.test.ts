import { describe, expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { Insights, insightsOf } from './insights.svelte'
import { close, eur, figures, sums, tag } from './testdata/insights'
import { service } from './testdata/publishing'
import { card, fault, stage, view } from './testdata/studio'

const NOW = Date.UTC(2026, 10, 26, 12)
const settled = (): Promise<void> => new Promise((r) => setTimeout(r))

function open(verbs: Parameters<typeof stage>[0] = {}) {
  const s = stage({ insights: (from, to) => figures({ from, to }), clipInsights: () => close(), clip: (id) => view(id, { card: card(id) }), ...verbs })
  const shell = new Shell(s.studio)
  const insights = new Insights(shell, () => NOW)
  return { ...s, shell, insights, asked: (verb: string) => s.calls.filter((c) => c.verb === verb).map((c) => c.args) }
}

describe('the days', () => {
  it('are the last 28 at first, both ends with them', async () => {
    const { insights, asked } = open()
    insights.open()
    await settled()
    insights.choose('week')
    insights.choose('year')
    await settled()
    expect(asked('insights')).toEqual([['2026-10-30', '2026-11-26'], ['2026-11-20', '2026-11-26'], ['2025-11-27', '2026-11-26']])
    expect(insights.stands).toBe('figures')
  })

  it('can be the person’s own, and only real ones are asked for', async () => {
    const { insights, asked } = open()
    expect(insights.chooseDays('2026-11-20', '2026-11-10')).toBe(false)
    expect(insights.chooseDays('', '2026-11-10')).toBe(false)
    expect(insights.chooseDays('2026-11-01', '2026-11-10')).toBe(true)
    insights.open()
    await settled()
    expect(asked('insights')).toEqual([['2026-11-01', '2026-11-10'], ['2026-11-01', '2026-11-10']])
  })

  it('show the answer to the last question only', async () => {
    const waits: ((v: ReturnType<typeof figures>) => void)[] = []
    const { insights } = open({ insights: () => new Promise((r) => waits.push(r)) })
    insights.choose('week')
    insights.choose('month')
    waits[1]?.(figures({ views: 2 }))
    waits[0]?.(figures({ views: 1 }))
    await settled()
    expect(insights.answer?.views).toBe(2)
  })

  it('read out the last day until another is chosen', async () => {
    const { insights } = open()
    insights.open()
    await settled()
    expect(insights.at).toBe(1)
    insights.day = 0
    expect(insights.at).toBe(0)
    expect([insights.currencies, insights.currency]).toEqual([['EUR', 'USD'], 'EUR'])
    insights.draw('USD')
    expect(insights.currency).toBe('USD')
  })
})

describe('what there is to see', () => {
  const bare = { views: 0, clicks: 0, sums: sums() }
  it('is nothing, something unasked, or figures', async () => {
    for (const [more, stands] of [[{ ...bare, posts: [], asked: '' }, 'nothing'], [{ ...bare, asked: '' }, 'unasked'], [bare, 'figures'], [{ ...bare, asked: '', clicks: 1 }, 'figures'], [{ ...bare, asked: '', sums: sums([], [eur('1')]) }, 'figures']] as [Partial<Insights['answer'] & object>, string][]) {
      const { insights } = open({ insights: () => figures(more) })
      insights.open()
      await settled()
      expect(insights.stands).toBe(stands)
    }
  })

  it('says why there are no figures, and keeps those that were there', async () => {
    let broken = false
    const { insights, shell } = open({ insights: () => { if (broken) throw fault('Internal', 'The disk is full.'); return figures() } })
    insights.open()
    await settled()
    expect(shell.notices.shown).toEqual([])
    broken = true
    await insights.load()
    expect(shell.notices.shown.map((n) => n.message)).toEqual(['The disk is full.'])
    expect([insights.wrong?.message, insights.answer?.views]).toEqual(['The disk is full.', 90])
  })

  it('is asked for anew when figures come, and no more once nobody looks', async () => {
    const s = open()
    const end = s.insights.open()
    await settled()
    s.happen('insights', {})
    await settled()
    end()
    s.happen('insights', {})
    await settled()
    expect(s.asked('insights')).toHaveLength(2)
  })
})

describe('asking', () => {
  it('asks everybody, once at a time, and shows what came', async () => {
    const { insights, asked } = open({ renewInsights: () => undefined })
    await Promise.all([insights.renew(), insights.renew()])
    expect([asked('renewInsights').length, asked('insights').length, insights.asking, insights.asksNobody]).toEqual([1, 1, false, false])
  })

  it('says when nobody could be asked', async () => {
    const { insights } = open({ renewInsights: () => undefined, insights: () => figures({ asked: '', views: 0, clicks: 0, sums: sums() }) })
    await insights.renew()
    expect([insights.asksNobody, insights.stands]).toEqual([true, 'unasked'])
  })

  it('tells a failure, and still looks what came from others', async () => {
    const { insights, shell, asked } = open({ renewInsights: () => { throw fault('Login', 'Log in again.') } })
    await insights.renew()
    expect([shell.notices.shown[0]?.message, insights.asking, asked('insights').length]).toEqual(['Log in again.', false, 1])
  })

  it('finds what is wrong with the links of a silent network', async () => {
    const link = (account: string, level: string) => ({ link: { account }, level, verdict: '', message: 'It pays somebody else.', hops: [], at: '' })
    const { insights, asked } = open({ auditLinks: () => [link('cj', ''), link('cj', 'block'), link('other', 'block')] as never })
    await insights.audit('cj')
    expect(asked('auditLinks')).toEqual([['', false]])
    expect(insights.audits.get('cj')).toMatchObject({ all: 2, bad: [{ level: 'block' }] })
    expect(insights.auditing).toBe('')
  })
})

describe('a clip', () => {
  const looking = async (verbs: Parameters<typeof stage>[0] = {}) => {
    const s = open(verbs)
    s.insights.look('c1')
    await settled()
    return { ...s, clip: s.insights.clip }
  }

  it('is chosen everywhere, and its tag with the most to gain comes first', async () => {
    const { clip, shell } = await looking()
    expect([shell.chosen, clip.id, clip.tag?.tag]).toEqual(['c1', 'c1', 't2'])
    clip.choose('t1')
    expect(clip.tag?.tag).toBe('t1')
  })

  it('is walked second by second, and not beyond', async () => {
    const { clip } = await looking()
    clip.step(1)
    expect([clip.second, clip.shown.map((x) => x.tag)]).toEqual([1, ['t1']])
    clip.step(Infinity)
    expect(clip.second).toBe(9)
    clip.step(-Infinity)
    expect(clip.second).toBe(0)
  })

  it('moves a tag as one gesture that is named, shows that it moved, and takes it back', async () => {
    let from = 150
    const { clip, asked, shell } = await looking({
      moveTags: (id) => { from = 90; return { clip: view(id), message: '' } }, undo: (id) => { from = 150; return { clip: view(id), message: 'Undone.' } },
      clipInsights: () => close({ tags: [tag('t2', 'cup', from, from === 150 ? { in: 90, out: 150, gain: 0.4, why: '' } : null)] }),
    })
    await clip.move()
    expect(asked('moveTags')).toEqual([['c1', [{ tag: 't2', in: 90, out: 150 }], 'Move The cup to where more are watching']])
    expect([clip.moved, clip.tag?.tag, shell.notices.shown[0]?.message]).toEqual([{ tag: 't2', from: 150 }, 't2', 'The cup now begins at 00:03.00.'])
    await clip.back()
    expect([asked('undo'), clip.moved]).toEqual([[['c1']], null])
  })

  it('says no more that a tag was moved once that was undone elsewhere', async () => {
    let from = 90
    const { clip } = await looking({ moveTags: (id) => ({ clip: view(id), message: '' }), clipInsights: () => close({ tags: [tag('t2', 'cup', from, { in: 90, out: 150, gain: 0.4, why: '' })] }) })
    from = 150
    await clip.load()
    const moving = clip.move()
    from = 90
    await moving
    expect(clip.moved).toEqual({ tag: 't2', from: 150 })
    from = 150
    await clip.load()
    expect(clip.moved).toBeNull()
  })

  it('moves nothing that stands best already, and says when it could not be moved', async () => {
    const { clip, asked, shell } = await looking({ moveTags: () => { throw fault('Conflict', 'It was moved meanwhile.') } })
    clip.choose('t1')
    await clip.move()
    expect(asked('moveTags')).toEqual([])
    clip.choose('t3')
    await clip.move()
    expect([clip.moved, clip.busy, shell.notices.shown[0]?.message]).toEqual([null, false, 'It was moved meanwhile.'])
  })

  it('takes in a curve of a service and what a page counted', async () => {
    const { clip, asked } = await looking({ services: () => [service('facebook'), service('cj'), service('youtube')], importCurve: () => close({ currency: 'USD' }), importImpressions: () => { throw fault('NotFound', 'This clip has no page that could have counted.') } })
    await clip.ask('curve')
    expect([clip.importing, clip.services.map((x) => x.id)]).toEqual(['curve', ['youtube', 'facebook']])
    expect(await clip.take('  ', 'youtube')).toBe(false)
    expect(clip.refused).not.toBe('')
    expect(await clip.take('second,viewers\n', 'tiktok')).toBe(true)
    expect([asked('importCurve'), clip.importing, clip.answer?.currency]).toEqual([[['c1', 'tiktok', 'second,viewers\n']], null, 'USD'])
    await clip.ask('counts')
    expect(await clip.take('x', '')).toBe(false)
    expect([clip.refused, clip.importing, clip.busy]).toEqual(['This clip has no page that could have counted.', 'counts', false])
  })

  it('says why a file cannot be taken in at all', async () => {
    const { clip, shell } = await looking({ services: () => { throw fault('Offline', 'Nobody answers.') } })
    await clip.ask('curve')
    expect([clip.importing, shell.offline]).toEqual([null, true])
  })

  it('is left again, and what was answered late is not shown', async () => {
    let answer: (v: ReturnType<typeof close>) => void = () => undefined
    const s = open({ clipInsights: () => new Promise((r) => { answer = r }) })
    s.insights.look('c1')
    s.insights.clip.close()
    answer(close())
    await settled()
    expect(s.insights.clip.answer).toBeNull()
  })
})

it('knows who did not tell everything, which silence is not', async () => {
  const warn = (kind: 'login' | 'late' | 'quiet' | 'pending', unknown: string) => ({ kind, account: kind, message: 'Cj.', unknown })
  const insights = new Insights(new Shell(stage({ insights: () => figures({ warnings: [warn('login', 'Since Monday.'), warn('quiet', ''), warn('late', 'Since Friday.'), warn('pending', '')] }) }).studio), () => 0)
  expect(insights.missing).toEqual([])
  await insights.load()
  expect(insights.missing.map((w) => w.kind)).toEqual(['login', 'late'])
})

it('keeps what was looked at as long as the window', () => {
  const shell = new Shell(stage({}).studio)
  expect(insightsOf(shell)).toBe(insightsOf(shell))
})
