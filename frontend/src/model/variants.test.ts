import { describe, expect, it, vi } from 'vitest'
import type { Variant } from '../studio/studio'
import { Shell } from './app.svelte'
import { inserted } from './snippets.svelte'
import { account, variant } from './testdata/publishing'
import { fault, stage, view } from './testdata/studio'
import { Variants } from './variants.svelte'

/** A clip and some accounts; what is set is remembered, as the program does. */
async function opened(ids: readonly string[] = ['yt', 'ig'], verbs: Parameters<typeof stage>[0] = {}) {
  const clips = new Map([['c1', { title: 'Slow Sunday', caption: 'Four things.' }], ['c2', { title: 'Two', caption: '' }]])
  const own = new Map<string, Record<string, string>>()
  const answer = (clip: string, id: string): Variant => variant(clip, id, own.get(`${clip} ${id}`) ?? {}, clips.get(clip))
  const s = stage({
    clip: (id) => view(id, { caption: clips.get(id)?.caption ?? '' }), mediaBase: () => 'http://m/',
    variant: answer,
    setVariant: (clip, id, fields) => {
      const all = { ...own.get(`${clip} ${id}`), ...fields }
      own.set(`${clip} ${id}`, Object.fromEntries(Object.entries(all).filter(([, v]) => v !== '')))
      return answer(clip, id)
    },
    writeForAll: (clip, all, fields) => {
      const { title, caption, ...each } = fields
      const now = { title: '', caption: '', ...clips.get(clip) }
      clips.set(clip, { title: title ?? now.title, caption: caption ?? now.caption })
      return all.map((id) => {
        const left = Object.entries({ ...own.get(`${clip} ${id}`), ...each }).filter(([name, v]) => v !== '' && !(name in fields && name in now))
        own.set(`${clip} ${id}`, Object.fromEntries(left))
        return answer(clip, id)
      })
    },
    setClip: (id, fields) => { clips.set(id, { title: '', caption: '', ...clips.get(id), ...fields }); return { clip: view(id), message: '' } },
    ...verbs,
  })
  const shell = new Shell(s.studio)
  const changed = vi.fn()
  const accounts = ids.map((id) => account(id, id, id))
  const variants = new Variants(shell, () => accounts, changed)
  shell.current.onChange((fresh) => { if (fresh) variants.forget() })
  shell.chosen = 'c1'
  await shell.current.load()
  await variants.load()
  return { ...s, shell, variants, changed, clips, own }
}

