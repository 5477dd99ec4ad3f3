import { describe, expect, it } from 'vitest'
import type { Cut, CutItem, Stack, Version } from '../studio/studio'
import { Playhead } from './playhead.svelte'
import { fault, stage } from './testdata/studio'
import { Versions } from './versions.svelte'

const version = (n: number, more: Partial<Version> = {}): Version => ({
  id: `v${n}`, n, name: `cut${n}.mp4`, note: '', by: 'Nora', at: '2026-11-26T08:00:00Z', frames: 300, rate: '30/1', width: 1080, height: 1920, size: 1, seconds: 10,
  current: false, locked: false, lockedBy: '', here: true, poster: '', proxy: `film.${n}`, moved: null, ...more,
})
const item = (id: string): CutItem => ({ id, kind: 'tag', title: id, author: '', colour: 1, how: 'moved', old: { in: 10, out: 20 }, oldTime: '', new: [{ in: 0, out: 10 }], newTime: '', by: -10, bySeconds: -0.3, less: 0, keys: [], line: '' })
const cut: Cut = { id: 'cut', clip: 'c', from: 'v2', n: 3, name: 'new.mp4', frames: 200, rate: '25/1', width: 1080, height: 1920, size: 1, seconds: 8, known: 1, line: '', poster: '', proxy: 'film.new', tallies: [], items: [item('t1'), item('t2')] }
const stack = (more: Partial<Stack> = {}): Stack => ({ clip: 'c', versions: [version(2, { current: true }), version(1)], cut: null, lost: [], message: '', ...more })

async function table(verbs: Parameters<typeof stage>[0], first = stack()) {
  const failed: string[] = []
  const s = stage({ versions: () => first, ...verbs })
  const v = new Versions(s.studio, { fail: (f) => { failed.push(f.kind) }, say: () => undefined })
  v.listen()
  await v.show('c')
  return { v, failed, ...s }
}
const asked = (calls: { verb: string; args: unknown[] }[], verb: string): unknown[][] => calls.filter((c) => c.verb === verb).map((c) => c.args)

describe('the versions of a clip', () => {
  it('take everything along unless something is left behind', async () => {
    const { v, calls } = await table({ acceptCut: () => stack({ versions: [version(3, { current: true })] }) }, stack({ cut }))
    await v.accept()
    expect(asked(calls, 'acceptCut')).toEqual([['c', 'cut', null, '']])
  })

  it('name what goes where something stays', async () => {
    const { v, calls } = await table({ acceptCut: () => stack() }, stack({ cut }))
    v.leave('t1', true)
    v.leave('t2', true)
    v.leave('t2', false)
    v.note = 'warmer'
    await v.accept()
    expect(asked(calls, 'acceptCut')).toEqual([['c', 'cut', ['t2'], 'warmer']])
    expect(v.note).toBe('')
  })

  it('say when a proposal no longer holds, and ask anew', async () => {
    const { v, calls, failed } = await table({ acceptCut: () => { throw fault('Conflict', 'Changed.') } }, stack({ cut }))
    v.note = 'warmer'
    await v.accept()
    expect(failed).toEqual(['Conflict'])
    expect(asked(calls, 'versions')).toHaveLength(2)
    expect(v.note).toBe('warmer')
  })

  it('that were asked for while a cut was accepted are the later ones', async () => {
    let answer: (s: Stack) => void = () => undefined
    let now = stack({ cut })
    const { v, happen } = await table({ versions: () => now, acceptCut: () => new Promise<Stack>((resolve) => { answer = resolve }) })
    const accepted = v.accept()
    now = stack({ versions: [version(4, { current: true })] })
    happen('clip', { id: 'c' })
    await new Promise((r) => setTimeout(r))
    answer(stack({ versions: [version(3, { current: true })] }))
    await accepted
    expect(v.current?.id).toBe('v4')
  })

  it('follow what happens to the clip', async () => {
    const { v, happen, calls } = await table({})
    happen('clip', { id: 'other' })
    happen('clip', { id: 'c' })
    await Promise.resolve()
    expect(asked(calls, 'versions')).toHaveLength(2)
    expect(v.current?.id).toBe('v2')
  })
})

describe('two versions', () => {
  const pieces = [{ new: { in: 0, out: 200 }, old: 100 }]
  const compareVersions = (_: string, a: string, b: string) => ({ a, b, pieces })

  it('are compared at the same moment of the footage', async () => {
    const { v, calls } = await table({ compareVersions })
    await v.toggle()
    expect(asked(calls, 'compareVersions')).toEqual([['c', 'v1', 'v2']])
    expect([v.look, v.letter('v1'), v.letter('v2'), v.comparing]).toEqual(['wipe', 'A', 'B', true])
    expect([v.way(0), v.way(199), v.way(250)]).toEqual([100, 299, null])
    await v.toggle()
    expect([v.look, v.letter('v1'), v.comparing]).toEqual([null, '', false])
  })

  it('are swapped with their moments', async () => {
    const { v } = await table({ compareVersions })
    await v.toggle()
    const clip = new Playhead()
    clip.open(300, { num: 30, den: 1 })
    clip.seek(40)
    await v.swap(clip)
    expect([v.letter('v1'), v.letter('v2')]).toEqual(['B', 'A'])
    expect([v.way(100), v.way(99)]).toEqual([0, null])
    expect([v.own.frames, v.own.frame]).toEqual([300, 140])
    v.own.seek(120)
    await v.swap(clip)
    expect([v.letter('v2'), clip.frame]).toEqual(['B', 20])
    clip.seek(250) // of which the other has nothing
    await v.swap(clip)
    expect([v.own.frame, clip.frame]).toEqual([0, 250])
  })

  it('may be one that waits, which then leads by itself', async () => {
    const { v, calls } = await table({ compareVersions }, stack({ cut }))
    await v.toggle()
    expect(asked(calls, 'compareVersions')).toEqual([['c', 'v2', 'cut']])
    expect([v.letter('v2'), v.letter('cut'), v.own.frames]).toEqual(['A', 'B', 200])
    v.nextLook()
    expect(v.look).toBe('beside')
  })

  it('are looked at in each way, one after the other', async () => {
    const { v } = await table({ compareVersions })
    v.nextLook()
    expect(v.look).toBe(null)
    await v.toggle()
    const looks = [0, 1, 2, 3].map(() => { const { look } = v; v.nextLook(); return look })
    expect(looks).toEqual(['wipe', 'beside', 'difference', 'wipe'])
  })

  it('are not compared where that fails, and it is said', async () => {
    const { v, failed } = await table({ compareVersions: () => { throw fault('NotFound', 'The film is gone.') } })
    await v.toggle()
    expect([failed, v.comparing, v.look]).toEqual([['NotFound'], false, null])
  })

  it('of which neither is shown by the clip have a playhead of their own, which rests at the end', async () => {
    const { v } = await table({ compareVersions }, stack({ versions: [version(3, { current: true }), version(2, { frames: 250 }), version(1)] }))
    await v.compare('v1', 'v2')
    expect([v.sideB?.current, v.own.frames, v.letter('v2')]).toEqual([false, 250, 'B'])
    v.own.play()
    v.end()
    expect([v.own.playing, v.comparing]).toEqual([false, false])
  })

  it('are one no more when it goes', async () => {
    const { v } = await table({ compareVersions, dropCut: () => stack() }, stack({ cut }))
    await v.toggle()
    await v.letGo()
    expect(v.comparing).toBe(false)
    expect(v.look).toBe(null)
  })
})
