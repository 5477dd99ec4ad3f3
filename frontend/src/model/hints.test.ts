import { describe, expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { HINTS, Hints } from './hints.svelte'
import { Settings } from './settings.svelte'
import { stage, view } from './testdata/studio'

function desk(): { shell: Shell; hints: Hints; kept: Record<string, string>; clip(tags: number): void } {
  const kept: Record<string, string> = {}
  const { studio } = stage({ settings: () => kept, setSetting: (name, value) => { kept[name] = value } })
  const shell = new Shell(studio)
  const tag = { id: 't', product: 'p', in: 0, out: 9, lane: 1, spots: [], interpolation: 'linear' }
  return { shell, kept, hints: new Hints(shell, new Settings()), clip: (n) => { shell.current.view = { ...view('a'), tags: Array.from({ length: n }, () => tag) as never } } }
}

describe('hints', () => {
  it('are one at a time, about the place one is in', () => {
    const { shell, hints, clip } = desk()
    expect(hints.now).toBeNull() // nothing is chosen in the library
    shell.place = 'tag'
    expect(hints.now).toBeNull() // no clip is open
    clip(0)
    expect(hints.now?.id).toBe('perform')
    shell.place = 'products'
    expect(hints.now?.id).toBe('feed')
  })
  it('go for good once done or put away', async () => {
    const { shell, hints, kept, clip } = desk()
    shell.place = 'tag'
    clip(1)
    expect(hints.now?.id).toBe('trim')
    hints.settle()
    hints.ran('tag.trim-in')
    expect(hints.now?.id).toBe('page')
    hints.dismiss('page')
    expect(hints.now).toBeNull()
    clip(0)
    expect(hints.now).toBeNull() // performing was done
    await Promise.resolve()
    expect(kept['hints']).toBe('perform trim page')
  })
  it('can be called back, or sent away all at once', async () => {
    const { shell, hints, clip } = desk()
    shell.place = 'tag'
    clip(0)
    await hints.want(false)
    expect([hints.wanted, hints.now]).toEqual([false, null])
    hints.ran('tag.hold-1') // is not remembered while none are wanted
    await hints.want(true)
    expect(hints.now?.id).toBe('perform')
  })
  it('each have a name of their own', () => {
    expect(new Set(HINTS.map((h) => h.id)).size).toBe(HINTS.length)
  })
})
