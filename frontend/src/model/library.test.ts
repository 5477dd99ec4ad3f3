import { describe, expect, it, vi } from 'vitest'
import type { ClipCard, LibraryQuery } from '../studio/studio'
import { Shell } from './app.svelte'
import { Library } from './library.svelte'
import { facts } from './testdata/library'
import { card, fault, stage, view } from './testdata/studio'

const three = () => [
  card('new', { name: 'clip 10' }),
  card('mid', { name: 'clip 9', state: 'missing' }),
  card('old', { tags: 2, state: 'published', title: 'Lemons' }),
]

async function opened(verbs: Parameters<typeof stage>[0] = {}, clips: ClipCard[] = three()) {
  const fits = (q: Partial<LibraryQuery>) => clips.filter((c) => c.title.toLowerCase().includes(q.text ?? '') && (!q.filter || q.filter === 'all' || c.state === q.filter) && (!q.project || c.project === q.project))
  const s = stage({
    clips: (q) => ({ cards: fits(q).slice(q.offset, (q.offset ?? 0) + (q.limit ?? 100)), total: fits(q).length }),
    clipIDs: (q) => fits(q).map((c) => c.id),
    library: () => facts({ counts: { all: clips.length, missing: fits({ filter: 'missing' }).length } }),
    watches: () => [], clip: (id) => view(id), mediaBase: () => 'http://m/', ...verbs,
  })
  const shell = new Shell(s.studio)
  const library = new Library(shell)
  await library.start()
  const asked = (verb: string) => s.calls.filter((c) => c.verb === verb)
  const ids = () => Array.from({ length: library.pages.total }, (_, i) => library.pages.at(i)?.id)
  return { ...s, shell, library, clips, asked, ids }
}
const quiet = () => new Promise((r) => setTimeout(r, 160))

