import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClipView, CoverPreview, Design, Product } from '../studio/studio'
import { Shell } from './app.svelte'
import { CoverEditor, PREVIEW_QUIET_MS } from './cover.svelte'
import { card, fault, stage, view } from './testdata/studio'

const picture = (shape: CoverPreview['shape'], of: string): CoverPreview => ({ shape, picture: `data:${of}`, findings: [] })
const lemons: Design = { title: { text: 'Four lemons', at: { x: 0.5, y: 0.2 }, size: 0.1, ink: '#ffffff' } }
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
const rest = (): Promise<unknown> => vi.advanceTimersByTimeAsync(PREVIEW_QUIET_MS)

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

async function opened(clip: Partial<ClipView> = {}, verbs: Parameters<typeof stage>[0] = {}, able?: Parameters<typeof stage>[1]) {
  const clips = new Map<string, ClipView>([['c1', view('c1', { design: null, ...clip })], ['c2', view('c2', { design: null })]])
  const s = stage({
    clip: (id) => clips.get(id) as ClipView,
    coverCandidates: () => [{ frame: 40, score: 0.9 }, { frame: 200, score: 0.4 }],
    coverFaces: () => ['Plain'], coverTargets: () => [{ id: 'reel', name: 'Reel', shape: '9:16', width: 1080, height: 1920, bytes: 0 }],
    coverPreview: (_clip, frame) => [picture('1:1', String(frame))],
    setCover: (id, frame, design) => {
      const next = { ...(clips.get(id) as ClipView), cover: frame < 0 ? null : frame, design }
      clips.set(id, next)
      return { clip: next, message: 'Set the cover.' }
    },
    ...verbs,
  }, able)
  const shell = new Shell(s.studio)
  shell.current.listen()
  const cover = new CoverEditor(shell)
  shell.chosen = 'c1'
  await settle()
  cover.open()
  await settle()
  await settle()
  const asked = (verb: string): unknown[][] => s.calls.filter((c) => c.verb === verb).map((c) => c.args)
  return { ...s, shell, cover, clips, asked }
}

describe('the cover editor opens', () => {
  it('with the cover and the design the clip has', async () => {
    const { cover, asked } = await opened({ cover: 77, design: lemons })
    await rest()
    expect(cover.draft.frame).toBe(77)
    expect(cover.draft.title.text).toBe('Four lemons')
    expect(cover.dirty).toBe(false)
    expect(asked('coverPreview')).toEqual([['c1', 77, lemons]])
    expect(cover.fresh).toBe(true)
  })

  it('with the best frame where the clip has none, which is no change yet', async () => {
    const { cover } = await opened()
    expect(cover.draft.frame).toBe(40)
    expect(cover.dirty).toBe(false)
  })

  it('with the middle where no frame could be judged, and says why', async () => {
    const { cover } = await opened({}, { coverCandidates: () => { throw fault('NotFound', 'The filmstrip is not made yet.') } })
    expect(cover.draft.frame).toBe(150)
    expect(cover.candidatesFault?.message).toBe('The filmstrip is not made yet.')
  })

  it('and asks for candidates again once the filmstrip has come', async () => {
    let strip = false
    const { cover, clips, happen } = await opened({}, { coverCandidates: () => { if (!strip) throw fault('NotFound', 'Not yet.'); return [{ frame: 9, score: 1 }] } })
    strip = true
    clips.set('c1', view('c1', { design: null, card: card('c1', { strip: { media: 's', columns: 1, rows: 1, tileWidth: 1, tileHeight: 1, frames: [9] } }) }))
    happen('clip', { id: 'c1' })
    await settle()
    await settle()
    expect(cover.candidates).toHaveLength(1)
    expect(cover.candidatesFault).toBeNull()
  })

  it('for no clip at all when none is chosen', () => {
    const cover = new CoverEditor(new Shell(stage({}).studio))
    cover.open()
    expect(cover.isOpen).toBe(false)
  })
})

it('asks for no pictures of a file that is not there, until it is found', async () => {
  const gone = { cover: 5, card: card('c1', { state: 'missing' }) }
  const { cover, clips, asked } = await opened(gone, { findFile: () => { clips.set('c1', view('c1', { design: null, cover: 5 })) } }, { pick: true, dropPaths: true, openLinks: true, folders: true })
  await rest()
  expect([cover.missing, asked('coverPreview').length]).toEqual([true, 0])
  await cover.find()
  await rest()
  expect([cover.missing, asked('coverPreview').length]).toEqual([false, 1])
})

