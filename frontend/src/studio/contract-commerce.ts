// The part of the contract about what is sold: products and catalogues, links,
// launches, and what came of it.

import type { Asking } from './contract-library'
import type { ID } from './studio'

const FEED = 'id,title,link,price,availability\nk1,Contract kettle,https://shop.example/kettle,89.00 EUR,in_stock\nk2,,https://shop.example/none,1.00 EUR,in_stock\n'
const CURVE = 'second,viewers\n0,100%\n6,60%\n12,20%\n'

export async function trading(c: Asking, clip: ID): Promise<void> {
  await feeds(c)
  await products(c, clip)
  await links(c, clip)
  await figures(c, clip)
}

/** A file is looked at before it is taken in, and every row of it is accounted for. */
async function feeds(c: Asking): Promise<void> {
  const { studio } = c
  const look = await studio.openFeed(new File([FEED], 'contract.csv', { type: 'text/csv' }))
  c.promise('a product file is looked at', look.rows === 2 && look.whole && look.headers.length === 5 && look.headers.some((h) => h.column === 'title') && look.columns.some((x) => x.needed), look)
  const report = await studio.takeFile(look.file, { columns: {}, currency: '', address: '', as: '', whole: false, source: '' })
  c.promise('taken, merged and refused are all rows', report.rows === 2 && !report.stopped && report.taken + report.merged + report.refusedRows === 2 && report.refused[0]?.reason !== '', report)
  await c.fails('a file is taken in once', () => studio.takeFile(look.file, { columns: {}, currency: '', address: '', as: '', whole: false, source: '' }), 'NotFound')
  await c.fails('nor stopped, when it is not being taken in', () => studio.stopTaking(look.file), 'NotFound')
  const pictures = await studio.pictures()
  c.promise('no picture waits where no file named one', pictures.waiting === 0 && !pictures.fetching && pictures.failed.length === 0 && report.pictures === 0, pictures)
  c.promise('and none is fetched', !(await studio.fetchPictures()).fetching)
  const big = await studio.openFeed(new File([FEED], 'contract-catalogue.csv'))
  const kept = await studio.takeFile(big.file, { columns: {}, currency: '', address: '', as: 'catalogue', whole: true, source: '' })
  const found = await studio.listings(kept.source, 'kettle', 0)
  c.promise('a catalogue is searched', kept.source !== '' && found.length === 1 && found[0]?.title === 'Contract kettle', found)
  const taken = await studio.takeListing(kept.source, found[0]?.key ?? '', found[0]?.product ?? '')
  c.promise('what is listed becomes the product it is', taken.id === found[0]?.product, taken)
  c.promise('the source is listed', (await studio.sources()).some((s) => s.name === kept.source && s.listings === 1))
  await studio.removeSource(kept.source)
  c.promise('and is forgotten', !(await studio.sources()).some((s) => s.name === kept.source))
  await c.fails('what no source lists is not taken', () => studio.takeListing('nothing', 'nothing', ''), 'NotFound')
  await c.fails('an address into this machine is not opened', () => studio.readPage('https://127.0.0.1/x'), 'Refused')
  c.promise('products go out as a table', (await studio.exportProducts()).text.includes('Contract kettle'))
}

