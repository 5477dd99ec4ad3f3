import { expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { hereAs, Pasted } from './pasted.svelte'
import { listing, product } from './testdata/products'
import { fault, stage } from './testdata/studio'

const reading = { destination: 'https://shop.example/pan', layers: [], foreign: true, opaque: false, message: 'This link earns for somebody else.' }
function opened(verbs: Parameters<typeof stage>[0] = {}, all = [product('pan', { title: 'Rye pan', url: 'https://shop.example/pan' })]) {
  const s = stage({ readLink: () => reading, readPage: () => [listing('pan', { source: 'page' })], takeListing: (_s, _k, id) => product(id || 'new'), ...verbs })
  return { s, pasted: new Pasted(new Shell(s.studio), () => all) }
}

it('says what an address is before it asks a shop anything', async () => {
  const { s, pasted } = opened()
  await pasted.read(' https://go.example/?u=pan ')
  expect([pasted.reading?.message, pasted.destination, pasted.here?.title]).toEqual(['This link earns for somebody else.', 'https://shop.example/pan', 'Rye pan'])
  expect(s.calls.map((c) => [c.verb, c.args[0]])).toEqual([['readLink', 'https://go.example/?u=pan']])
})

it('fetches the page when it is told to, and takes what was chosen', async () => {
  const { s, pasted } = opened()
  await pasted.read('https://shop.example/pan')
  await pasted.fetch()
  const [l] = pasted.found ?? []
  if (!l) throw new Error('nothing was found')
  expect((await pasted.take(l, null))?.id).toBe('new')
  expect((await pasted.take(l, product('pan')))?.id).toBe('pan')
  expect(s.calls.filter((c) => c.verb === 'takeListing').map((c) => c.args)).toEqual([['page', 'pan', ''], ['page', 'pan', 'pan']])
})

it('keeps what it says about the last address only', async () => {
  let late: (r: typeof reading) => void = () => undefined
  const { pasted } = opened({ readLink: (a) => (a.endsWith('1') ? new Promise((r) => { late = r }) : reading) })
  const first = pasted.read('https://x.example/1')
  await pasted.read('https://x.example/2')
  late({ ...reading, message: 'old' })
  await first
  expect([pasted.reading?.message, pasted.doing]).toEqual([reading.message, ''])
  await pasted.read('')
  expect([pasted.reading, pasted.wrong]).toEqual([null, ''])
})

it('says what went wrong, and that a page sells nothing', async () => {
  const broken = opened({ readPage: () => { throw fault('Offline', 'shop.example did not answer.') }, takeListing: () => { throw fault('NotFound', 'It is gone.') } })
  await broken.pasted.read('https://shop.example/pan')
  await broken.pasted.fetch()
  expect([broken.pasted.wrong, broken.pasted.doing]).toEqual(['shop.example did not answer.', ''])
  expect(await broken.pasted.take(listing('pan'), null)).toBeNull()
  const bare = opened({ readPage: () => [] })
  await bare.pasted.read('https://shop.example/pan')
  await bare.pasted.fetch()
  expect(bare.pasted.wrong).toBe('The page does not say what it sells. Add the product by hand.')
})

it('knows a product that is here by what it was taken as, its number or its page', () => {
  const all = [product('a', { gtin: '4006381333931' }), product('b', { url: 'https://x.example/b' }), product('c')]
  expect(hereAs(listing('k', { product: 'c', gtins: ['04006381333931'] }), all)?.id).toBe('c')
  expect(hereAs(listing('k', { gtins: ['04006381333931'] }), all)?.id).toBe('a')
  expect(hereAs(listing('k', { url: 'https://x.example/b' }), all)?.id).toBe('b')
  expect(hereAs(listing('k'), all)).toBeNull()
})
