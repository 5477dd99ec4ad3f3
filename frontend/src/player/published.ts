// What the published page says of each product, by its own rules: the order of
// their first tags numbers them, and a price older than a week is not shown.

import type { Announcement, Product, Relation, Tag } from '../model/clip.svelte'

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
  /** Nobody has it: its marker stays, and leads nowhere. */
  readonly soldOut: boolean
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
    const soldOut = product.offer?.availability === 'out_of_stock'
    const linked = !soldOut && /^https:\/\//.test(product.url)
    return { product, n: i + 1, relation, fresh: now - seen <= PRICE_AGE_MS, soldOut, linked, paid: linked && relation !== 'own' && relation !== 'none' }
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

/** What of a clip visitors see before the time of what is held back. */
export interface Teased { readonly tags: readonly Tag[]; readonly products: ReadonlyMap<string, Product> }

/** The clip as its page shows it now: instead of what is held back stands something that says no more than when. */
export function teased(tags: readonly Tag[], products: ReadonlyMap<string, Product>, held: Readonly<Record<string, Announcement>>): Teased {
  const known = new Map(products)
  return {
    products: known,
    tags: tags.map((tag) => {
      const soon = held[tag.id]
      if (!soon) return tag
      const id = `soon ${tag.product} ${soon.at}`, relation = tag.relation || (products.get(tag.product)?.relation ?? '')
      if (!known.has(id)) known.set(id, { id, title: soon.says, brand: '', url: '', gtin: '', sku: '', image: '', offer: null, relation, notes: '', shelf: 0, lane: 1 })
      return { ...tag, product: id, relation, label: tag.teaser?.label ?? '' }
    }),
  }
}

/** How long is left, as the page counts it: days and hours, then the clock; calmly without seconds. */
export interface Left { readonly days: number; readonly hours: number; readonly minutes: number; readonly clock: string }

export function leftOf(ms: number, calm: boolean): Left {
  const s = calm || ms > 86400000 ? 60 * Math.ceil(ms / 60000) : Math.ceil(ms / 1000)
  const [days, hours, minutes] = [Math.floor(s / 86400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60]
  return { days, hours, minutes, clock: days || calm ? '' : [hours, minutes, s % 60].map((n) => String(n).padStart(2, '0')).join(':') }
}

/** How long that stays as it is, at most. */
export function leftChanges(ms: number, calm: boolean): number {
  const step = calm || ms > 86400000 ? 60000 : 1000
  return ms % step || step
}

/** Whether the clocks on the walls here and in a time zone show another time at an instant. */
export function elsewhere(at: string, zone: string): boolean {
  const wall = (timeZone?: string): string => new Intl.DateTimeFormat('en', { day: 'numeric', hour: 'numeric', minute: 'numeric', timeZone }).format(new Date(at))
  return wall(zone) !== wall()
}
