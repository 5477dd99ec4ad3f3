import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKey, OURS, readKeys, writeKeys } from './keyfile'
import { Keymap, resolve, type Known } from './keymap.svelte'
import { PRESETS } from './presets'
import { Settings } from './settings.svelte'
import { fault, stage } from './testdata/studio'

const known = (id: string, keys: string[], places: Known['places'] = ['tag']): Known => ({ id, name: id, sentence: 'Does a thing.', places, keys })
const ALL = [
  known('app.palette', ['Ctrl+KeyK', 'Ctrl+Shift+KeyP'], 'everywhere'),
  known('library.search', ["'/'"], ['library']),
  known('tag.split', ['KeyB']), known('tag.snapping', ['KeyS']), known('tag.play-around', ['Shift+KeyQ']),
]

function keymap(verbs: Parameters<typeof stage>[0] = { settings: () => ({}), setSetting: () => undefined }) {
  const s = stage(verbs)
  const map = new Keymap(new Settings())
  map.know(ALL)
  return { map, ...s }
}

describe('a keymap', () => {
  it('begins with what the commands bring', () => {
    const { map } = keymap()
    expect(map.keysOf('tag.split')).toEqual(['KeyB'])
    expect(map.keysOf('nobody')).toEqual([])
  })

  it('takes from a preset only what differs there', async () => {
    const { map } = keymap()
    await map.choose('resolve')
    expect(map.keysOf('tag.play-around')).toEqual(["'/'"])
    expect(map.keysOf('library.search')).toEqual(['Ctrl+KeyF'])
    expect(map.keysOf('app.palette')).toEqual(['Ctrl+KeyK', 'Ctrl+Shift+KeyP'])
    await map.choose('premiere')
    expect(map.keysOf('tag.split')).toEqual(['Ctrl+KeyK'])
    expect(map.keysOf('app.palette')).toEqual(['Ctrl+Shift+KeyP'])
  })

  it('names whose key it is, only where the two can meet', () => {
    const { map } = keymap()
    expect(map.rivalOf('tag.split', 'KeyS')?.id).toBe('tag.snapping')
    expect(map.rivalOf('tag.split', 'Ctrl+KeyK')?.id).toBe('app.palette') // everywhere is here too
    expect(map.rivalOf('tag.split', "'/'")).toBeNull() // another place
    expect(map.rivalOf('tag.split', 'KeyB')).toBeNull() // its own
  })

  it('hands a key over, keeps what is left, and gives all back', async () => {
    const { map } = keymap()
    await map.give('tag.split', 'Ctrl+KeyK')
    expect(map.keysOf('tag.split')).toEqual(['Ctrl+KeyK'])
    expect(map.keysOf('app.palette')).toEqual(['Ctrl+Shift+KeyP'])
    await map.reset('tag.split')
    expect(map.keysOf('tag.split')).toEqual(['KeyB'])
    await map.resetAll()
    expect(map.keysOf('app.palette')).toEqual(['Ctrl+KeyK', 'Ctrl+Shift+KeyP'])
  })

  it('leaves what a person chose alone when a command with the same key turns up later', async () => {
    const { map } = keymap()
    await map.give('app.palette', 'KeyT')
    map.know([known('tag.new', ['KeyT'])])
    expect(map.keysOf('app.palette')).toEqual(['KeyT'])
    expect(map.keysOf('tag.new')).toEqual([])
  })

  it('is kept by the studio and read back from it', async () => {
    const kept: Record<string, string> = {}
    const verbs = { settings: () => kept, setSetting: (name: string, value: string) => { kept[name] = value } }
    const one = keymap(verbs)
    await one.map.follow(one.studio)
    await one.map.give('tag.split', 'KeyX')
    const two = keymap(verbs)
    await two.map.follow(two.studio)
    expect(two.map.keysOf('tag.split')).toEqual(['KeyX'])
  })

  it('says so and stays as it was when the studio refuses', async () => {
    const { map, studio } = keymap({ settings: () => ({}), setSetting: () => { throw fault('Invalid', 'That is too long for a setting.') } })
    await map.follow(studio)
    expect((await map.give('tag.split', 'KeyX'))?.message).toBe('That is too long for a setting.')
    expect(map.keysOf('tag.split')).toEqual(['KeyB'])
  })

  it('sets aside commands it does not know, until they appear', async () => {
    const { map } = keymap()
    expect(await map.import(writeKeys({ preset: 'ours', own: { 'insights.open': ['KeyY'] } }))).toBe('')
    expect(map.aside).toEqual(['insights.open'])
    map.know([known('insights.open', [])])
    expect(map.aside).toEqual([])
    expect(map.keysOf('insights.open')).toEqual(['KeyY'])
  })

  it('learns what is printed on the keys, from the browser or from presses', async () => {
    const { map } = keymap()
    await map.ask({ getLayoutMap: async () => new Map([['KeyZ', 'y']]) })
    const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
    map.learn({ code: 'KeyQ', key: 'a', ...none })
    map.learn({ code: 'KeyW', key: 'W', ...none, shiftKey: true }) // says nothing of the key alone
    map.learn({ code: 'Space', key: ' ', ...none })
    expect([...map.letters]).toEqual([['KeyZ', 'y'], ['KeyQ', 'a']])
    await map.ask({ getLayoutMap: async () => { throw new Error('not here') } })
    expect(map.letters.size).toBe(2)
  })
})

