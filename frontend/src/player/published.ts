// What the published page says of each product, by its own rules: the order of
// their first tags numbers them, and a price older than a week is not shown.

import type { Product, Relation, Tag } from '../model/clip.svelte'

export interface Row {
  readonly product: Product
  readonly n: number
  /** What ties the creator to it: the strongest its tags say. */
  readonly relation: Exclude<Relation, ''>
  /** The price was seen lately enough to be shown. */
  readonly fresh: boolean
  readonly linked: boolean
  /** The link counts as advertising. */
  readonly paid: boolean
}

const STRONGEST = ['paid', 'commission', 'gifted', 'own', 'none'] as const
const PRICE_AGE_MS = 7 * 24 * 3600 * 1000

/** The products of a clip as the page lists them. tags in order of time; now in ms. */
export function rowsOf(tags: readonly Tag[], products: ReadonlyMap<string, Product>, now: number): Row[] {
  const order = [...new Set(tags.map((tag) => tag.product))]
  return order.flatMap((id) => products.get(id) ?? []).map((product, i) => {
    const said = tags.filter((tag) => tag.product === product.id).map((tag) => tag.relation || product.relation)
    const relation = STRONGEST.find((r) => said.includes(r)) ?? 'none'
    const seen = Date.parse(product.offer?.observed_at ?? '')
    const linked = /^https:\/\//.test(product.url)
    return { product, n: i + 1, relation, fresh: now - seen <= PRICE_AGE_MS, linked, paid: linked && relation !== 'own' && relation !== 'none' }
  })
}

/** The word on the picture: nothing, that it is advertising, or that its links are paid too. */
export function chipOf(rows: readonly Row[]): '' | 'ad' | 'paid links' {
  if (rows.every((r) => r.relation === 'none')) return ''
  return rows.some((r) => r.paid) ? 'paid links' : 'ad'
}

/** Which tags the page's track draws in its second line: those that begin while the first is taken. */
export function underneath(tags: readonly Tag[]): ReadonlySet<string> {
  const free: [number, number] = [0, 0]
  return new Set(tags.flatMap((tag) => {
    const under = free[0] > tag.in && free[1] <= free[0] ? 1 : 0
    free[under] = Math.max(free[under], tag.out)
    return under ? [tag.id] : []
  }))
}

/** How wide the page shows the picture on a wide screen, in CSS pixels. */
export const widthOnPage = (aspect: number): number => (aspect < 1 ? 396 : 694)
