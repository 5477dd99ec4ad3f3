import { afterEach, describe, expect, it } from 'vitest'
import { date, inOrder, number, percent, priceOf, secondsLong } from './figures'
import { language, LANGUAGES, mark, nearest, sentences, speak, t, tell } from './words.svelte'

afterEach(() => speak('en'))

describe('words', () => {
  it('tell an English sentence as it is written, with its values', () => {
    expect(t('Split tag')).toBe('Split tag')
    expect(t('{n, plural, one {# clip} other {# clips}}', { n: 1 })).toBe('1 clip')
    expect(t('{n, plural, one {# clip} other {# clips}}', { n: 1200 })).toBe('1,200 clips')
    expect(t('Move {name} <b>', { name: "Mia's tint {x}" })).toBe("Move Mia's tint {x} <b>")
    expect(tell(mark('It is here.'))).toBe('It is here.')
    expect(t('Look|button')).toBe('Look')
  })

  it('stand one sentence after another as their writing does', () => {
    expect(sentences(['Two clips went.', '', 'One waits.'])).toBe('Two clips went. One waits.')
    expect(sentences(['公開しました。', '「Kettle」は待っています。'])).toBe('公開しました。「Kettle」は待っています。')
    expect(sentences([])).toBe('')
  })

  it('follow what a system asks for', () => {
    expect(nearest(['de-AT', 'en'])).toBe('de')
    expect(nearest(['fr', 'zh-CN'])).toBe('zh-Hans')
    expect(nearest(['pt-BR'])).toBe('en')
    expect(nearest([])).toBe('en')
  })

  it('change with the language, and stay English where nobody translated', async () => {
    for (const { id } of LANGUAGES) {
      await speak(id)
      expect(language()).toBe(id)
      expect(t('A sentence nobody translates.')).toBe('A sentence nobody translates.')
    }
  })
})

describe('figures', () => {
  it('are written as the language writes them', async () => {
    expect([number(12345), percent(0.125, 1), secondsLong(0.4)]).toEqual(['12,345', '12.5%', '0.4\u00a0s'])
    expect(date('2026-11-25T10:00:00Z', { dateStyle: 'medium', timeZone: 'UTC' })).toBe('Nov 25, 2026')
    await speak('de')
    expect([number(12345), percent(0.125, 1).replace('\u00a0', ' ')]).toEqual(['12.345', '12,5 %'])
    expect(date('2026-11-25T10:00:00Z', { dateStyle: 'medium', timeZone: 'UTC' })).toBe('25.11.2026')
    expect(['Clip 10', 'Clip 2', 'Äpfel', 'Zimt'].toSorted(inOrder)).toEqual(['Äpfel', 'Clip 2', 'Clip 10', 'Zimt'])
  })

  it.each([
    ['18.50', 'EUR', '€18.50', '18,50 €'], ['45', 'EUR', '€45.00', '45,00 €'], ['9.9', 'USD', '$9.90', '9,90 $'], ['1299.00', 'GBP', '£1,299.00', '1.299,00 £'],
    ['1200', 'JPY', '¥1,200', '1.200 ¥'], ['18.505', 'EUR', '€18.505', '18,505 €'], ['18.5', '??', '?? 18.5', '?? 18.5'], ['', 'EUR', '', ''],
    ['12345678901234567.89', 'EUR', '€12,345,678,901,234,567.89', '12.345.678.901.234.567,89 €'],
  ])('show %s %s as %s', async (amount, currency, en, de) => {
    expect(priceOf({ amount, currency })).toBe(en)
    await speak('de')
    expect(priceOf({ amount, currency }).replaceAll('\u00a0', ' ')).toBe(de)
  })

  it('show nothing for no price', () => {
    expect([priceOf(null), priceOf(undefined)]).toEqual(['', ''])
  })
})