async function products(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const [kettle] = await studio.products('contract kettle')
  const other = (await studio.clip(clip)).products[0]
  if (!kettle || !other) return c.promise('the sample has products', false)
  const page = await studio.productPage(kettle.id)
  c.promise('a product’s page has lists, never nothing', [page.sellers, page.fallbacks, page.sightings, page.listings, page.uses, page.links, page.troubles, page.earned.earned].every(Array.isArray), page)
  c.promise('its price was seen', page.sightings[0]?.price?.amount === '89.00', page.sightings)
  c.promise('what may take its place is kept', (await studio.setFallbacks(kettle.id, [other.id])).fallbacks[0]?.id === other.id)
  await c.fails('a product cannot take its own place', () => studio.setFallbacks(kettle.id, [kettle.id]), 'Invalid')
  await c.fails('nobody pays by an account that is none', () => studio.setSellers(kettle.id, [{ account: 'nothing', advertiser: '1', rate: '' }]), 'NotFound')
  const held = await studio.setEmbargo(kettle.id, '', '2099-12-01T10:00', 'Europe/Berlin')
  c.promise('a launch is an instant of a wall clock', held?.until === '2099-12-01T09:00:00Z' && (await studio.launches()).some((l) => l.products.some((p) => p.id === kettle.id)), held)
  await c.fails('a zone that is none is refused', () => studio.setEmbargo(kettle.id, '', '2099-12-01T10:00', 'Nowhere/Here'), 'Invalid')
  c.promise('and is lifted', await studio.setEmbargo(kettle.id, '', '', '') === null && (await studio.launches()).every((l) => l.products.every((p) => p.id !== kettle.id)))
  const plan = await studio.replacePlan(other.id, kettle.id, [clip])
  c.promise('a plan changes nothing', plan.clips.length === 1 && (await studio.productPage(kettle.id)).uses.length === 0, plan)
  await studio.replaceProduct(other.id, kettle.id, [clip])
  c.promise('a product gives its place to another', (await studio.productPage(kettle.id)).uses[0]?.clip === clip)
  await studio.undoLibrary()
  c.promise('and one step brings it back', (await studio.productPage(kettle.id)).uses.length === 0)
  await c.fails('what is not proposed is not approved', () => studio.approveSwap(other.id, kettle.id, [], ''), 'Conflict')
  await c.fails('nothing is declined without a reason', () => studio.declineSwap(other.id, kettle.id, ''), 'Invalid')
  await c.fails('nor what was never proposed', () => studio.declineSwap(other.id, kettle.id, 'Not now.'), 'Conflict')
  const looks = await studio.looks()
  c.promise('nobody is asked before it was wished', !looks.on && [looks.follows, looks.doubts, looks.unanswered, looks.resting, await studio.swaps('')].every(Array.isArray), looks)
  await c.fails('a source that is not doubted needs no belief', () => studio.believeLooks('nothing/1', true), 'NotFound')
  c.promise('what is wrong is a list', Array.isArray(await studio.radar()) && Array.isArray(await studio.likelyDoubles()))
}

async function links(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const plain = await studio.readLink('https://shop.example/kettle?utm_source=x&size=2')
  c.promise('a pasted address is freed of tracking', plain.destination === 'https://shop.example/kettle?size=2' && !plain.foreign && plain.message !== '', plain)
  const theirs = await studio.readLink('https://www.anrdoezrs.net/links/1111111/type/dlg/sid/x/https://shop.example/kettle')
  c.promise('a link that pays somebody else says so', theirs.foreign && theirs.layers.length === 1 && theirs.destination === 'https://shop.example/kettle', theirs)
  await c.fails('what is no address is refused', () => studio.readLink('hello there'), 'Invalid')
  c.promise('links, programmes and audits are lists', [await studio.links(clip), await studio.programs(), await studio.auditLinks(clip, false)].every(Array.isArray))
  await c.fails('an account that is none has no links to tell with', () => studio.linkUTM('nothing'), 'NotFound')
  const page = (await studio.accounts()).find((a) => a.service === 'webpage')
  await c.fails('the links of a page are not made', () => studio.setLinkUTM(page?.id ?? '', { source: 'x', medium: '', campaign: '', content: '', term: '' }), 'Refused')
  await c.fails('an account that is none has no catalog', () => studio.searchCatalog('nothing', 'x', ''), 'NotFound')
}

async function figures(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const v = await studio.insights('2026-11-01', '2026-11-30')
  c.promise('every day of a span is there', v.days.length === 30 && v.days[0]?.day === '2026-11-01' && [v.posts, v.products, v.tags, v.warnings, v.sums.earned].every(Array.isArray), v)
  await c.fails('a span that ends before it begins is refused', () => studio.insights('2026-11-30', '2026-11-01'), 'Invalid')
  const k = await studio.importCurve(clip, 'youtube', CURVE)
  c.promise('a curve lies over the clip', k.curves[0]?.kept.length === 101 && k.seconds.length > 5 && k.seconds[0]?.kept !== undefined && k.seconds[0].kept > 0.9, k.curves[0])
  await c.fails('words are no curve', () => studio.importCurve(clip, 'youtube', 'hello'), 'Invalid')
  await c.fails('what is no count of a page is refused', () => studio.importImpressions(clip, CURVE), 'Invalid')
  c.promise('a table for a spreadsheet', (await studio.exportInsights('2026-11-01', '2026-11-30')).text.startsWith('clip,product,tag,'))
}
