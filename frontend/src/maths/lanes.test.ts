import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crowds, rowsOf, ROWS, strokes } from './lanes'

const tag = fc.record({ product: fc.constantFrom(...'abcdefghijklm'), in: fc.nat(1000), len: fc.integer({ min: 1, max: 200 }) })
const tags = fc.array(tag, { maxLength: 60 }).map((list) => list.map((t, i) => ({ id: `t${i}`, product: t.product, in: t.in, out: t.in + t.len })))

describe('lanes', () => {
  it('shows each tag once, and a product in one row only', () => {
    fc.assert(fc.property(tags, (all) => {
      const rows = rowsOf(all, [])
      expect(rows.flatMap((r) => r.tags.map((t) => t.id)).sort()).toEqual(all.map((t) => t.id).sort())
      const homes = rows.flatMap((r) => r.products)
      expect(new Set(homes).size).toBe(homes.length)
    }))
  })

  it('lets products share a row only from the ninth on, and never over one another', () => {
    fc.assert(fc.property(tags, (all) => {
      for (const [i, r] of rowsOf(all, []).entries()) {
        if (i >= ROWS || r.products.length === 1) continue
        const others = (p: string) => r.tags.filter((t) => t.product !== p)
        for (const t of r.tags) for (const o of others(t.product)) expect(t.in < o.out && o.in < t.out).toBe(false)
      }
    }))
  })

  it('keeps the order of the shelf wherever tags stand', () => {
    const products = [{ id: 'x', shelf: 2 }, { id: 'y', shelf: 1 }, { id: 'z', shelf: 0 }]
    const at = (product: string, n: number) => ({ id: product + n, product, in: n, out: n + 5 })
    const order = (list: ReturnType<typeof at>[]) => rowsOf(list, products).map((r) => r.products[0])
    expect(order([at('z', 0), at('x', 3), at('y', 90)])).toEqual(['y', 'x', 'z'])
    expect(order([at('z', 80), at('x', 300), at('y', 0)])).toEqual(['y', 'x', 'z'])
  })

  it('finds the same crowds as counting frame by frame', () => {
    fc.assert(fc.property(tags, fc.integer({ min: 1, max: 4 }), (all, limit) => {
      const found = crowds(all, limit)
      const wrong = Array.from({ length: 1210 }, (_, f) => f).filter((f) => {
        const deep = all.filter((t) => t.in <= f && f < t.out).length
        const crowd = found.find((c) => c.in <= f && f < c.out)
        return deep > limit ? !crowd || crowd.count < deep : crowd !== undefined
      })
      expect(wrong).toEqual([])
    }), { numRuns: 25 })
  })
})

describe('strokes', () => {
  it('joins what no longer stands apart, product by product', () => {
    const tags = [{ id: 'a', product: 'p', in: 0, out: 10 }, { id: 'b', product: 'q', in: 5, out: 20 }, { id: 'c', product: 'p', in: 12, out: 30 }]
    expect(strokes(tags, 0.4)).toEqual([{ id: 'a', product: 'p', in: 0, out: 30 }, { id: 'b', product: 'q', in: 5, out: 20 }])
    expect(strokes(tags, 1)).toHaveLength(3)
  })

  it('needs no more than a pixel each for two thousand tags', () => {
    const many = Array.from({ length: 2000 }, (_, i) => ({ id: String(i), product: 'p', in: i * 9, out: i * 9 + 6 }))
    expect(strokes(many, 1300 / 18000).length).toBeLessThanOrEqual(650)
    expect(strokes(many, 1300 / 18000).at(-1)?.out).toBe(1999 * 9 + 6)
  })
})
