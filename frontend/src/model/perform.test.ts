import { beforeEach, describe, expect, it } from 'vitest'
import { parseRate, type FrameSpan } from '../maths/frames'
import { Hand } from './hand'
import { Performance } from './perform.svelte'
import { Settings } from './settings.svelte'

const clock = { frame: 0, frames: 900, speed: 1, frameAt: (): number => clock.frame }
const stage = { rate: parseRate('30/1'), shelf: [{ id: 'serum', shelf: 1 }, { id: 'tint', shelf: 2 }] }
let tagged: [string, FrameSpan][] = []
let pass: Performance
let kept: Settings

beforeEach(() => {
  tagged = []
  Object.assign(clock, { frame: 100, frames: 900, speed: 1 })
  kept = new Settings()
  pass = new Performance(clock, stage, (product, span) => { tagged.push([product, span]) }, new Hand(kept))
})

describe('performing', () => {
  it('tags what the eye saw while the key was down', () => {
    pass.press(1, 0)
    clock.frame = 160
    pass.release(1, 2000)
    expect(tagged).toEqual([['serum', { in: 94, out: 154 }]]) // 200 ms are 6 frames
  })

  it('lags further in the clip when it plays faster', () => {
    clock.speed = 2
    pass.press(1, 0)
    clock.frame = 200
    pass.release(1, 2000)
    expect(tagged).toEqual([['serum', { in: 88, out: 188 }]])
  })

  it('makes three seconds of a tap, from the playhead itself when nothing moves', () => {
    clock.speed = 0
    pass.press(2, 0)
    pass.release(2, 900)
    expect(tagged).toEqual([['tint', { in: 100, out: 190 }]])
  })

  it('cuts a tap off at the end of the clip', () => {
    Object.assign(clock, { frame: 890, speed: 0 })
    pass.press(1, 0)
    pass.release(1, 100)
    expect(tagged).toEqual([['serum', { in: 890, out: 900 }]])
  })

  it('holds several products at once, one tag each', () => {
    pass.press(1, 0)
    clock.frame = 130
    pass.press(2, 1000)
    clock.frame = 160
    pass.release(1, 2000)
    clock.frame = 190
    pass.release(2, 3000)
    expect(tagged).toEqual([['serum', { in: 94, out: 154 }], ['tint', { in: 124, out: 184 }]])
  })

  it('draws what is held, as it will be written', () => {
    pass.press(1, 0)
    clock.frame = 160
    expect(pass.live).toEqual([{ id: 'held-1', product: 'serum', in: 94, out: 154 }])
  })

  it('takes a keyboard that repeats itself for one press', () => {
    pass.press(1, 0)
    clock.frame = 130
    pass.press(1, 500)
    clock.frame = 160
    pass.release(1, 2000)
    expect(tagged).toHaveLength(1)
  })

  it('forgets the pass on Escape, even though the key stays down', () => {
    pass.press(1, 0)
    expect(pass.drop()).toBe(true)
    expect(pass.drop()).toBe(false)
    pass.press(1, 30) // the keyboard repeats
    clock.frame = 160
    pass.release(1, 2000)
    expect(tagged).toEqual([])
    pass.press(1, 3000)
    clock.frame = 200
    pass.release(1, 4000)
    expect(tagged).toHaveLength(1)
  })

  it('ends what is held where a loop ends, once', () => {
    pass.press(1, 0)
    clock.frame = 20
    pass.wrap(299)
    pass.press(1, 900)
    pass.release(1, 1000)
    expect(tagged).toEqual([['serum', { in: 94, out: 299 }]])
  })

  it('knows only the numbers of the shelf', () => {
    expect(pass.press(7, 0)).toBe(false)
    pass.release(7, 500)
    expect(tagged).toEqual([])
  })
})

describe('a person\'s own hand', () => {
  it('moves what is held by this person\'s lag', () => {
    kept.values = { reaction: '400' }
    pass.press(1, 0)
    clock.frame = 160
    pass.release(1, 2000)
    expect(tagged).toEqual([['serum', { in: 88, out: 148 }]]) // 400 ms are 12 frames
  })

  it('gives a tap the length this person chose', () => {
    clock.speed = 0
    kept.values = { tap: '1.5' }
    pass.press(2, 0)
    pass.release(2, 100)
    expect(tagged).toEqual([['tint', { in: 100, out: 145 }]])
  })
})
