// The states of what needs a look, of links and of launches. Pictures are the program's own; what is wrong, what
// links do and what is held back is put into its answers, at the hour of every picture.
import { fault, HOLD, NOW, word } from './between.mjs'

const at = (page, id) => page.locator(`[data-testid="${id}"]`)
const money = amount => ({ amount, currency: 'EUR' })

/** Whose picture each wears. */
const LIKE = ['Pouring kettle', 'Stoneware mug', 'Dusk lamp', 'Linen runner', 'Glass carafe']

/** What the program says of its products and its clip. */
function world() {
  const products = word(), clip = word()
  /** Answers what make makes of them. */
  const shown = make => async () => {
    const [all, id] = await Promise.all([products.told(), clip.told()])
    return make({
      product: (i, more = {}) => ({ ...(all.find(p => p.title === LIKE[i]) ?? { brand: '', url: '', gtin: '', sku: '', image: '', notes: '', shelf: 0, lane: i % 8 + 1, relation: 'commission' }), ...more }),
      poster: frame => `still.${frame}-${id}`,
    })
  }
  return {
    shown,
    Clips: async (_, real) => { const page = await real(); clip.tell(page.cards[0]?.id); return page },
    Products: async (_, real) => { const all = await real(); products.tell(all); return all },
  }
}

const CLIPS = ['Slow Sunday table', 'Night shelf, three steps', 'Lemons, blue tile', 'Desk reset after dark', 'A very long name that somebody gave a clip because the file was called so and nobody minded']
const use = (w, i, times, published) => ({ clip: `clip-${i}`, clipName: CLIPS[i % CLIPS.length], poster: w.poster([60, 150, 260, 340, 400][i % 5]), tags: times.map((time, n) => ({ id: `t-${i}-${n}`, in: 30 * (n + 1), out: 30 * (n + 2), time })), seconds: 2.5 * times.length, published })
const offer = (price, availability) => ({ price: money(price), availability, observed_at: NOW })

function troubles(w) {
  const kettle = w.product(0, { id: 'kettle', title: 'Pouring kettle', offer: offer('89.00', 'out_of_stock') })
  const mug = w.product(1, { id: 'mug', title: 'Stoneware mug', offer: offer('29.00', 'in_stock') })
  const lamp = w.product(2, { id: 'lamp', title: 'Dusk lamp, the second edition with a dimmer and a very long name', offer: offer('129.00', 'limited') })
  const runner = w.product(3, { id: 'runner', title: 'Linen runner', offer: offer('39.00', 'in_stock') })
  const instead = [w.product(0, { id: 'wood', title: 'Kettle with wooden grip', offer: offer('95.00', 'in_stock') }), w.product(4, { id: 'carafe', title: 'Glass carafe', offer: offer('32.00', 'in_stock') })]
  const trouble = (kind, level, product, message, uses, more = {}) => ({ kind, level, product, message, at: NOW, uses, views: 0, instead: [], proposal: null, ...more })
  const [wood] = instead
  const proposal = { by: wood, how: 'chosen', message: 'Kettle with wooden grip is what you named to take the place of Pouring kettle.', evidence: [{ source: 'CJ', gone: false, at: '2026-11-23T09:11:00Z' }, { source: 'CJ', gone: false, at: '2026-11-23T10:02:00Z' }], declined: null }
  const declined = { by: null, how: '', message: 'Nothing is named that may take the place of Linen runner.', evidence: [{ source: 'the shop’s page', gone: true, at: '2026-11-21T07:40:00Z' }, { source: 'the shop’s page', gone: true, at: '2026-11-21T08:15:00Z' }], declined: { product: 'runner', productTitle: 'Linen runner', by: '', byTitle: '', approved: false, who: 'Nora', why: 'The maker says it comes back in December.', evidence: [], at: '2026-11-21T11:00:00Z' } }
  const many = [use(w, 0, ['00:01.00', '00:06.20'], ['Web page', 'Nora Lind']), use(w, 1, ['00:03.12'], ['nora.lind']), use(w, 2, ['00:00.00', '00:02.05', '00:09.10'], []), use(w, 4, ['00:11.00'], ['Web page'])]
  return [
    trouble('sold-out', 'block', kettle, 'Pouring kettle is sold out.', many, { views: 18_420, instead, proposal }),
    trouble('link', 'warn', kettle, 'This link ends on a page that does not show the product.', many, { views: 18_420, instead }),
    trouble('gone', 'block', runner, 'The shop no longer has Linen runner.', [use(w, 3, ['00:05.00'], ['Web page'])], { views: 310, proposal: declined }),
    trouble('program', 'warn', runner, 'The programme of Lind Table ends on 2026-12-15.', [use(w, 3, ['00:05.00'], ['Web page'])], { views: 310 }),
    trouble('price', 'warn', mug, 'The price of Stoneware mug went from 24.00 EUR to 29.00 EUR.', [use(w, 0, ['00:04.00'], ['Web page']), use(w, 3, ['00:08.00'], [])]),
    trouble('embargo', 'info', lamp, 'Dusk lamp may not be seen before 2026-12-01 10:00 (Asia/Tokyo).', [use(w, 1, ['00:09.10'], [])]),
  ]
}

