import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Product, Relation, Tag } from '../model/clip.svelte'
import { chipOf, elsewhere, leftChanges, leftOf, rowsOf, teased, underneath, widthOnPage } from './published'

const NOW = Date.parse('2026-11-25T12:00:00Z')
const product = (id: string, relation: Relation, more: Partial<Product> = {}): Product => ({
  id, title: id, brand: '', url: `https://shop.example/${id}`, gtin: '', sku: '', image: '', relation, notes: '', shelf: 0, lane: 1,
  offer: { price: { amount: '9.90', currency: 'EUR' }, availability: 'in_stock', observed_at: '2026-11-20T12:00:00Z' }, ...more,
})
const tag = (id: string, of: string, from: number, relation: Relation = ''): Tag => ({ id, clip: 'c', product: of, in: from, out: from + 10, label: '', relation, notes: '' })
const known = (...all: Product[]): Map<string, Product> => new Map(all.map((p) => [p.id, p]))

describe('what the page says', () => {
  it('numbers products by their first tag and leaves out those that are gone', () => {
    const rows = rowsOf([tag('1', 'b', 0), tag('2', 'gone', 5), tag('3', 'a', 10), tag('4', 'b', 20)], known(product('a', 'none'), product('b', 'none')), NOW)
    expect(rows.map((r) => [r.n, r.product.id])).toEqual([[1, 'b'], [2, 'a']])
  })

  it('takes the strongest tie of all tags', () => {
    const [row] = rowsOf([tag('1', 'a', 0), tag('2', 'a', 20, 'paid')], known(product('a', 'own')), NOW)
    expect(row).toMatchObject({ relation: 'paid', paid: true })
    expect(rowsOf([tag('1', 'a', 0)], known(product('a', '')), NOW)[0]?.relation).toBe('none')
  })

  it('shows a price for a week and pays only for links that can be followed', () => {
    const old = { price: { amount: '1', currency: 'EUR' }, availability: '', observed_at: '2026-11-18T11:59:59Z' }
    const rows = rowsOf([tag('1', 'a', 0), tag('2', 'b', 1), tag('3', 'c', 2)], known(product('a', 'commission'), product('b', 'commission', { offer: old, url: 'http://x' }), product('c', 'own', { offer: null })), NOW)
    expect(rows.map((r) => [r.fresh, r.linked, r.paid])).toEqual([[true, true, true], [false, false, false], [false, true, false]])
  })

  it('draws tags that overlap in two lines', () => {
    const tags = [{ ...tag('1', 'a', 0), out: 30 }, { ...tag('2', 'a', 10), out: 20 }, { ...tag('3', 'a', 25), out: 40 }, { ...tag('4', 'a', 50), out: 60 }]
    expect([...underneath(tags)]).toEqual(['2', '3'])
  })

  it('says that it is advertising where it must', () => {
    const chip = (...r: Relation[]): string => chipOf(rowsOf(r.map((_, i) => tag(`${i}`, `${i}`, i)), known(...r.map((x, i) => product(`${i}`, x))), NOW))
    expect([chip('none'), chip('own', 'none'), chip('none', 'commission'), chip()]).toEqual(['', 'ad', 'paid links', ''])
    expect([widthOnPage(9 / 16), widthOnPage(1)]).toEqual([396, 694])
  })
})