describe('what a clip says at its accounts', () => {
  it('is what the clip says, until one says something else', async () => {
    const { variants, own } = await opened()
    expect([variants.said('yt', 'title'), variants.isOwn('yt', 'title')]).toEqual(['Slow Sunday', false])
    variants.write('yt', 'title', 'Slow Sunday: four things ')
    expect([variants.said('yt', 'title'), variants.isOwn('yt', 'title'), variants.said('ig', 'title')]).toEqual(['Slow Sunday: four things ', true, 'Slow Sunday'])
    expect(await variants.keep('yt')).toBe(true)
    expect([own.get('c1 yt'), own.get('c1 ig')]).toEqual([{ title: 'Slow Sunday: four things' }, undefined])
    expect([variants.said('yt', 'title'), variants.drafts('yt')]).toEqual(['Slow Sunday: four things', {}])
  })

  it('is kept in one step, and not at all where nothing is new', async () => {
    const { variants, calls } = await opened()
    variants.write('yt', 'title', ' Slow Sunday ')
    await variants.keep('yt')
    expect(calls.some((c) => c.verb === 'setVariant')).toBe(false)
    variants.write('yt', 'title', 'A')
    variants.write('yt', 'caption', 'B')
    await variants.keep('yt')
    expect(calls.filter((c) => c.verb === 'setVariant').map((c) => c.args)).toEqual([['c1', 'yt', { title: 'A', caption: 'B' }]])
  })

  it('goes back to what the clip says', async () => {
    const { variants, own } = await opened()
    variants.write('yt', 'caption', 'Mine')
    await variants.keep('yt')
    await variants.same('yt', 'caption')
    expect([own.get('c1 yt'), variants.said('yt', 'caption'), variants.isOwn('yt', 'caption')]).toEqual([{}, 'Four things.', false])
  })

  it('becomes what all of them say', async () => {
    const { variants, own, clips, calls } = await opened()
    variants.write('ig', 'caption', 'Of its own')
    await variants.keep('ig')
    variants.write('yt', 'caption', 'For everybody ')
    await variants.forAll('yt', 'caption')
    expect([clips.get('c1')?.caption, own.get('c1 ig'), variants.said('ig', 'caption'), variants.isOwn('yt', 'caption')]).toEqual(['For everybody', {}, 'For everybody', false])
    expect(calls.filter((c) => ['writeForAll', 'setClip', 'setVariant'].includes(c.verb)).map((c) => [c.verb, c.args.at(-1)])).toEqual([['setVariant', { caption: 'Of its own' }], ['writeForAll', { caption: 'For everybody' }]])
  })

  it('stays typed when it could not be written for all', async () => {
    const { variants } = await opened(['yt', 'ig'], { writeForAll: () => { throw fault('Invalid', 'Too long.') } })
    variants.write('yt', 'caption', 'For everybody')
    await variants.forAll('yt', 'caption')
    expect([variants.said('yt', 'caption'), variants.said('ig', 'caption')]).toEqual(['For everybody', 'Four things.'])
  })

  it('is the clip’s own where there is one account only', async () => {
    const { variants, clips, own } = await opened(['yt'])
    variants.write('yt', 'title', 'The one')
    expect(variants.isOwn('yt', 'title')).toBe(false)
    await variants.keep('yt')
    expect([clips.get('c1')?.title, own.size]).toEqual(['The one', 0])
    variants.write('yt', 'hashtags', '#table')
    await variants.keep('yt')
    expect(own.get('c1 yt')).toEqual({ hashtags: '#table' })
  })

  it('stays typed when it could not be kept, and says why', async () => {
    const { variants, shell } = await opened(['yt', 'ig'], { setVariant: () => { throw fault('Invalid', 'A title may have 100 letters.') } })
    variants.write('yt', 'title', 'x'.repeat(120))
    expect(await variants.keep('yt')).toBe(false)
    expect(variants.said('yt', 'title')).toHaveLength(120)
    expect(shell.notices.shown[0]?.message).toBe('A title may have 100 letters.')
  })

  it('is kept for the clip it was typed for when another one is chosen', async () => {
    const { variants, shell, own } = await opened()
    variants.write('yt', 'title', 'For the first')
    variants.write('ig', 'title', 'For the first, too')
    shell.chosen = 'c2'
    await variants.load()
    await vi.waitFor(() => { expect(own.get('c1 ig')).toEqual({ title: 'For the first, too' }) })
    expect([own.get('c1 yt'), own.get('c2 yt'), variants.said('yt', 'title')]).toEqual([{ title: 'For the first' }, undefined, 'Two'])
  })

  it('stands as it was told last when Taglane is gone', async () => {
    let gone = false
    const { variants, shell } = await opened(['yt'], { variant: (clip, id) => { if (gone) throw fault('Offline', 'Gone.'); return variant(clip, id, {}, { title: 'Known' }) } })
    gone = true
    await variants.load()
    expect([variants.said('yt', 'title'), shell.offline]).toEqual(['Known', true])
  })
})

describe('a snippet', () => {
  it.each([
    ['', 'Hello.', 0, 0, 'Hello.', 6], ['One', 'two', 3, 3, 'One two', 7], ['One three', 'two', 4, 4, 'One two three', 8], ['One XX three', 'two', 4, 6, 'One two three', 7], ['One', ', two', 3, 3, 'One, two', 8],
  ])('goes into “%s” where the hand stands', (text, snippet, from, until, want, at) => {
    expect(inserted(text, snippet, from, until)).toEqual({ text: want, at })
  })
})
