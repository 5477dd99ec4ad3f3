// Products and listings for tests.

import type { FileLook, FileReport, Listing, Product, ProductPage } from '../../studio/studio'

export function product(id: string, more: Partial<Product> = {}): Product {
  return { id, title: id, brand: '', url: '', gtin: '', sku: '', image: '', offer: null, relation: '', notes: '', shelf: 0, lane: 1, ...more }
}
export const priced = (amount: string, at = '2026-11-20T10:00:00Z'): Product['offer'] => ({ price: { amount, currency: 'EUR' }, availability: 'in_stock', observed_at: at })

export function page(id: string, more: Partial<ProductPage> = {}): ProductPage {
  return { product: product(id), mpn: '', options: [], source: '', sellers: [], fallbacks: [], embargo: null, sightings: [], listings: [], uses: [], links: [], troubles: [], earned: { earned: [], pending: [], orders: 0, items: 0, returned: [] }, ...more }
}

export function listing(key: string, more: Partial<Listing> = {}): Listing {
  return {
    source: 'file-1', key, shop: '', advertiser: '', title: key, description: '', brand: '', gtins: [], sku: '', mpn: '', options: [], url: '', image: '', price: null, was: null, rate: '',
    availability: '', availableFrom: '', disclosedFrom: '', gone: false, unoffered: false, observedAt: '2026-11-20T10:00:00Z', product: '', ...more,
  }
}

export function look(more: Partial<FileLook> = {}): FileLook {
  return {
    file: 'f1', name: 'spring.csv', format: 'Table', rows: 3, whole: true, asks: { currency: false, address: false }, notes: [],
    headers: [{ name: 'Artikel', samples: ['Tasse'], column: 'title' }, { name: 'Seite', samples: [], column: 'link' }, { name: 'Betrag', samples: ['12,50'], column: '' }],
    columns: [{ id: 'title', title: 'Name', needed: true }, { id: 'link', title: 'Address', needed: false }, { id: 'price', title: 'Price', needed: false }], ...more,
  }
}

export function report(more: Partial<FileReport> = {}): FileReport {
  return { rows: 3, taken: 2, merged: 0, refusedRows: 1, refused: [{ row: 3, column: 'Betrag', value: 'twelve', reason: 'That is no price.' }], notes: [], source: '', stopped: false, pictures: 0, absent: { count: 0, some: [], may: 'no' }, likely: [], ...more }
}