describe('a draft', () => {
  it('asks for true pictures once the hand rests, and only for what stands', async () => {
    const { cover, asked } = await opened({ cover: 10 })
    await rest()
    cover.grab()
    for (let i = 1; i <= 20; i++) { cover.setFocus({ x: 0.5, y: i / 50 }); await vi.advanceTimersByTimeAsync(16) }
    cover.letGo()
    expect(asked('coverPreview')).toHaveLength(1)
    expect(cover.fresh).toBe(false)
    cover.setFocus({ x: 0.5, y: 0.25 })
    await rest()
    expect(asked('coverPreview').at(-1)).toEqual(['c1', 10, { focus: { x: 0.5, y: 0.25 } }])
    expect(asked('coverPreview')).toHaveLength(2)
    expect(cover.fresh).toBe(true)
  })

  it('is never overtaken by an older answer, and one question is out at a time', async () => {
    const open: ((p: CoverPreview[]) => void)[] = []
    const { cover, asked } = await opened({ cover: 10 }, { coverPreview: () => new Promise((ok) => open.push(ok)) })
    await rest()
    cover.go(20)
    await rest()
    cover.go(30)
    await rest()
    expect(asked('coverPreview')).toHaveLength(1)
    open[0]?.([picture('1:1', '10')])
    await settle()
    expect(cover.fresh).toBe(false)
    expect(cover.previews.size).toBe(0)
    expect(asked('coverPreview').map((a) => a[1])).toEqual([10, 30])
    open[1]?.([picture('1:1', '30')])
    await settle()
    expect(cover.previews.get('1:1')?.picture).toBe('data:30')
  })

  it('says why there are no pictures, and tries again when asked', async () => {
    let broken = true
    const { cover } = await opened({ cover: 10 }, { coverPreview: () => { if (broken) throw fault('Invalid', 'That frame cannot be decoded.'); return [picture('1:1', 'x')] } })
    await rest()
    expect(cover.previewFault?.message).toBe('That frame cannot be decoded.')
    broken = false
    cover.again()
    await settle()
    expect(cover.previewFault).toBeNull()
    expect(cover.fresh).toBe(true)
  })

  it('steps by frames and stays inside the clip', async () => {
    const { cover } = await opened({ cover: 5 })
    cover.step(-10)
    expect(cover.draft.frame).toBe(0)
    cover.step(1000)
    expect(cover.draft.frame).toBe(299)
  })

  it('is as before when a drag is dropped, and no cut lags behind the hand', async () => {
    const { cover } = await opened({ cover: 5 })
    cover.grab()
    cover.push('1:1', 0, 0.5)
    expect(cover.cut('1:1').y).toBe(0)
    expect(cover.drop()).toBe(true)
    expect(cover.draft.focus).toEqual({ x: 0.5, y: 0.5 })
    expect(cover.drop()).toBe(false)
    cover.push('1:1', 0, 0.5)
    expect(cover.dirty).toBe(false)
  })

  it('waits while the window lives when it was not used, and can be reset', async () => {
    const { cover, shell } = await opened({ cover: 5 })
    cover.write('title', { text: 'Hello' })
    cover.close()
    shell.chosen = 'c2'
    await settle()
    cover.open()
    await settle()
    expect(cover.draft.title.text).toBe('')
    cover.close()
    shell.chosen = 'c1'
    await settle()
    cover.open()
    await settle()
    expect([cover.draft.title.text, cover.found, cover.dirty]).toEqual(['Hello', true, true])
    cover.reset()
    expect([cover.draft.title.text, cover.found, cover.dirty]).toEqual(['', false, false])
  })

  it('follows a cover changed elsewhere only while it is untouched', async () => {
    const { cover, clips, happen } = await opened({ cover: 5 })
    clips.set('c1', view('c1', { design: null, cover: 6 }))
    happen('clip', { id: 'c1' })
    await settle()
    expect(cover.draft.frame).toBe(6)
    cover.go(50)
    clips.set('c1', view('c1', { design: null, cover: 7 }))
    happen('clip', { id: 'c1' })
    await settle()
    expect(cover.draft.frame).toBe(50)
    cover.reset()
    expect(cover.draft.frame).toBe(7)
  })

  it('knows the first time at which something held back may be seen', async () => {
    const { cover } = await opened({ held: { b: { at: '2026-12-05T09:00:00Z', zone: 'UTC', says: 'Sat 09:00 UTC' }, a: { at: '2026-12-04T10:00:00+01:00', zone: 'Europe/Berlin', says: 'Fri 10:00 CET' } } })
    expect(cover.opens).toBe('Fri 10:00 CET')
    expect((await opened({})).cover.opens).toBe('')
  })

  it('knows the first price there is among the tags', async () => {
    const product = (id: string, amount: string): Product => ({ id, title: id, brand: '', url: '', gtin: '', sku: '', image: '', offer: amount ? { price: { amount, currency: 'EUR' }, availability: '', observed_at: '' } : null, relation: '', notes: '', shelf: 0, lane: 1 })
    const tag = (product: string) => ({ id: product, clip: 'c1', product, in: 0, out: 9, label: '', relation: '' as const, notes: '' })
    const { cover } = await opened({ tags: [tag('bare'), tag('cup'), tag('pot')], products: [product('bare', ''), product('pot', '90.00'), product('cup', '24.00')] })
    expect(cover.price).toEqual({ text: '€24.00', of: 'cup' })
  })
})

