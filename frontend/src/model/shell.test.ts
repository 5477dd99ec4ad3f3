import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Shell } from './app.svelte'
import { saysLeft } from './jobs.svelte'
import { Notices } from './notices.svelte'
import { rank } from './rank'
import { fault, stage, view } from './testdata/studio'
import { saysLength, saysRate, saysSize } from './words'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

describe('notices', () => {
  it('offer to take back what was done last, and nothing else', () => {
    const notices = new Notices()
    const back: string[] = []
    notices.offer('Mug is out.', () => back.push('mug'))
    notices.offer('Pan is out.', () => back.push('pan'))
    expect(notices.shown.map((n) => n.message)).toEqual(['Pan is out.'])
    notices.shown[0]!.fix!.run()
    expect([back, notices.shown.length]).toEqual([['pan'], 0])
    notices.offer('Pot is out.', () => back.push('pot'))
    notices.withdraw()
    expect([back, notices.shown.length]).toEqual([['pan'], 0])
  })

  it('leave by themselves, success sooner than info, errors never', () => {
    const n = new Notices()
    n.add({ kind: 'success', message: 's' })
    n.add({ kind: 'info', message: 'i' })
    n.add({ kind: 'error', message: 'e' })
    vi.advanceTimersByTime(3999)
    expect(n.shown).toHaveLength(3)
    vi.advanceTimersByTime(1)
    expect(n.shown.map((x) => x.message)).toEqual(['i', 'e'])
    vi.advanceTimersByTime(2000)
    expect(n.shown.map((x) => x.message)).toEqual(['e'])
    vi.advanceTimersByTime(3_600_000)
    expect(n.shown).toHaveLength(1)
  })

  it('stay while a hand is on them', () => {
    const n = new Notices()
    const id = n.add({ kind: 'success', message: 's' })
    n.pause(id)
    vi.advanceTimersByTime(60_000)
    expect(n.shown).toHaveLength(1)
    n.resume(id)
    vi.advanceTimersByTime(4000)
    expect(n.shown).toHaveLength(0)
  })

  it('count what is said again, and never push an error out', () => {
    const n = new Notices()
    n.add({ kind: 'error', message: 'e' })
    for (let i = 0; i < 6; i++) n.add({ kind: 'info', message: `i${i}` })
    expect(n.shown.map((x) => x.message)).toEqual(['e', 'i3', 'i4', 'i5'])
    n.add({ kind: 'error', message: 'e' })
    expect(n.shown.at(-1)).toMatchObject({ message: 'e', times: 2 })
    expect(n.shown).toHaveLength(4)
  })
})

