import { describe, expect, it, vi } from 'vitest'
import { PAGE, Pages } from './pages.svelte'
import { card } from './testdata/studio'

/** A list answered by hand: each question waits until it is let go. */
function slow(total: number) {
  const asked: { offset: number; answer: (mark?: string, of?: number) => Promise<void>; refuse: () => Promise<void> }[] = []
  const settle = async (fn: () => void) => { fn(); await Promise.resolve(); await Promise.resolve(); await Promise.resolve() }
  const ask = (offset: number, limit: number) => new Promise<{ cards: ReturnType<typeof card>[]; total: number }>((ok, no) => {
    asked.push({
      offset,
      answer: (mark = '', of = total) => settle(() => { ok({ cards: Array.from({ length: Math.max(0, Math.min(limit, of - offset)) }, (_, i) => card(`${mark}${offset + i}`)), total: of }) }),
      refuse: () => settle(() => { no(new Error('no')) }),
    })
  })
  const fail = vi.fn()
  return { asked, ask, fail, pages: new Pages(fail) }
}

describe('pages of clips', () => {
  it('asks for what is in sight, then for one page on either side', async () => {
    const { pages, ask, asked } = slow(100_000)
    void pages.begin(ask)
    await asked[0]?.answer()
    expect(pages.total).toBe(100_000)
    expect(asked.map((a) => a.offset)).toEqual([0, PAGE])
    await asked[1]?.answer()
    pages.see(50_000, 50_040)
    await asked[2]?.answer()
    expect(asked.map((a) => a.offset).slice(2)).toEqual([50_000, 50_100, 49_900])
    expect(pages.at(50_007)?.id).toBe('50007')
    expect(pages.indexOf('50007')).toBe(50_007)
  })

  it('keeps what is shown until all in sight has come anew', async () => {
    const { pages, ask, asked } = slow(500)
    void pages.begin(ask)
    pages.see(60, 140)
    await asked[0]?.answer('a')
    expect(pages.loaded).toBe(false) // half of the sight would be empty
    await asked[1]?.answer('a')
    expect(pages.at(60)?.id).toBe('a60')
    for (const rest of asked.slice(2)) await rest.answer('a')
    const before = asked.length
    void pages.refresh()
    await asked[before]?.answer('b')
    expect(pages.at(60)?.id).toBe('a60')
    await asked[before + 1]?.answer('b')
    expect([pages.at(60)?.id, pages.at(139)?.id]).toEqual(['b60', 'b139'])
    expect(pages.order).toBe(1) // the same order: nobody scrolls to the top
  })

  it('never lets an older answer overtake a newer', async () => {
    const { pages, ask, asked } = slow(80)
    void pages.begin(ask)
    void pages.begin(ask)
    await asked[1]?.answer('new', 3)
    await asked[0]?.answer('old')
    expect([pages.total, pages.at(0)?.id]).toEqual([3, 'new0'])
  })

  it('asks once more, not once each, for changes while it is asking', async () => {
    const { pages, ask, asked } = slow(80)
    void pages.begin(ask)
    const done = Promise.all(Array.from({ length: 10 }, () => pages.refresh()))
    await asked[0]?.answer('a')
    expect(asked).toHaveLength(2)
    await asked[1]?.answer('b')
    await done
    expect([asked.length, pages.at(0)?.id]).toEqual([2, 'b0'])
  })

  it('comes back from far below when little fits any more', async () => {
    const { pages, ask, asked } = slow(5000)
    void pages.begin(ask)
    await asked[0]?.answer()
    pages.see(4000, 4040)
    for (const a of asked.slice(1)) await a.answer()
    const before = asked.length
    void pages.refresh()
    await asked[before]?.answer('', 30)
    await asked[before + 1]?.answer('', 30)
    expect([pages.total, pages.at(29)?.id]).toEqual([30, '29'])
  })

  it('asks for the latest place only when one scrolls in haste, and holds few pages', async () => {
    const { pages, ask, asked } = slow(100_000)
    void pages.begin(ask)
    await asked[0]?.answer()
    for (let i = 0; i < 900; i++) pages.see(i * 100, i * 100 + 40)
    expect(asked.length).toBeLessThan(4)
    for (let i = 0; i < asked.length; i++) await asked[i]?.answer()
    expect(pages.at(89_900)?.id).toBe('89900')
    for (let i = 0; i < 60; i++) {
      pages.see(i * 1000, i * 1000 + 40)
      for (let j = 0; j < asked.length; j++) await asked[j]?.answer()
    }
    expect(pages.at(0)).toBeNull() // far away by now
    expect(pages.at(59_000)?.id).toBe('59000')
  })

  it('says once what failed, and tries again only when asked to', async () => {
    const { pages, ask, asked, fail } = slow(80)
    const done = pages.begin(ask)
    await asked[0]?.refuse()
    await done
    expect(fail).toHaveBeenCalledTimes(1)
    expect([asked.length, pages.loaded]).toEqual([1, false])
    void pages.begin(ask)
    await asked[1]?.answer()
    expect(pages.loaded).toBe(true)
  })

  it('finds a card that is not held', async () => {
    const { pages, ask, asked } = slow(1000)
    void pages.begin(ask)
    await asked[0]?.answer()
    await asked[1]?.answer()
    const far = pages.card(999)
    await asked[2]?.answer()
    expect((await far)?.id).toBe('999')
  })
})
