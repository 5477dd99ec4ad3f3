import { describe, expect, it } from 'vitest'
import { isHostile, keyAria, keyText, namesOf, type Pressed } from './keys'
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

  it('read as on the keyboard', () => {
    expect(keyText('Ctrl+Shift+KeyZ', false)).toBe('Ctrl Shift Z')
    expect(keyText('Ctrl+ArrowLeft', true)).toBe('⌘ ←')
    expect(keyText("'?'", false)).toBe('?')
    expect(keyAria('Ctrl+Digit1', false)).toBe('Control+1')
  })

  it('that would reload, print or leave the page are known', () => {
    for (const k of [press('KeyR', { ctrlKey: true }), press('F5'), press('KeyP', { ctrlKey: true }), press('ArrowLeft', { altKey: true })]) {
      expect(isHostile(namesOf(k, false))).toBe(true)
    }
    expect(isHostile(namesOf(press('KeyC', { ctrlKey: true }), false))).toBe(false)
  })
})

describe('commands', () => {
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

  it('does not compile without a sentence', () => {
    // @ts-expect-error a command says what it does
    const mute: Command = { id: 'x', name: 'x', places: 'everywhere', run: () => undefined }
    // @ts-expect-error and says it in a sentence
    const grunt: Command = { ...mute, sentence: 'stuff' }
    expect([mute.id, grunt.id]).toEqual(['x', 'x'])
  })
})
