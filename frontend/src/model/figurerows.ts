// Posts, products and tags as rows of one table: what each is, what was
// counted of it, and what it brought in.

import { secondsLong } from '../words/figures'
import { mark, t } from '../words/words.svelte'
import type { ID, Insights, Sums } from '../studio/studio'

export type Part = 'posts' | 'products' | 'tags'

export interface FigureRow {
  readonly key: string
  readonly title: string
  readonly detail: string
  readonly picture: string // media id; "" for none
  readonly service: string // of a post; "" else
  readonly lane: number // of a product; 0 else
  readonly counts: readonly number[] // in the order of COUNTS
  readonly sums: Sums
  readonly clip: ID // the clip that opens; "" where none brought it in
  readonly tag: ID // the tag that is chosen there; "" for none
}

/** The names of what is counted, for tell. */
export const COUNTS: Record<Part, readonly string[]> = {
  posts: [mark('Views'), mark('Likes'), mark('Clicks'), mark('Orders')],
  products: [mark('Views'), mark('Clips|count'), mark('Clicks'), mark('Orders')],
  tags: [mark('Views'), mark('Clicks'), mark('Orders')],
}

export function rowsOf(v: Insights, part: Part): FigureRow[] {
  if (part === 'posts') {
    return v.posts.map((p) => ({
      key: p.publication, title: p.clipName, detail: p.accountName, picture: p.poster, service: p.service, lane: 0, clip: p.clip, tag: '', sums: p.sums,
      counts: [p.views, p.likes, p.clicks, p.orders],
    }))
  }
  if (part === 'products') {
    return v.products.map((p) => {
      const best = v.tags.find((tag) => tag.product.id === p.product.id) // they come with the best first
      return {
        key: p.product.id, title: p.product.title, detail: p.product.brand, picture: p.product.image, service: '', lane: p.product.lane, clip: best?.clip ?? '', tag: best?.tag ?? '', sums: p.sums,
        counts: [p.views, p.clips, p.clicks, p.sums.orders],
      }
    })
  }
  return v.tags.map((tag) => ({
    key: tag.tag, title: tag.product.title, picture: tag.product.image, service: '', lane: tag.product.lane, clip: tag.clip, tag: tag.tag, sums: tag.sums,
    detail: t('{clip}, {from} to {to}', { clip: tag.clipName, from: secondsLong(tag.seconds[0]), to: secondsLong(tag.seconds[1]) }),
    counts: [tag.views, tag.clicks, tag.sums.orders],
  }))
}
