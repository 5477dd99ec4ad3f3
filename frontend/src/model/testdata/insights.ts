// Figures for tests: a post with two tags, and what it brought in.

import type { Amount, ClipInsights, Insights, Product, Sums } from '../../studio/studio'

export const eur = (value: string): Amount => ({ value, currency: 'EUR' })
export const sums = (earned: Amount[] = [], pending: Amount[] = [], orders = 0): Sums => ({ earned, pending, returned: [], orders, items: orders })

export const product = (id: string, more: Partial<Product> = {}): Product => ({ id, title: `The ${id}`, brand: 'Norr', url: '', gtin: '', sku: '', image: '', offer: null, relation: '', notes: '', shelf: 1, lane: 1, ...more })

export const tag = (id: string, of: string, from: number, best: ClipInsights['tags'][number]['best'] = null): ClipInsights['tags'][number] => ({
  tag: id, clip: 'c1', clipName: 'Sunday', product: product(of), in: from, out: from + 60, seconds: [from / 30, from / 30 + 2], views: 90, clicks: 3, impressions: 0, sums: sums([eur('4.00')], [], 1), best,
})

export const figures = (more: Partial<Insights> = {}): Insights => ({
  from: '2026-10-30', to: '2026-11-26', asked: '2026-11-26T09:00:00Z', sums: sums([eur('4.00')], [], 1), views: 90, clicks: 7,
  days: [{ day: '2026-11-25', views: 40, clicks: 3, orders: 0, commission: [] }, { day: '2026-11-26', views: 50, clicks: 4, orders: 1, commission: [eur('4.00'), { value: '2.00', currency: 'USD' }] }],
  posts: [{ publication: 'p1', clip: 'c1', clipName: 'Sunday', poster: 'x', accountName: 'Nora', service: 'youtube', link: '', postedAt: '', views: 90, likes: 2, clicks: 7, orders: 1, sums: sums([eur('4.00')], [], 1), readAt: '' }],
  products: [{ product: product('pan'), clips: 1, views: 90, clicks: 7, sums: sums([eur('4.00')], [], 1) }, { product: product('cup'), clips: 1, views: 90, clicks: 1, sums: sums() }],
  tags: [tag('t1', 'pan', 30)], unassigned: { rows: 0, sums: sums() }, warnings: [], ...more,
})

export const close = (more: Partial<ClipInsights> = {}): ClipInsights => ({
  clip: 'c1', curves: [{ service: 'youtube', title: 'YouTube', kept: [1, 0.5, 0.2], at: '' }], currency: 'EUR',
  tags: [tag('t1', 'pan', 0), tag('t2', 'cup', 150, { in: 90, out: 150, gain: 0.4, why: 'More are there.' }), tag('t3', 'mat', 200, { in: 180, out: 240, gain: 0.1, why: 'Some more are there.' })],
  seconds: Array.from({ length: 10 }, (_, at) => ({ at, kept: 1 - at / 10, commission: at < 2 ? 2 : 0 })), ...more,
})
