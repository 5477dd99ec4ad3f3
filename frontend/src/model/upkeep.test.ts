import { describe, expect, it, vi } from 'vitest'
import { Shell } from './app.svelte'
import { Disk } from './disk.svelte'
import { MOST_KEPT } from './doubles.svelte'
import { Library } from './library.svelte'
import { facts } from './testdata/library'
import { card, fault, stage, view } from './testdata/studio'

async function opened(verbs: Parameters<typeof stage>[0] = {}, able = { pick: false, dropPaths: false, openLinks: false, folders: false }) {
  const gone = new Set<string>()
  const all = ['a', 'b', 'c', 'd'].map((id) => card(id))
  const left = () => all.filter((c) => !gone.has(c.id))
  const s = stage({
    clips: (q) => ({ cards: left().slice(q.offset, (q.offset ?? 0) + (q.limit ?? 100)), total: left().length }),
    library: () => facts({ counts: { all: left().length } }),
    clip: (id) => { if (gone.has(id)) throw fault('NotFound', 'It is gone.'); return view(id) },
    watches: () => [], mediaBase: () => 'http://m/', doubles: () => [],
    removeClips: (ids) => { for (const id of ids) gone.add(id) },
    mergeClips: (_keep, drop) => { gone.add(drop) },
    undoLibrary: () => { gone.clear(); return { message: 'The clips are back.' } },
    ...verbs,
  }, able)
  const shell = new Shell(s.studio)
  const library = new Library(shell)
  await library.start()
  return { ...s, shell, library, last: () => shell.notices.shown.at(-1), asked: (verb: string) => s.calls.filter((c) => c.verb === verb).map((c) => c.args) }
}

describe('keeping the library in order', () => {
  it('removes many at once, chooses their neighbour, and offers one way back', async () => {
    const { library, shell, asked, last } = await opened()
    library.choose('b')
    library.toggle('c')
    await library.upkeep.remove(library.subjects)
    expect(asked('removeClips')).toEqual([[['b', 'c']]])
    expect([shell.chosen, library.picks.size, library.pages.total]).toEqual(['d', 0, 2])
    expect(last()?.message).toBe('2 clips are out of the library. The files stay where they are.')
    expect(library.upkeep.lately).toBe('library')
    await last()?.fix?.run()
    expect(asked('undoLibrary')).toHaveLength(1)
    expect(library.pages.total).toBe(4)
  })

  it('takes an offer to undo away once it would take back something else', async () => {
    const { library, shell } = await opened({ setClips: () => undefined })
    const offers = () => shell.notices.shown.filter((n) => n.fix?.name === 'Undo').map((n) => n.message)
    await library.upkeep.remove(['b'], 'Lemons')
    expect(offers()).toEqual(['Lemons is out of the library. The file stays where it is.'])
    await library.upkeep.move(['a'], null)
    expect(offers()).toEqual(['1 clip taken out of its project.'])
    await library.upkeep.undo()
    expect(offers()).toEqual([])
  })

  it('leaves everything picked when it may not be removed', async () => {
    const { library, last } = await opened({ removeClips: () => { throw fault('Refused', 'One of them is on its way.') } })
    library.choose('b')
    library.toggle('c')
    await library.upkeep.remove(library.subjects)
    expect([library.picks.size, library.pages.total, last()?.message]).toEqual([2, 4, 'One of them is on its way.'])
  })

  it('moves clips to a project, and gives them a language', async () => {
    const { library, asked, last } = await opened({ setClips: () => undefined })
    await library.upkeep.move(['a', 'b'], { id: 'p', name: 'Kitchen' })
    expect(last()?.message).toBe('2 clips moved to Kitchen.')
    await library.upkeep.move(['a'], null)
    await library.upkeep.speak(['a'], { value: 'de', name: 'German' })
    expect(last()?.message).toBe('1 clip now speaks German.')
    expect(asked('setClips')).toEqual([[['a', 'b'], { project: 'p' }], [['a'], { project: '' }], [['a'], { language: 'de' }]])
  })

  it('lets go of clips that leave the project that is shown, and of no others', async () => {
    const { library, shell } = await opened({ setClips: () => undefined })
    library.show({ project: 'p' })
    library.choose('b')
    library.toggle('c')
    await library.upkeep.move(['b', 'c'], { id: 'p', name: 'Kitchen' })
    expect(library.picks.size).toBe(2)
    await library.upkeep.move(['b', 'c'], { id: 'q', name: 'Garden' })
    expect([library.picks.size, shell.chosen]).toEqual([0, 'd'])
  })

  it('merges doubles into the one that is kept; undo takes every step back', async () => {
    const { library, asked, last } = await opened()
    await library.upkeep.merge('a', ['b', 'c'])
    expect(asked('mergeClips')).toEqual([['a', 'b'], ['a', 'c']])
    await last()?.fix?.run()
    expect(asked('undoLibrary')).toHaveLength(2)
  })

  it('tells how many files were found again', async () => {
    const answers = [{ found: 12, left: 3 }, { found: 0, left: 3 }, { found: 3, left: 0 }]
    const { library, last, asked } = await opened({ findMissing: () => answers.shift() ?? { found: 0, left: 0 } })
    const said = []
    for (let i = 0; i < 3; i++) {
      await library.upkeep.lookIn('/clips')
      said.push(last()?.message)
    }
    expect(asked('findMissing')[0]).toEqual(['/clips'])
    expect(said).toEqual(['12 found again, 3 still missing.', 'None of them are in that folder.', '3 found again. Nothing is missing.'])
  })

  it('removes a project and says that its clips stay', async () => {
    const { library, last } = await opened({ removeProject: () => undefined })
    await library.upkeep.removeProject({ id: 'p', name: 'Kitchen', clips: 3, poster: '' })
    expect(last()).toMatchObject({ message: 'Kitchen is gone. Its clips stay in the library.', fix: { name: 'Undo' } })
  })
})

