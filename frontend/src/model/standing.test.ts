import { afterEach, describe, expect, it, vi } from 'vitest'
import { Shell } from './app.svelte'
import { fault, stage } from './testdata/studio'

const open = { mediaBase: () => 'http://m/', settings: () => ({}), setSetting: () => undefined }

describe('what holds of the whole library', () => {
  afterEach(() => { vi.unstubAllGlobals() })

  it('is told for as long as it does', async () => {
    vi.stubGlobal('navigator', { languages: ['en'] })
    let full = ''
    const s = stage({ ...open, standing: () => ({ viewed: '', full }) })
    const shell = new Shell(s.studio)
    await shell.start()
    expect(shell.standing.now).toEqual({ viewed: '', full: '' })
    full = 'The disk is full.'
    s.happen('standing', {})
    await expect.poll(() => shell.standing.now.full).toBe('The disk is full.')
    full = ''
    s.resync()
    await expect.poll(() => shell.standing.now.full).toBe('')
  })

  it('stays as it was while nobody answers', async () => {
    vi.stubGlobal('navigator', { languages: ['en'] })
    let silent = false
    const s = stage({ ...open, standing: () => { if (silent) throw fault('Offline', 'Nobody is there.'); return { viewed: 'Only shown.', full: '' } } })
    const shell = new Shell(s.studio)
    await shell.start()
    expect(shell.standing.now.viewed).toBe('Only shown.')
    silent = true
    await shell.standing.load()
    expect(shell.standing.now.viewed).toBe('Only shown.')
  })

  it('opens a folder from a notice where the shell can', async () => {
    vi.stubGlobal('navigator', { languages: ['en'] })
    for (const folders of [true, false]) {
      const s = stage({ ...open, standing: () => ({ viewed: '', full: '' }), showFolder: () => undefined }, { pick: folders, dropPaths: folders, openLinks: folders, folders })
      const shell = new Shell(s.studio)
      await shell.start()
      s.happen('notice', { kind: 'success', message: 'Written.', folder: '/out/Taglane library' })
      const [notice] = shell.notices.shown
      expect(notice?.fix !== null).toBe(folders)
      await notice?.fix?.run()
      expect(s.calls.filter((c) => c.verb === 'showFolder').map((c) => c.args)).toEqual(folders ? [['/out/Taglane library']] : [])
    }
  })
})