const LOOKS = { on: false, lookedAt: NOW, follows: [{ network: 'cj', title: 'CJ Affiliate', links: 24, agreed: true }, { network: 'rakuten', title: 'Rakuten Advertising', links: 7, agreed: false }], doubts: [], unanswered: [], resting: [] }
const TROUBLED = { ...LOOKS, on: true, doubts: [{ source: 'cj/77', name: 'Norrgrain', message: '9 links of Norrgrain turned bad at once, so nothing was changed.', at: NOW }], unanswered: [{ account: 'rakuten', accountName: 'Rakuten', message: 'The login is over. Log in again.', at: NOW }], resting: [{ host: 'ostra.example', message: 'ostra.example asks programs to stay away, so it is let alone until Nov 24, 10:12.' }] }
const answer = (more) => ({ product: 'kettle', productTitle: 'Pouring kettle', by: 'wood', byTitle: 'Kettle with wooden grip', approved: true, who: 'Nora', why: '', evidence: [{ source: 'CJ', gone: false, at: '2026-11-20T09:11:00Z' }, { source: 'CJ', gone: false, at: '2026-11-20T10:02:00Z' }], at: '2026-11-20T12:00:00Z', ...more })
const PAST = [answer({ product: 'runner', productTitle: 'Linen runner', by: '', byTitle: '', approved: false, why: 'The maker says it comes back in December.', evidence: [{ source: 'the shop’s page', gone: true, at: '2026-11-21T07:40:00Z' }], at: '2026-11-21T11:00:00Z' }), answer({}), answer({ product: 'lamp', productTitle: 'Dusk lamp, the second edition with a dimmer and a very long name', by: '', byTitle: '', who: '', at: '2026-11-18T12:00:00Z' })]

const PLAN = w => ({ clips: [
  { clip: 'clip-0', clipName: CLIPS[0], poster: w.poster(60), tags: 2, posts: [{ publication: 'p1', accountName: 'Web page', can: 'update', why: '' }, { publication: 'p2', accountName: 'Nora Lind', can: 'update', why: '' }] },
  { clip: 'clip-1', clipName: CLIPS[1], poster: w.poster(150), tags: 1, posts: [{ publication: 'p3', accountName: 'nora.lind', can: 'by hand', why: 'Its products are changed there by hand; the list of steps tells how.' }] },
  { clip: 'clip-4', clipName: CLIPS[4], poster: w.poster(400), tags: 1, posts: [{ publication: 'p4', accountName: 'noralind', can: 'no', why: 'noralind does not let a post be changed. Only a new post shows the other product.' }] },
  { clip: 'clip-2', clipName: CLIPS[2], poster: w.poster(260), tags: 3, posts: [] },
] })

