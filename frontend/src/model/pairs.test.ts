import { expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { Pairs } from './pairs.svelte'
import { Products } from './products.svelte'
import { settings } from './settings.svelte'
import { page, product } from './testdata/products'
import { fault, stage } from './testdata/studio'

async function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const kept: Record<string, string> = {}
  const s = stage({
    likelyDoubles: () => [{ a: product('a'), b: product('b'), why: 'They lead to the same page.' }, { a: product('a'), b: product('c'), why: 'They have the same maker and name.' }],
    mergeProducts: (id) => product(id), products: () => [product('a')], radar: () => [], productPage: (id) => page(id), settings: () => kept, setSetting: (name, value) => { kept[name] = value }, undoLibrary: () => ({ message: 'Back.' }), ...verbs,
  })
  const shell = new Shell(s.studio)
  await settings.load(s.studio)
  const products = new Products(shell)
  const pairs = new Pairs(shell, products)
  await pairs.load()
  return { s, shell, products, pairs }
}

it('makes one of two, which can be taken back', async () => {
  const { s, shell, products, pairs } = await opened()
  products.choose('b')
  await pairs.merge(product('a'), product('b'))
  expect(s.calls.find((c) => c.verb === 'mergeProducts')?.args).toEqual(['a', 'b'])
  expect([products.chosen, pairs.busy]).toEqual(['a', false])
  await shell.notices.shown.at(-1)?.fix?.run()
  expect(s.calls.some((c) => c.verb === 'undoLibrary')).toBe(true)
})

it('does not ask again about what are two, until it is told to', async () => {
  const { pairs } = await opened()
  const [first] = pairs.open
  if (!first) throw new Error('no pair')
  await pairs.twoOf(first)
  expect([pairs.open.map((l) => l.b.id), pairs.apart]).toEqual([['c'], 1])
  await pairs.load()
  expect(pairs.open).toHaveLength(1)
  await pairs.again()
  expect([pairs.open.length, pairs.apart]).toEqual([2, 0])
})

it('tells what cannot be merged or found', async () => {
  const { shell, pairs } = await opened({ mergeProducts: () => { throw fault('NotFound', 'There is no such product.') } })
  await pairs.merge(product('a'), product('b'))
  expect(shell.notices.shown.at(-1)?.message).toBe('There is no such product.')
  const broken = await opened({ likelyDoubles: () => { throw fault('Internal', 'no') } })
  expect([broken.pairs.loaded, broken.pairs.fault?.message]).toEqual([true, 'no'])
})
