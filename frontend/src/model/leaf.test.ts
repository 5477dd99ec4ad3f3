import { expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { Leaf } from './leaf.svelte'
import { page, product } from './testdata/products'
import { fault, stage } from './testdata/studio'

async function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const s = stage({ productPage: (id) => page(id), setProduct: (id) => product(id), ...verbs })
  const shell = new Shell(s.studio)
  let changes = 0
  const leaf = new Leaf(shell, async () => { changes++; await leaf.open(leaf.id) })
  await leaf.open('mug')
  return { s, shell, leaf, changes: () => changes }
}

it('shows the product asked for last, whatever comes first', async () => {
  let first: (p: ReturnType<typeof page>) => void = () => undefined
  const { leaf } = await opened({ productPage: (id) => (id === 'slow' ? new Promise((r) => { first = r }) : page(id)) })
  const slow = leaf.open('slow')
  expect(leaf.page).toBeNull()
  await leaf.open('pan')
  first(page('slow'))
  await slow
  expect(leaf.page?.product.id).toBe('pan')
  await leaf.open('')
  expect([leaf.id, leaf.page]).toEqual(['', null])
})

it('says why it cannot be shown', async () => {
  const { leaf } = await opened({ productPage: () => { throw fault('NotFound', 'There is no such product.') } })
  expect([leaf.page, leaf.fault?.message]).toEqual([null, 'There is no such product.'])
})

it('changes words, and says at the field what is wrong with them', async () => {
  const { leaf, s, changes } = await opened({ setProduct: (id, f) => { if (f.price === 'dear') throw fault('Invalid', 'That is no price.'); return product(id) } })
  expect(await leaf.set({ price: 'dear' })).toBe('That is no price.')
  expect([await leaf.set({ title: 'Cup' }), changes()]).toEqual(['', 1])
  expect(s.calls.filter((c) => c.verb === 'setProduct').at(-1)?.args).toEqual(['mug', { title: 'Cup' }])
})

it('asks the source again, and says so when nobody answers', async () => {
  const { leaf: bare } = await opened()
  expect(bare.hasSource).toBe(false)
  const { leaf, shell } = await opened({ productPage: (id) => page(id, { source: 'net' }), lookAgain: () => { throw fault('Offline', 'shop.example did not answer.') } })
  expect(leaf.hasSource).toBe(true)
  await leaf.lookAgain()
  expect([leaf.asking, leaf.unanswered, shell.offline, shell.notices.shown]).toEqual([false, 'shop.example did not answer.', false, []])
  await leaf.open('pan')
  expect(leaf.unanswered).toBe('')
})

it('puts sellers and what may take its place in order', async () => {
  const { leaf, s } = await opened({ setSellers: (id, sellers) => page(id, { sellers: sellers.map((x) => ({ ...x, accountName: '', name: '', joined: true })) }), setFallbacks: (id, f) => page(id, { fallbacks: f.map((x) => product(x)) }) })
  await leaf.setSellers([{ account: 'a', advertiser: '7', rate: '8', name: 'x' } as never])
  expect(s.calls.at(-1)?.args).toEqual(['mug', [{ account: 'a', advertiser: '7', rate: '8' }]])
  await leaf.setFallbacks([product('pan'), product('rug')])
  expect(leaf.page?.fallbacks.map((p) => p.id)).toEqual(['pan', 'rug'])
})

it('keeps it back until a moment, and lifts that', async () => {
  const held = { until: '2026-12-01T09:00:00Z', wall: '2026-12-01T10:00', zone: 'Europe/Berlin' }
  const { leaf, s } = await opened({ setEmbargo: (_id, _tag, wall) => (wall === 'never' ? (() => { throw fault('Invalid', 'No such time.') })() : wall ? held : null), productPage: (id) => page(id, { embargo: held }) })
  expect(await leaf.setEmbargo('2026-12-01T10:00', 'Europe/Berlin')).toBe('')
  expect(leaf.page?.embargo).toEqual(held)
  expect(await leaf.setEmbargo('never', 'Europe/Berlin')).toBe('No such time.')
  await leaf.setEmbargo('', '')
  expect(s.calls.filter((c) => c.verb === 'setEmbargo').at(-1)?.args).toEqual(['mug', '', '', ''])
})
