import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_PICKED, Picks, type Order } from './picks.svelte'

/** An order of n clips of which only a stretch is held. */
function order(n: number, held: readonly [number, number] = [0, n]): Order & { asked: number } {
  const is = (i: number): boolean => i >= held[0] && i < held[1] && i < n
  return {
    asked: 0,
    indexOf: (id) => (is(Number(id)) ? Number(id) : -1),
    at: (i) => (is(i) ? { id: String(i) } : null),
    ids() { this.asked++; return Promise.resolve(Array.from({ length: Math.min(n, MOST_PICKED) }, (_, i) => String(i))) },
  }
}
const names = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))

describe('picking clips', () => {
  it('takes along what was chosen, once', () => {
    const p = new Picks(order(9))
    p.toggle('3', '1')
    expect([...p.ids]).toEqual(['1', '3'])
    p.toggle('5', '3')
    p.toggle('1', '5')
    expect([...p.ids]).toEqual(['3', '5'])
    p.clear()
    p.toggle('2')
    p.toggle('2', '2')
    expect(p.size).toBe(0)
  })

  it('reaches from the anchor, either way, and forgets the reach before', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(99), fc.nat(99), fc.nat(99), async (anchor, first, then) => {
      const o = order(100)
      const p = new Picks(o)
      p.anchor(String(anchor))
      await p.reach(first)
      await p.reach(then)
      expect([...p.ids]).toEqual(names(Math.min(anchor, then), Math.max(anchor, then)))
      expect(o.asked).toBe(0)
    }))
  })

  it('asks for the ids of a stretch that is not held', async () => {
    const o = order(3000, [0, 100])
    const p = new Picks(o)
    p.anchor('10')
    expect(await p.reach(2500)).toBe(true)
    expect([...p.ids]).toEqual(names(10, 2500))
    expect(o.asked).toBe(1)
  })

  it('reaches from an anchor whose page is long gone', async () => {
    let held: [number, number] = [0, 100]
    const o: Order = {
      indexOf: (id) => (Number(id) >= held[0] && Number(id) < held[1] ? Number(id) : -1),
      at: (i) => (i >= held[0] && i < held[1] ? { id: String(i) } : null),
      ids: () => Promise.resolve(names(0, 2999)),
    }
    const p = new Picks(o)
    p.anchor('10')
    held = [2900, 3000]
    await p.reach(2950)
    expect([...p.ids]).toEqual(names(10, 2950))
  })

  it('stops at the most there can be, and says so', async () => {
    const p = new Picks(order(50_000, [0, 100]))
    expect(await p.all()).toBe(MOST_PICKED)
    expect(p.size).toBe(MOST_PICKED)
    p.anchor('0')
    expect(await p.reach(40_000)).toBe(false)
    expect(p.size).toBe(MOST_PICKED)
    p.clear()
    expect(p.size).toBe(0)
  })

  it('drops a late answer once something else was picked', async () => {
    const p = new Picks(order(3000, [0, 100]))
    const late = p.all()
    p.toggle('7')
    await late
    expect([...p.ids]).toEqual(['7'])
  })
})
