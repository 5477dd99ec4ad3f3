// The states of the Products place, as rules and the way there. Pictures are the sample's own; prices, stocks and
// what a shop answers are put into the program's answers.
import { fault, HOLD, NOW } from './between.mjs'

const at = (page, id) => page.locator(`[data-testid="${id}"]`)
const day = n => `2026-11-${String(n).padStart(2, '0')}T10:00:00Z`
const euros = amount => ({ amount, currency: 'EUR' })

const NAMES = ['Camera bag, 12 l', 'Ceramic planter', 'Desk lamp, brass', 'Field jacket', 'Hair oil, rosemary', 'Headphones, quiet', 'Leather belt', 'Linen shirt', 'Lip tint, rosewood', 'Notebook with a very long name that somebody in marketing thought was a good idea', 'Oak stool', 'Running shoe', 'Scented candle', 'Silk scarf', 'Steel bottle', 'Sun cream, SPF 50', 'Tote, everyday', 'Trail socks', 'Wool blanket', 'Winter gloves']
const BRANDS = ['Norrgrain', 'Lind Table', 'Ostra Studio', 'Kahla', 'Ovenly', '']
const STOCK = ['in_stock', 'in_stock', 'out_of_stock', 'limited', 'preorder', '']
const RELATIONS = ['commission', '', 'gifted', 'paid', 'own', 'none']

/** So many products: the sample's, and others that borrow their pictures. */
const many = count => async (_, real) => {
  const own = (await real()).map((p, i) => ({ ...p, offer: { ...p.offer, availability: STOCK[i % 5], observed_at: day(20 - i) } }))
  const more = Array.from({ length: Math.max(0, count - own.length) }, (_, i) => ({
    ...own[0], id: `p${i}`, title: i < NAMES.length ? NAMES[i] : `${NAMES[i % NAMES.length]} ${i}`, brand: BRANDS[i % 6], image: i % 3 === 0 ? own[i % own.length].image : '', shelf: i < 3 ? 7 + i : 0, lane: i % 8 + 1, clips: i % 4,
    relation: RELATIONS[i % 6], gtin: '', offer: i % 7 === 6 ? null : { price: euros(`${9 + i * 3 % 140}.${i % 2 ? '50' : '00'}`), availability: STOCK[i % 6], observed_at: day(1 + i % 22) },
  }))
  return [...own, ...more]
}

const link = (i, more = {}) => ({ subID: `s${i}`, network: 'cj', networkTitle: 'CJ', account: 'cj', advertiser: '7', product: '', productTitle: '', clip: '', clipName: 'Slow Sunday', tag: '', service: 'webpage', destination: '', url: '', revision: 1, madeAt: NOW, replaced: false, verdict: '', auditedAt: '', ...more })
const trouble = (product, kind, level, message) => ({ kind, level, product, message, at: day(20), uses: [], views: 0, instead: [] })
const listing = (key, more = {}) => ({
  source: 'net', key, shop: 'norrgrain.example', advertiser: '7', title: key, description: '', brand: 'Norrgrain', gtins: [], sku: '', mpn: '', options: [], url: 'https://norrgrain.example/x', image: '', price: euros('89.00'), was: null, rate: '',
  availability: 'in_stock', availableFrom: '', disclosedFrom: '', gone: false, unoffered: false, observedAt: day(22), product: '', ...more,
})

