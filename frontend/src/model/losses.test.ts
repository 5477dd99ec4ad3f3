import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fate, ID, LossReport, Product } from '../studio/studio'
import { Shell } from './app.svelte'
import { Losses, QUIET_MS, saysDay, type Spot } from './losses.svelte'
import { fault, stage, view } from './testdata/studio'

const kept: Fate = { fate: 'kept', why: '' }
const dropped: Fate = { fate: 'dropped', why: 'There is no room.' }

function reportOf(order: readonly ID[]): LossReport {
  const place = (id: string, name: string, whole: LossReport['destinations'][number]['whole']) => ({ id, name, checked: '2026-11-23', source: 'Made by Taglane', says: 'All of it.', whole })
  return {
    destinations: [
      place('webpage', 'Shoppable page', [{ what: 'Clip', ...kept }, { what: 'Caption', ...kept }]),
      place('tiktok-shop', 'TikTok Shop', [{ what: 'Clip', ...kept }, { what: 'Subtitles', ...dropped }]),
    ],
    rows: order.map((product, i) => ({ product, tags: [`t-${product}`], fates: [kept, i === 0 ? { fate: 'reduced', why: 'One link.' } : dropped] })),
  }
}

const product = (id: ID): Product => ({ id, title: id.toUpperCase(), brand: '', url: '', gtin: '', sku: '', image: '', offer: null, relation: 'own', notes: '', shelf: 0, lane: 1 })

async function opened(ids: readonly ID[] = ['a', 'b', 'c'], verbs: Parameters<typeof stage>[0] = {}) {
  let order = [...ids]
  const s = stage({
    clip: (id) => view(id, { products: ids.map(product) }),
    lossReport: () => reportOf(order),
    setPriority: (id, products) => { order = [...products, ...order.filter((p) => !products.includes(p))]; return { clip: view(id), message: '' } },
    ...verbs,
  })
  const shell = new Shell(s.studio)
  shell.chosen = 'c1'
  await shell.current.load()
  const losses = new Losses(shell)
  await losses.load()
  const asked = (): unknown[] => s.calls.filter((c) => c.verb === 'setPriority').map((c) => c.args)
  return { ...s, shell, losses, asked, rows: () => losses.rows.map((r) => r.product).join('') }
}

/** Rows of 30 px under each other as they lie now. */
const spots = (l: Losses): Spot[] => l.rows.map((r, i) => ({ product: r.product, middle: i * 30 + 15 }))

