import { describe, expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { apart, ShopNote, type UTM } from './shopnote.svelte'
import { fault, stage } from './testdata/studio'

const none: UTM = { source: '', medium: '', campaign: '', content: '', term: '' }
const page = (utm: UTM) => ({ utm, before: 'https://shop.example/pan', after: `https://shop.example/pan${utm.source ? `?utm_source=${utm.source}` : ''}`, link: 'https://net.example/x', of: 'Rye pan', places: ['YouTube', 'TikTok'].map((title) => ({ service: title, title, after: `https://shop.example/pan${utm.source ? `?utm_source=${utm.source.replace('{platform}', title)}` : ''}` })) })

function open(verbs: Parameters<typeof stage>[0] = {}) {
  const s = stage({ linkUTM: () => page(none), tryLinkUTM: (_, utm) => page(utm), setLinkUTM: (_, utm) => page(utm), ...verbs })
  return { ...s, note: new ShopNote(new Shell(s.studio), 'cj'), asked: (verb: string) => s.calls.filter((c) => c.verb === verb).map((c) => c.args) }
}
const settled = (): Promise<void> => new Promise((r) => setTimeout(r))

describe('what the shop is told', () => {
  it('is off at first, and nothing is kept that was not changed', async () => {
    const { note, asked } = open()
    await note.load()
    expect([note.on, note.parts, await note.keep(), asked('setLinkUTM')]).toEqual([false, ['https://shop.example/pan', '', ''], true, []])
  })

  it('is seen in a link before it is kept', async () => {
    const { note, asked } = open()
    await note.load()
    note.turn(true)
    note.say('source', 'taglane')
    await settled()
    expect([note.on, note.parts[1]]).toEqual([true, '?utm_source=taglane'])
    expect(asked('setLinkUTM')).toEqual([])
    expect(await note.keep()).toBe(true)
    expect(asked('setLinkUTM')).toEqual([['cj', { source: 'taglane', medium: 'shoppable-video', campaign: '{clip}', content: '{tag}', term: '' }]])
    note.turn(false)
    await note.keep()
    expect(asked('setLinkUTM')[1]).toEqual(['cj', none])
  })

  it('is seen at each place, where it differs', async () => {
    const { note } = open()
    await note.load()
    note.say('source', 'taglane')
    await settled()
    expect(note.places).toEqual([])
    note.say('source', '{platform}')
    await settled()
    expect(note.places).toEqual([{ title: 'YouTube', told: '?utm_source=YouTube' }, { title: 'TikTok', told: '?utm_source=TikTok' }])
  })

  it('is refused with a sentence, and is not kept', async () => {
    const { note } = open({ tryLinkUTM: () => { throw fault('Invalid', 'Nothing personal.') }, setLinkUTM: () => { throw fault('Invalid', 'Nothing personal.') } })
    await note.load()
    note.say('source', 'nora@mail.example')
    await settled()
    expect([note.wrong, await note.keep()]).toEqual(['Nothing personal.', false])
  })

  it('is not there where a service makes its links itself', async () => {
    const { note } = open({ linkUTM: () => { throw fault('Refused', 'No.') } })
    await note.load()
    expect([note.page, note.wrong, await note.keep()]).toEqual([null, '', true])
  })
})

it('finds what was added to an address', () => {
  expect(apart('https://a/b#c', 'https://a/b?x=1#c')).toEqual(['https://a/b', '?x=1', '#c'])
  expect(apart('https://a/b?y=1', 'https://a/b?y=1&x=1')).toEqual(['https://a/b?y=1', '&x=1', ''])
  expect(apart('https://a', 'https://a')).toEqual(['https://a', '', ''])
})
