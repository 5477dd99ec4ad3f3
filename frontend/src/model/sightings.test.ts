import { beforeEach, describe, expect, it } from 'vitest'
import type { ClipView, Ghost, NewTag, Product, Tag } from '../studio/studio'
import { OpenClip } from './clip.svelte'
import { Sightings, likeness } from './sightings.svelte'
import { card, fault, stage, view, type Stage } from './testdata/studio'

const tag = (id: string, from: number, to: number, product = 'p'): Tag => ({ id, clip: 'c', product, in: from, out: to, label: '', relation: '', notes: '', spots: [{ frame: from, x: 0.5, y: 0.5 }] })
const ghost = (clip: string, from: number, score: number): Ghost => ({ clip, clipName: `Clip ${clip}`, product: 'p', in: from, out: from + 30, spot: { x: 0.25, y: 0.75, w: 0.1, h: 0.1 }, score })

let rows: Tag[]
let s: Stage
let said: { message: string; fix?: (() => unknown) | undefined }[]
let clip: OpenClip
let seen: Sightings
/** Answers the oldest question still open. */
let answers: ((ghosts: Ghost[] | Error) => void)[]

const whole = (): ClipView => view('c', { card: card('c'), tags: rows, products: [{ id: 'p', title: 'Serum', shelf: 1, lane: 1 } as unknown as Product] })
const writes = (): string[] => s.calls.filter((c) => ['addTag', 'addTags', 'undo'].includes(c.verb)).map((c) => `${c.verb} ${String(c.args[0])}`)
const answer = async (...ghosts: Ghost[]): Promise<void> => {
  answers.shift()?.(ghosts)
  await new Promise((r) => { setTimeout(r) })
}

beforeEach(async () => {
  rows = [tag('a', 0, 30)]
  said = []
  answers = []
  s = stage({
    mediaBase: () => 'http://m/',
    clip: (id) => (id === 'c' ? whole() : view(id)),
    seenAgain: () => new Promise((ok, no) => { answers.push((g) => { if (Array.isArray(g)) ok(g); else no(g) }) }),
    addTag: (_, product, span) => {
      rows = [...rows, tag(`n${String(span.in)}`, span.in, span.out, product)]
      return { clip: whole(), message: '' }
    },
    addTags: (id, tags) => {
      if (id === 'gone') throw fault('NotFound', 'There is no such clip.')
      if (id === 'c') rows = [...rows, ...tags.map((n: NewTag) => tag(`n${String(n.in)}`, n.in, n.out, n.product))]
      return { clip: id === 'c' ? whole() : view(id), message: '' }
    },
    undo: () => {
      rows = rows.slice(0, 1)
      return { clip: whole(), message: '' }
    },
  })
  clip = new OpenClip(s.studio, (_, message, fix) => said.push({ message, fix: fix?.run }))
  await clip.open('c')
  seen = new Sightings(clip, s.studio)
})

async function found(...ghosts: Ghost[]): Promise<void> {
  void seen.ask(rows[0], 'library')
  await new Promise((r) => { setTimeout(r) })
  await answer(...ghosts)
}

