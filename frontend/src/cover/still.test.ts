import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { REST_MS, Still } from './still.svelte'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

it('asks only for the frame that rests, and never shows an older one', async () => {
  const open = new Map<string, (src: string) => void>()
  const still = new Still((url) => new Promise((ok) => open.set(url, ok)))
  for (const url of ['a', 'b', 'c']) { still.want(url); await vi.advanceTimersByTimeAsync(REST_MS / 2) }
  await vi.advanceTimersByTimeAsync(REST_MS)
  expect([...open.keys()]).toEqual(['c'])
  still.want('d')
  await vi.advanceTimersByTimeAsync(REST_MS)
  open.get('c')?.('blob:c')
  await vi.advanceTimersByTimeAsync(0)
  expect(still.src).toBe('')
  open.get('d')?.('blob:d')
  await vi.advanceTimersByTimeAsync(0)
  expect(still.src).toBe('blob:d')
  still.want('c') // it came meanwhile
  expect(still.src).toBe('blob:c')
})

it('says when a picture cannot be had', async () => {
  const still = new Still(() => Promise.resolve(''))
  still.want('a')
  await vi.advanceTimersByTimeAsync(REST_MS)
  expect([still.src, still.lost]).toEqual(['', true])
  still.want('b')
  expect(still.lost).toBe(false)
})
