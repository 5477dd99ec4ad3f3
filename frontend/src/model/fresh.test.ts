import { describe, expect, it } from 'vitest'
import { fresh } from './fresh'

/** A question whose answers are given by hand. */
function byHand() {
  const waiting: { answer: (n: number) => void; refuse: (e: Error) => void }[] = []
  const seen: number[] = []
  const load = fresh(async () => { seen.push(await new Promise<number>((answer, refuse) => { waiting.push({ answer, refuse }) })) })
  const rest = (): Promise<void> => new Promise((r) => setTimeout(r))
  return { waiting, seen, load, rest }
}

describe('a fresh answer', () => {
  it('is asked for once more, however often it was wanted meanwhile', async () => {
    const { waiting, seen, load, rest } = byHand()
    const first = load()
    const more = [load(), load(), load()]
    expect(waiting).toHaveLength(1)
    waiting[0]!.answer(1)
    await rest()
    expect([waiting.length, seen]).toEqual([2, [1]])
    waiting[1]!.answer(2)
    await Promise.all([first, ...more])
    expect(seen).toEqual([1, 2])
  })

  it('is asked for anew after it came', async () => {
    const { waiting, seen, load } = byHand()
    const first = load()
    waiting[0]!.answer(1)
    await first
    const second = load()
    waiting[1]!.answer(2)
    await second
    expect(seen).toEqual([1, 2])
  })

  it('may fail, and be asked for again', async () => {
    const { waiting, seen, load } = byHand()
    const first = load()
    waiting[0]!.refuse(new Error('nobody answers'))
    await expect(first).rejects.toThrow('nobody answers')
    const second = load()
    waiting[1]!.answer(1)
    await second
    expect(seen).toEqual([1])
  })
})
