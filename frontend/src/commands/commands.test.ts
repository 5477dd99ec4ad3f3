import { describe, expect, it } from 'vitest'
import { Keymap } from '../model/keymap.svelte'
import { Settings } from '../model/settings.svelte'
import { speak, t } from '../words/words.svelte'
import { isHostile, keyAria, keyText, namesOf, recorded, type Pressed } from './keys'
import { Commands, type Command } from './registry.svelte'

const press = (code: string, more: Partial<Pressed & { repeat: boolean; timeStamp: number }> = {}) => ({ code, key: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, repeat: false, timeStamp: 5, ...more })
const command = (id: string, more: Partial<Command> = {}): Command => ({ id, name: id, sentence: 'Does a thing.', places: 'everywhere', run: () => undefined, ...more })

describe('keys', () => {
  it('are named by position, and by character where that is what matters', () => {
    expect(namesOf(press('KeyZ', { ctrlKey: true, shiftKey: true }), false)).toEqual(['Ctrl+Shift+KeyZ'])
    expect(namesOf(press('Minus', { key: '?', shiftKey: true }), false)).toContain("'?'") // a German keyboard
    expect(namesOf(press('Numpad3', { key: '3' }), false)).toContain('Digit3')
    expect(namesOf(press('KeyK', { metaKey: true }), true)).toEqual(['Ctrl+KeyK'])
    expect(namesOf(press('KeyK', { metaKey: true }), false)).toEqual([]) // the system's own
  })

  it('tag by the number of the position where the digits want Shift', () => {
    const all = new Commands()
    let tagged = 0
    all.add([command('hold', { keys: ['Digit1'], run: () => { tagged++ } })])
    expect(namesOf(press('Digit1', { key: '&' }), false)).toEqual(["'&'", 'Digit1']) // a French keyboard
    expect([all.press('tag', press('Digit1', { key: '&' })), tagged]).toEqual([true, 1])
  })

  it('follow the letter with Ctrl, wherever it lies', () => {
    expect(namesOf(press('KeyY', { key: 'z', ctrlKey: true }), false)).toEqual(['Ctrl+KeyZ']) // a German keyboard
    expect(namesOf(press('KeyZ', { key: 'Y', ctrlKey: true, shiftKey: true }), false)).toEqual(['Ctrl+Shift+KeyY'])
    expect(namesOf(press('Semicolon', { key: 'm', metaKey: true }), true)).toEqual(['Ctrl+KeyM']) // a French one
    expect(namesOf(press('KeyZ', { key: 'я', ctrlKey: true }), false)).toEqual(['Ctrl+KeyZ']) // one without Latin letters
    expect(namesOf(press('KeyQ', { key: 'a' }), false)).toEqual(["'a'", 'KeyQ']) // without Ctrl the position stays
  })

  it('read as on the keyboard', () => {
    expect(keyText('Ctrl+Shift+KeyZ', false)).toBe('Ctrl Shift Z')
    expect(keyText('Ctrl+ArrowLeft', true)).toBe('⌘ ←')
    expect(keyText("'?'", false)).toBe('?')
    expect(keyAria('Ctrl+Digit1', false)).toBe('Control+1')
  })

  it('show the letters of the keyboard at hand', () => {
    const qwertz = new Map([['KeyZ', 'y'], ['KeyY', 'z'], ['BracketLeft', 'ü']])
    const azerty = new Map([['KeyQ', 'a'], ['KeyZ', 'w'], ['Digit1', '&']])
    expect(keyText('Ctrl+KeyZ', false, qwertz)).toBe('Ctrl Z') // with Ctrl the letter counts
    expect(keyText('KeyZ', false, qwertz)).toBe('Y')
    expect(keyText('BracketLeft', false, qwertz)).toBe('Ü')
    expect(keyText('Shift+KeyQ', true, azerty)).toBe('Shift A')
    expect(keyText('Ctrl+Digit1', false, azerty)).toBe('Ctrl 1')
    expect(keyAria('Ctrl+Alt+KeyZ', false, azerty)).toBe('Control+Alt+W')
    expect(keyAria('Ctrl+KeyZ', false, azerty)).toBe('Control+Z')
  })

  it('are called as on the keyboards of the language', async () => {
    await speak('de')
    expect([keyText('Ctrl+Shift+KeyZ', false), keyText('Ctrl+KeyZ', true), keyText('Delete'), keyText('Home'), keyText('Space')]).toEqual(['Strg Shift Z', '⌘ Z', 'Entf', 'Pos1', 'Leertaste'])
    expect(keyAria('Ctrl+Delete', false)).toBe('Control+Delete')
    await speak('en')
    expect([keyText('Ctrl+Delete', false), keyText('Home')]).toEqual(['Ctrl Del', 'Home'])
  })

  it('are recorded by position, signs by their character, and modifiers not at all', () => {
    expect(recorded(press('KeyZ', { key: 'y', ctrlKey: true }), false)).toBe('Ctrl+KeyY')
    expect(recorded(press('KeyZ', { key: 'y' }), false)).toBe('KeyZ')
    expect(recorded(press('KeyK', { key: 'k', metaKey: true }), true)).toBe('Ctrl+KeyK')
    expect(recorded(press('Slash', { key: '/' }), false)).toBe("'/'")
    for (const none of [press('ShiftLeft', { key: 'Shift' }), press('Tab', { key: 'Tab' }), press('F4', { altKey: true }), press('KeyK', { metaKey: true })]) expect(recorded(none, false)).toBeNull()
  })

  it('that would reload, print or leave the page are known', () => {
    for (const k of [press('KeyR', { ctrlKey: true }), press('F5'), press('KeyP', { ctrlKey: true }), press('ArrowLeft', { altKey: true })]) {
      expect(isHostile(namesOf(k, false))).toBe(true)
    }
    expect(isHostile(namesOf(press('KeyC', { ctrlKey: true }), false))).toBe(false)
  })
})