const VERDICTS = ['ok', 'ok', 'gone', 'ok', 'sub-id-lost', '', 'id-foreign', 'ok', 'region', 'unsure']
const link = i => ({
  subID: `cevfsi09t00${i}d01v0${'kpnyrsx'[i % 7]}`, network: i % 3 === 2 ? 'rakuten' : 'cj', networkTitle: i % 3 === 2 ? 'Rakuten Advertising' : 'CJ Affiliate', account: 'cj', advertiser: '77', product: 'kettle', productTitle: ['Pouring kettle', 'Stoneware mug', 'Dusk lamp, the second edition with a dimmer and a very long name', 'Linen runner'][i % 4],
  clip: `clip-${i}`, clipName: CLIPS[i % CLIPS.length], tag: 't', service: ['webpage', 'youtube', 'instagram'][i % 3], destination: 'https://norrgrain.example/kettle', url: `https://www.anrdoezrs.net/links/4567890/type/dlg/sid/cevfsi09t00${i}/https://norrgrain.example/kettle`, revision: 1, madeAt: NOW, replaced: false,
  verdict: VERDICTS[i % VERDICTS.length], auditedAt: VERDICTS[i % VERDICTS.length] ? NOW : '',
})
const hop = (address, more) => ({ address, status: 302, how: 'location', ours: false, subID: false, ms: 120, ...more })
const audit = l => ({ link: l, verdict: 'gone', level: 'block', message: 'The shop has no page for this link any more.', at: NOW, hops: [hop(l.url, { ours: true, subID: true }), hop('https://cj.dotomi.example/click?sid=cevfsi09', { ours: true, subID: true, ms: 85 }), hop('https://norrgrain.example/kettle', { status: 404, how: '', ms: 310 })] })

const program = (i, more) => ({ account: 'cj', accountName: 'CJ', advertiser: `${70 + i}`, name: ['Norrgrain', 'Lind Table', 'Ostra Studio', 'A shop with a name that is longer than any row has room for'][i % 4], url: ['https://norrgrain.example', 'https://lindtable.example', 'https://ostra.example', 'https://long.example'][i % 4], joined: true, state: 'active', shipsTo: ['DE', 'AT', 'CH'], terms: ['8 % on everything', 'counts for 30 days'], endsAt: '', checkedAt: NOW, ...more })
const PROGRAMS = [program(0), program(1, { endsAt: '2026-12-15T00:00:00Z', shipsTo: ['SE'] }), program(2, { joined: false, state: 'pending', terms: [] }), program(3, { joined: false, state: '', terms: ['3.5 % on first orders of new customers, nothing on gift cards', 'counts for 7 days'] })]
const paid = { Accounts: () => [{ id: 'cj', service: 'cj', name: 'CJ', sealed: true, settings: {} }] }

const post = (accountName, stage, message) => ({ publication: `p-${accountName}`, accountName, stage, wait: '', message })
const launches = w => [
  { at: '2026-11-23T11:17:00Z', wall: '2026-11-23T20:17', zone: 'Asia/Tokyo', products: [w.product(0, { id: 'kettle', title: 'Pouring kettle' })], clips: [{ clip: 'c0', clipName: CLIPS[0], poster: w.poster(60) }], posts: [post('Web page', 'ready', 'It goes out at 20:17.'), post('Nora Lind', 'sent', 'YouTube publishes it by itself.')], warnings: ['Keep this computer awake then, or let the service publish by itself.'] },
  { at: '2026-12-01T01:00:00Z', wall: '2026-12-01T10:00', zone: 'Asia/Tokyo', products: [w.product(2, { id: 'lamp', title: 'Dusk lamp, the second edition with a dimmer and a very long name' }), w.product(3, { id: 'runner', title: 'Linen runner' })], clips: [{ clip: 'c1', clipName: CLIPS[1], poster: w.poster(150) }, { clip: 'c4', clipName: CLIPS[4], poster: w.poster(400) }], posts: [], warnings: ['Nothing is planned for this moment yet.'] },
  { at: '2027-03-28T01:00:00Z', wall: '2027-03-28T02:30', zone: 'Europe/Berlin', products: [w.product(1, { id: 'mug', title: 'Stoneware mug' })], clips: [], posts: [], warnings: ['The clocks skip that time; the first minute after it counts.'] },
]

