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

  it('takes the shop’s own address out of a pasted link, and doubles nothing', async () => {
    const reading = { destination: 'https://shop.example/p/rye-pan', layers: [], foreign: true, opaque: false, message: 'This link earns for somebody else.' }
    const told: unknown[] = []
    const known = { ...product('mug', 0), url: 'https://shop.example/p/mug' }
    const studio = {
      readLink: (l: string) => Promise.resolve(l.includes('short') ? { ...reading, destination: '', opaque: true, message: 'This is a short link.' } : l.includes('mug') ? { ...reading, destination: known.url, foreign: false } : reading),
      products: () => Promise.resolve([known]), addProduct: (p: unknown) => { told.push(p); return Promise.resolve(product('new', 1)) }, setProduct: (id: string, p: unknown) => { told.push([id, p]); return Promise.resolve(known) },
    } as unknown as Studio
    const said: string[] = []
    const shelf = new Shelf(studio, (_, m) => said.push(m))
    await shelf.load()
    await shelf.addLink('https://go.example/?to=rye-pan')
    await shelf.addLink('https://shop.example/p/mug?utm_source=x')
    expect(told).toEqual([{ title: 'Rye pan', url: 'https://shop.example/p/rye-pan', shelf: 1 }, ['mug', { shelf: 1 }]])
    expect(await shelf.addLink('https://short.example/x')).toEqual({ kind: 'Invalid', message: 'This is a short link.' })
    expect(said).toEqual(['This link earns for somebody else.'])
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