describe('the loss report', () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

  it('counts by place and lines up what places say of the clip', async () => {
    const { losses } = await opened()
    expect(losses.counts).toEqual([{ kept: 3, reduced: 0, dropped: 0 }, { kept: 0, reduced: 1, dropped: 2 }])
    expect(losses.matters.map((m) => [m.what, m.fates.map((f) => f?.fate)])).toEqual([
      ['Clip', ['kept', 'kept']], ['Caption', ['kept', undefined]], ['Subtitles', [undefined, 'dropped']],
    ])
    expect([losses.placeOf('webpage'), losses.placeOf('tiktokshop'), losses.placeOf('rakuten')]).toEqual([0, 1, -1])
  })

  it('carries a product as a draft and asks once, when it is let go', async () => {
    const { losses, asked, rows } = await opened()
    losses.press('c', 75)
    losses.move(73, spots(losses))
    expect([losses.carried, rows()]).toEqual(['', 'abc']) // still a click
    losses.move(40, spots(losses))
    expect([losses.carried, rows()]).toEqual(['c', 'acb'])
    losses.move(-20, spots(losses))
    expect([rows(), asked()]).toEqual(['cab', []])
    expect(losses.release()).toBe(true)
    await vi.runAllTimersAsync()
    expect([asked(), rows()]).toEqual([[['c1', ['c', 'a', 'b']]], 'cab'])
    expect(losses.said).toBe('C is number 1 of 3 now.')
    expect(losses.rows[0]?.fates[1]?.fate).toBe('reduced') // the fates follow
  })

  it('has done nothing after Escape, after a mere click, and after a way back to the start', async () => {
    const { losses, asked, rows } = await opened()
    losses.press('a', 15)
    losses.move(90, spots(losses))
    expect(rows()).toBe('bca')
    losses.cancel()
    expect([rows(), losses.carried, losses.release()]).toEqual(['abc', '', false])
    losses.press('a', 15)
    expect(losses.release()).toBe(false)
    losses.press('a', 15)
    losses.move(90, spots(losses))
    losses.move(0, spots(losses))
    losses.release()
    await vi.runAllTimersAsync()
    expect([rows(), asked()]).toEqual(['abc', []])
  })

  it('keeps nudges together as one step once the keys rest', async () => {
    const { losses, asked, rows } = await opened()
    losses.nudge('c', -1)
    await vi.advanceTimersByTimeAsync(QUIET_MS - 1)
    losses.nudge('c', -1)
    losses.nudge('c', -1) // at the top already
    expect([rows(), asked(), losses.said]).toEqual(['cab', [], 'C is number 1 of 3 now.'])
    await vi.runAllTimersAsync()
    expect([rows(), asked()]).toEqual(['cab', [['c1', ['c', 'a', 'b']]]])
  })

  it('keeps a nudge for its own clip when another is chosen meanwhile', async () => {
    const { losses, asked, shell } = await opened()
    losses.nudge('a', 1)
    shell.chosen = 'c2'
    losses.forget()
    await vi.runAllTimersAsync()
    expect([asked(), losses.report, losses.rows]).toEqual([[['c1', ['b', 'a', 'c']]], null, []])
  })

  it('says what stood in the way and shows the order that counts', async () => {
    const { losses, rows, shell } = await opened(['a', 'b'], { setPriority: () => { throw fault('NotFound', 'There is no such product.') } })
    losses.nudge('b', -1)
    await vi.runAllTimersAsync()
    expect([rows(), shell.notices.shown[0]?.message]).toEqual(['ab', 'There is no such product.'])
  })

  it('says why there is no report, and forgets it once there is one', async () => {
    let broken = true
    const { losses } = await opened(['a'], { lossReport: () => { if (broken) throw fault('Internal', 'It cannot be read.'); return reportOf(['a']) } })
    expect([losses.wrong, losses.report]).toEqual(['It cannot be read.', null])
    broken = false
    await losses.load()
    expect([losses.wrong, losses.rows.length]).toEqual(['', 1])
  })

  it('takes the latest answer, whichever comes last', async () => {
    const answers: ((r: LossReport) => void)[] = []
    let slow = false
    const { losses, rows } = await opened(['a'], { lossReport: () => (slow ? new Promise<LossReport>((ok) => { answers.push(ok) }) : reportOf(['a'])) })
    slow = true
    const first = losses.load()
    const second = losses.load()
    await vi.runAllTimersAsync()
    answers[1]?.(reportOf(['b']))
    answers[0]?.(reportOf(['z']))
    await Promise.all([first, second])
    expect(rows()).toBe('b')
  })

  it('is told whole as text', async () => {
    const { losses } = await opened(['a', 'b'])
    expect(losses.asText()).toBe(`What each place keeps of c1

Shoppable page, rules of ${saysDay('2026-11-23')}
All of it.
Made by Taglane
1. A: kept
2. B: kept
- Clip: kept
- Caption: kept

TikTok Shop, rules of ${saysDay('2026-11-23')}
All of it.
Made by Taglane
1. A: reduced. One link.
2. B: dropped. There is no room.
- Clip: kept
- Subtitles: dropped. There is no room.
`)
    expect(saysDay('some day')).toBe('some day')
  })
})

describe('carrying', () => {
  it('never loses a product, wherever the hand goes', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 8 }), fc.nat(7), fc.array(fc.integer({ min: -50, max: 400 }), { maxLength: 6 }), async (ids, at, ys) => {
      const { losses } = await opened(ids)
      const id = ids[at % ids.length] ?? ''
      losses.press(id, 1000)
      for (const y of ys) {
        losses.move(y, spots(losses))
        expect(losses.rows.map((r) => r.product).toSorted()).toEqual(ids.toSorted())
        const others = losses.rows.filter((r) => r.product !== id).map((r) => r.product)
        expect(others).toEqual(ids.filter((i) => i !== id))
      }
      losses.cancel()
      expect(losses.rows.map((r) => r.product)).toEqual(ids)
    }), { numRuns: 40 })
  })
})
