// What both doors to Go must keep, asked of a real studio on an empty library
// of its own: verbs, kinds of failure, events. It changes that library. Each
// answer names the promise; a promise that is broken says what came instead.

import { accounts } from './contract-accounts'
import { trading } from './contract-commerce'
import { crashes } from './contract-crashes'
import { everything } from './contract-everything'
import { covers, library } from './contract-library'
import { losses } from './contract-loss'
import { notes } from './contract-notes'
import { rooms } from './contract-rooms'
import { safety } from './contract-safety'
import { serving } from './contract-serving'
import { teaming } from './contract-team'
import { mending, snippets, timesAndPauses, variants } from './contract-publishing'
import { timeline } from './contract-timeline'
import { versions } from './contract-versions'
import type { Fault, ID, Kind, Publication, Studio } from './studio'

export interface Answer { readonly promise: string; readonly kept: boolean; readonly instead: string }

/** How long something that happens by itself may take, ms. */
const SOON_MS = 30_000

export async function contract(studio: Studio): Promise<Answer[]> {
  const c = new Contract(studio)
  await c.run('a bare studio', () => bare(c))
  const clip = await c.run('the sample', () => sample(c))
  if (!clip) return c.answers
  await c.run('the library', () => library(c, clip))
  await c.run('covers', () => covers(c, clip))
  await c.run('products', () => products(c))
  await c.run('tags', () => tags(c, clip))
  await c.run('the timeline', () => timeline(c, clip))
  await c.run('losses', () => losses(c, clip))
  await c.run('failures', () => failures(c, clip))
  await c.run('accounts', () => accounts(c))
  await c.run('publishing', () => publishing(c, clip))
  const page = (await studio.accounts()).find((a) => a.service === 'webpage')?.id ?? ''
  await c.run('variants', () => variants(c, clip, page))
  await c.run('mending', () => mending(c, clip, page))
  await c.run('times and pauses', () => timesAndPauses(c, clip, page))
  await c.run('snippets', () => snippets(c))
  await c.run('trading', () => trading(c, clip))
  await c.run('notes', () => notes(c, clip))
  await c.run('rooms', () => rooms(c, clip))
  await c.run('serving', () => serving(c, clip))
  await c.run('crashes', () => crashes(c))
  await c.run('everything', () => everything(c))
  await c.run('team', () => teaming(c))
  await c.run('snapshots', () => safety(c))
  await c.run('versions', () => versions(c, clip))
  await c.run('leaving', () => leaving(c, clip))
  return c.answers
}

class Contract {
  readonly answers: Answer[] = []
  readonly heard: { name: string; data: unknown }[] = []
  readonly studio: Studio

  constructor(studio: Studio) {
    this.studio = studio
    for (const name of ['library', 'clip', 'products', 'jobs', 'outbox'] as const) studio.on(name, (data) => { this.heard.push({ name, data }) })
  }

  promise(promise: string, kept: boolean, instead: unknown = ''): void {
    this.answers.push({ promise, kept, instead: kept ? '' : typeof instead === 'string' ? instead : JSON.stringify(instead) })
  }

  async run<T>(part: string, fn: () => Promise<T>): Promise<T | null> {
    try {
      return await fn()
    } catch (e) {
      this.promise(`${part} goes through`, false, e instanceof Error ? e.message : JSON.stringify(e))
      return null
    }
  }

  async fails(promise: string, verb: () => Promise<unknown>, ...kinds: Kind[]): Promise<void> {
    try {
      this.promise(promise, false, await verb())
    } catch (e) {
      const f = e as Fault
      this.promise(promise, kinds.includes(f.kind) && /^[A-Z“].*[.?]$/.test(f.message), e instanceof Error ? e.message : e)
    }
  }

  /** Waits until something was heard since a mark. */
  async hears(promise: string, since: number, fits: (e: { name: string; data: unknown }) => boolean): Promise<void> {
    const ok = await until(() => this.heard.slice(since).some(fits))
    this.promise(promise, ok, this.heard.slice(since).map((e) => e.name).join(' '))
  }
}

async function until(fits: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = Date.now() + SOON_MS
  while (Date.now() < end) {
    if (await fits()) return true
    await new Promise((r) => setTimeout(r, 50))
  }
  return false
}

