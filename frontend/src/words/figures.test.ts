// The same table is what the program's own sentences are held against, so that
// a price is written alike on both sides.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it, vi } from 'vitest'
import { date, number, priceOf } from './figures'
import { reader } from './message'
import { LANGUAGES, speak } from './words.svelte'

afterEach(() => speak('en'))

const rows = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'testdata/figures.json'), 'utf8')) as Record<string, string>[]

const tells: Record<string, (value: string) => string> = {
  money: (v) => { const [amount = '', currency = ''] = v.split(' '); return priceOf({ amount, currency }) },
  share: (v) => number(Number(v), { style: 'percent', maximumFractionDigits: 1 }),
  day: (v) => date(v, { dateStyle: 'medium', timeZone: 'UTC' }),
  wall: (v) => date(`${v}Z`, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone: 'UTC' }),
}

it.each(LANGUAGES.map((l) => l.id))('figures are written in %s as the table says', async (language) => {
  await speak(language)
  expect(rows.length).toBeGreaterThan(20)
  for (const row of rows) expect([row.kind, row.value, tells[row.kind ?? '']?.(row.value ?? '')]).toEqual([row.kind, row.value, row[language]])
})

it.each(LANGUAGES.map((l) => l.id))('a small whole number is written in %s as its figures would be, and needs none of them', async (language) => {
  await speak(language)
  const figures = new Intl.NumberFormat(language)
  const asked = vi.spyOn(Intl, 'NumberFormat')
  const rules = vi.spyOn(Intl, 'PluralRules')
  const told = [...Array(1000).keys()].map((n) => number(n))
  const counted = [0, 7, 999].map((n) => reader(language)('{n, number}')({ n }))
  expect([asked.mock.calls.length, rules.mock.calls.length, counted]).toEqual([0, 0, ['0', '7', '999']])
  vi.restoreAllMocks()
  expect(told).toEqual([...Array(1000).keys()].map((n) => figures.format(n)))
  expect([number(1000), number(-1), number(0.5)]).toEqual([figures.format(1000), figures.format(-1), figures.format(0.5)])
})