/** All that can be known of a product. */
const whole = async ([id], real) => {
  const page = await real().catch(() => null)
  if (!page) return { product: { id, title: 'Wool blanket 978', brand: 'Norrgrain', url: '', gtin: '', sku: '', image: '', offer: { price: euros('143.00'), availability: 'in_stock', observed_at: day(11) }, relation: '', notes: '', shelf: 0, lane: 3 }, mpn: '', options: [], source: '', sellers: [], fallbacks: [], embargo: null, sightings: [], listings: [], uses: [], links: [], troubles: [], earned: { earned: [], pending: [], orders: 0, items: 0, returned: [] } }
  const { product } = page
  const seen = [['34.00', 'in_stock', 22], ['34.00', 'out_of_stock', 17], ['29.00', 'out_of_stock', 14], ['29.00', 'in_stock', 10], ['36.00', 'in_stock', 4], ['32.00', 'in_stock', 1]]
  return {
    ...page, product: { ...product, offer: { price: euros('34.00'), availability: 'in_stock', observed_at: day(22) } }, source: 'net',
    sightings: seen.map(([amount, availability, d]) => ({ source: 'net', price: euros(amount), availability, at: day(d) })),
    troubles: [trouble(product, 'price', 'warn', 'It costs €34.00 now; the clip says €29.00.')],
    listings: [listing('Glass carafe, 1 l', { shop: 'ostra.example', price: euros('31.00'), was: euros('36.00'), rate: '8' }), listing('Carafe with cork', { shop: 'tablewell.example', availability: 'out_of_stock', price: euros('33.50') })],
    sellers: [{ account: 'cj', accountName: 'CJ', advertiser: '7', name: 'Ostra Studio', rate: '8', joined: true }, { account: 'rk', accountName: 'Rakuten', advertiser: '12', name: 'Tablewell', rate: '5.5', joined: false }],
    fallbacks: [{ ...product, id: 'f1', title: 'Pouring kettle' }, { ...product, id: 'f2', title: 'Stoneware mug, set of four with saucers' }],
    embargo: { until: '2026-12-01T15:00:00Z', wall: '2026-12-01T10:00', zone: 'America/New_York' },
    links: [link(1), link(2, { networkTitle: 'Rakuten', clipName: 'Night shelf, three steps' })],
  }
}
const shelf = count => ({
  Products: many(count), ProductPage: whole,
  Radar: async () => [trouble({ id: 'p2' }, 'sold-out', 'block', 'It is sold out, and two public clips show it.'), trouble({ id: 'p5' }, 'price', 'warn', 'Its price has changed since the clip was tagged.')],
})