describe('the shell', () => {
  it('goes with a clip and what to look at into the Tag place', async () => {
    const s = stage({ clip: (id) => view(id, { undo: 'Move Mug' }), mediaBase: () => 'http://m/' })
    const shell = new Shell(s.studio)
    await shell.start()
    shell.tag('c1', { tag: 't1', frame: 7 })
    expect([shell.place, shell.chosen, shell.spotlight]).toEqual(['tag', 'c1', { tag: 't1', frame: 7 }])
    await vi.waitFor(() => { expect(shell.current.view?.undo).toBe('Move Mug') })
    expect(shell.url('poster-1')).toBe('http://m/poster-1')
    expect(shell.url('')).toBe('')
  })

  it('asks once more, not once each, for changes while it is asking', async () => {
    let answer: () => void = () => undefined
    const s = stage({ clip: async (id) => { await new Promise<void>((r) => { answer = r }); return view(id) }, mediaBase: () => '' })
    const shell = new Shell(s.studio)
    await shell.start()
    const asked = () => s.calls.filter((c) => c.verb === 'clip').map((c) => c.args[0])
    shell.chosen = 'c1'
    for (let i = 0; i < 1000; i++) s.happen('library', {})
    expect(asked()).toEqual(['c1'])
    answer()
    await vi.waitFor(() => { expect(asked()).toEqual(['c1', 'c1']) })
    shell.chosen = 'c2' // another clip does not wait for the one before
    expect(asked()).toEqual(['c1', 'c1', 'c2'])
    answer()
    await vi.waitFor(() => { expect(shell.current.view?.card.id).toBe('c2') })
    expect(asked()).toHaveLength(3)
  })

  it('no longer speaks of a clip that is gone', async () => {
    let there = true
    const s = stage({ clip: (id) => { if (there) return view(id); throw fault('NotFound', 'gone') }, mediaBase: () => '' })
    const shell = new Shell(s.studio)
    await shell.start()
    shell.chosen = 'c1'
    await vi.waitFor(() => { expect(shell.current.view).not.toBeNull() })
    there = false
    s.happen('clip', { id: 'c1' })
    await vi.waitFor(() => { expect(shell.chosen).toBe('') })
  })

  it('undoes the chosen clip and says what it took back; a failure stays to be read', async () => {
    let fails = false
    const s = stage({ clip: (id) => view(id), mediaBase: () => '', undo: (id) => { if (fails) throw fault('Refused', 'There is nothing to undo.'); return { clip: view(id), message: 'Undid: Move Mug' } } })
    const shell = new Shell(s.studio)
    await shell.undo()
    expect(s.calls.some((c) => c.verb === 'undo')).toBe(false)
    shell.chosen = 'c1'
    await shell.undo()
    fails = true
    await shell.undo()
    expect(shell.notices.shown.map((n) => [n.kind, n.message])).toEqual([['success', 'Undid: Move Mug'], ['error', 'There is nothing to undo.']])
  })

  it('keeps what waits for a person until it is read, and lets go what is asked again at its time', () => {
    const shell = new Shell(stage({ mediaBase: () => '' }).studio)
    shell.fail(fault('Later', 'The disk is full. Make room and try again.'))
    shell.fail({ ...fault('Later', 'YouTube wants fewer calls.'), until: '2026-11-25T10:00:00Z' })
    expect(shell.notices.shown.map((n) => n.kind).sort()).toEqual(['error', 'info'])
  })

  it('says that nobody answers for as long as that lasts, not in notices', async () => {
    const s = stage({ mediaBase: () => '' })
    const shell = new Shell(s.studio)
    await shell.start()
    shell.fail(fault('Offline', 'Taglane is not running any more.'))
    shell.fail(fault('Offline', 'Taglane is not running any more.'))
    expect([shell.offline, shell.notices.shown.length]).toEqual([true, 0])
    s.resync()
    expect(shell.offline).toBe(false)
  })

  it('says why nothing can be shown, and shows what the program says by itself', async () => {
    const s = stage({ mediaBase: () => { throw fault('Login', 'This page is stale.') } })
    const shell = new Shell(s.studio)
    await shell.start()
    expect(shell.shut?.message).toBe('This page is stale.')
    s.happen('notice', { kind: 'info', message: 'Hello.' })
    expect(shell.notices.shown[0]?.message).toBe('Hello.')
  })
})

describe('figures', () => {
  it('read as a person says them', () => {
    expect([saysLength(930, '30/1'), saysLength(107892, '30000/1001'), saysLength(0, '25/1')]).toEqual(['0:31', '1:00:00', '0:00'])
    expect([saysSize(999), saysSize(1500), saysSize(186_000_000), saysSize(1_900_000), saysSize(999_999)]).toEqual(['999 B', '2 KB', '186 MB', '1.9 MB', '1.0 MB'])
    expect([saysRate('30/1'), saysRate('30000/1001')]).toEqual(['30 fps', '29.97 fps'])
    expect([saysLeft(-1), saysLeft(0), saysLeft(40), saysLeft(100)]).toEqual(['', '1 s', '40 s', '2 min'])
  })
})

describe('finding by a few letters', () => {
  const all = ['Undo', 'Redo', 'Open page', 'Go to publish', 'Publish 1 page', 'Search (again)']
  const find = (q: string) => rank(q, all, (t) => [t])
  it('puts what begins so first, then what has a word that does', () => {
    expect(find('p')).toEqual(['Publish 1 page', 'Open page', 'Go to publish'])
    expect(find('page op')).toEqual(['Open page'])
    expect(find('do')).toEqual(['Undo', 'Redo'])
    expect(find('')).toEqual(all)
    expect(find('zz')).toEqual([])
    expect(find('(ag')).toEqual(['Search (again)'])
  })
})

describe('another library', () => {
  const at = (next: string) => ({ path: '/away', next, chosen: true, fixed: false })
  it.each([['/other', 1], ['/away', 0]])('%s chosen starts anew %i times', async (next, times) => {
    const { studio, calls } = stage({ libraryPlace: () => at('/away'), placeLibrary: () => at(next), startAgain: () => undefined })
    await new Shell(studio).otherLibrary()
    expect(calls.filter((c) => c.verb === 'startAgain')).toHaveLength(times)
  })
  it('that cannot be taken says why', async () => {
    const shell = new Shell(stage({ libraryPlace: () => at('/away') }).studio)
    await shell.otherLibrary()
    expect(shell.shut?.kind).toBe('NotFound')
  })
})