describe('what may not be seen yet', () => {
  const soonOf = { at: '2026-12-04T09:00:00Z', zone: 'Europe/Berlin', says: 'Fri 10:00 CET' }

  it('is a time and nothing else, and stands where it will stand', () => {
    const products = known(product('kettle', 'commission', { brand: 'Norrgrain', image: 'x' }), product('mug', 'own'))
    const tags = [{ ...tag('1', 'kettle', 0), label: 'Secret' }, tag('2', 'mug', 5), { ...tag('3', 'kettle', 20), teaser: { label: 'New' } }]
    const page = teased(tags, products, { 1: soonOf, 3: soonOf })
    const rows = rowsOf(page.tags, page.products, NOW)
    expect(rows.map((r) => [r.n, r.product.title, r.relation, r.linked])).toEqual([[1, 'Fri 10:00 CET', 'commission', false], [2, 'mug', 'own', true]])
    expect(JSON.stringify([page.tags, rows])).not.toMatch(/Norrgrain|shop.example\/kettle|Secret|9\.90.*kettle/)
    expect(page.tags.map((one) => [one.in, one.label])).toEqual([[0, ''], [5, ''], [20, 'New']])
    expect(teased(tags, products, {}).tags).toEqual(tags)
  })

  it('is told in the time of this device where that is another', () => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone
    expect(elsewhere(soonOf.at, here)).toBe(false)
    expect(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'].filter((zone) => elsewhere(soonOf.at, zone)).length).toBeGreaterThan(1)
  })

  it('is sold out without a link, and keeps its marker', () => {
    const gone = product('mug', 'own', { offer: { price: { amount: '9', currency: 'EUR' }, availability: 'out_of_stock', observed_at: '2026-11-20T12:00:00Z' } })
    expect(rowsOf([tag('1', 'mug', 0)], known(gone), NOW)).toMatchObject([{ n: 1, soldOut: true, linked: false, paid: false }])
  })

  // The page's own script is the measure: it is run here beside what the preview counts.
  const soon = readFileSync('../app/platform/webpage/page/soon.js', 'utf8')
  // eslint-disable-next-line no-new-func
  const page = new Function('say', 'words', `${soon}; return { leftText, leftChanges }`) as (say: (s: string, ...parts: number[]) => string, words: object) => { leftText: (ms: number, calm: boolean) => string; leftChanges: (ms: number, calm: boolean) => number }
  const theirs = page((s, ...parts) => parts.reduce((text, part) => text.replace('%s', String(part)), s), { days: '%s d %s h', hours: '%s h %s min', minutes: '%s min' })
  const DAY = 86400000

  it('is counted as the page counts it', () => {
    const ours = (ms: number, calm: boolean): string => {
      const { days, hours, minutes, clock } = leftOf(ms, calm)
      return days ? `${days} d ${hours} h` : clock || (hours ? `${hours} h ${minutes} min` : `${minutes} min`)
    }
    for (const calm of [false, true]) {
      for (const ms of [1, 999, 1000, 1001, 59999, 60000, 60001, 3599999, 3600000, 3600001, DAY - 1, DAY, DAY + 1, DAY + 3600000, 2 * DAY + 3 * 3600000 + 17, 400 * DAY]) {
        expect([ms, calm, ours(ms, calm), leftChanges(ms, calm)]).toEqual([ms, calm, theirs.leftText(ms, calm), theirs.leftChanges(ms, calm)])
      }
    }
    expect([theirs.leftText(2 * DAY + 3 * 3600000, false), theirs.leftText(DAY - 1000, false), theirs.leftText(1, false), theirs.leftText(1, true), theirs.leftText(3 * 3600000 + 1, true)]).toEqual(['2 d 3 h', '23:59:59', '00:00:01', '1 min', '3 h 1 min'])
  })

  it('never shows a text longer than it is true', () => {
    for (const calm of [false, true]) {
      // From three days until the last one begins, and the last hour, one look after another.
      const looks = [[3 * DAY + 12345, DAY - 60000], [3600000 + 12345, 0]].flatMap(([from = 0, to = 0]) => {
        const out = []
        for (let ms = from; ms > to; ms -= theirs.leftChanges(ms, calm)) out.push(ms)
        return out
      })
      for (const ms of looks) {
        const lasts = theirs.leftChanges(ms, calm)
        expect(lasts).toBeGreaterThan(0)
        if (ms > lasts && ms < 2 * 60000) expect(theirs.leftText(ms, calm)).not.toBe(theirs.leftText(ms - lasts, calm))
        if (theirs.leftText(ms, calm) !== theirs.leftText(Math.max(1, ms - lasts + 1), calm)) throw new Error(`at ${ms} it is wrong before it is looked at again`)
      }
    }
  })
})
