import { expect, it } from 'vitest'
import { priceOf } from './money'

it.each([
  ['18.50', 'EUR', '€18.50'], ['45', 'EUR', '€45.00'], ['9.9', 'USD', '$9.90'], ['1299.00', 'GBP', '£1299.00'],
  ['1200', 'JPY', '¥1200'], ['18.5', 'CHF', 'CHF 18.5'], ['', 'EUR', ''],
])('shows %s %s as %s', (amount, currency, text) => {
  expect(priceOf({ amount, currency })).toBe(text)
})

it('shows nothing for no price', () => {
  expect([priceOf(null), priceOf(undefined)]).toEqual(['', ''])
})