/** A file whose headers nobody knows, and a long one of a shop. */
const ODD = ['Artikel;Firma;Seite;Betrag;Lager;Bemerkung', 'Tasse, blau;Kahla;https://kahla.example/tasse-blau;12,50;ja;', 'Teller, 21 cm;Kahla;https://kahla.example/teller-21;9,00;nein;', 'Kanne mit Deckel;Kahla;https://kahla.example/kanne;48,00;ja;neu'].join('\n')
const LONG = ['id,title,brand,link,price,availability,shelf_life', ...Array.from({ length: 5100 }, (_, i) => `${i},Thing ${i},Kahla,https://kahla.example/${i},${i}.00 EUR,in stock,`)].join('\n')
const report = {
  rows: 5240, taken: 4980, merged: 252, refusedRows: 8, source: 'file-1', likely: [],
  refused: [[14, 'Betrag', 'zwölf', 'This is no price.'], [77, 'Artikel', '', 'A product needs a title.'], [78, 'Seite', 'kahla.example/kanne?utm_source=newsletter&utm_campaign=herbst', 'This is no whole address: it begins with https.'], [2103, 'Betrag', '12,50,00', 'This is no price.']].map(([row, column, value, reason]) => ({ row, column, value, reason })),
  notes: [{ row: 9, column: 'GTIN', value: '400638133393', reason: 'Its check digit is wrong; it is left out.' }],
  absent: { count: 41, some: ['Tasse, grün', 'Teller, 27 cm', 'Butterdose'], may: 'ask' },
}
const SOURCES = [
  { name: 'file-1', title: 'kahla-herbst.csv', account: '', readAt: day(21), listings: 5232 }, { name: 'file-2', title: 'norrgrain.xml', account: '', readAt: day(2), listings: 812 }, { name: 'cj', title: 'CJ', account: 'cj', readAt: day(19), listings: 64 },
]
const found = Array.from({ length: 50 }, (_, i) => listing(`${NAMES[i % NAMES.length]}${i < 20 ? '' : ` ${i}`}`, { source: 'file-1', brand: BRANDS[i % 5], shop: i % 2 ? 'kahla.example' : 'norrgrain.example', price: i % 9 === 8 ? null : euros(`${12 + i}.90`), was: i % 6 === 2 ? euros(`${15 + i}.90`) : null, rate: i % 3 === 0 ? '8' : '', availability: STOCK[i % 6], gone: i === 6, product: i === 1 ? 'p0' : '' }))
const catalogues = {
  ...shelf(12), Sources: () => SOURCES, Listings: () => found, AccountHealth: ([id], real) => id === 'cj' ? { account: 'cj', state: 'ok', name: '', message: '', scopes: [], expires: '', quotas: [], note: '' } : real(),
  Accounts: async (_, real) => [...await real(), { id: 'cj', service: 'cj', name: 'CJ', settings: {} }, { id: 'shop', service: 'shopify', name: 'nora-lind.myshopify.com', settings: {} }],
  SearchCatalog: () => ({ listings: found.slice(0, 7).map(l => ({ ...l, source: 'cj', rate: '6.5' })), next: 'more', total: 1204 }),
}
const reading = message => ({ destination: 'https://norrgrain.example/kettle', layers: [{ network: 'Rakuten', owner: 'abc123', ours: false, subID: 'nl-7' }], foreign: true, opaque: false, message })
const adding = { ...shelf(5), ReadLink: () => reading('This link earns for somebody else. Taglane takes the shop’s own address and makes yours.') }
const UNSEEN = [['Glass carafe, 1 l, with a cork stopper and a lid that stays on', 'pictures.ostra.example', 'pictures.ostra.example does not know this any longer.'], ['Pouring kettle', 'cdn.norrgrain.example', 'This picture is 60000 × 60000, larger than Taglane reads.']].map(([title, host, reason], i) => ({ product: `p${i}`, title, host, reason }))
const pair = () => [{ a: { id: 'x', title: 'Glass carafe, 1 l', brand: 'Ostra Studio', url: 'https://ostra.example/carafe', gtin: '', sku: '', image: '', offer: { price: euros('32.00'), availability: 'in_stock', observed_at: day(20) }, relation: 'gifted', notes: '', shelf: 4, lane: 4 }, b: { id: 'y', title: 'Ostra Studio Glass Carafe with cork stopper', brand: 'Ostra Studio', url: 'https://ostra.example/carafe', gtin: '4006381333931', sku: 'OS-112', image: '', offer: { price: euros('34.00'), availability: 'in_stock', observed_at: day(22) }, relation: '', notes: '', shelf: 0, lane: 6 }, why: 'They lead to the same page.' }]

