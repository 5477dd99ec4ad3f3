import { describe, expect, it } from 'vitest'
import type { Product, Studio } from '../studio/studio'
import { isLink, nameFromLink, Shelf } from './shelf.svelte'

const product = (id: string, shelf: number): Product => ({
  id, title: id, brand: '', url: '', gtin: '', sku: '', image: '', offer: null, relation: '', notes: '', shelf, lane: 1,
})

describe('shelf', () => {
  it('names a product after its link', () => {
    expect(nameFromLink('https://shop.example/p/lip-tint_rosewood?colour=4')).toBe('Lip tint rosewood')
    expect(nameFromLink('https://shop.example/items/12345/')).toBe('Items')
    expect(nameFromLink('https://www.shop.example/')).toBe('Shop.example')
  })

  it('knows a link from a word', () => {
    expect([isLink('https://a.example/x'), isLink(' http://a.example '), isLink('lip tint'), isLink('javascript:alert(1)')]).toEqual([true, true, false, false])
  })

  it('keeps the shelf in the order of its keys and finds the first free one', async () => {
    const studio = { products: () => Promise.resolve([product('c', 3), product('a', 1), product('x', 0)]) } as unknown as Studio
    const shelf = new Shelf(studio, () => undefined)
    await shelf.load()
    expect([shelf.kept.map((p) => p.id), shelf.free]).toEqual([['a', 'c'], 2])
  })

  it('says the colour that was chosen, and that none is', async () => {
    const said: unknown[] = []
    const studio = { setProduct: (_: string, p: unknown) => { said.push(p); return Promise.resolve(product('a', 1)) }, products: () => Promise.resolve([]) } as unknown as Studio
    const shelf = new Shelf(studio, () => undefined)
    await shelf.set('a', { colour: 5 }, null)
    await shelf.set('a', { colour: 0 }, null)
    expect(said).toEqual([{ colour: 5 }, { colour: 0 }])
  })

  it('answers what was wrong instead of throwing it away', async () => {
    const fault = { kind: 'Invalid', message: 'The price needs a currency.' }
    const studio = { addProduct: () => Promise.reject(fault), products: () => Promise.resolve([]) } as unknown as Studio
    const said: string[] = []
    const shelf = new Shelf(studio, (_, m) => said.push(m))
    expect(await shelf.add({ title: 'x', price: '3' }, null)).toEqual(fault)
    expect(said).toEqual([])
  })
})
