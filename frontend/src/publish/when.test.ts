import { afterEach, describe, expect, it } from 'vitest'
import { speak } from '../words/words.svelte'
import { saysDay, saysMoment, saysOffset, saysTime, saysZone } from './when'

const at = Date.parse('2026-11-24T17:00:00Z')
const now = Date.parse('2026-11-23T09:12:00Z')

describe('a moment', () => {
  afterEach(() => speak('en'))

  it('is told as short as it can be', () => {
    expect(saysMoment(at, now, 'Europe/Berlin')).toBe('Tue 24, 18:00')
    expect(saysMoment(Date.parse('2026-12-01T17:00:00Z'), now, 'Europe/Berlin')).toBe('Tue Dec 1, 18:00')
    expect(saysMoment(Date.parse('2027-01-01T17:00:00Z'), now, 'Europe/Berlin')).toBe('Fri Jan 1, 2027, 18:00')
  })

  it('is told where the person is, in their language', async () => {
    expect(saysMoment(Date.parse('2026-11-24T23:30:00Z'), now, 'Europe/Berlin')).toBe('Wed 25, 00:30')
    await speak('de')
    expect(saysMoment(at, now, 'Europe/Berlin')).toBe('Di 24, 18:00')
    await speak('ja')
    expect(saysDay(at, 'Europe/Berlin')).toBe('24日(火)')
  })

  it('names its zone, and how far that is from Greenwich then', () => {
    expect([saysZone(at, 'Europe/Berlin'), saysZone(Date.parse('2026-07-01T00:00:00Z'), 'Europe/Berlin'), saysZone(at, 'America/New_York')]).toEqual(['Europe/Berlin, GMT+1', 'Europe/Berlin, GMT+2', 'America/New York, GMT-5'])
    expect(saysOffset(at, 'Asia/Kathmandu')).toBe('GMT+5:45')
    expect(saysTime(at, 'UTC')).toBe('17:00')
  })
})
