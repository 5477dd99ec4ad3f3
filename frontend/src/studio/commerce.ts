// Products, links, launches and earnings as the screens know them.

import type { ID, Money, Product, Span } from './studio'

/** A product as one source offers it. Times are RFC 3339, "" where there is none. */
export interface Listing {
  source: string
  key: string
  shop: string
  advertiser: string
  title: string
  description: string
  brand: string
  gtins: string[]
  sku: string
  mpn: string
  options: { name: string; value: string }[]
  url: string
  image: string // https, never shown before it was fetched; "" for none
  price: Money | null // as it is now
  was: Money | null // the list price while there is a sale
  rate: string // commission in percent; "" unknown
  availability: Availability
  availableFrom: string
  disclosedFrom: string
  gone: boolean
  unoffered: boolean
  observedAt: string
  product: ID // the product it was taken as; "" for none
}
export type Availability = '' | 'in_stock' | 'out_of_stock' | 'preorder' | 'backorder' | 'limited' | 'unknown'

/** A feed or a shop whose listings are searched here. */
export interface Source { name: string; title: string; account: ID; readAt: string; listings: number }

/** What a product file looks like before it is taken in. */
export interface FileLook {
  file: string // names the file until it is taken in
  name: string
  format: string // google, shopify, woocommerce, meta, tiktok, plain …, as a person names it
  rows: number // seen so far; more when whole is false
  whole: boolean
  headers: { name: string; samples: string[]; column: string }[] // column: our field, "" for none
  columns: { id: string; title: string; needed: boolean }[] // our fields
  asks: { currency: boolean; address: boolean } // what the file does not say and must be asked
  notes: string[]
}
export interface FileAnswers {
  columns: Record<string, string> // our field → header
  currency: string
  address: string // pattern with {id}, {sku} or {handle}; "" for none
  as: '' | 'products' | 'catalogue' // "": by its size
  whole: boolean // the file is all there is of this source
  source: string // the source it renews; "" for a new one
}
export interface RowNote { row: number; column: string; value: string; reason: string }
/** taken + merged + refused = rows, always. */
export interface FileReport {
  rows: number
  taken: number
  merged: number
  refusedRows: number
  refused: RowNote[] // the first of them
  notes: RowNote[]
  source: string // where the listings are searched; "" where all became products
  stopped: boolean // a person stopped it: what is counted was taken in, the rest was not read
  pictures: number // products without a picture whose picture could be fetched
  absent: { count: number; some: string[]; may: 'no' | 'ask' | 'yes' } // what the source no longer lists
  likely: Likely[] // pairs that seem to be one product
}
/** The pictures of products that sources name and nobody fetched. */
export interface Pictures {
  waiting: number // products whose picture may be fetched
  fetching: boolean
  share: number // 0..1, of those being fetched
  failed: { product: ID; title: string; host: string; reason: string }[]
}
/** Two products that seem to be the same one, and why. */
export interface Likely { a: Product; b: Product; why: string }

/** A price and a stock as they were seen. */
export interface Sighting { source: string; price: Money | null; availability: Availability; at: string }

/** Where a product is in the picture. */
export interface Use { clip: ID; clipName: string; poster: string; tags: (Span & { id: ID; time: string })[]; seconds: number /* of all tags */; published: string[] }

export interface Embargo { until: string; wall: string; zone: string }

/** All that is known of a product. */
export interface ProductPage {
  product: Product
  mpn: string
  options: { name: string; value: string }[]
  source: string
  sellers: { account: ID; accountName: string; advertiser: string; name: string; rate: string; joined: boolean }[]
  fallbacks: Product[]
  embargo: Embargo | null
  sightings: Sighting[] // the latest first
  listings: Listing[] // of the same thing elsewhere
  uses: Use[]
  links: Link[]
  troubles: Trouble[]
  earned: Sums
}

/** A link that was made for one tag at one destination. */
export interface Link {
  subID: string
  network: string
  networkTitle: string
  account: ID
  advertiser: string
  product: ID
  productTitle: string
  clip: ID
  clipName: string
  tag: ID
  service: string
  destination: string
  url: string
  revision: number
  madeAt: string
  replaced: boolean
  verdict: string // of the last audit; "" never audited
  auditedAt: string
}

/** What is wrong with a product in clips, the gravest first. */
export interface Trouble {
  kind: 'gone' | 'sold-out' | 'price' | 'program' | 'link' | 'sunset' | 'back' | 'embargo'
  level: 'block' | 'warn' | 'info'
  product: Product
  message: string
  at: string // when it was seen
  uses: Use[]
  views: number // of the posts it is in; 0 unknown
  instead: Product[] // what may take its place, in order
  proposal: Proposal | null // of a product that certainly cannot be had; null for any other trouble
}