describe('clips that come in', () => {
  it('are told by name; a refused one with the reason, a double with the way to both', async () => {
    const { shell, library, asked } = await opened({
      importPaths: () => ({ imported: [{ id: 'b', name: 'b.mp4', duplicateOf: 'a', returned: false }], refused: [{ path: '/a/b/broken.mov', error: fault('Refused', 'This is not a video.') }] }),
    })
    await library.arrivals.takePaths(['/a/b.mp4', '/a/b/broken.mov'])
    expect(shell.notices.shown).toHaveLength(2)
    const [known, refused] = shell.notices.shown
    expect(refused).toMatchObject({ kind: 'error', message: 'broken.mov: This is not a video.' })
    expect(refused?.details).toContain('/a/b/broken.mov')
    expect([shell.chosen, known?.kind, known?.fix?.name]).toEqual(['b', 'info', 'Show both'])
    await known?.fix?.run()
    expect([library.filter, library.doubles.first]).toEqual(['double', 'b'])
    expect(asked('doubles')).toHaveLength(1)
  })

  it('are found again when they were missing, which is no double', async () => {
    const { library, shell } = await opened({ importPaths: () => ({ imported: [{ id: 'c', name: 'c.mp4', duplicateOf: '', returned: true }], refused: [] }) })
    await library.arrivals.takePaths(['/new/c.mp4'])
    expect(shell.notices.shown.map((n) => n.message)).toEqual(['c.mp4 was missing and is found again, with its tags.'])
    expect(shell.chosen).toBe('c')
  })

  it('are cards before Go knows them, and no longer than that', async () => {
    let go: () => void = () => undefined
    const { library } = await opened({
      importFile: async (_file, progress) => {
        progress(0.5)
        await new Promise<void>((r) => { go = r })
        return { imported: [{ id: 'a', name: 'a', duplicateOf: '', returned: false }], refused: [] }
      },
    })
    const done = library.arrivals.takeFiles([new File(['xy'], 'IMG_1.MOV')])
    expect(library.arrivals.coming).toMatchObject([{ name: 'IMG_1.MOV', size: 2 }])
    await vi.waitFor(() => { expect(library.arrivals.coming[0]?.share).toBe(0.5) })
    go()
    await done
    expect(library.arrivals.coming).toEqual([])
  })
})

