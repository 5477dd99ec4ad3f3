import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Later as Of } from './later.svelte'

let idle: (() => void)[] = []
let ui: typeof import('./later.svelte')
beforeEach(async () => {
  idle = []
  vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run))
  vi.resetModules()
  ui = await import('./later.svelte')
})
afterEach(() => { vi.unstubAllGlobals() })
const turn = (): Promise<void> => new Promise((done) => { setTimeout(done) })
const rest = (): void => { for (const run of idle.splice(0)) run() }

it('a part is fetched when it is wanted, once, and shown when it is there', async () => {
  const get = vi.fn(() => Promise.resolve({ default: 'table' }))
  const later = new ui.Later(get)
  expect(get).not.toHaveBeenCalled()
  expect([later.now, later.now]).toEqual([null, null])
  await turn()
  expect([later.now, get.mock.calls.length]).toEqual(['table', 1])
})

it('a part that could not be had is asked for again', async () => {
  const get = vi.fn(() => Promise.reject<{ default: string }>(new Error('gone')))
  const later = new ui.Later(get)
  expect(later.now).toBeNull()
  await turn()
  get.mockImplementation(() => Promise.resolve({ default: 'table' }))
  expect(later.now).toBeNull()
  await later.fetch()
  expect([later.now, get.mock.calls.length]).toEqual(['table', 2])
})

it('nothing is fetched ahead before the page has come to rest, then everything, also what the parts bring', async () => {
  const fetched: string[] = []
  const one = (name: string, brings?: () => void): Of<string> => new ui.Later(() => { fetched.push(name); brings?.(); return Promise.resolve({ default: name }) })
  one('tag', () => { one('table') })
  one('publish')
  rest()
  expect(fetched).toEqual([])
  ui.fetchAhead(() => { fetched.push('the rest') })
  expect(fetched).toEqual([])
  rest()
  expect(fetched).toEqual(['tag', 'publish', 'the rest'])
  rest()
  expect(fetched).toEqual(['tag', 'publish', 'the rest', 'table'])
  await turn()
})