/** One look that says that a product cannot be had: sold out, or gone altogether. */
export interface Evidence { source: string; gone: boolean; at: string }

/** What may be done about a product that certainly cannot be had. A person approves it or declines it. */
export interface Proposal {
  by: Product | null // null: nothing is known that may take its place; approved, its markers stay and say so
  how: 'variant' | 'same' | 'chosen' | ''
  message: string
  evidence: Evidence[]
  declined: Decision | null // null while it waits for an answer
}
/** What a person said of a proposal. */
export interface Decision { product: ID; productTitle: string; by: ID; byTitle: string; approved: boolean; who: string; why: string; evidence: Evidence[]; at: string }

/** How the radar looks by itself, and what it needs a person for. The wishes are settings: radar.looks, links.follow.<network>. */
export interface Looks {
  on: boolean
  lookedAt: string // "" never
  follows: { network: string; title: string; links: number; agreed: boolean }[]
  doubts: { source: string; name: string; message: string; at: string }[] // sources that said too much at once; nothing was changed
  unanswered: { account: ID; accountName: string; message: string; at: string }[]
  resting: { host: string; message: string }[] // hosts that want to be let alone for now
}

/** What becomes of posts when a product is replaced. */
export interface ReplacePlan {
  clips: { clip: ID; clipName: string; poster: string; tags: number; posts: { publication: ID; accountName: string; can: 'update' | 'by hand' | 'no'; why: string }[] }[]
}

/** What a pasted address is. */
export interface Reading {
  destination: string // free of tracking; "" where the link does not say
  layers: { network: string; owner: string; ours: boolean; subID: string }[]
  foreign: boolean // it pays somebody else
  opaque: boolean // a short link that only following would open
  message: string // one sentence on what it is
}

export interface Hop { address: string; status: number; how: string; ours: boolean; subID: boolean; ms: number }
export interface Audit { link: Link; verdict: string; level: 'block' | 'warn' | 'info' | ''; message: string; hops: Hop[]; at: string }

export interface Program {
  account: ID
  accountName: string
  advertiser: string
  name: string
  url: string
  joined: boolean
  state: string
  shipsTo: string[]
  terms: string[]
  endsAt: string
  checkedAt: string
}

/** One thing on the launch calendar. */
export interface Launch {
  at: string // the instant, RFC 3339
  wall: string
  zone: string
  products: Product[]
  clips: { clip: ID; clipName: string; poster: string }[]
  posts: { publication: ID; accountName: string; stage: string; wait: string; message: string }[]
  warnings: string[]
}

/** Money by currency. pending may still change. */
export interface Sums { earned: Amount[]; pending: Amount[]; orders: number; items: number; returned: Amount[] }
/** An exact figure that may be below nothing. */
export interface Amount { value: string; currency: string }

/** Figures of a span of days, over all posts or those of a clip. */
export interface Insights {
  from: string
  to: string
  asked: string // when every place and network was last asked; "" never
  sums: Sums
  views: number
  clicks: number
  days: { day: string; views: number; clicks: number; orders: number; commission: Amount[] }[]
  posts: { publication: ID; clip: ID; clipName: string; poster: string; accountName: string; service: string; link: string; postedAt: string; views: number; likes: number; clicks: number; orders: number /* as its service counts them, or as far as they paid */; sums: Sums; readAt: string }[]
  products: { product: Product; clips: number; views: number /* of the posts of its clips */; clicks: number; sums: Sums }[]
  tags: { tag: ID; clip: ID; clipName: string; product: Product; in: number; out: number; seconds: [number, number]; views: number /* of the posts of its clip */; clicks: number; impressions: number; sums: Sums; best: BestSecond | null }[]
  unassigned: { rows: number; sums: Sums }
  warnings: { kind: 'login' | 'late' | 'failed' | 'quiet' | 'pending'; account: ID; message: string; unknown: string /* what is missing in the sums while it does not answer; "" nothing */ }[]
}
/** Where a tag would be seen most, by the curve of its clip. */
export interface BestSecond { in: number; out: number; gain: number /* 0.2: a fifth more of the audience */; why: string }

/** Each may name {platform}, {clip} and {tag}; all empty is off. */
export interface UTM { source: string; medium: string; campaign: string; content: string; term: string }
/** With one link to see what it does. */
export interface UTMPage {
  utm: UTM
  before: string // the shop's address, as a link leads to it without
  after: string // and with what the shop is told
  link: string // the whole link
  of: string // the product it is a link to; "" where it is an example
  places: { service: string; title: string; after: string }[] // where the person publishes, each with the address that a link there leads to
}