const opened = tab => async page => {
  await page.locator('[data-testid="card"]').first().waitFor()
  await at(page, 'place-products').click()
  await at(page, `tab-${tab}`).click()
  await at(page, tab).waitFor()
}
const then = (reach, more) => async page => { await reach(page); await more(page) }
const inLooks = then(opened('looks'), page => at(page, 'case').first().waitFor())
const inLinks = then(opened('links'), page => at(page, 'link').first().waitFor())
const inLaunches = then(opened('launches'), page => at(page, 'launch').first().waitFor())

function rules(more = {}) {
  const { Clips, Products, shown } = world()
  const links = Array.from({ length: 10 }, (_, i) => link(i))
  return { Clips, Products, Radar: shown(troubles), Looks: () => LOOKS, Swaps: () => [], ReplacePlan: shown(PLAN), ReplaceProduct: shown(PLAN), Links: () => links, AuditLinks: () => links.map(audit), Programs: () => PROGRAMS, Launches: shown(launches), ...more }
}
const replacing = then(inLooks, async page => { await at(page, 'replace').first().click(); await at(page, 'plan-clip').first().waitFor() })
const scene = (name, reach, more = {}, full = false) => ({ name, program: 'tagged', rules: rules(more), reach, ...(full ? {} : { few: true }) })
const spoken = language => ({ Settings: () => ({ language }) })

/** Parts of the Products place. */
export const watchScenes = [
  scene('looks', inLooks, {}, true),
  scene('looks-none', opened('looks'), { Radar: () => [] }),
  scene('looks-error', then(opened('looks'), page => at(page, 'nothing').waitFor()), { Radar: () => fault('Internal', 'The library cannot be read just now. Free some space on its disk and try again.') }),
  { ...scene('looks-loading', opened('looks'), { Radar: () => HOLD }), patient: true },
  scene('looks-deutsch', inLooks, { ...spoken('de'), Looks: () => TROUBLED }),
  scene('looks-doubt', then(opened('looks'), async page => { await at(page, 'answers').locator('summary').click(); await at(page, 'answer').first().scrollIntoViewIfNeeded(); await page.locator('[data-testid="looks"]').evaluate(e => { e.scrollTop = 0 }) }), { Looks: () => TROUBLED, Swaps: () => PAST, Radar: () => [] }),
  scene('looks-decline', then(inLooks, async page => { await at(page, 'decline').first().click(); await at(page, 'decline-why').waitFor() }), { Looks: () => TROUBLED }),
  scene('looks-alone', then(inLooks, async page => { await at(page, 'alone-change').click(); await at(page, 'alone-keep').waitFor(); await page.getByRole('switch').click() })),
  scene('looks-japanese', inLooks, spoken('ja')),
  scene('replace', replacing),
  scene('replace-another', then(replacing, async page => { await at(page, 'another').click(); await at(page, 'pick-option').first().waitFor() })),
  scene('follow', then(replacing, async page => { await at(page, 'replace-now').click(); await at(page, 'follow').waitFor() })),
  scene('links', inLinks, {}, true),
  scene('links-none', then(opened('links'), page => at(page, 'nothing').waitFor()), { Links: () => [] }),
  scene('links-way', then(inLinks, async page => { await at(page, 'links-check').click(); await at(page, 'link').nth(2).click(); await at(page, 'hops').waitFor() })),
  scene('links-ask', then(inLinks, async page => { await at(page, 'links-follow').click(); await at(page, 'follow-now').waitFor() })),
  scene('links-pasted', then(inLinks, async page => { await at(page, 'paste-link').fill('https://www.anrdoezrs.net/links/1111111/type/dlg/sid/x/https://shop.example/pan?utm_source=a'); await at(page, 'reading').waitFor() })),
  scene('links-programmes', then(inLinks, async page => { await page.locator('[data-testid="links"] [role="radio"]').nth(1).click(); await at(page, 'program').first().waitFor() }), paid),
  scene('links-deutsch', inLinks, spoken('de')),
  scene('launches', inLaunches, {}, true),
  scene('launches-none', then(opened('launches'), page => at(page, 'nothing').waitFor()), { Launches: () => [] }),
  scene('launches-hold', then(inLaunches, async page => { await at(page, 'launch-move').last().click(); await at(page, 'embargo-shift').waitFor() })),
  scene('launches-japanese', inLaunches, spoken('ja')),
]
