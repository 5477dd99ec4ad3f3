import { describe, expect, it } from 'vitest'
import { LaneLook, type Shelf } from './lanes.svelte'

function store(kept: Record<string, string> = {}): Shelf & { kept: Record<string, string> } {
  return { kept, getItem: (k) => kept[k] ?? null, setItem: (k, v) => { kept[k] = v } }
}

describe('the look of the lanes', () => {
  it('is kept clip by clip', () => {
    const shelf = store()
    let clip = 'a'
    const look = new LaneLook(() => clip, shelf)
    look.toggleLock('p')
    look.toggleMute('q')
    clip = 'b'
    const other = new LaneLook(() => clip, shelf)
    expect([other.locked.size, other.muted.size]).toEqual([0, 0])
    clip = 'a'
    const again = new LaneLook(() => clip, shelf)
    expect([[...again.locked], [...again.muted]]).toEqual([['p'], ['q']])
    again.toggleLock('p')
    expect(new LaneLook(() => clip, shelf).locked.size).toBe(0)
  })

  it('takes text it did not write for nothing', () => {
    for (const text of ['{', '[]', 'null', '{"locked":7}', '{"locked":[1,"p"]}']) {
      const look = new LaneLook(() => 'a', store({ 'taglane.lanes.a': text }))
      expect([...look.locked].filter((id) => id !== 'p')).toEqual([])
      expect(look.muted.size).toBe(0)
    }
  })
})
