import { describe, expect, it, vi } from 'vitest'
import { Shell } from './app.svelte'
import { Library } from './library.svelte'
import { card, fault, stage, view } from './testdata/studio'

async function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const clips = [
    card('old', { addedAt: '2026-11-01T00:00:00Z', tags: 2, state: 'published', frames: 900, title: 'Lemons' }),
    card('new', { addedAt: '2026-11-20T00:00:00Z', name: 'clip 10' }),
    card('mid', { addedAt: '2026-11-10T00:00:00Z', name: 'clip 9', state: 'missing' }),
  ]
  const s = stage({ clips: (q) => (q === '' ? clips : clips.filter((c) => c.title.toLowerCase().includes(q))), clip: (id) => view(id), mediaBase: () => 'http://m/', ...verbs })
  const shell = new Shell(s.studio)
  const library = new Library(shell)
  await library.start()
  return { ...s, shell, library, clips, ids: () => library.shown.map((c) => c.id) }
}
const quiet = () => new Promise((r) => setTimeout(r, 160))

describe('the library', () => {
  it('shows clips in the order asked for and chooses the first', async () => {
    const { library, ids, shell } = await opened()
    expect(ids()).toEqual(['new', 'mid', 'old'])
    expect(shell.chosen).toBe('new')
    library.sort = 'oldest'
    expect(ids()).toEqual(['old', 'mid', 'new'])
    library.sort = 'name' // numbers in names count as numbers
    expect(ids()).toEqual(['mid', 'new', 'old'])
    library.sort = 'longest'
    expect(ids()[0]).toBe('old')
  })

  it('filters by how clips stand, and counts the rest', async () => {
    const { library, ids } = await opened()
    library.filter = 'untagged'
    expect(ids()).toEqual(['new', 'mid'])
    library.filter = 'missing'
    expect(ids()).toEqual(['mid'])
    expect([library.count('published'), library.count('unsure')]).toEqual([1, 0])
  })

  it('lets Go look for words, once the hand rests', async () => {
    const { library, ids, calls } = await opened()
    library.search('l')
    library.search('lemon')
    await quiet()
    expect(ids()).toEqual(['old'])
    expect(calls.filter((c) => c.verb === 'clips' && c.args[0] !== '').map((c) => c.args[0])).toEqual(['lemon'])
    library.search('')
    await quiet()
    expect(ids()).toHaveLength(3)
  })

  it('asks once for many changes', async () => {
    const { happen, calls } = await opened()
    const before = calls.length
    for (let i = 0; i < 20; i++) happen('library', {})
    await quiet()
    expect(calls.length - before).toBe(1)
  })

  it('moves the choice along what is shown and stops at the ends', async () => {
    const { library, shell } = await opened()
    expect(library.move(1)).toBe(1)
    expect(shell.chosen).toBe('mid')
    expect(library.move(7)).toBe(1) // there is no row below
    library.move(1)
    expect(library.move(1)).toBe(2)
    library.choose('')
    expect(library.move(-1)).toBe(2)
  })

  it('tells of each file that was refused, by name and with the reason to take along', async () => {
    const { shell, drop, calls } = await opened({
      importPaths: () => ({ imported: [{ id: 'mid', name: 'clip 9', duplicateOf: 'old' }], refused: [{ path: '/a/b/broken.mov', error: fault('Refused', 'This is not a video.') }] }),
    })
    drop(['/a/b/clip 9.mp4', '/a/b/broken.mov'])
    await vi.waitFor(() => { expect(shell.notices.shown).toHaveLength(2) })
    const [known, refused] = shell.notices.shown
    expect(known?.kind).toBe('info')
    expect(refused).toMatchObject({ kind: 'error', message: 'broken.mov: This is not a video.' })
    expect(refused?.details).toContain('/a/b/broken.mov')
    expect(shell.chosen).toBe('mid')
    expect(calls.find((c) => c.verb === 'importPaths')?.args).toEqual([['/a/b/clip 9.mp4', '/a/b/broken.mov']])
  })

  it('shows a file coming in before Go knows it, and no longer than that', async () => {
    let go: () => void = () => undefined
    const { library } = await opened({
      importFile: async (_file, progress) => {
        progress(0.5)
        await new Promise<void>((r) => { go = r })
        return { imported: [{ id: 'new', name: 'clip 10', duplicateOf: '' }], refused: [] }
      },
    })
    const done = library.takeFiles([new File(['xy'], 'IMG_1.MOV')])
    expect(library.coming).toMatchObject([{ name: 'IMG_1.MOV', size: 2 }])
    await vi.waitFor(() => { expect(library.coming[0]?.share).toBe(0.5) })
    go()
    await done
    expect(library.coming).toEqual([])
  })

  it('removes a clip, chooses its neighbour, and offers to bring it back', async () => {
    const gone: string[] = []
    const { library, shell, clips, calls } = await opened({
      removeClip: (id) => { gone.push(id) },
      clips: (): typeof clips => [card('new', { addedAt: '2026-11-20T00:00:00Z' }), card('mid', { addedAt: '2026-11-10T00:00:00Z' }), card('old', { addedAt: '2026-11-01T00:00:00Z' })].filter((c) => !gone.includes(c.id)),
      undo: (id) => { gone.pop(); return { clip: view(id), message: '' } },
    })
    const [, mid] = library.shown
    if (!mid) throw new Error('no clip')
    await library.remove(mid)
    expect(shell.chosen).toBe('old')
    expect(library.removed?.id).toBe('mid')
    const [notice] = shell.notices.shown
    expect(notice?.fix?.name).toBe('Undo')
    await notice?.fix?.run()
    expect(calls.some((c) => c.verb === 'undo' && c.args[0] === 'mid')).toBe(true)
    expect(shell.chosen).toBe('mid')
    expect(library.removed).toBeNull() // from here undo speaks of the clip again
    expect(library.shown).toHaveLength(3)
  })

  it('says why nothing can be shown', async () => {
    const { library } = await opened({ clips: () => { throw fault('Internal', 'The library is damaged.') } })
    expect(library.fault?.message).toBe('The library is damaged.')
    expect(library.loaded).toBe(true)
  })
})
