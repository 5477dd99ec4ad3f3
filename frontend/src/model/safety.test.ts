import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Recovery, Restored, Snapshot } from '../studio/studio'
import { Shell } from './app.svelte'
import { Everything } from './everything.svelte'
import { holds, Keeping, Recovering, takenFor } from './safety.svelte'
import { fault, stage } from './testdata/studio'

const snapshot = (id: string, more: Partial<Snapshot> = {}): Snapshot => ({ id, at: `2026-11-${id}T09:00:00Z`, why: 'hour', bytes: 2_000_000, clips: 3, edits: 1, verified: true, ...more })
const restored = (more: Partial<Restored> = {}): Restored => ({ snapshot: null, aside: '/lib/damaged-1', behind: 0, again: false, message: 'It was put back.', ...more })
const damaged = (more: Partial<Recovery> = {}): Recovery => ({ state: 'damaged', message: 'Damaged.', folder: '/lib', offered: snapshot('23'), others: [snapshot('21'), snapshot('22', { verified: false })], ...more })

describe('the snapshots of an open library', () => {
  it('are asked for again whenever one was taken', async () => {
    let n = 0
    const s = stage({ snapshots: () => ({ all: [], bytes: n++, folder: '/s', minutes: 60, restored: null }) })
    const k = new Keeping(new Shell(s.studio))
    const end = k.listen()
    await expect.poll(() => k.facts?.bytes).toBe(0)
    s.happen('snapshots', {})
    await expect.poll(() => k.facts?.bytes).toBe(1)
    end()
    s.happen('snapshots', {})
    await Promise.resolve()
    expect(n).toBe(2)
  })

  it('say what became of one that was asked for, and why none was taken', async () => {
    let full = false
    const s = stage({ snapshots: () => ({ all: [], bytes: 0, folder: '/s', minutes: 60, restored: null }), takeSnapshot: () => { if (full) throw fault('Later', 'The disk is full.'); return { snapshot: snapshot('23'), fresh: true, message: 'It is whole.' } } })
    const k = new Keeping(new Shell(s.studio))
    await k.take()
    expect([k.said, k.wrong, k.taking]).toEqual(['It is whole.', null, false])
    full = true
    await k.take()
    expect([k.said, k.wrong?.message, k.taking]).toEqual(['', 'The disk is full.', false])
  })

  it('put nothing back unless the person was asked', async () => {
    const s = stage({ restoreSnapshot: (id) => { if (id === '22') throw fault('Refused', 'It is damaged.'); return restored({ again: true }) } })
    const k = new Keeping(new Shell(s.studio))
    await k.restore()
    expect(s.calls).toEqual([])
    k.ask(snapshot('22'))
    await k.restore()
    expect([k.wrong?.kind, k.due, k.asked?.id]).toEqual(['Refused', null, '22'])
    k.ask(snapshot('23'))
    expect(k.wrong).toBe(null)
    await k.restore()
    expect([k.due?.again, k.asked]).toEqual([true, null])
  })
})