describe('doubles', () => {
  it('stand with what has just come in first, and can be kept on purpose', async () => {
    const groups = [[card('a'), card('b')], [card('c'), card('d')]]
    const { library, asked } = await opened({ doubles: () => groups, setSetting: () => undefined })
    library.showDoubles('d')
    await vi.waitFor(() => { expect(library.doubles.shown).toHaveLength(2) })
    const [first] = library.doubles.shown
    expect(first?.cards.map((c) => c.id)).toEqual(['c', 'd'])
    await library.doubles.keep(first?.key ?? '')
    await library.doubles.load()
    expect([library.doubles.shown.length, library.doubles.away]).toEqual([1, 1])
    expect(asked('setSetting').at(-1)).toEqual(['doubles.kept', '["c d"]'])
    await library.doubles.showKept()
    expect(library.doubles.shown).toHaveLength(2)
  })

  it('that are kept are remembered up to a bound, the oldest forgotten; what cannot be kept is shown again', async () => {
    let refuses = false
    const { library, asked, last } = await opened({
      doubles: () => [[card('c'), card('d')]],
      setSetting: () => { if (refuses) throw fault('Refused', 'The disk is full.') },
    })
    await library.doubles.load()
    for (let i = 0; i <= MOST_KEPT; i++) await library.doubles.keep(`k${i}`)
    const kept = JSON.parse(String(asked('setSetting').at(-1)?.[1])) as string[]
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([MOST_KEPT, 'k1', `k${MOST_KEPT}`])
    refuses = true
    await library.doubles.keep('c d')
    expect([library.doubles.shown.length, last()?.message]).toEqual([1, 'The disk is full.'])
    refuses = false
    await library.doubles.showKept()
  })
})

describe('watched folders', () => {
  const watch = (path: string, more = {}) => ({ path, project: '', arriving: 0, trouble: '', ...more })

  it('are added, sent to a project and removed; what is wrong is said at the field', async () => {
    const { library, shell, asked } = await opened({
      addWatch: (path, project) => { if (path === '/no') throw fault('NotFound', 'There is no such folder.'); return [watch(path, { project, arriving: 2, trouble: '' })] },
      removeWatch: () => [],
    })
    const { watches } = library
    expect(await watches.add('  ', '')).toBe(false)
    expect(watches.wrong).toBe('Say which folder.')
    expect(await watches.add('/no', '')).toBe(false)
    expect([watches.wrong, shell.notices.shown.length]).toEqual(['There is no such folder.', 0])
    expect(await watches.add(' /in ', 'p')).toBe(true)
    expect([watches.wrong, watches.arriving, asked('addWatch').at(-1)]).toEqual(['', 2, ['/in', 'p']])
    await watches.remove('/in')
    expect(watches.list).toEqual([])
  })
})

describe('the disk', () => {
  it('says what was freed, and offers a limit that was set elsewhere', async () => {
    const { shell, studio, asked, last } = await opened({
      cache: () => ({ bytes: 9_000_000_000, limit: 3_000_000_000 }),
      clearCache: () => ({ bytes: 1_000_000_000, limit: 3_000_000_000 }),
      setCacheLimit: (limit) => ({ bytes: 1_000_000_000, limit }),
    })
    expect(studio).toBe(shell.studio)
    const disk = new Disk(shell)
    await disk.load()
    expect(disk.limits[0]).toEqual({ value: '3000000000', name: '3.0 GB' })
    await disk.clear()
    expect(last()?.message).toBe('8.0 GB freed. What is needed is made again.')
    await disk.limit(0)
    expect([disk.limits.length, asked('setCacheLimit')]).toEqual([6, [[0]]])
  })
})