describe('the library', () => {
  it('asks for the first page, chooses the first clip and counts the rest', async () => {
    const { library, shell, asked } = await opened()
    expect(asked('clips')[0]?.args[0]).toMatchObject({ text: '', filter: 'all', project: '', sort: 'newest', offset: 0 })
    expect(shell.chosen).toBe('new')
    expect([library.pages.total, library.count('all'), library.count('missing'), library.count('unsure')]).toEqual([3, 3, 1, 0])
    library.show({ sort: 'longest' })
    expect(asked('clips').at(-1)?.args[0]).toMatchObject({ sort: 'longest', offset: 0 })
  })

  it('lets Go look for words, once the hand rests', async () => {
    const { library, ids, asked } = await opened()
    library.search('l')
    library.search('lemon')
    await quiet()
    expect(ids()).toEqual(['old'])
    expect(asked('clips').map((c) => (c.args[0] as LibraryQuery).text)).toEqual(['', 'lemon'])
    library.showAll()
    await vi.waitFor(() => { expect(ids()).toHaveLength(3) })
  })

  it('asks once for many changes, and keeps what is shown meanwhile', async () => {
    const { happen, asked, library } = await opened()
    for (let i = 0; i < 20; i++) happen('library', {})
    expect(library.pages.at(0)?.id).toBe('new')
    await quiet()
    expect(asked('clips')).toHaveLength(2)
    expect(asked('library')).toHaveLength(2)
  })

  it('rests as long as asking took while everything changes', async () => {
    let asked = 0
    const { happen } = await opened({ library: async () => { asked++; await new Promise((r) => setTimeout(r, 200)); return facts({ counts: { all: 3 } }) } })
    const before = asked
    const end = performance.now() + 1000
    while (performance.now() < end) {
      happen('clip', { id: 'old' })
      await new Promise((r) => setTimeout(r, 5))
    }
    expect(asked - before).toBeGreaterThan(0)
    expect(asked - before).toBeLessThanOrEqual(3) // at 200 ms to answer and 200 ms of rest
  })

  it('moves the choice along what fits and stops at the ends', async () => {
    const { library, shell } = await opened()
    expect(library.move(1)).toBe(1)
    expect(shell.chosen).toBe('mid')
    expect(library.move(7)).toBe(1) // there is no row below
    expect(library.move(Infinity)).toBe(2)
    expect(library.move(1)).toBe(2)
    expect(library.move(-Infinity)).toBe(0)
    library.choose('')
    expect(library.move(-1)).toBe(2)
  })

  it('moves to a clip that is far from all that is held', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => card(`c${i}`))
    const { library, shell } = await opened({}, many)
    expect(library.move(Infinity)).toBe(4999)
    await vi.waitFor(() => { expect(shell.chosen).toBe('c4999') })
    expect(library.move(-1)).toBe(4998) // from there on, though its page is not held
    await vi.waitFor(() => { expect(shell.chosen).toBe('c4998') })
    await library.step(1)
    expect(shell.chosen).toBe('c4999')
    expect(library.near.length).toBeGreaterThan(1)
  })

  it('moves on from a chosen clip whose page is no longer held', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => card(`c${i}`))
    const { library, shell } = await opened({}, many)
    for (let i = 1; i < 50; i++) {
      library.pages.see(i * 100, i * 100 + 40)
      await vi.waitFor(() => { expect(library.pages.at(i * 100)).not.toBeNull() })
    }
    expect(library.pages.indexOf('c0')).toBe(-1)
    library.move(1)
    await vi.waitFor(() => { expect(shell.chosen).toBe('c1') })
    expect(library.move(Infinity)).toBe(4999)
  })

  it('picks with the arrows without losing the choice', async () => {
    const { library, shell } = await opened()
    library.move(1, true)
    await vi.waitFor(() => { expect([...library.picks.ids]).toEqual(['new', 'mid']) })
    library.move(1, true)
    await vi.waitFor(() => { expect(library.subjects).toEqual(['new', 'mid', 'old']) })
    expect(shell.chosen).toBe('old')
    library.move(-1)
    expect(library.picks.size).toBe(3) // moving about picks nothing and loses nothing
    library.toggle('mid')
    expect(library.subjects).toEqual(['new', 'old'])
    library.choose('mid')
    expect(library.subjects).toEqual(['mid'])
    await library.pickAll()
    expect(library.picks.size).toBe(3)
    library.show({ filter: 'missing' })
    expect(library.picks.size).toBe(0)
  })

  it('keeps the clips at hand for other places, the chosen one among them', async () => {
    const { library, shell } = await opened()
    expect(library.near.map((c) => c.id)).toEqual(['new', 'mid', 'old'])
    library.show({ filter: 'missing' })
    await vi.waitFor(() => { expect(library.pages.total).toBe(1) })
    await vi.waitFor(() => { expect(shell.current.view?.card.id).toBe('new') })
    expect(library.near.map((c) => c.id)).toEqual(['new', 'mid'])
  })

  it('says why nothing can be shown', async () => {
    const { library, shell } = await opened({ clips: () => { throw fault('Internal', 'The library is damaged.') }, library: () => { throw fault('Internal', 'The library is damaged.') } })
    expect(library.fault?.message).toBe('The library is damaged.')
    expect(library.pages.loaded).toBe(false)
    expect(shell.notices.shown).toEqual([]) // once, not twice
  })

  it('keeps what is shown while nobody answers, and comes back by itself', async () => {
    let away = false
    const { library, shell, happen, resync } = await opened({ clips: () => { if (away) throw fault('Offline', 'Nobody answers.'); return { cards: three(), total: 3 } } })
    away = true
    happen('library', {})
    await quiet()
    expect([shell.offline, library.fault, library.pages.total, library.stale]).toEqual([true, null, 3, true])
    away = false
    resync()
    await vi.waitFor(() => { expect([shell.offline, library.stale]).toEqual([false, false]) })
  })
})
