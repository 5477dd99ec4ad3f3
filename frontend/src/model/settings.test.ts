import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Look } from './look.svelte'
import { Settings } from './settings.svelte'
import { fault, stage } from './testdata/studio'

const held = new Map<string, string>()
beforeEach(() => {
  held.clear()
  vi.stubGlobal('localStorage', { getItem: (k: string) => held.get(k) ?? null, setItem: (k: string, v: string) => { held.set(k, v) } })
})
afterEach(() => { vi.unstubAllGlobals() })

describe('settings', () => {
  it('are kept by the studio', async () => {
    const s = stage({ setSetting: () => undefined, settings: () => ({ tap: '2' }) })
    const own = new Settings()
    expect(await own.set(s.studio, 'reaction', '180')).toBeNull()
    expect(s.calls).toEqual([{ verb: 'setSetting', args: ['reaction', '180'] }])
    await own.load(s.studio)
    expect([own.number('reaction', 200, 0, 800), own.number('tap', 3, 0.5, 10)]).toEqual([180, 2])
  })

  it('are kept by this window where the studio cannot', async () => {
    const s = stage({ setSetting: () => { throw fault('Internal', 'There is no such verb.') } })
    expect(await new Settings().set(s.studio, 'tap', '2')).toBeNull()
    expect(new Settings().get('tap')).toBe('2')
  })

  it('stay as they were when they are refused', async () => {
    const own = new Settings()
    const refused = await own.set(stage({ setSetting: () => { throw fault('Invalid', 'That is too long for a setting.') } }).studio, 'tap', '2')
    expect(refused?.message).toBe('That is too long for a setting.')
    expect(own.get('tap')).toBe('')
  })

  it('are the usual ones where nothing usable is kept', () => {
    const own = new Settings()
    for (const bad of ['', ' ', 'much', '-1', '9000', 'Infinity']) {
      own.values = { reaction: bad }
      expect(own.number('reaction', 200, 0, 800)).toBe(200)
    }
    held.set('taglane.settings', '{"tap":7,"reaction":"90"}')
    expect(new Settings().values).toEqual({ reaction: '90' })
  })
})

describe('the look', () => {
  it('outlives the window, and only what is on offer does', () => {
    new Look().set({ theme: 'light', contrast: 'normal', motion: 'full', scale: 150 })
    const again = new Look()
    expect([again.theme, again.contrast, again.motion, again.scale]).toEqual(['light', 'normal', 'full', 150])
    held.set('taglane.look', '{"theme":"pink","contrast":"much","motion":1,"scale":400}')
    const usual = new Look()
    expect([usual.theme, usual.contrast, usual.motion, usual.scale]).toEqual(['system', 'system', 'system', 100])
  })

  it('grows to 150 % and shrinks to 90 %, no further', () => {
    const look = new Look()
    for (let i = 0; i < 9; i++) look.resize(1)
    expect(look.scale).toBe(150)
    for (let i = 0; i < 9; i++) look.resize(-1)
    expect(look.scale).toBe(90)
  })
})
