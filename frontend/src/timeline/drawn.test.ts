import { describe, expect, it } from 'vitest'
import { parseRate } from '../maths/frames'
import type { Product } from '../model/clip.svelte'
import type { Bar } from '../model/timeline.svelte'
import { Faces, keysOn, LaneDrawing, saysBar, sizeOf, type Look } from './drawn'

const product = (id: string, title: string): Product => ({ id, title, shelf: 1, lane: 2, image: 'm', offer: { price: { amount: '24.00', currency: 'EUR' }, availability: '', observed_at: '' } }) as unknown as Product
const bar = (id: string, from: number, to: number): Bar => ({ id, product: 'p', in: from, out: to, tag: {} as Bar['tag'] })
const faces = new Faces()
const faceOf = faces.of(new Map([['p', product('p', 'Mug')]]), (m) => `http://m/${m}`)
const look = (more: Partial<Look> = {}): Look => ({
  start: 0, px: 2, width: 1000, from: 0, to: 900, selection: new Set(), focus: undefined, hover: undefined, tooShort: 45, moving: false, pulse: { tags: new Set(), times: 0 }, faceOf, ...more,
})
const many = Array.from({ length: 2000 }, (_, i) => bar(`b${String(i)}`, i, i + 40))

describe('the bars of a lane', () => {
  it('stay the same objects in the same list while nothing looks different', () => {
    const lane = new LaneDrawing()
    const first = lane.draw(many, look({ width: 4000 }))
    expect(first).toHaveLength(901)
    expect(lane.draw([...many], look({ width: 4000, px: 2.01 }))).toBe(first) // a zoom within the same steps
  })

  it('change one by one', () => {
    const lane = new LaneDrawing()
    const first = lane.draw(many, look({ start: 300, width: 100 }))
    const moved = many.map((b, i) => (i === 400 ? bar(b.id, b.in + 1, b.out + 1) : b))
    const then = lane.draw(moved, look({ start: 300, width: 100, hover: 'b410', selection: new Set(['b420']) }))
    expect(then.filter((d, i) => d !== first[i]).map((d) => d.id)).toEqual(['b400', 'b410', 'b420'])
  })

  it('shrink in steps with their width', () => {
    expect([27.9, 28, 71.9, 72, 127.9, 128].map(sizeOf)).toEqual(['solid', 'picture', 'picture', 'named', 'named', 'full'])
  })

  it('keep their content in sight where the view cuts them, as far as there is room', () => {
    const lane = new LaneDrawing()
    const cuts = (start: number): string[] => lane.draw([bar('a', 100, 200)], look({ start, width: 150 })).map((d) => d.cut)
    expect([cuts(90), cuts(150), cuts(100), cuts(196), cuts(300)]).toEqual([['0 70px 0 0px'], ['0 0px 0 100px'], ['0 50px 0 0px'], ['0 0px 0 172px'], ['']])
    expect(lane.draw([bar('a', 100, 150)], look({ start: 90, width: 150 }))[0]?.cut).toBe('')
  })

  it('wait with what is not looked at until the view rests', () => {
    const lane = new LaneDrawing()
    const bars = [bar('long', 100, 200), bar('next', 210, 240)]
    const cuts = (start: number, moving: boolean): string[] => lane.draw(bars, look({ start, width: 150, moving })).map((d) => d.cut)
    expect(cuts(90, false)).toEqual(['0 70px 0 0px', ''])
    expect(cuts(95, true)).toEqual(['0 70px 0 0px', '']) // the right edge waits
    expect(cuts(150, true)).toEqual(['0 70px 0 100px', '']) // a name stays in sight
    expect(cuts(150, false)).toEqual(['0 0px 0 100px', '0 30px 0 0px'])
    expect(cuts(155, true)).toEqual(['0 0px 0 110px', '0 30px 0 0px']) // a picture waits too
    expect(cuts(165, true)).toEqual(['0 0px 0 130px', '']) // but not when it is whole again
  })

  it('show the keys of the one tag that is selected, where they would be written', () => {
    const lane = new LaneDrawing()
    const tag = { in: 100, out: 200, spots: [{ frame: 100 }, { frame: 150 }, { frame: 199 }] } as Bar['tag']
    const keys = (from: number, to: number, selected: string[]): number[] => lane.draw([{ ...bar('a', from, to), tag }], look({ selection: new Set(selected) })).flatMap(keysOn)
    expect(keys(100, 200, [])).toEqual([])
    expect(keys(100, 200, ['a', 'b'])).toEqual([])
    expect(keys(100, 200, ['a'])).toEqual([100, 150, 199])
    expect(keys(130, 230, ['a'])).toEqual([130, 180, 229]) // taken along
    expect(keys(120, 180, ['a'])).toEqual([150]) // cut
  })

  it('keep their faces as long as the products look as they did, and say what is seen', () => {
    const again = faces.of(new Map([['p', product('p', 'Mug')]]), (m) => `http://m/${m}`)
    expect(again('p')).toBe(faceOf('p'))
    expect(again('gone').title).toBe('Removed product')
    const [d] = new LaneDrawing().draw([bar('a', 30, 60)], look())
    expect(d && saysBar(d, parseRate('30/1'))).toBe('1 Mug €24.00, 00:01.00 to 00:02.00, shorter than 1.5 seconds')
  })
})