describe('the cover', () => {
  it('is set in one step, said with a way back, and the editor closes', async () => {
    const { cover, shell, asked } = await opened({ cover: 5 })
    cover.go(33)
    cover.write('sticker', { text: '€24' })
    expect(await cover.use()).toBe(true)
    expect(asked('setCover')).toEqual([['c1', 33, { sticker: { text: '€24', at: { x: 0.5, y: 0.76 }, size: 0.07, ink: '#0d0e11', plate: '#ffffff' } }]])
    expect(cover.isOpen).toBe(false)
    expect(shell.notices.shown[0]).toMatchObject({ kind: 'success', message: 'Set the cover.', fix: { name: 'Undo' } })
    cover.open()
    expect([cover.found, cover.dirty, cover.draft.frame]).toEqual([false, false, 33])
  })

  it('is not set anew when nothing was changed', async () => {
    const { cover, asked } = await opened({ cover: 5 })
    await cover.use()
    expect(asked('setCover')).toEqual([])
    expect(cover.isOpen).toBe(false)
  })

  it('stays a draft, in sight, when it could not be set', async () => {
    const { cover } = await opened({ cover: 5 }, { setCover: () => { throw fault('Conflict', 'The file changed.') } })
    cover.go(33)
    expect(await cover.use()).toBe(false)
    expect([cover.isOpen, cover.trouble?.message, cover.draft.frame, cover.busy]).toEqual([true, 'The file changed.', 33, ''])
  })

  it('is Taglane’s again on wish', async () => {
    const { cover, asked, shell } = await opened({ cover: 5, design: lemons })
    expect(await cover.letChoose()).toBe(true)
    expect(asked('setCover')).toEqual([['c1', -1, null]])
    expect(shell.current.view?.cover).toBeNull()
  })

  it('is kept before its pictures are written, and only when it has to be', async () => {
    const made = [{ name: 'Reel', path: '/covers/reel.jpg', media: 'm', bytes: 9 }]
    const { cover, asked } = await opened({ cover: 5 }, { exportCovers: () => made })
    expect(await cover.exportPictures(['reel'], 'jpeg', '')).toEqual(made)
    expect(asked('setCover')).toEqual([])
    cover.go(33)
    expect(await cover.exportPictures(['reel'], 'webp', '/here')).toEqual(made)
    expect(asked('setCover')).toEqual([['c1', 33, null]])
    expect(asked('exportCovers').at(-1)).toEqual(['c1', ['reel'], 'webp', '/here'])
    expect([cover.isOpen, cover.dirty]).toEqual([true, false])
  })

  it('of a clip that went away is no longer edited', async () => {
    const { cover, happen } = await opened({ cover: 5 }, { clip: (() => { let n = 0; return () => { if (n++ > 0) throw fault('NotFound', 'Gone.'); return view('c1', { design: null, cover: 5 }) } })() })
    happen('library', {})
    await settle()
    expect(cover.isOpen).toBe(false)
  })

  it('says that nobody answers, and the shell knows', async () => {
    const { cover, shell } = await opened({ cover: 5 }, { setCover: () => { throw fault('Offline', 'Taglane does not answer.') } })
    cover.go(8)
    await cover.use()
    expect([cover.trouble?.kind, shell.offline]).toEqual(['Offline', true])
  })
})
