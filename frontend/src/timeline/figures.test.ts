import { afterEach, describe, expect, it } from 'vitest'
import { parseRate } from '../maths/frames'
import { speak } from '../words/words.svelte'
import { delta, reasonOf, spoken } from './figures'

const rate = parseRate('30/1')
afterEach(() => speak('en'))

describe('what is said of times', () => {
  it('is why something sticks', () => {
    expect(reasonOf({ kind: 'tag', frame: 60, name: 'End of Mug' }, rate)).toBe('End of Mug 00:02.00')
    expect(reasonOf({ kind: 'cut', frame: 45 }, rate)).toBe('00:01.15')
    expect(reasonOf({ kind: 'second', frame: 210 }, rate)).toBe('7 s')
    expect(reasonOf({ kind: 'second', frame: 210 }, parseRate('30000/1001'))).toBe('7 s')
  })

  it('is how far it went, with its sign', async () => {
    expect([delta(12, rate), delta(-12, rate), delta(0, rate)]).toEqual(['+0.4 s', '−0.4 s', '+0.0 s'])
    expect(spoken(222, rate)).toBe('7.4')
    await speak('de')
    expect([delta(12, rate).startsWith('+0,4'), spoken(222, rate)]).toEqual([true, '7,4'])
  })
})
