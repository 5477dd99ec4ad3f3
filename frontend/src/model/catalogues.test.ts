import { expect, it, vi } from 'vitest'
import type { Listing } from '../studio/studio'
import { Shell } from './app.svelte'
import { Catalogues, PAGE } from './catalogues.svelte'
import { listing, product } from './testdata/products'
import { fault, stage } from './testdata/studio'

const all = (from: number, n: number): Listing[] => Array.from({ length: n }, (_, i) => listing(`k${from + i}`))
function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const s = stage({
    sources: () => [{ name: 'file-1', title: 'spring.csv', account: '', readAt: '', listings: 70 }], listings: (_source, _query, at) => (at === 0 ? all(0, PAGE) : all(PAGE, 20)),
    takeListing: (_s, _k, id) => product(id || 'new'), removeSource: () => undefined, ...verbs,
  })
  const shell = new Shell(s.studio)
  const catalogues = new Catalogues(shell, () => [product('mug', { gtin: '123' })])
  return { s, shell, catalogues }
}

it('searches what was read here, page by page', async () => {
  const { s, catalogues } = opened()
  await catalogues.load()
  await catalogues.ask()
  expect([catalogues.found.length, catalogues.more, catalogues.count]).toEqual([PAGE, true, 70])
  await catalogues.further()
  expect([catalogues.found.length, catalogues.more]).toEqual([70, false])
  await catalogues.further()
  expect(s.calls.filter((c) => c.verb === 'listings').map((c) => c.args[2])).toEqual([0, 1])
})

it('searches while one types, and a shop only when it is asked', async () => {
  vi.useFakeTimers()
  const { s, catalogues } = opened({ searchCatalog: (_a, _q, next) => ({ listings: all(next ? 2 : 0, 2), next: next ? '' : '2', total: 4 }) })
  const count = (verb: string): number => s.calls.filter((c) => c.verb === verb).length
  catalogues.look('p')
  catalogues.look('pan')
  await vi.runAllTimersAsync()
  expect(s.calls.at(-1)?.args).toEqual(['', 'pan', 0])
  expect(count('listings')).toBe(1)
  catalogues.go({ kind: 'account', id: 'net' })
  catalogues.look('rye')
  await vi.runAllTimersAsync()
  expect([count('searchCatalog'), catalogues.asked]).toEqual([0, false])
  await catalogues.ask()
  expect([catalogues.found.length, catalogues.total, catalogues.more, catalogues.asked]).toEqual([2, 4, true, true])
  await catalogues.further()
  expect([catalogues.found.length, catalogues.more]).toEqual([4, false])
  expect(s.calls.at(-1)?.args).toEqual(['net', 'rye', '2'])
  vi.useRealTimers()
})

it('shows what was asked for last', async () => {
  let late: (l: Listing[]) => void = () => undefined
  const { catalogues } = opened({ listings: (source) => (source === 'file-1' ? new Promise((r) => { late = r }) : all(0, 1)) })
  catalogues.go({ kind: 'source', name: 'file-1' })
  await Promise.resolve()
  catalogues.go({ kind: 'all' })
  late(all(0, 9))
  for (let i = 0; i < 20; i++) await Promise.resolve()
  expect([catalogues.found.length, catalogues.searching]).toEqual([1, false])
})

it('takes a listing, or renews the product that is here', async () => {
  const { s, shell, catalogues } = opened({ listings: () => [listing('a'), listing('b', { gtins: ['0123'] })] })
  await catalogues.ask()
  const [a, b] = catalogues.found
  if (!a || !b) throw new Error('nothing was found')
  await catalogues.take(a)
  await catalogues.take(b)
  expect(s.calls.filter((c) => c.verb === 'takeListing').map((c) => c.args)).toEqual([['file-1', 'a', ''], ['file-1', 'b', 'mug']])
  expect([catalogues.found[0]?.product, catalogues.taking, shell.notices.shown.length]).toEqual(['new', '', 2])
})

it('says why nothing came, and forgets a source', async () => {
  const { s, catalogues } = opened({ listings: () => { throw fault('Internal', 'The library is locked.') } })
  await catalogues.ask()
  expect([catalogues.fault?.message, catalogues.searching]).toEqual(['The library is locked.', false])
  catalogues.where = { kind: 'source', name: 'file-1' }
  await catalogues.remove({ name: 'file-1', title: 'spring.csv', account: '', readAt: '', listings: 70 })
  expect([s.calls.find((c) => c.verb === 'removeSource')?.args, catalogues.where]).toEqual([['file-1'], { kind: 'all' }])
})

it('searches again once more was read, not for every product taken', async () => {
  let n = 70
  const { s, catalogues } = opened({ sources: () => [{ name: 'file-1', title: 'x', account: '', readAt: '', listings: n }] })
  const stop = catalogues.start()
  const asked = async (): Promise<number> => { for (let i = 0; i < 20; i++) await Promise.resolve(); return s.calls.filter((c) => c.verb === 'listings').length }
  expect(await asked()).toBe(1)
  s.happen('products', {})
  expect(await asked()).toBe(1)
  n = 90
  s.happen('products', {})
  expect(await asked()).toBe(2)
  stop()
})
