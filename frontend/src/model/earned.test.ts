import { expect, it } from 'vitest'
import { amountOf, amountsText, currenciesOf, linesOf } from './earned'
import { rowsOf } from './figurerows'
import { eur, figures, sums } from './testdata/insights'

const usd = (value: string) => ({ value, currency: 'USD' })

it('tells each currency by itself and adds none together', () => {
  const lines = linesOf({ ...sums([usd('3.00'), eur('12.50')], [eur('1.00')]), returned: [usd('-2.00')] })
  expect(lines).toEqual([{ currency: 'EUR', earned: '€12.50', pending: '€1.00', returned: '' }, { currency: 'USD', earned: '$3.00', pending: '', returned: '-$2.00' }])
  expect(linesOf(sums([eur('0.00')]))).toEqual([])
  expect(amountsText([eur('1.005'), usd('2.00')])).toBe('€1.005 · $2.00')
  expect([amountOf([eur('1.5')], 'EUR'), amountOf([eur('1.5')], 'USD')]).toEqual([1.5, 0])
})

it('draws first the currency of the most days', () => {
  const day = (...commission: ReturnType<typeof eur>[]) => ({ day: '', views: 0, clicks: 0, orders: 0, commission })
  expect(currenciesOf([day(eur('1')), day(usd('1'), eur('1')), day()])).toEqual(['EUR', 'USD'])
  expect(currenciesOf([day()])).toEqual([])
})

it('makes rows of posts, products and tags, each with the clip it opens', () => {
  const v = figures()
  expect(rowsOf(v, 'posts')[0]).toMatchObject({ key: 'p1', title: 'Sunday', detail: 'Nora', service: 'youtube', clip: 'c1', tag: '', counts: [90, 2, 7, 1] })
  expect(rowsOf(v, 'products').map((r) => [r.title, r.clip, r.tag, r.counts])).toEqual([['The pan', 'c1', 't1', [90, 1, 7, 1]], ['The cup', '', '', [90, 1, 1, 0]]])
  expect(rowsOf(v, 'tags')[0]).toMatchObject({ key: 't1', title: 'The pan', detail: 'Sunday, 1.0\u00a0s to 3.0\u00a0s', clip: 'c1', tag: 't1', counts: [90, 3, 1] })
})
