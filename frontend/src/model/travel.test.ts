import { beforeEach, describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../studio/studio'
import { OpenClip } from './clip.svelte'
import { card, stage, view, type Stage } from './testdata/studio'
import { sinceThen, Travel } from './travel.svelte'

const entry = (n: number, more: Partial<HistoryEntry> = {}): HistoryEntry => ({ n, at: '2026-11-25T10:00:00Z', by: 'me', sentence: `Step ${n}`, undone: false, checkpoint: '', ...more })

let list: HistoryEntry[]
let s: Stage
let travel: Travel

beforeEach(async () => {
  list = [entry(3), entry(2), entry(1)]
  s = stage({
    mediaBase: () => '',
    clip: () => view('c'),
    history: () => list,
    travel: (_, n) => { list = list.map((e) => ({ ...e, undone: e.n > n })); return { clip: view('c'), message: '' } },
    checkpoint: (_, name) => { list = list.map((e) => (e.n === travel.here ? { ...e, checkpoint: name } : e)); return { clip: view('c'), message: '' } },
  })
  const clip = new OpenClip(s.studio, () => undefined)
  await clip.open('c')
  travel = new Travel(clip)
  await travel.load()
})
const trips = (): unknown[] => s.calls.filter((c) => c.verb === 'travel').map((c) => c.args[1])

describe('travelling', () => {
  it('goes to a step and back, and says where one is', async () => {
    await travel.go(1)
    expect(travel.here).toBe(1)
    expect(travel.told).toContain('Step 1')
    expect(travel.entries?.map((e) => e.undone)).toEqual([true, true, false])
    await travel.go(3)
    expect(travel.told).toContain('Step 3')
    expect(travel.entries?.every((e) => !e.undone)).toBe(true)
    expect(trips()).toEqual([1, 3])
  })

  it('does not go where it is, nor where there is nothing, nor behind the clip coming in', async () => {
    await travel.go(3)
    await travel.go(17)
    await travel.go(0)
    expect(trips()).toEqual([])
  })

  it('shows nothing of the clip before while the next is asked for', async () => {
    let answer: (list: HistoryEntry[]) => void = () => undefined
    const other = stage({ mediaBase: () => '', clip: (id) => view(id, { card: card(id) }), history: (id) => (id === 'c' ? list : new Promise((r) => { answer = r })) })
    const clip = new OpenClip(other.studio, () => undefined)
    await clip.open('c')
    const t = new Travel(clip)
    await t.load()
    await clip.open('d')
    const loading = t.load()
    expect(t.entries).toBeNull()
    await new Promise((r) => { setTimeout(r) })
    answer([entry(9)])
    await loading
    expect(t.here).toBe(9)
  })

  it('names the state one stands at, and refuses no name', async () => {
    await travel.go(2)
    expect(await travel.name(' ')).not.toBe('')
    expect(await travel.name(' Three tags ')).toBe('')
    expect(travel.named.map((e) => [e.n, e.checkpoint])).toEqual([[2, 'Three tags']])
    list = list.map((e) => ({ ...e, undone: true }))
    await travel.load()
    expect(await travel.name('Nothing')).toContain('Nothing was done')
  })
})

it('tells how long ago something was', () => {
  const now = new Date('2026-11-25T12:00:00Z')
  expect(sinceThen('2026-11-25T11:59:30Z', now)).toBe('just now')
  expect(sinceThen('2026-11-25T11:55:00Z', now)).toMatch(/^5 min/)
  expect(sinceThen('2026-11-24T11:00:00Z', now)).toBe('yesterday')
  expect(sinceThen('2025-01-01T11:00:00Z', now)).toContain('2025')
  expect(sinceThen('?', now)).toBe('')
})
