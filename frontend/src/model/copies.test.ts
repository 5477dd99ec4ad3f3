import { describe, expect, it } from 'vitest'
import type { Tag } from '../studio/studio'
import { OpenClip } from './clip.svelte'
import { copies, laidAt, onlyTags } from './copies.svelte'
import { card, stage, view } from './testdata/studio'

const at30 = { num: 30, den: 1 }
const tag = (id: string, from: number, to: number, more: Partial<Tag> = {}): Tag => ({ id, clip: 'c', product: 'p', in: from, out: to, label: id, relation: 'own', notes: 'n', ...more })

describe('copied tags', () => {
  it('are laid at their own times, or from a frame on, and cut off at the end', () => {
    copies.take([tag('a', 30, 60, { interpolation: 'linear', spots: [{ frame: 30, x: 0.5, y: 0.5 }, { frame: 59, x: 0.6, y: 0.5 }] }), tag('b', 90, 150)], at30)
    expect(laidAt(copies.now, at30, 300, null).map((t) => [t.in, t.out])).toEqual([[30, 60], [90, 150]])
    const late = laidAt(copies.now, at30, 300, 275)
    expect(late).toEqual([{ product: 'p', in: 275, out: 300, label: 'a', relation: 'own', notes: 'n', interpolation: 'linear', spots: [{ frame: 275, x: 0.5, y: 0.5 }] }])
  })

  it('keep their times on a clip of another rate', () => {
    copies.take([tag('a', 30, 60, { spots: [{ frame: 45, x: 0.5, y: 0.5 }] })], at30)
    const [fast] = laidAt(copies.now, { num: 60, den: 1 }, 600, null)
    expect([fast?.in, fast?.out, fast?.spots?.[0]?.frame]).toEqual([60, 120, 90])
    const [film] = laidAt(copies.now, { num: 24, den: 1 }, 240, 10)
    expect([film?.in, film?.out]).toEqual([10, 34])
  })

  it('outlive the clip they came from', async () => {
    const tags = [tag('a', 10, 40), tag('b', 50, 60)]
    const s = stage({ mediaBase: () => '', clip: (id) => view(id, id === 'c' ? { tags } : { card: card(id) }), addTags: (id) => ({ clip: view(id), message: '' }) })
    const clip = new OpenClip(s.studio, () => undefined)
    await clip.open('c')
    clip.select(['a', 'b'])
    clip.copy()
    await clip.open('other')
    expect(clip.copied.tags).toEqual(['a', 'b'])
    const elsewhere = new OpenClip(s.studio, () => undefined)
    await elsewhere.open('other')
    expect(elsewhere.copied).toMatchObject({ tags: ['a', 'b'], at: 10 })
    await elsewhere.addTags(laidAt(copies.now, elsewhere.rate, elsewhere.frames, null), 'Paste 2 tags')
    expect(s.calls.at(-1)).toMatchObject({ verb: 'addTags', args: ['other', [{ in: 10, out: 40, product: 'p', label: 'a' }, { in: 50, out: 60 }], 'Paste 2 tags'] })
  })

  it('are cut out of the document of the clip with the products they name', () => {
    const doc = { format: 'x', clip: { frames: 300 }, products: [{ id: 'p' }, { id: 'q' }], tags: [{ id: 'a', product: 'p' }, { id: 'b', product: 'q' }] }
    expect(JSON.parse(onlyTags(JSON.stringify(doc), ['b']) ?? '')).toEqual({ ...doc, products: [{ id: 'q' }], tags: [{ id: 'b', product: 'q' }] })
    expect(onlyTags('WEBVTT', ['b'])).toBeNull()
    expect(onlyTags('{}', ['b'])).toBeNull()
  })
})