describe('a library that cannot be opened', () => {
  afterEach(() => { vi.unstubAllGlobals() })
  it('is told of with what can stand in its place', async () => {
    const shell = new Shell(stage({ mediaBase: () => { throw fault('Internal', 'Damaged.') }, recovery: () => damaged() }).studio)
    await shell.start()
    expect([shell.shut?.message, shell.lost?.state]).toEqual(['Damaged.', 'damaged'])
  })

  it.each([['Conflict', 0], ['Login', 0], ['Refused', 1]] as const)('for %s asks %i times what can be done', async (kind, times) => {
    const s = stage({ mediaBase: () => { throw fault(kind, 'No.') }, recovery: () => damaged({ state: 'shut' }) })
    const shell = new Shell(s.studio)
    await shell.start()
    expect([shell.lost, shell.shut?.kind, s.calls.filter((c) => c.verb === 'recovery').length]).toEqual([null, kind, times])
  })

  it('that a newer Taglane made is looked at, or says why not', async () => {
    let broken = true
    const s = stage({ viewLibrary: () => { if (broken) throw fault('Internal', 'It is damaged.'); return { viewed: 'Only shown.', full: '' } } })
    const back: Restored[] = []
    const r = new Recovering(new Shell(s.studio), damaged({ state: 'newer', offered: null, others: [] }), (done) => { back.push(done) })
    await r.view()
    expect([r.wrong?.message, back.length, r.doing]).toEqual(['It is damaged.', 0, ''])
    broken = false
    await r.view()
    expect([r.wrong, back.map((d) => d.message), r.doing]).toEqual([null, [''], ''])
  })

  it('opens, and is said once, when it starts anew', async () => {
    vi.stubGlobal('navigator', { languages: ['en'] })
    let broken = true
    const s = stage({ mediaBase: () => { if (broken) throw fault('Internal', 'Damaged.'); return 'http://m/' }, recovery: () => damaged(), settings: () => ({}), setSetting: () => undefined })
    const shell = new Shell(s.studio)
    await shell.start()
    broken = false
    await shell.start()
    expect([shell.shut, shell.lost, shell.mediaBase]).toEqual([null, null, 'http://m/'])
    s.happen('notice', { kind: 'info', message: 'Hello' })
    expect(shell.notices.shown.map((n) => n.message)).toEqual(['Hello'])
  })

  it('offers the newest that is whole, and lists all by their time', () => {
    const r = new Recovering(new Shell(stage({}).studio), damaged(), () => undefined)
    expect([r.chosen, r.all.map((s) => s.id)]).toEqual(['23', ['23', '22', '21']])
    expect(new Recovering(new Shell(stage({}).studio), damaged({ offered: null }), () => undefined).chosen).toBe('')
  })

  it('tells once it is open again, or why not', async () => {
    let full = true
    const told: Restored[] = []
    const s = stage({ restoreSnapshot: () => { if (full) throw fault('Later', 'The disk is full.'); return restored() }, startEmpty: () => restored({ message: 'Empty.' }) })
    const r = new Recovering(new Shell(s.studio), damaged(), (done) => { told.push(done) })
    await r.restore()
    expect([r.wrong?.message, told, r.doing]).toEqual(['The disk is full.', [], ''])
    full = false
    await r.restore()
    await r.startEmpty()
    expect([r.wrong, told.map((x) => x.message)]).toEqual([null, ['It was put back.', 'Empty.']])
    expect(s.calls.map((c) => [c.verb, ...c.args])).toEqual([['restoreSnapshot', '23'], ['restoreSnapshot', '23'], ['startEmpty']])
  })
})

describe('the whole library as a folder', () => {
  it('is written where the person chose, with what was wished', async () => {
    let folder = ''
    const s = stage({ pickFolder: () => folder, exportEverything: () => ({}) as never })
    Object.assign(s.studio.able, { pick: true })
    const e = new Everything(new Shell(s.studio))
    await e.write()
    expect(s.calls.some((c) => c.verb === 'exportEverything')).toBe(false)
    folder = '/out'
    e.films = true
    await e.write()
    expect(s.calls.at(-1)).toEqual({ verb: 'exportEverything', args: [{ films: true, private: true, zip: false }, '/out'] })
  })

  it('comes back, and a dismissed dialog changes nothing', async () => {
    const answers = [null, { clips: 2, wrong: [] }, null, fault('Invalid', 'A file is missing.')]
    const s = stage({ bringEverything: () => { const a = answers.shift(); if (a && 'kind' in a) throw a; return a as never } })
    const e = new Everything(new Shell(s.studio))
    const seen: unknown[] = []
    for (let i = 0; i < 4; i++) { await e.bring(false); seen.push([e.brought?.clips, e.wrong?.message]) }
    expect(seen).toEqual([[undefined, undefined], [2, undefined], [2, undefined], [2, 'A file is missing.']])
  })
})

it('says of a snapshot what it is', () => {
  expect(holds(snapshot('23'))).toBe('3 clips · 1 step · 2.0 MB')
  expect(new Set((['hour', 'close', 'update', 'hand', 'restore'] as const).map((why) => takenFor(snapshot('23', { why })))).size).toBe(5)
})