describe('sightings', () => {
  it('are asked for once, and only of a tag with a hotspot', async () => {
    await seen.ask({ ...tag('b', 0, 9), spots: [] })
    expect([seen.open, answers.length]).toEqual([false, 0])
    await found(ghost('c', 100, 0.95), ghost('d', 5, 0.8))
    expect(s.calls.filter((c) => c.verb === 'seenAgain').map((c) => c.args)).toEqual([['a', 'library']])
    expect([seen.looking, seen.nothing, seen.all.map((g) => [g.clip, g.in])]).toEqual([false, false, [['c', 100], ['d', 5]]])
    expect(seen.here.map((g) => g.in)).toEqual([100])
  })

  it('of an older question, or of one nobody waits for, are let fall', async () => {
    void seen.ask(rows[0], 'clip')
    await new Promise((r) => { setTimeout(r) })
    void seen.ask(rows[0], 'library')
    await new Promise((r) => { setTimeout(r) })
    await answer(ghost('c', 100, 1))
    expect([seen.looking, seen.all.length]).toEqual([true, 0])
    await answer(ghost('c', 200, 1))
    expect(seen.all.map((g) => g.in)).toEqual([200])
    void seen.ask(rows[0], 'clip')
    await new Promise((r) => { setTimeout(r) })
    seen.cancel()
    await answer(ghost('c', 300, 1))
    expect([seen.open, seen.looking, seen.all.length]).toEqual([false, false, 0])
  })

  it('become one tag by one verb, with the hotspot where it was seen, however often one asks', async () => {
    await found(ghost('c', 100, 0.95), ghost('c', 200, 0.95))
    const both = [seen.accept(), seen.accept(seen.all[0]?.id), seen.accept('nobody')]
    await Promise.all(both)
    const adds = s.calls.filter((c) => c.verb === 'addTag').map((c) => c.args)
    expect(adds.slice(0, 1)).toEqual([['c', 'p', { in: 100, out: 130 }, { interpolation: 'linear', spots: [{ x: 0.25, y: 0.75, w: 0.1, h: 0.1, frame: 100 }] }]])
    expect(adds.map((a) => (a[2] as { in: number }).in)).toEqual([100, 200]) // the second call meant the next one
    expect(seen.all).toEqual([])
  })

  it('never stand where the product is tagged, and are back after undo', async () => {
    await found(ghost('c', 20, 0.95), ghost('c', 100, 0.95))
    expect(seen.all.map((g) => g.in)).toEqual([100])
    await seen.accept()
    expect([rows.length, seen.all.length]).toEqual([2, 0])
    await clip.undo()
    expect(seen.all.map((g) => g.in)).toEqual([100])
  })

  it('of another clip are tagged there, and Undo takes that back', async () => {
    await found(ghost('d', 5, 0.95))
    await seen.accept()
    expect(seen.cardOf('d')?.rate).toBe('30/1')
    expect([writes(), seen.all, said.map((x) => x.message)]).toEqual([['addTags d'], [], ['Tagged once in Clip d.']])
    await said[0]?.fix?.()
    expect([writes(), seen.all.length]).toEqual([['addTags d', 'undo d'], 1])
  })

  it('come back when they could not be tagged', async () => {
    await found(ghost('gone', 5, 0.95))
    await seen.accept()
    expect([seen.all.length, said.map((x) => x.message)]).toEqual([1, ['There is no such clip.']])
  })

  it('that are sure are tagged with one gesture in each clip', async () => {
    await found(ghost('c', 100, 0.95), ghost('c', 200, 0.92), ghost('c', 300, 0.85), ghost('d', 5, 0.99), ghost('d', 50, 0.91))
    await seen.acceptSure()
    expect(writes()).toEqual(['addTags c', 'addTags d'])
    expect(s.calls.find((c) => c.verb === 'addTags')?.args[2]).toBe('Tag Serum 2 times where it is seen again')
    expect(seen.all.map((g) => g.in)).toEqual([300])
  })

  it('are walked one by one and dropped where they are wrong', async () => {
    await found(ghost('c', 100, 0.95), ghost('c', 200, 0.85), ghost('d', 5, 0.75))
    expect([seen.step(-1)?.in, seen.step(1)?.in, seen.step(1)?.in, seen.step(1)?.in, seen.step(-1)?.in]).toEqual([100, 200, 5, 5, 200])
    seen.drop()
    expect([seen.current?.in, seen.all.map((g) => g.in), writes()]).toEqual([5, [100, 5], []])
    expect([0.95, 0.85, 0.75].map(likeness)).toEqual(['Surely', 'Probably', 'Perhaps'])
  })

  it('say why nothing could be looked for, and when nothing was found', async () => {
    void seen.ask(rows[0], 'clip')
    await new Promise((r) => { setTimeout(r) })
    answers.shift()?.(Object.assign(new Error(), fault('Refused', 'There is too little to see under the hotspot.')))
    await new Promise((r) => { setTimeout(r) })
    expect([seen.trouble, seen.nothing]).toEqual(['There is too little to see under the hotspot.', false])
    await found()
    expect([seen.trouble, seen.nothing]).toEqual(['', true])
  })
})
