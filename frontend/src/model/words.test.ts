import { afterEach, describe, expect, it } from 'vitest'
import { speak } from '../words/words.svelte'
import { RELATIONS, relationName } from './relations'
import { either, every, saysLength, saysRate, saysSize } from './words'

afterEach(() => speak('en'))

describe('figures of the studio', () => {
  it('are written with the decimal sign of the language', async () => {
    await speak('de')
    expect([saysSize(1_900_000), saysSize(186_000_000), saysRate('30000/1001').split(' ')[0], saysLength(930, '30/1')]).toEqual(['1,9 MB', '186 MB', '29,97', '0:31'])
    await speak('ja')
    expect(saysSize(1_900_000)).toBe('1.9 MB')
  })

  it('count names up as the language does', async () => {
    expect([every(['Library', 'Tag']), either(['F', 'G', 'H'])]).toEqual(['Library and Tag', 'F, G, or H'])
    await speak('de')
    expect([every(['A', 'B']), either(['F', 'G'])]).toEqual(['A und B', 'F oder G'])
  })
})

describe('ties to a product', () => {
  it('have a name and a short one each, and say so when they are not said', () => {
    expect(RELATIONS.map((r) => [r.value, r.name, r.short])).toEqual([
      ['paid', 'Paid partnership', 'paid'], ['commission', 'Commission', 'commission'], ['gifted', 'Gifted', 'gift'], ['own', 'Own product', 'own shop'], ['none', 'No relation', 'no tie'],
    ])
    expect([relationName('gifted'), relationName('')]).toEqual(['Gifted', 'Not said'])
  })
})
