import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterGap, dayNumber, daysLater, dayText, firstDayOf, meantText, momentsOf, momentText, movedDays, offsetAt, timeText, wallFrom, wallOf, weekOf } from './moments'

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC', 'Pacific/Auckland'] as const
const moment = fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2035, 0, 1) / 60_000 }).map((m) => m * 60_000)
const zone = fc.constantFrom(...ZONES)
const said = (at: number[]): string[] => at.map(momentText)

describe('moments', () => {
  it('are what a clock on the wall means, one mostly', () => {
    expect(said(momentsOf({ year: 2026, month: 11, day: 24, hour: 18, minute: 0 }, 'Europe/Berlin'))).toEqual(['2026-11-24T17:00:00Z'])
    expect(said(momentsOf({ year: 2026, month: 7, day: 1, hour: 18, minute: 0 }, 'America/New_York'))).toEqual(['2026-07-01T22:00:00Z'])
  })

  it('do not exist in the hour that is skipped, and the time after it is offered', () => {
    const skipped = { year: 2027, month: 3, day: 28, hour: 2, minute: 30 }
    expect(momentsOf(skipped, 'Europe/Berlin')).toEqual([])
    expect(momentText(afterGap(skipped, 'Europe/Berlin'))).toBe('2027-03-28T01:00:00Z')
    expect(timeText(wallOf(afterGap(skipped, 'Europe/Berlin'), 'Europe/Berlin'))).toBe('03:00')
  })

  it('exist twice in the hour that comes again', () => {
    expect(said(momentsOf({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 }, 'Europe/Berlin'))).toEqual(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])
    expect(momentsOf({ year: 2027, month: 4, day: 4, hour: 1, minute: 45 }, 'Australia/Lord_Howe')).toHaveLength(2)
  })

  it('lead back to where they came from, everywhere and always', () => {
    fc.assert(fc.property(moment, zone, (at, z) => momentsOf(wallOf(at, z), z).includes(at)))
  })

  it('are offered later, never earlier, than what is skipped', () => {
    fc.assert(fc.property(moment, zone, (at, z) => {
      const w = { ...wallOf(at, z), hour: 2, minute: 15 }
      if (momentsOf(w, z).length > 0) return true
      const after = wallOf(afterGap(w, z), z)
      return dayText(after) === dayText(w) && timeText(after) > timeText(w)
    }))
  })

  it('keep their time of day on another day, unless it is skipped there', () => {
    fc.assert(fc.property(moment, fc.integer({ min: -400, max: 400 }), zone, (at, days, z) => {
      const want = daysLater(wallOf(at, z), days)
      const got = wallOf(movedDays(at, days, z), z)
      return momentsOf(want, z).length === 0 ? timeText(got) > timeText(want) : timeText(got) === timeText(want) && dayText(got) === dayText(want)
    }))
    expect(momentText(movedDays(Date.parse('2026-10-24T16:00:00Z'), 1, 'Europe/Berlin'))).toBe('2026-10-25T17:00:00Z')
  })

  it('are told with what the clock on the wall shows, and where it hangs', () => {
    expect(meantText(Date.parse('2026-12-01T17:00:00Z'), 'Europe/Berlin')).toBe('2026-12-01T18:00:00+01:00[Europe/Berlin]')
    expect(meantText(Date.parse('2026-12-01T17:00:30Z'), 'America/St_Johns')).toBe('2026-12-01T13:30:30-03:30[America/St_Johns]')
    expect(meantText(Date.parse('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toBe('2026-10-25T02:30:00+01:00[Europe/Berlin]') // the second of two
    fc.assert(fc.property(moment, zone, (at, z) => Date.parse(meantText(at, z).replace(/\[.*/, '')) === at))
  })

  it('are read from what a person types', () => {
    expect(wallFrom('2026-02-29', '10:00')).toBeNull()
    expect(wallFrom('2028-02-29', '9:05')).toEqual({ year: 2028, month: 2, day: 29, hour: 9, minute: 5 })
    expect([wallFrom('', '10:00'), wallFrom('2026-11-24', '24:00'), wallFrom('2026-11-24', 'noon')]).toEqual([null, null, null])
    expect(offsetAt(Date.UTC(2026, 10, 24), 'Asia/Kathmandu')).toBe(345 * 60_000)
  })
})

describe('weeks', () => {
  it('begin where the language begins them', () => {
    expect([firstDayOf('de'), firstDayOf('en-US'), firstDayOf('ar-EG'), firstDayOf('no such locale')]).toEqual([1, 7, 6, 1])
    const thursday = dayNumber({ year: 2026, month: 11, day: 26 })
    expect(weekOf(thursday, 1)).toBe(dayNumber({ year: 2026, month: 11, day: 23 }))
    expect(weekOf(thursday, 7)).toBe(dayNumber({ year: 2026, month: 11, day: 22 }))
  })

  it('hold every day once', () => {
    fc.assert(fc.property(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: 1, max: 7 }), (day, first) => {
      const start = weekOf(day, first)
      return start <= day && day < start + 7 && weekOf(start, first) === start && weekOf(start + 7, first) === start + 7
    }))
  })
})
