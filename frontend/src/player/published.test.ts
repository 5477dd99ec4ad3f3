import { describe, expect, it } from 'vitest'
import type { Product, Relation, Tag } from '../model/clip.svelte'
import { chipOf, rowsOf, underneath, widthOnPage } from './published'

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