const enter = async page => { await at(page, 'card').first().waitFor(); await page.keyboard.press('Control+6') }
const listed = async page => { await enter(page); await at(page, 'product').first().waitFor() }
const open = async (page, name = 'Glass carafe') => { await listed(page); await at(page, 'product').filter({ hasText: name }).click(); await at(page, 'leaf').locator('h2').waitFor() }
const deep = async page => { await open(page); await at(page, 'leaf').evaluate(e => { e.scrollTop = e.scrollHeight }) }
const pasted = async page => { await listed(page); await page.keyboard.press('Control+Enter'); await at(page, 'add-address').fill('https://click.linksynergy.com/deeplink?id=abc123&mid=1234&murl=https%3A%2F%2Fnorrgrain.example%2Fkettle'); await at(page, 'reading').waitFor() }
const given = text => async page => { await listed(page); await at(page, 'feed').setInputFiles({ name: 'kahla-herbst.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }); await at(page, 'file-facts').waitFor(); await page.getByRole('radio', { checked: true }).first().focus() }
const reported = async page => { await given(LONG)(page); await at(page, 'take-file').click(); await at(page, 'report').waitFor() }
const offered = async page => { await enter(page); await at(page, 'tab-catalogues').click(); await at(page, 'offer').first().waitFor() }
const asked = async page => { await offered(page); await at(page, 'where').filter({ hasText: 'CJ' }).last().click(); await at(page, 'catalogue-search').fill('kettle'); await page.keyboard.press('Enter') }
const scene = (name, rules, reach, more = {}) => ({ name, program: 'tagged', rules, reach, few: true, ...more })
const long = { ...shelf(5), TakeFile: () => report, Sources: () => SOURCES }

export const productScenes = [
  { name: 'list', program: 'tagged', rules: shelf(64), reach: listed },
  { name: 'product', program: 'tagged', rules: shelf(24), reach: page => open(page) },
  scene('deep', shelf(24), deep),
  scene('hold', shelf(24), async page => { await deep(page); await at(page, 'hold-edit').click(); await at(page, 'hold-day').fill('2027-03-28'); await at(page, 'hold-time').fill('02:30'); await at(page, 'hold-zone').selectOption('Europe/Berlin'); await at(page, 'leaf').evaluate(e => { e.scrollTop = e.scrollHeight }) }),
  scene('thousand', shelf(1000), async page => { await listed(page); await at(page, 'products').focus(); await page.keyboard.press('End') }),
  scene('picked', shelf(24), async page => { await listed(page); await at(page, 'product').nth(2).click(); await at(page, 'product').nth(5).click({ modifiers: ['Shift'] }); await at(page, 'bulk').waitFor() }),
  scene('none', {}, async page => { await at(page, 'sample').waitFor(); await page.keyboard.press('Control+6'); await at(page, 'no-products').waitFor() }, { program: 'bare' }),
  scene('nothing-fits', shelf(24), async page => { await listed(page); await at(page, 'product-search').fill('submarine') }),
  scene('error', { Products: () => fault('Internal', 'The library cannot be read just now. The disk answers that it is full; free some room and try again.') }, async page => { await enter(page); await page.getByRole('alert').waitFor() }),
  scene('loading', { Products: () => HOLD }, enter, { patient: true }),
  scene('unanswered', { ...shelf(24), LookAgain: () => fault('Offline', 'ostra.example did not answer.') }, async page => { await open(page); await at(page, 'look-again').click(); await at(page, 'unanswered').waitFor() }),
  scene('add', adding, pasted),
  scene('found', { ...adding, ReadPage: () => [listing('Pouring kettle, 1.2 l', { options: [{ name: 'Colour', value: 'White' }], url: 'https://norrgrain.example/kettle' }), listing('Pouring kettle, 0.8 l, with a wooden grip and a lid that stays on', { price: euros('79.00'), was: euros('99.00'), availability: 'limited' }), listing('Tea set', { price: null, availability: 'out_of_stock' })] }, async page => { await pasted(page); await at(page, 'fetch-page').click(); await at(page, 'found').waitFor() }),
  scene('by-hand', adding, async page => { await listed(page); await page.keyboard.press('Control+Enter'); await page.getByRole('radio', { name: 'By hand' }).click(); await at(page, 'add-title').fill('Rye pan') }),
  scene('columns', shelf(5), given(ODD)),
  scene('file', long, given(LONG)),
  scene('report', long, reported),
  scene('pictures', { ...shelf(24), Pictures: () => ({ waiting: 41, fetching: false, share: 0, failed: UNSEEN }) }, async page => { await listed(page); await page.keyboard.press('Control+k'); await page.keyboard.type('pictures of products'); await page.keyboard.press('Enter'); await at(page, 'fetch-pictures').waitFor() }),
  scene('doubles', { ...shelf(12), LikelyDoubles: pair }, async page => { await listed(page); await at(page, 'doubles').click(); await at(page, 'pair').waitFor() }),
  { name: 'catalogues', program: 'tagged', rules: catalogues, reach: offered },
  scene('no-catalogue', shelf(5), async page => { await enter(page); await at(page, 'tab-catalogues').click(); await at(page, 'no-catalogues').waitFor() }),
  scene('shop', catalogues, async page => { await asked(page); await at(page, 'next-page').waitFor() }),
  scene('shop-silent', { ...catalogues, SearchCatalog: () => fault('Offline', 'CJ did not answer. Look whether this computer is online.') }, async page => { await asked(page); await at(page, 'search-wrong').waitFor() }),
  scene('deutsch', { ...shelf(24), Settings: () => ({ language: 'de' }) }, page => open(page)),
  scene('japanese', { ...shelf(24), Settings: () => ({ language: 'ja' }) }, page => open(page)),
  scene('deutsch-file', { ...long, Settings: () => ({ language: 'de' }) }, given(LONG)),
]