const key = fc.constantFrom('KeyA', 'KeyB', 'Ctrl+KeyK', 'Shift+Digit1', "'/'", 'Alt+ArrowUp', 'Ctrl+Shift+Period')
const wish = fc.record({
  preset: fc.constantFrom(...PRESETS.map((p) => p.name)),
  own: fc.dictionary(fc.stringMatching(/^[a-z]{2,8}\.[a-z0-9-]{1,12}$/), fc.uniqueArray(key, { maxLength: 4 }), { noNullPrototype: true }),
})

describe('a keymap as a file', () => {
  it('comes back as it went', () => {
    fc.assert(fc.property(wish, (w) => { expect(readKeys(writeKeys(w))).toEqual(w) }))
  })

  it('refuses whatever else there is, in a sentence', () => {
    const file = (more: object) => JSON.stringify({ taglane: 'keys', version: 1, preset: 'ours', keys: {}, ...more })
    expect(readKeys(file({}))).toEqual(OURS)
    for (const bad of [
      '', 'null', '[]', '{}', 'x'.repeat(200_000), file({ version: 2 }), file({ preset: 'constructor' }), file({ keys: [] }), file({ keys: { 'tag.split': 'KeyB' } }),
      file({ keys: { 'tag.split': ['KeyB<script>'] } }), file({ keys: { constructor: ['KeyB'] } }), file({ keys: { 'tag.split': Array(99).fill('KeyB') } }),
      `{"taglane":"keys","version":1,"preset":"ours","keys":{"__proto__":["KeyB"]}}`,
    ]) expect(readKeys(bad)).toMatch(/^That .+\.$/)
    fc.assert(fc.property(fc.json(), (text) => { const r = readKeys(text); expect(typeof r).toBe('string') }))
  })

  it('holds only keys that exist', () => {
    for (const p of PRESETS) for (const keys of Object.values(p.keys)) expect(keys.every(isKey)).toBe(true)
    for (const bad of ['KeyAA', 'Shift+Ctrl+KeyA', 'Meta+KeyA', "''", "'ab'", "' '", 'Tab', 7]) expect(isKey(bad)).toBe(false)
  })
})

it('never gives a key two meanings in a place, whatever is wished', () => {
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...ALL.map((c) => c.id)), fc.uniqueArray(key, { maxLength: 3 }), { noNullPrototype: true }), fc.constantFrom(...PRESETS.map((p) => p.name)), (own, preset) => {
    const keys = resolve(ALL, { preset, own })
    for (const place of ['tag', 'library']) {
      const here = ALL.filter((c) => c.places === 'everywhere' || c.places.includes(place)).flatMap((c) => keys.get(c.id) ?? [])
      expect(new Set(here).size).toBe(here.length)
    }
  }))
})
