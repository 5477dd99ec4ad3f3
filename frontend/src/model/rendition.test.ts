import { describe, expect, it, vi } from 'vitest'
import { Shell } from './app.svelte'
import { Rendition } from './rendition.svelte'
import { fault, stage, view } from './testdata/studio'

const forms = [{ id: 'square', name: 'Square', detail: '1080 × 1080' }, { id: 'small', name: 'Small file', detail: 'under 16 MB' }]

async function opened(verbs: Parameters<typeof stage>[0] = {}, able?: Parameters<typeof stage>[1]) {
  const s = stage({ clip: (id) => view(id), videoTargets: () => forms, ...verbs }, able)
  const shell = new Shell(s.studio)
  const rendition = new Rendition(shell)
  shell.chosen = 'c1'
  await vi.waitFor(() => { expect(shell.current.view).not.toBeNull() })
  await rendition.open()
  return { ...s, shell, rendition }
}

describe('a video in another form', () => {
  it('is handed over as chosen, then the dialog is out of the way', async () => {
    const { rendition, calls, shell } = await opened({ exportVideo: () => ({}) as never })
    expect(rendition.target).toBe('square')
    rendition.target = 'small'
    rendition.hotspots = true
    await rendition.export()
    expect(calls.at(-1)).toEqual({ verb: 'exportVideo', args: ['c1', 'small', { disclosure: true, hotspots: true }, ''] })
    expect(rendition.isOpen).toBe(false)
    expect(shell.notices.shown[0]).toMatchObject({ kind: 'info', message: 'Small file is being written. You can go on working.' })
    await rendition.open()
    expect(rendition.isOpen).toBe(true)
    expect(rendition.target).toBe('small')
  })

  it('is refused where it was asked for', async () => {
    const { rendition, shell } = await opened({ exportVideo: () => { throw fault('Conflict', 'The file is not where it was.') } })
    await rendition.export()
    expect([rendition.isOpen, rendition.busy, rendition.fault?.message]).toEqual([true, false, 'The file is not where it was.'])
    expect(shell.notices.shown).toEqual([])
  })

  it('can be asked for again when the forms did not come', async () => {
    let broken = true
    const { rendition } = await opened({ videoTargets: () => { if (broken) throw fault('Internal', 'Try again.'); return forms } })
    expect([rendition.fault?.message, rendition.target]).toEqual(['Try again.', ''])
    broken = false
    await rendition.load()
    expect([rendition.fault, rendition.target]).toEqual([null, 'square'])
  })

  it('keeps the folder when the choosing was dismissed', async () => {
    const answers = ['/films', '']
    const { rendition } = await opened({ pickFolder: () => answers.shift() ?? '' }, { pick: true, dropPaths: true, openLinks: true, folders: true })
    await rendition.pick()
    await rendition.pick()
    expect(rendition.folder).toBe('/films')
  })
})
