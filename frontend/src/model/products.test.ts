import { describe, expect, it } from 'vitest'
import type { Product } from '../studio/studio'
import { Shell } from './app.svelte'
import { Products } from './products.svelte'
import { page, priced, product } from './testdata/products'
import { fault, stage } from './testdata/studio'

const LIST = [
  product('mug', { title: 'Mug 10', brand: 'Kahla', offer: priced('9.00', '2026-11-21T10:00:00Z'), shelf: 2, clips: 1 }),
  product('pan', { title: 'Mug 2', brand: 'Ovenly', offer: priced('12.00'), clips: 3 }),
  product('rug', { title: 'Rug', gtin: '4006381333931', shelf: 1 }),
]

async function opened(list: readonly Product[] = LIST, verbs: Parameters<typeof stage>[0] = {}) {
  let all = [...list]
  const s = stage({
    products: () => all, productPage: (id) => page(id), radar: () => [{ kind: 'sold-out', level: 'warn', product: product('pan'), message: 'Sold out.', at: '', uses: [], views: 0, instead: [], proposal: null }],
    setProducts: (some, each) => { all = all.map((o) => (some.includes(o.id) ? { ...o, ...each[Math.min(some.indexOf(o.id), each.length - 1)] } as Product : o)); return all.filter((o) => some.includes(o.id)) },
    removeProducts: (gone) => { all = all.filter((o) => !gone.includes(o.id)); return { gone, message: '' } },
    undoLibrary: () => { all = [...list]; return { message: 'Back again.' } }, ...verbs,
  })
  const shell = new Shell(s.studio)
  const products = new Products(shell)
  const stop = products.start()
  await settled(() => products.troublesOf('pan').length > 0 || products.fault !== null)
  return { s, shell, products, stop }
}
async function settled(until: () => boolean): Promise<void> { for (let i = 0; i < 50 && !until(); i++) await Promise.resolve() }
const ids = (p: Products): string => p.rows.map((r) => r.id).join(' ')

describe('the list of products', () => {
  it('is found by words of name, brand and numbers, and put in any order', async () => {
    const { products } = await opened()
    expect(ids(products)).toBe('pan mug rug') // 2 before 10
    products.text = 'mug kah'
    expect(ids(products)).toBe('mug')
    products.text = '40063'
    expect(ids(products)).toBe('rug')
    products.text = ''
    const orders = { brand: 'mug pan rug', price: 'mug pan rug', seen: 'pan mug rug', clips: 'pan mug rug', key: 'rug mug pan' } as const
    for (const [sort, wanted] of Object.entries(orders)) {
      products.sort = sort as keyof typeof orders
      expect([sort, ids(products)]).toEqual([sort, wanted])
    }
  })

  it('tells what is wrong with each, and lives on while that cannot be found out', async () => {
    const { products } = await opened()
    expect([products.troublesOf('pan')[0]?.message, products.troublesOf('mug')]).toEqual(['Sold out.', []])
    const bare = await opened(LIST, { radar: () => { throw fault('Internal', 'no') } })
    await settled(() => bare.products.loaded)
    expect([bare.products.rows.length, bare.shell.notices.shown]).toEqual([3, []])
  })

  it('says why there is no list, and shows it once there is', async () => {
    let broken = true
    const { products } = await opened(LIST, { products: () => { if (broken) throw fault('Internal', 'The library is locked.'); return LIST } })
    expect([products.loaded, products.fault?.message]).toEqual([false, 'The library is locked.'])
    broken = false
    await products.load()
    expect([products.loaded, products.fault]).toEqual([true, null])
  })

  it('moves the choice and picks stretches', async () => {
    const { products, s } = await opened()
    expect(products.move(1)).toBe(0)
    expect([products.chosen, products.leaf.id]).toEqual(['pan', 'pan'])
    expect([products.move(Infinity), products.move(1), products.move(-1)]).toEqual([2, 2, 1])
    products.move(1, true)
    await settled(() => products.picks.size === 2)
    expect([...products.picks.ids]).toEqual(['mug', 'rug'])
    expect(products.subjects).toEqual(['mug', 'rug'])
    expect(s.calls.filter((c) => c.verb === 'productPage').at(-1)?.args).toEqual(['rug'])
  })

  it('shows a product that the search has left out', async () => {
    const { products } = await opened()
    products.tab = 'catalogues'
    products.text = 'rug'
    products.show('mug')
    expect([products.tab, products.text, products.chosen]).toEqual(['products', '', 'mug'])
  })
})

describe('changes', () => {
  it('take out what is picked, tell of what stays, and can be taken back', async () => {
    const { products, shell, s } = await opened(LIST, {})
    products.choose('mug')
    await products.remove(['mug', 'rug'])
    expect(ids(products)).toBe('pan')
    const notice = shell.notices.shown.at(-1)
    expect(notice?.message).toBe('2 products are out of the library.')
    await notice?.fix?.run()
    expect(s.calls.filter((c) => c.verb === 'undoLibrary')).toHaveLength(1)
    expect(ids(products)).toBe('pan mug rug')
  })

  it('go on where one of many is refused', async () => {
    const { products, shell } = await opened(LIST, { removeProducts: () => ({ gone: ['rug'], message: 'Mug 2 is tagged 3 times. Remove its tags first.' }) })
    await products.remove(['pan', 'rug'])
    expect(shell.notices.shown.map((n) => [n.kind, n.message])).toEqual([['info', 'Mug 2 is tagged 3 times. Remove its tags first.'], ['success', 'Rug is out of the library.']])
  })

  it('of many are one step, and none where one is refused', async () => {
    const { products, s } = await opened()
    await products.relate(['mug', 'pan'], 'gifted')
    expect(s.calls.filter((c) => c.verb === 'setProducts').map((c) => c.args)).toEqual([[['mug', 'pan'], [{ relation: 'gifted' }]]])
    await products.unshelve(['pan']) // which is on none
    expect(s.calls.filter((c) => c.verb === 'setProducts')).toHaveLength(1)
    const { products: shut, shell } = await opened(LIST, { setProducts: () => { throw fault('NotFound', 'That product is gone.') } })
    await shut.relate(['mug', 'rug'], 'own')
    expect([shell.notices.shown.map((n) => n.message), shut.busy]).toEqual([['That product is gone.'], false])
  })

  it('give the free keys, as far as they reach', async () => {
    const many = Array.from({ length: 11 }, (_, i) => product(`p${String(i).padStart(2, '0')}`, i === 0 ? { shelf: 1 } : {}))
    const { products, shell } = await opened(many)
    await products.shelve(many.map((p) => p.id))
    expect(products.all.filter((p) => p.shelf > 0).map((p) => p.shelf).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(shell.notices.shown.at(-1)?.message).toBe('The shelf has nine keys, and all are taken now.')
    await products.unshelve(['p01'])
    expect(products.byID.get('p01')?.shelf).toBe(0)
  })

  it('say the relation of all that is picked', async () => {
    const { products } = await opened()
    await products.relate(['mug', 'pan'], 'gifted')
    expect(products.all.map((p) => p.relation)).toEqual(['gifted', 'gifted', ''])
  })
})