/** How much of a clip's audience stays, at even steps over its length; and what its tags bring in there. */
export interface ClipInsights {
  clip: ID
  curves: { service: string; title: string; kept: number[]; at: string }[]
  tags: Insights['tags']
  seconds: { at: number; kept: number; commission: number }[] // commission in the main currency of the library
  currency: string
}

export interface CommerceVerbs {
  /** Looks at a product file before it is taken in. A text is the path of one that was dropped into the window; null: the window's own dialog asks for it, and its file is "" when nothing was chosen. */
  openFeed(file: File | string | null): Promise<FileLook>
  productPage(id: ID): Promise<ProductPage>
  sources(): Promise<Source[]>
  removeSource(name: string): Promise<void>
  /** Local listings, 50 a page; source "" for all. */
  listings(source: string, query: string, page: number): Promise<Listing[]>
  /** Asks a shop or network itself. */
  searchCatalog(account: ID, query: string, next: string): Promise<{ listings: Listing[]; next: string; total: number }>
  /** Fetches a product page, only ever because a person asked. */
  readPage(address: string): Promise<Listing[]>
  /** Makes a product of a listing, with its picture, or renews the product named. */
  takeListing(source: string, key: string, product: ID): Promise<Product>
  takeFile(file: string, answers: FileAnswers): Promise<FileReport>
  /** Its takeFile answers with what was taken until then: rows of a catalogue, or no products at all. NotFound: it is not being taken in. */
  stopTaking(file: string): Promise<void>
  pictures(): Promise<Pictures>
  /** In the background, as a job; also those that could not be had before. */
  fetchPictures(): Promise<Pictures>
  expireListings(source: string): Promise<number>
  exportProducts(): Promise<{ name: string; text: string }>
  likelyDoubles(): Promise<Likely[]>
  /** Tags, links and sellers of the second go to the first. One step that undo takes back. */
  mergeProducts(keep: ID, drop: ID): Promise<Product>
  setSellers(id: ID, sellers: { account: ID; advertiser: string; rate: string }[]): Promise<ProductPage>
  setFallbacks(id: ID, products: ID[]): Promise<ProductPage>
  /** wall "2026-12-01T10:00" and zone "Europe/Berlin"; "" "" lifts it. */
  setEmbargo(product: ID, tag: ID, wall: string, zone: string): Promise<Embargo | null>
  /** Looks at the product again at its source. */
  lookAgain(id: ID): Promise<ProductPage>

  readLink(pasted: string): Promise<Reading>
  programs(): Promise<Program[]>
  renewPrograms(account: ID): Promise<Program[]>
  links(clip: ID): Promise<Link[]> // "" for all
  /** follow: really opens the links, which networks count as clicks. */
  auditLinks(clip: ID, follow: boolean): Promise<Audit[]>
  radar(): Promise<Trouble[]>
  /** What persons said of proposals, the latest first; "" for all products. */
  swaps(product: ID): Promise<Decision[]>
  /** Gives a sold-out product's place to what is proposed, in one step that undo takes back. no clips: in all. Conflict: it is not proposed any more. */
  approveSwap(product: ID, by: ID, clips: ID[], why: string): Promise<ReplacePlan>
  /** It is not proposed again until there is new evidence. */
  declineSwap(product: ID, by: ID, why: string): Promise<void>
  looks(): Promise<Looks>
  /** Whether what a doubted source said is true after all. */
  believeLooks(source: string, believe: boolean): Promise<Looks>
  replacePlan(product: ID, by: ID, clips: ID[]): Promise<ReplacePlan>
  /** One step that undo takes back; posts are changed by updatePublication. */
  replaceProduct(product: ID, by: ID, clips: ID[]): Promise<ReplacePlan>

  launches(): Promise<Launch[]>

  /** What the links of a network's account tell the shop's own statistics. Refused: they are not made here. */
  linkUTM(account: ID): Promise<UTMPage>
  /** Shows what that would come to, and keeps nothing. */
  tryLinkUTM(account: ID, utm: UTM): Promise<UTMPage>
  setLinkUTM(account: ID, utm: UTM): Promise<UTMPage>

  insights(from: string, to: string): Promise<Insights>
  clipInsights(clip: ID): Promise<ClipInsights>
  renewInsights(): Promise<void>
  exportInsights(from: string, to: string): Promise<{ name: string; text: string }>
  importCurve(clip: ID, service: string, text: string): Promise<ClipInsights>
  importImpressions(clip: ID, text: string): Promise<ClipInsights>
}
