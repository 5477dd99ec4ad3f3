// Every link that was made for a tag at a place, how it stood when it was last
// looked at, and what a pasted address is. Links are only really opened after a
// person was told that networks may count it.

import type { Audit, Fault, Hop, ID, Link, Program, Product, Reading } from '../studio/studio'
import { mark, t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { settings, type Settings } from './settings.svelte'

export type { Audit, Hop, Link, Program, Reading } from '../studio/studio'

export type Tone = '' | 'ok' | 'warn' | 'bad'

/** How a verdict is called in a row, and its tone. */
const VERDICTS: Record<string, { readonly word: string; readonly tone: Tone }> = {
  ok: { word: mark('Pays you'), tone: 'ok' },
  'id-missing': { word: mark('Pays nobody'), tone: 'bad' },
  'id-foreign': { word: mark('Pays somebody else'), tone: 'bad' },
  'sub-id-lost': { word: mark('Loses its sub-id'), tone: 'warn' },
  'wrong-shop': { word: mark('Wrong shop'), tone: 'bad' },
  'soft-404': { word: mark('Another page'), tone: 'warn' },
  'own-fallback': { word: mark('Ends at your own site'), tone: 'warn' },
  gone: { word: mark('No page any more'), tone: 'bad' },
  'sold-out': { word: mark('Sold out'), tone: 'warn' },
  region: { word: mark('Another country'), tone: 'warn' },
  loop: { word: mark('Goes in a circle'), tone: 'bad' },
  'too-long': { word: mark('Leads on too often'), tone: 'bad' },
  'dead-host': { word: mark('A server is not there'), tone: 'warn' },
  'dead-network': { word: mark('The network is no more'), tone: 'bad' },
  unsure: { word: mark('Could not be seen'), tone: '' },
  '': { word: mark('Not looked at yet'), tone: '' },
}
const UNKNOWN = { word: mark('Could not be seen'), tone: '' } as const
/** The word is told by whoever shows it. */
export const verdictOf = (verdict: string): { readonly word: string; readonly tone: Tone } => VERDICTS[verdict] ?? UNKNOWN

export type Show = 'all' | 'bad' | 'unseen' | 'replaced'

/** How a network is named among the wishes: whether opening its links was agreed to. */
export const agreed = (network: string): string => `links.follow.${network.replaceAll(/[^a-z0-9-]/g, '-')}`

export class Links {
  all = $state.raw<readonly Link[]>([])
  programs = $state.raw<readonly Program[]>([])
  loaded = $state(false)
  /** Why there is no list at all. */
  fault = $state.raw<Fault | null>(null)
  text = $state('')
  network = $state('')
  show = $state<Show>('all')
  /** The link whose way is unfolded; "" for none. */
  open = $state('')
  /** Links are being looked at. */
  busy = $state(false)
  /** What the last looks found, by sub-id. */
  audits = $state.raw<ReadonlyMap<string, Audit>>(new Map())
  said = $state('')

  /** What was pasted, and what it is. */
  pasted = $state('')
  reading = $state.raw<Reading | null>(null)
  /** Why it cannot be read. */
  unread = $state('')
  taking = $state(false)

  /** The account whose programmes are being asked for; "" for none. */
  renewing = $state<ID>('')
  unrenewed = $state('')

  readonly networks: readonly { readonly network: string; readonly title: string; readonly links: number }[] = $derived.by(() => {
    const by = new Map<string, { network: string; title: string; links: number }>()
    for (const l of this.all) {
      const had = by.get(l.network)
      by.set(l.network, { network: l.network, title: l.networkTitle, links: (had?.links ?? 0) + (l.replaced ? 0 : 1) })
    }
    return [...by.values()]
  })
  readonly rows: readonly Link[] = $derived.by(() => {
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean)
    return this.all.filter((l) => (this.network === '' || l.network === this.network) && shows(l, this.show)
      && words.every((w) => `${l.productTitle} ${l.clipName} ${l.subID} ${l.url} ${l.networkTitle} ${l.service}`.toLowerCase().includes(w)))
  })
  readonly bad = $derived(this.all.filter((l) => shows(l, 'bad')).length)

  readonly #shell: Shell
  readonly #wishes: Settings
  #asked = 0
  #read = 0

  constructor(shell: Shell, wishes: Settings = settings) {
    this.#shell = shell
    this.#wishes = wishes
  }

  /** Loads, and follows what happens; answers how to stop. */
  start(): () => void {
    const load = (): void => { void this.load() }
    const stops = [this.#shell.studio.on('products', load), this.#shell.studio.on('outbox', load), this.#shell.studio.on('library', load), this.#shell.studio.onResync(load)]
    load()
    return () => { for (const stop of stops) stop() }
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const [all, programs] = await Promise.all([this.#shell.studio.links(''), this.#shell.studio.programs()])
      if (asked !== this.#asked) return
      this.all = all
      this.programs = programs
      this.fault = null
      this.loaded = true
    } catch (e) {
      if (asked !== this.#asked) return
      this.fault = faultOf(e)
      if (this.loaded) this.#shell.fail(this.fault)
    }
  }

  // ---- looking at links ----

  agrees(network: string): boolean { return this.#wishes.get(agreed(network)) === 'yes' }
  async agree(network: string, on: boolean): Promise<void> {
    await this.#wishes.set(this.#shell.studio, agreed(network), on ? 'yes' : '')
  }

  /** Looks at all links; follow really opens them. */
  async audit(follow: boolean): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      const found = await this.#shell.studio.auditLinks('', follow)
      this.audits = new Map([...this.audits, ...found.map((a) => [a.link.subID, a] as const)])
      const bad = found.filter((a) => a.level !== '').length
      this.said = bad === 0 ? t('{n, plural, one {# link} other {# links}} looked at; nothing is wrong.', { n: found.length })
        : t('{n, plural, one {# link} other {# links}} looked at; {bad, plural, one {# needs} other {# need}} a look.', { n: found.length, bad })
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    this.busy = false
    await this.load()
  }

  // ---- a pasted address ----

  /** Takes an address apart; a later one always wins. */
  async read(text: string): Promise<void> {
    this.pasted = text
    const read = ++this.#read
    this.unread = ''
    if (text.trim() === '') {
      this.reading = null
      return
    }
    try {
      const reading = await this.#shell.studio.readLink(text.trim())
      if (read === this.#read) this.reading = reading
    } catch (e) {
      if (read !== this.#read) return
      this.reading = null
      this.unread = faultOf(e).message
    }
  }

  /** Makes a product of the shop's own address, or renews the one named. Answers it; null when it could not be. */
  async take(product: ID): Promise<Product | null> {
    const address = this.reading?.destination ?? ''
    if (address === '' || this.taking) return null
    this.taking = true
    this.unread = ''
    let made: Product | null = null
    try {
      if (product !== '') made = await this.#shell.studio.setProduct(product, { url: address })
      else {
        const [first] = await this.#shell.studio.readPage(address)
        if (first) made = await this.#shell.studio.takeListing(first.source, first.key, '')
        else this.unread = t('That page does not say what it sells.')
      }
    } catch (e) {
      this.unread = faultOf(e).message
    }
    this.taking = false
    if (made) void this.read('')
    return made
  }

  // ---- programmes ----

  async renew(account: ID): Promise<void> {
    this.renewing = account
    this.unrenewed = ''
    try {
      this.programs = await this.#shell.studio.renewPrograms(account)
    } catch (e) {
      this.unrenewed = faultOf(e).message
    }
    this.renewing = ''
  }
}

function shows(l: Link, show: Show): boolean {
  if (show === 'replaced') return l.replaced
  if (l.replaced) return false
  const { tone } = verdictOf(l.verdict)
  return show === 'all' || (show === 'bad' ? tone === 'bad' || tone === 'warn' : l.verdict === '')
}

/** What was seen on the way, in words for each hop. */
export function sawAt(hop: Hop): readonly string[] {
  const out: string[] = []
  if (hop.ours) out.push(t('Your id is there'))
  if (hop.subID) out.push(t('Your sub-id is there'))
  return out
}