async function bare(c: Contract): Promise<void> {
  const { studio } = c
  c.promise('media comes from this machine', /^http:\/\/127\.0\.0\.1:\d+\/m\//.test(await studio.mediaBase()), await studio.mediaBase())
  c.promise('it says its version', (await studio.version()) !== '')
  const { checks } = await studio.doctor()
  c.promise('the doctor looks at something', checks.length > 0 && checks.every((k) => k.name !== ''), checks)
  c.promise('an empty library is an empty list', (await studio.clips({})).cards.length === 0)
  c.promise('jobs are a list', Array.isArray(await studio.jobs()))
  c.promise('the outbox is a list', Array.isArray(await studio.outbox()))
  c.promise('the web page is there without an account', (await studio.accounts()).some((a) => a.service === 'webpage'))
}

async function sample(c: Contract): Promise<ID> {
  const { studio } = c
  const mark = c.heard.length
  const { clip } = await studio.sample()
  await c.hears('a new clip changes the library', mark, (e) => e.name === 'library')
  await studio.pauseJobs(true)
  await studio.pauseJobs(false)
  await studio.playing(true)
  await studio.playing(false)
  c.promise('the sample can be played', await until(async () => (await studio.clip(clip)).proxy !== ''))
  const view = await studio.clip(clip)
  c.promise('a view holds lists, never nothing', [view.tags, view.products, view.cuts, view.card.lanes].every(Array.isArray), view)
  c.promise('its shelf has keys and colours', view.products.some((p) => p.shelf === 1) && view.products.every((p) => p.lane >= 1 && p.lane <= 8), view.products)
  return clip
}

async function products(c: Contract): Promise<void> {
  const { studio } = c
  const mark = c.heard.length
  const made = await studio.addProduct({ title: 'Contract cup', url: 'https://shop.example/cup', price: '12.50 EUR', relation: 'own' })
  c.promise('a price keeps its digits', made.offer?.price.amount === '12.50' && made.offer.price.currency === 'EUR', made.offer)
  await c.hears('a new product is told of', mark, (e) => e.name === 'products')
  const changed = await studio.setProduct(made.id, { title: 'Contract mug' })
  c.promise('only the fields named change', changed.title === 'Contract mug' && changed.url === made.url && changed.relation === 'own', changed)
  c.promise('it is found by its new name', (await studio.products('contract')).some((p) => p.id === made.id))
  const other = await studio.addProduct({ title: 'Contract pan' })
  const both = await studio.setProducts([made.id, other.id], [{ relation: 'gifted' }])
  c.promise('many change as one', both.length === 2 && both.every((p) => p.relation === 'gifted'), both)
  await studio.undoLibrary()
  c.promise('and change back as one', (await studio.products('contract')).map((p) => p.relation).sort().join(' ') === [made.relation, other.relation].sort().join(' '))
  const out = await studio.removeProducts([made.id, other.id])
  c.promise('removed products are gone', out.gone.length === 2 && out.message === '' && !(await studio.products('')).some((p) => p.id === made.id || p.id === other.id), out)
  await studio.undoLibrary()
  c.promise('and come back as one', (await studio.products('')).filter((p) => p.id === made.id || p.id === other.id).length === 2)
  await studio.removeProducts([made.id, other.id])
}

async function tags(c: Contract, clip: ID): Promise<void> {
  const { studio } = c
  const product = (await studio.clip(clip)).products[0]?.id ?? ''
  const mark = c.heard.length
  const added = await studio.addTag(clip, product, { in: 10, out: 70 }, null)
  const tag = added.tag ?? ''
  const spanNow = (v = added): unknown => v.clip.tags.map((t) => [t.in, t.out])
  c.promise('the new tag is named and there', added.clip.tags.some((t) => t.id === tag && t.in === 10 && t.out === 70), added)
  await c.hears('the clip is told of', mark, (e) => e.name === 'clip' && (e.data as { id?: ID }).id === clip)
  const merged = await studio.addTag(clip, product, { in: 60, out: 90 }, null)
  c.promise('the same product meeting itself is one tag, and that is said', merged.clip.tags.length === 1 && merged.message !== '', spanNow(merged))
  const back = await studio.undo(clip)
  c.promise('undo gives back exactly what was', JSON.stringify(spanNow(back)) === JSON.stringify([[10, 70]]), spanNow(back))
  const moved = await studio.moveTags(clip, [{ tag, in: 20, out: 80 }], '')
  c.promise('a move moves', JSON.stringify(spanNow(moved)) === JSON.stringify([[20, 80]]), spanNow(moved))
  const pathed = await studio.setPath(tag, { interpolation: 'linear', spots: [{ frame: 20, x: 0.25, y: 0.5 }] })
  c.promise('a spot stays where it was put', pathed.clip.tags[0]?.spots?.[0]?.x === 0.25, pathed.clip.tags)
  const said = await studio.setTag(tag, { label: 'Näher, 近い' })
  c.promise('a label crosses unharmed', said.clip.tags[0]?.label === 'Näher, 近い', said.clip.tags)
  const split = await studio.splitTags(clip, [tag], 50)
  c.promise('a split leaves no gap', JSON.stringify(spanNow(split)) === JSON.stringify([[20, 50], [50, 80]]), spanNow(split))
  await studio.undo(clip)
  const twice = await studio.duplicateTags(clip, [tag], 120)
  c.promise('a copy lies where it was asked for', twice.clip.tags.some((t) => t.in === 120 && t.out === 180), spanNow(twice))
  const less = await studio.removeTags(clip, twice.clip.tags.filter((t) => t.id !== tag).map((t) => t.id), false)
  c.promise('a removed tag is gone', less.clip.tags.length === 1, spanNow(less))
  const undone = await studio.undo(clip)
  const redone = await studio.redo(clip)
  c.promise('undo and redo are inverse', undone.clip.tags.length === 2 && redone.clip.tags.length === 1, [spanNow(undone), spanNow(redone)])
  c.promise('undo says what it would take back', redone.clip.undo !== '' && undone.clip.redo !== '', [redone.clip.undo, undone.clip.redo])
  const history = await studio.history(clip)
  c.promise('history is newest first', history.length > 5 && (history[0]?.at ?? '') >= (history.at(-1)?.at ?? ''), history.length)
}

async function failures(c: Contract, clip: ID): Promise<void> {
  const { studio } = c
  const tag = (await studio.clip(clip)).tags[0]?.id ?? ''
  await c.fails('an unknown clip is not found', () => studio.clip('nothing'), 'NotFound')
  await c.fails('an unknown product is not found', () => studio.addTag(clip, 'nothing', { in: 0, out: 10 }, null), 'NotFound')
  await c.fails('a tag outside the clip is refused', () => studio.moveTags(clip, [{ tag, in: 5, out: 9_999_999 }], ''), 'Invalid')
  await c.fails('an empty tag is refused', () => studio.moveTags(clip, [{ tag, in: 5, out: 5 }], ''), 'Invalid')
  await c.fails('a spot outside the picture is refused', () => studio.setPath(tag, { spots: [{ frame: 20, x: 1.5, y: 0.5 }] }), 'Invalid')
  await c.fails('a clip needs a name', () => studio.setClip(clip, { name: ' ' }), 'Invalid')
  await c.fails('an unsafe link is refused', () => studio.addProduct({ title: 'x', url: 'javascript:alert(1)' }), 'Invalid')
  await c.fails('an account of no service is refused', () => studio.addAccount('nowhere', 'x', {}, {}), 'Invalid', 'NotFound', 'Refused')
  await c.fails('an unknown publication is not found', () => studio.cancelPublication('nothing'), 'NotFound')
  await c.fails('a path nobody gave is refused', () => studio.importPaths(['/etc/hostname']), 'Refused')
  c.promise('a refused change leaves no trace', (await studio.clip(clip)).tags.every((t) => t.out > t.in && t.out < 9_999_999))
}

async function publishing(c: Contract, clip: ID): Promise<void> {
  const { studio } = c
  const account = (await studio.accounts()).find((a) => a.service === 'webpage')?.id ?? ''
  const report = await studio.check(clip, account, { title: 'Contract' }, '')
  c.promise('the checks let the sample through', report.findings.every((f) => f.level !== 'block') && Array.isArray(report.losses), report.findings)
  const mark = c.heard.length
  const queued = await studio.publish(clip, account, { title: 'Contract' }, '')
  await c.hears('the outbox is told of', mark, (e) => e.name === 'outbox')
  let now: Publication = queued
  const gone = await until(async () => {
    now = await studio.publication(queued.id)
    return now.stage === 'tagged'
  })
  c.promise('the page becomes public by itself', gone && now.link.startsWith('file://'), now)
  c.promise('every step is kept', now.steps.length > 2 && now.steps.every((s) => s.at !== ''), now.steps)
  const again = await studio.publish(clip, account, { title: 'Contract' }, '')
  c.promise('the same revision is the same publication', again.id === queued.id, [again.id, queued.id])
  await c.fails('what is public cannot be called off', () => studio.cancelPublication(queued.id), 'Conflict', 'Refused')
  await c.fails('only what is unsure can be answered', () => studio.answer(queued.id, true, ''), 'Conflict', 'Refused', 'Invalid')
}

async function leaving(c: Contract, clip: ID): Promise<void> {
  const { studio } = c
  await studio.removeClip(clip)
  c.promise('a removed clip is gone', !(await studio.clips({})).cards.some((k) => k.id === clip))
  await c.fails('and cannot be opened', () => studio.clip(clip), 'NotFound')
  const back = await studio.undo(clip)
  c.promise('undo brings it back with its tags', back.clip.card.id === clip && back.clip.tags.length > 0, back.clip.card)
  const numbers = new Set(c.heard.map((e) => e.name))
  c.promise('every kind of event was heard', ['library', 'clip', 'products', 'jobs', 'outbox'].every((n) => numbers.has(n)), [...numbers].join(' '))
}
