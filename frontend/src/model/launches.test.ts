import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import type { Launch, Product } from '../studio/studio'
import { Shell } from './app.svelte'
import { Launches, leftUntil, meantBy, monthsOf, wallText, zonesFor } from './launches.svelte'
import { momentsOf, offsetAt, wallFrom, wallOf, type Wall } from './moments'
import { fault, stage } from './testdata/studio'

const NOW = Date.parse('2026-11-23T09:12:00Z')
const launch = (at: string, zone = 'Europe/Berlin'): Launch => ({ at, wall: '', zone, products: [], clips: [], posts: [], warnings: [] })
const lamp = { id: 'lamp', title: 'Dusk lamp' } as Product
const wall = (day: string, time: string): Wall => { const w = wallFrom(day, time); if (!w) throw new Error('no wall'); return w }

describe('moments of launches', () => {
  it('says how long it still is, to the minute', () => {
    const after = (ms: number): string => leftUntil(NOW + ms, NOW)
    expect([after(-1), after(30_000), after(5 * 60_000), after(125 * 60_000), after(26 * 3_600_000), after(9 * 86_400_000)])
      .toEqual(['now', 'in less than a minute', 'in 5 min', 'in 2 h 5 min', 'in 1 day 2 h', 'in 9 days'])
  })

  it('a time that is skipped becomes the end of the gap, one that comes twice the first', () => {
    expect(meantBy(wall('2027-03-28', '02:30'), 'Europe/Berlin')).toEqual({ at: Date.parse('2027-03-28T01:00:00Z'), shift: 'moved' })
    expect(meantBy(wall('2026-10-25', '02:30'), 'Europe/Berlin')).toEqual({ at: Date.parse('2026-10-25T00:30:00Z'), shift: 'twice' })
    expect(meantBy(wall('2026-12-01', '10:00'), 'Europe/Berlin')).toEqual({ at: Date.parse('2026-12-01T09:00:00Z'), shift: '' })
    expect(meantBy(wall('2026-10-04', '02:10'), 'Australia/Lord_Howe')).toEqual({ at: Date.parse('2026-10-03T15:30:00Z'), shift: 'moved' }) // half an hour
    expect(meantBy(wall('2011-12-30', '12:00'), 'Pacific/Apia')).toEqual({ at: Date.parse('2011-12-30T10:00:00Z'), shift: 'moved' }) // a whole day
  })

  it('a skipped time always lies where the clocks were just put forward', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Tehran', 'Africa/Casablanca']
    fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 60 * 24 * 365 * 4 }), (zone, minutes) => {
      const w = wallOf(Date.UTC(2015, 0, 1) + minutes * 60_000, 'UTC')
      const { at, shift } = meantBy(w, zone)
      if (shift === 'moved') return offsetAt(at, zone) > offsetAt(at - 60_000, zone)
      return momentsOf(w, zone)[0] === at
    }))
  })

  it('writes a wall as the studio reads it, and finds zones by their words', () => {
    expect(wallText(wall('2026-12-01', '9:05'))).toBe('2026-12-01T09:05')
    expect(zonesFor('', 'Europe/Berlin')[0]).toBe('Europe/Berlin')
    expect(zonesFor('new york')).toEqual(['America/New_York'])
    expect(zonesFor('nowhere at all')).toEqual([])
    expect(new Set(zonesFor('')).size).toBe(zonesFor('').length)
  })

  it('lies in months as they are where the person is', () => {
    const months = monthsOf([launch('2026-11-30T22:30:00Z'), launch('2026-11-30T23:30:00Z'), launch('2026-12-24T09:00:00Z')], 'Europe/Berlin')
    expect(months.map((m) => [m.key, m.launches.length])).toEqual([['2026-11', 1], ['2026-12', 2]])
  })
})

describe('the calendar', () => {
  beforeEach(() => { vi.useFakeTimers({ now: NOW }) })
  afterEach(() => { vi.useRealTimers() })

  async function opened(verbs: Parameters<typeof stage>[0] = {}, all: Launch[] = [launch('2026-11-23T09:13:00Z')]) {
    const s = stage({ launches: () => all, products: () => [lamp], setEmbargo: () => null, undoLibrary: () => ({ message: 'Undone.' }) as never, ...verbs })
    const shell = new Shell(s.studio)
    const launches = new Launches(shell)
    const stop = launches.start()
    await vi.advanceTimersByTimeAsync(0)
    return { ...s, shell, launches, stop, asked: (verb: string) => s.calls.filter((c) => c.verb === verb).map((c) => c.args) }
  }

  it('asks again when a moment has come, and only then', async () => {
    const { launches, asked, stop } = await opened()
    await vi.advanceTimersByTimeAsync(30_000)
    expect([launches.now - NOW, asked('launches').length]).toEqual([30_000, 1])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked('launches')).toHaveLength(2)
    stop()
    await vi.advanceTimersByTimeAsync(300_000)
    expect(asked('launches')).toHaveLength(2)
  })

  it('holds a product back, and says what is wrong with a time', async () => {
    let refuse = true
    const { launches, asked } = await opened({ setEmbargo: () => { if (refuse) throw fault('Invalid', 'There is no time zone of that name.'); return null } })
    await launches.set(null, null)
    expect([launches.setting?.product, launches.products?.length]).toEqual([null, 1])
    expect(await launches.keep('lamp', '2026-12-01T10:00', 'Nowhere')).toBe('There is no time zone of that name.')
    expect(launches.setting).not.toBeNull()
    refuse = false
    expect(await launches.keep('lamp', '2026-12-01T10:00', 'Europe/Berlin')).toBe('')
    expect([launches.setting, asked('setEmbargo').at(-1)]).toEqual([null, ['lamp', '', '2026-12-01T10:00', 'Europe/Berlin']])
  })

  it('says why there is nothing to choose from', async () => {
    const { launches, shell } = await opened({ products: () => { throw fault('Internal', 'Nobody answers.') } })
    const setting = launches.set(null, null)
    expect(launches.products).toBeNull()
    await setting
    expect([launches.products, shell.notices.shown.map((n) => n.message)]).toEqual([[], ['Nobody answers.']])
  })

  it('shows at once, which undo takes back', async () => {
    const { launches, shell, asked } = await opened()
    await launches.lift(lamp)
    expect(asked('setEmbargo')).toEqual([['lamp', '', '', '']])
    await shell.notices.shown.find((n) => n.fix)?.fix?.run()
    expect(asked('undoLibrary')).toHaveLength(1)
  })

  it('says why there is no calendar', async () => {
    const { launches } = await opened({ launches: () => { throw fault('Internal', 'Busy.') } })
    expect([launches.loaded, launches.fault?.message]).toEqual([false, 'Busy.'])
  })
})