describe('commands', () => {
  it('leave a shared key to the browser too', () => {
    const all = new Commands()
    let ran = 0
    all.add([command('paste', { keys: ['Ctrl+KeyV'], shared: true, run: () => { ran++ } })])
    expect([all.press('tag', press('KeyV', { ctrlKey: true })), ran]).toEqual([false, 1])
  })

  it('answer to the keys a person gave them, and show those', async () => {
    const keys = new Keymap(new Settings())
    const all = new Commands(keys)
    let ran = 0
    all.add([command('tag.split', { keys: ['KeyB'], places: ['tag'], run: () => { ran++ } })])
    await keys.give('tag.split', 'Ctrl+KeyE')
    expect(all.press('tag', press('KeyB'))).toBe(false)
    expect(all.press('tag', press('KeyE', { ctrlKey: true }))).toBe(true)
    expect(ran).toBe(1)
    expect(all.tip('tag.split')).toEqual({ 'data-tip': 'tag.split', 'data-keys': 'Ctrl E', 'aria-keyshortcuts': 'Control+E' })
    expect(all.at('tag')[0]?.keys).toEqual(['Ctrl+KeyE'])
  })

  it('refuse a key that has a meaning in the same place', () => {
    const all = new Commands()
    all.add([command('a', { keys: ['KeyB'], places: ['tag'] })])
    all.add([command('b', { keys: ['KeyB'], places: ['library'] })])
    expect(() => all.add([command('c', { keys: ['KeyB'] })])).toThrow(/one key has one meaning/)
    expect(() => all.add([command('a')])).toThrow()
  })

  it('answer only in their place, only while they may, and only once per press unless they repeat', () => {
    const ran: string[] = []
    let may = true
    const all = new Commands()
    all.add([
      command('once', { keys: ['Space'], places: ['tag'], enabled: () => may, run: () => { ran.push('once') } }),
      command('again', { keys: ['ArrowLeft'], places: ['tag'], repeats: true, run: () => { ran.push('again') } }),
    ])
    expect(all.press('library', press('Space'))).toBe(false)
    all.press('tag', press('Space'))
    all.press('tag', press('Space', { repeat: true }))
    all.press('tag', press('ArrowLeft', { repeat: true }))
    may = false
    expect(all.press('tag', press('Space'))).toBe(true) // it is somebody's, so nothing else happens
    expect(ran).toEqual(['once', 'again'])
  })

  it('hear when their key goes up, also when the window loses the keyboard', () => {
    const heard: string[] = []
    const all = new Commands()
    all.add([command('hold', { keys: ['Digit1'], run: (at) => heard.push(`down ${at}`), release: (at) => heard.push(`up ${at}`) })])
    all.press('tag', press('Digit1', { timeStamp: 1 }))
    all.release({ code: 'Digit1', timeStamp: 2 })
    all.release({ code: 'Digit1', timeStamp: 3 })
    all.press('tag', press('Digit1', { timeStamp: 4 }))
    all.releaseAll(9)
    expect(heard).toEqual(['down 1', 'up 2', 'down 4', 'up 9'])
  })

  it('go with the room that added them', () => {
    const all = new Commands()
    const away = all.add([command('a', { keys: ['KeyA'] })])
    away()
    expect(all.get('a')).toBeUndefined()
    all.add([command('a', { keys: ['KeyA'] })])
  })

  it('are remembered by the name they usually have, in the language of the moment', async () => {
    const keys = new Keymap(new Settings())
    const all = new Commands(keys)
    all.add([command('p', { name: 'Queue 2 posts', usual: 'Publish' }), { ...command('n'), get name() { return t('Publish') } }])
    const names = (): string[] => keys.all.map((c) => c.name)
    expect([names(), all.get('p')?.name]).toEqual([['Publish', 'Publish'], 'Queue 2 posts'])
    await speak('de')
    expect(names()).toEqual(['Publish', 'Veröffentlichen']) // the first is told by whoever shows it
    await speak('en')
  })

  it('may be shut for a while, and say why', () => {
    const all = new Commands()
    let ran = 0
    all.add([command('a', { keys: ['KeyA'], run: () => { ran++ } }), command('b', { keys: ['KeyB'], run: () => { ran++ } })])
    all.shut = { ids: new Set(['a']), why: 'Only shown' }
    expect([all.run('a'), all.press('tag', press('KeyA')), ran]).toEqual([false, true, 0])
    expect([all.tip('a'), all.why('a'), all.why('b')]).toEqual([{ 'data-tip': 'Only shown', disabled: true }, 'Only shown', ''])
    expect([all.run('b'), ran, 'disabled' in all.tip('b')]).toEqual([true, 1, false])
    all.shut = null
    expect([all.run('a'), ran, all.tip('a')['data-tip']]).toEqual([true, 2, 'a'])
  })

  it('does not compile without a sentence', () => {
    // @ts-expect-error a command says what it does
    const mute: Command = { id: 'x', name: 'x', places: 'everywhere', run: () => undefined }
    // @ts-expect-error and says it in a sentence
    const grunt: Command = { ...mute, sentence: 'stuff' }
    expect([mute.id, grunt.id]).toEqual(['x', 'x'])
  })
})
