import { beforeEach, describe, expect, it } from 'vitest'
import type { NewTag, Product, Tag } from '../studio/studio'
import { OpenClip } from './clip.svelte'
import { BUILT_IN, lay, readTemplates, templateOf, Templates, type Template } from './templates.svelte'
import { fault, stage, view, type Stage } from './testdata/studio'

const tag = (id: string, product: string, from: number, to: number, more: Partial<Tag> = {}): Tag => ({ id, clip: 'c', product, in: from, out: to, label: '', relation: '', notes: '', ...more })
const tags = [
  tag('a', 'p', 0, 30, { label: 'Hello', relation: 'gifted', notes: 'n', interpolation: 'linear', spots: [{ frame: 0, x: 0.5, y: 0.25 }, { frame: 29, x: 0.6, y: 0.5 }] }),
  tag('b', 'q', 150, 300),
]
let kept: Record<string, string>
let s: Stage
let clip: OpenClip

beforeEach(async () => {
  kept = {}
  const whole = view('c', { tags, products: [{ id: 'p', title: 'Serum' }, { id: 'q', title: 'Cup' }] as Product[] })
  s = stage({ mediaBase: () => '', clip: () => whole, setSetting: (name, value) => { kept[name] = value }, addTags: () => ({ clip: whole, message: '' }) })
  clip = new OpenClip(s.studio, () => undefined)
  await clip.open('c')
})

describe('templates', () => {
  it('has three built in, each inside the clip and made of its own slots', () => {
    expect(BUILT_IN.map((t) => t.name)).toContain('Hook – demo – link')
    expect(BUILT_IN.length).toBeGreaterThanOrEqual(3)
    for (const t of BUILT_IN) {
      const laid = lay(t, t.slots.map((_, i) => `p${i}`), 457)
      expect(laid).toHaveLength(t.tags.length)
      for (const x of laid) { expect(x.in).toBeGreaterThanOrEqual(0); expect(x.out).toBeGreaterThan(x.in); expect(x.out).toBeLessThanOrEqual(457) }
      // Tags of one product that touch would become one.
      for (const x of laid) for (const y of laid) if (x !== y && x.product === y.product) expect(x.out <= y.in || y.out <= x.in).toBe(true)
    }
  })

  it('scales times and spots to the clip, and lays a tag of a frame at least', () => {
    const t = templateOf('t', 'Mine', clip)
    expect(t.slots).toEqual([{ name: 'Serum', product: 'p' }, { name: 'Cup', product: 'q' }])
    expect(lay(t, ['x', ''], 600)).toEqual([{ product: 'x', in: 0, out: 60, label: 'Hello', relation: 'gifted', notes: 'n', interpolation: 'linear', spots: [{ frame: 0, x: 0.5, y: 0.25 }, { frame: 58, x: 0.6, y: 0.5 }] }])
    expect(lay(t, ['p', 'q'], 300).map((x) => [x.in, x.out])).toEqual(tags.map((x) => [x.in, x.out]))
    const short = lay(t, ['p', 'q'], 2)
    expect(short.map((x) => [x.in, x.out])).toEqual([[0, 1], [1, 2]])
    expect(short[0]?.spots).toEqual([{ frame: 0, x: 0.5, y: 0.25 }]) // two spots on one frame are one
  })

  it('keeps the tags of the clip under a name and reads them back', async () => {
    const own = new Templates(s.studio, clip)
    expect(await own.save('  Mine ')).toBe('')
    expect(await own.save('Mine')).toBe('') // replaced, not doubled
    const again = new Templates(s.studio, clip)
    again.read(kept)
    expect(again.own).toEqual(own.own)
    expect(again.own.map((t) => t.name)).toEqual(['Mine'])
    await again.remove(again.own[0]?.id ?? '')
    expect(readTemplates(kept['templates'])).toEqual([])
  })

  it('refuses names that are none or taken, and says when nothing could be kept', async () => {
    const own = new Templates(s.studio, clip)
    expect(await own.save('  ')).not.toBe('')
    expect(await own.save('Hook – demo – link')).not.toBe('')
    const full = new Templates(stage({ setSetting: () => { throw fault('Invalid', 'That is too long for a setting.') } }).studio, clip)
    expect(await full.save('Mine')).toBe('That is too long for a setting.')
    expect(full.own).toEqual([])
  })

  it('leaves out what is no template', () => {
    const good = templateOf('t', 'Mine', clip)
    expect(readTemplates(JSON.stringify([good, 7, null, { ...good, tags: [{ ...good.tags[0], slot: 9 }] }, { ...good, tags: [{ ...good.tags[0], to: 2 }] }]))).toEqual([good])
    expect(readTemplates('{')).toEqual([])
    expect(readTemplates(undefined)).toEqual([])
  })

  it('is laid as one change with a sentence, and not at all without products', async () => {
    const own = new Templates(s.studio, clip)
    const [first] = BUILT_IN as [Template]
    expect(await own.apply(first, [''])).toBe(false)
    expect(await own.apply(first, ['p'])).toBe(true)
    const sent = s.calls.filter((c) => c.verb === 'addTags')
    expect(sent).toHaveLength(1)
    expect((sent[0]?.args[1] as NewTag[]).length).toBe(3)
    expect(sent[0]?.args[2]).toBe('Tag by “Hook – demo – link”')
  })
})
