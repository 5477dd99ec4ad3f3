import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Publication } from '../studio/studio'
import { Shell } from './app.svelte'
import { wallOf } from './moments'
import { Publishing } from './publishing.svelte'
import { Queue } from './queue.svelte'
import { Roster } from './roster.svelte'
import { account, publication } from './testdata/publishing'
import { stage, view } from './testdata/studio'
import { QUIET_MS, Week } from './week.svelte'

const ZONE = 'Europe/Berlin'
const NOW = Date.parse('2026-11-23T09:12:00Z')

/** Without the zone, which only the studio reads. */
const bare = (at: string): string => at.replace(/\[.*/, '')

async function opened(rows: readonly Publication[], now = NOW) {
  let kept = [...rows]
  const s = stage({
    accounts: () => [account('web', 'webpage', 'Web page'), account('yt', 'youtube', 'Nora Lind')], clip: (id) => view(id), mediaBase: () => 'http://m/', check: () => ({ findings: [], losses: [] }),
    outbox: () => kept,
    publication: (id) => ({ ...(kept.find((p) => p.id === id) as Publication), steps: [{ at: '2026-11-25T10:00:00Z', intent: 'live', outcome: 'live', detail: '' }, { at: '2026-11-25T11:00:00Z', intent: 'tag', outcome: 'tagged', detail: '' }] }),
    schedulePublication: (id, at) => { kept = kept.map((p) => (p.id === id ? { ...p, at: at && bare(at) } : p)); return kept.find((p) => p.id === id) as Publication },
  })
  const shell = new Shell(s.studio)
  const queue = new Queue(shell)
  const roster = new Roster(shell)
  const publishing = new Publishing(shell, queue, roster)
  shell.chosen = 'c1'
  await shell.current.load()
  await queue.load()
  await roster.load()
  await publishing.load()
  const week = new Week(shell, queue, publishing, () => now, ZONE, 1)
  const scheduled = (): unknown[] => s.calls.filter((c) => c.verb === 'schedulePublication').map((c) => c.args)
  return { ...s, shell, queue, publishing, week, scheduled }
}
const waiting = (id: string, at: string): Publication => publication(id, { at, wait: 'until' })

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

describe('the week', () => {
  it('shows publications by day, those planned too, and nothing that was taken back', async () => {
    const { week, publishing } = await opened([
      waiting('tue', '2026-11-24T17:00:00Z'), waiting('late', '2026-11-24T23:30:00Z'), publication('was', { stage: 'live', steps: [{ at: '2026-11-23T08:00:00Z', intent: 'live', outcome: 'ok', detail: '' }] }),
      publication('off', { at: '2026-11-24T17:00:00Z', wait: 'canceled' }), publication('now', { stage: 'sent' }),
    ])
    publishing.plan.set([{ id: 'yt' }], Date.parse('2026-11-24T18:05:00Z'))
    const [monday = 0, tuesday = 0, wednesday = 0] = week.days
    expect(week.today).toBe(monday)
    expect([monday, tuesday, wednesday].map((d) => week.on(d).map((e) => e.key))).toEqual([['was'], ['tue', 'plan yt'], ['late']]) // half past eleven in Greenwich is Wednesday in Berlin
    week.turn(1)
    expect(week.days[0]).toBe(monday + 7)
    week.thisWeek()
    expect(week.first).toBe(monday)
  })

  it('asks once when something became public, where its row does not tell', async () => {
    const { week, queue, calls } = await opened([publication('page', { stage: 'tagged' })])
    expect(week.entries.map((e) => e.at)).toEqual([Date.parse('2026-11-25T10:00:00Z')])
    await queue.load()
    expect(calls.filter((c) => c.verb === 'publication')).toHaveLength(1)
  })

  it('carries one to another day at the same time of day, as one call when it rests', async () => {
    const { week, scheduled } = await opened([waiting('tue', '2026-11-24T17:00:00Z')])
    const entry = week.entries[0]
    if (!entry) throw new Error('no entry')
    week.press(entry, 10, 10)
    week.move(11, 11, entry.day)
    expect(week.carried).toBe('') // still a click
    week.move(90, 10, entry.day + 2)
    week.move(190, 10, entry.day + 3)
    expect([week.carried, week.entries[0]?.day, scheduled()]).toEqual(['tue', entry.day + 3, []])
    expect(week.release()).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(scheduled()).toEqual([['tue', '2026-11-27T18:00:00+01:00[Europe/Berlin]']])
  })

  it('drops everything on Escape, and takes nothing into the past', async () => {
    const { week, scheduled } = await opened([waiting('tue', '2026-11-24T17:00:00Z')])
    const entry = week.entries[0]
    if (!entry) throw new Error('no entry')
    week.press(entry, 0, 0)
    week.move(50, 0, entry.day + 2)
    week.cancel()
    expect([week.release(), week.entries[0]?.at, scheduled()]).toEqual([false, entry.at, []])
    week.press(entry, 0, 0)
    week.move(-50, 0, entry.day - 4)
    expect(week.entries[0]?.at).toBe(entry.at)
    week.release()
    week.nudge(entry, -4, 0)
    expect(week.said).toBe('That has passed.')
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    expect(scheduled()).toEqual([])
  })

  it('keeps many presses of keys as one move', async () => {
    const { week, scheduled } = await opened([waiting('tue', '2026-11-24T17:00:00Z')])
    for (const [days, steps] of [[1, 0], [1, 0], [0, 1], [0, 1], [0, -1]] as const) {
      const entry = week.entries[0]
      if (entry) week.nudge(entry, days, steps)
      await vi.advanceTimersByTimeAsync(QUIET_MS / 2)
    }
    expect(scheduled()).toEqual([])
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    expect(scheduled()).toEqual([['tue', '2026-11-26T18:15:00+01:00[Europe/Berlin]']])
  })

  it('moves what is planned without telling anybody', async () => {
    const { week, publishing, scheduled } = await opened([])
    publishing.plan.set([{ id: 'yt' }], Date.parse('2026-11-24T18:05:00Z'))
    const entry = week.entries[0]
    if (entry) week.nudge(entry, 1, 0)
    week.settle()
    expect([publishing.plan.of('yt'), scheduled()]).toEqual([Date.parse('2026-11-25T18:05:00Z'), []])
  })

  it('leaves what is public where it is', async () => {
    const { week } = await opened([publication('was', { stage: 'live', publicAt: '2026-11-25T08:00:00Z', canCancel: false })])
    const entry = week.entries[0]
    if (!entry) throw new Error('no entry')
    week.press(entry, 0, 0)
    week.move(50, 0, entry.day + 1)
    expect([entry.moves, week.release()]).toEqual([false, false])
  })

  it('keeps the time of day over every change of the clocks', async () => {
    vi.useRealTimers()
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 500 * 96 }), fc.integer({ min: 1, max: 40 }), async (quarter, days) => {
      const at = NOW + 3_600_000 + Math.ceil(quarter) * 900_000
      const { week, scheduled } = await opened([waiting('x', new Date(at).toISOString())])
      const entry = week.entries[0]
      if (!entry) throw new Error('no entry')
      week.press(entry, 0, 0)
      week.move(50, 0, entry.day + days)
      week.release()
      const [, to] = scheduled()[0] as [string, string]
      const [before, after] = [wallOf(at, ZONE), wallOf(Date.parse(bare(to)), ZONE)]
      // Only what is after two is ever skipped, and then it is three sharp.
      expect([[before.hour, before.minute], [3, 0]]).toContainEqual([after.hour, after.minute])
      expect(after.hour === before.hour || before.hour === 2).toBe(true)
    }), { numRuns: 60 })
  })
})
