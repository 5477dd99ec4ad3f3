// The states of Insights, as figures put into the program's answers: what posts and networks would have told
// of a month, the curve of a clip, accounts that failed, and networks that are silent.
import { fault, HOLD, NOW, word } from './between.mjs'

const at = (page, id) => page.locator(`[data-testid="${id}"]`).first()
const eur = value => ({ value, currency: 'EUR' })
const usd = value => ({ value, currency: 'USD' })
const sums = (earned = [], pending = [], orders = 0, returned = []) => ({ earned, pending, returned, orders, items: orders + (orders > 4 ? 2 : 0) })

/** Days as a clip goes up and down, the same every time. */
function days(from, to, busy) {
  const out = []
  for (let at = Date.parse(from + 'T12:00Z'), i = 0; at <= Date.parse(to + 'T12:00Z'); at += 86_400_000, i++) {
    const wave = busy ? Math.max(0, Math.round(620 + 480 * Math.sin(i / 2.3) + 900 * Math.exp(-((i - 9) ** 2) / 6) + 37 * (i % 5))) : 0
    const orders = busy && i % 3 !== 1 ? Math.round(wave / 420) : 0
    out.push({ day: new Date(at).toISOString().slice(0, 10), views: wave, clicks: Math.round(wave / 31), orders, commission: orders ? [eur((orders * 3.27 + (i % 4)).toFixed(2)), ...(i % 4 === 0 ? [usd((orders * 1.9).toFixed(2))] : [])] : [] })
  }
  return out
}

/** What the program would answer with these accounts and this clip; so many posts. */
const figures = (more = {}, posts = 6) => async ([from, to], real, clip) => {
  const v = await real()
  const its = days(from, to, true)
  const add = key => its.reduce((n, d) => n + d[key], 0)
  const products = clip?.products.filter(p => clip.tags.some(t => t.product === p.id)) ?? []
  const money = i => sums([eur((84.2 / (i + 1)).toFixed(2)), ...(i === 1 ? [usd('12.40')] : [])], i % 2 ? [] : [eur((19.5 / (i + 1)).toFixed(2))], 14 - 2 * i, i === 0 ? [eur('6.90')] : [])
  const places = [['youtube', 'Nora Lind'], ['instagram', 'nora.lind'], ['tiktok', 'noralind'], ['webpage', 'Web page'], ['facebook', 'Nora’s kitchen'], ['youtube', 'Nora Lind, the long cuts and everything that did not fit elsewhere']]
  const names = ['Slow Sunday table', 'Lemons, blue tile', 'Desk reset after dark', 'Winter candles', 'A very long name that somebody gave a clip because the file was called so and nobody minded']
  return {
    ...v, asked: NOW, views: add('views'), clicks: add('clicks'), days: its, sums: sums([eur('386.14'), usd('41.80')], [eur('58.75')], add('orders'), [eur('12.30')]),
    posts: Array.from({ length: posts }, (_, i) => ({ publication: `pub-${i}`, clip: clip?.card.id ?? '', clipName: names[i % names.length], poster: clip ? `still.${10 + 55 * (i % 7)}-${clip.card.id}` : '', accountName: places[i % 6][1], service: places[i % 6][0], link: 'https://clips.example/sunday', postedAt: NOW, views: Math.round(9400 / (i + 1)), likes: Math.round(410 / (i + 1)), clicks: Math.round(300 / (i + 1)), orders: i < 4 ? 14 - 2 * i : 0, sums: i < 4 ? money(i) : sums(), readAt: NOW })),
    products: products.map((p, i) => ({ product: p, clips: 1 + (i % 3), views: 9400 - 1210 * i, clicks: 190 - 31 * i, sums: money(i) })),
    tags: (clip?.tags ?? []).slice(0, 6).map((t, i) => ({ tag: t.id, clip: clip.card.id, clipName: clip.card.title || clip.card.name, product: clip.products.find(p => p.id === t.product), in: t.in, out: t.out, seconds: [t.in / 30, t.out / 30], views: 9400, clicks: 88 - 12 * i, impressions: 0, sums: money(i), best: null })),
    unassigned: { rows: 0, sums: sums() }, warnings: [], ...more,
  }
}

const KEPT = shape => Array.from({ length: 101 }, (_, i) => Number((shape(i / 100)).toFixed(3)))
const curve = (service, title, shape) => ({ service, title, kept: KEPT(shape), at: NOW })
const CURVES = [curve('youtube', 'YouTube', x => 0.18 + 0.82 * Math.exp(-3.1 * x) + 0.12 * Math.exp(-((x - 0.55) ** 2) / 0.004)), curve('tiktok', 'TikTok', x => 0.1 + 0.9 * Math.exp(-4.6 * x))]

const close = curves => async (_, real, clip) => {
  const v = await real()
  const tags = v.tags.map((t, i) => ({
    ...t, impressions: i < 4 ? 210 - 40 * i : 0, clicks: 60 - 9 * i > 0 ? 60 - 9 * i : 0, sums: i < 4 ? sums([eur((31.4 / (i + 1)).toFixed(2))], i === 1 ? [eur('7.80')] : [], 6 - i, i === 2 ? [eur('3.10')] : []) : sums(),
    best: curves.length && t.in > 60 ? { in: t.in - 66, out: t.out - 66, gain: 0.38 - 0.03 * i, why: `At ${(t.in / 30 - 2.2).toFixed(2).padStart(5, '0')} more people are still watching: ${38 - 3 * i} % more than now.` } : null,
  }))
  const length = Math.ceil(tags.length ? (clip?.card.frames ?? 450) / 30 : 15)
  return { ...v, curves, tags, currency: 'EUR', seconds: Array.from({ length }, (_, s) => ({ at: s, kept: curves[0]?.kept[Math.round((100 * s) / length)] ?? 0, commission: tags.reduce((n, t) => n + (t.seconds[0] < s + 1 && t.seconds[1] > s ? Number(t.sums.earned[0]?.value ?? 0) / Math.max(1, t.seconds[1] - t.seconds[0]) : 0), 0) })) }
}

/** Rules that know the clip: what it shows is what its figures are of. */
function of(insights, clip = close([])) {
  const view = word()
  return {
    Clip: async (_, real) => { const v = await real(); view.tell(v); return v },
    Insights: async (args, real) => insights(args, real, await view.told()),
    ClipInsights: async (args, real) => clip(args, real, await view.told()),
  }
}

const place = async page => { await at(page, 'card').waitFor({ timeout: 15_000 }); await page.keyboard.press('Control+5'); await at(page, 'insights').waitFor() }
/** With a clip chosen, so that its pictures are known. */
const inInsights = async page => { await at(page, 'card').waitFor({ timeout: 15_000 }); await page.keyboard.press('Control+2'); await at(page, 'tag-place').waitFor(); await page.keyboard.press('Control+5'); await at(page, 'insights').waitFor() }
const looking = async page => { await inInsights(page); await at(page, 'figure-row').waitFor() }
const inClip = async page => { await looking(page); await page.keyboard.press('c'); await at(page, 'tag-row').waitFor() }
const german = { Settings: () => ({ language: 'de' }) }
const japanese = { Settings: () => ({ language: 'ja' }) }
const WARNED = {
  warnings: [
    { kind: 'login', account: 'ig', message: 'nora.lind: Instagram has ended the login. Log in again.', unknown: 'What came in there since Nov 12, 2026 is not known yet; it is missing here.' },
    { kind: 'late', account: 'rk', message: 'Rakuten: Rakuten wants fewer calls for a while.', unknown: 'What came in there since Nov 22, 2026 is not known yet; it is missing here.' },
    { kind: 'quiet', account: 'cj', message: 'No commission was seen from CJ Affiliate for 14 days, though its links are clicked. Check its links.', unknown: '' },
  ],
  unassigned: { rows: 3, sums: sums([eur('9.40')]) },
}
/** As the program tells it in German. */
const GEWARNT = {
  warnings: [
    { ...WARNED.warnings[0], message: 'nora.lind: Instagram hat die Anmeldung beendet. Melde dich erneut an.', unknown: 'Was dort seit 12.11.2026 hereinkam, ist noch nicht bekannt; es fehlt hier.' },
    { ...WARNED.warnings[1], message: 'Rakuten: Rakuten möchte eine Weile weniger Anfragen.', unknown: 'Was dort seit 22.11.2026 hereinkam, ist noch nicht bekannt; es fehlt hier.' },
    { ...WARNED.warnings[2], message: 'Von CJ Affiliate kam seit 14 Tagen keine Provision, obwohl die Links angeklickt werden. Prüfe die Links.' },
  ],
  unassigned: WARNED.unassigned,
}
const LINKS = () => [0, 1, 2, 3].map(i => ({ link: { subID: `s${i}`, account: 'cj', productTitle: 'Pouring kettle', clipName: 'Slow Sunday table' }, verdict: i ? 'fine' : 'foreign', level: i ? '' : 'block', message: i ? '' : 'The link pays somebody else.', hops: [], at: NOW }))

const scene = (name, rules, reach, more = {}) => ({ name, program: 'tagged', rules, reach, few: true, ...more })
export const insightScenes = [
  scene('empty', {}, async page => { await place(page); await at(page, 'invite').waitFor() }),
  scene('loading', { Insights: () => HOLD }, place, { patient: true }),
  scene('error', { Insights: () => fault('Internal', 'The library cannot be read just now. The disk answers that it is full; free some room and try again.') }, async page => { await place(page); await at(page, 'invite').waitFor() }),
  scene('unasked', of(async (a, real, clip) => {
    const v = await figures({}, 2)(a, real, clip)
    return { ...v, asked: '', views: 0, clicks: 0, sums: sums(), products: [], tags: [], posts: v.posts.map(p => ({ ...p, views: 0, likes: 0, clicks: 0, orders: 0, sums: sums(), readAt: '' })) }
  }), looking),
  scene('bare', of(async (a, real, clip) => {
    const v = await figures({}, 2)(a, real, clip)
    return { ...v, views: 0, clicks: 0, sums: sums(), products: [], tags: [], days: days(a[0], a[1], false), posts: v.posts.map(p => ({ ...p, views: 0, likes: 0, clicks: 0, orders: 0, sums: sums() })) }
  }), looking),
  scene('figures', of(figures()), looking, { few: false }),
  scene('warned', { ...of(figures(WARNED)), AuditLinks: LINKS }, async page => { await looking(page); await at(page, 'check-links').click(); await page.locator('[data-testid="warning"] [role="status"]').waitFor() }),
  scene('unknown', of(async (a, real, clip) => {
    const v = await figures({ warnings: WARNED.warnings.slice(0, 2) }, 2)(a, real, clip)
    return { ...v, clicks: 0, sums: sums(), products: [], tags: [], days: v.days.map(d => ({ ...d, clicks: 0, orders: 0, commission: [] })), posts: v.posts.map(p => ({ ...p, clicks: 0, orders: 0, sums: sums() })) }
  }), looking),
  scene('table', of(figures()), async page => { await looking(page); await page.keyboard.press('d'); await at(page, 'day-table').waitFor(); await page.keyboard.press('3') }),
  scene('year', of(figures()), async page => { await looking(page); await page.keyboard.press('['); await page.keyboard.press('['); await page.keyboard.press('2'); await page.waitForTimeout(300) }),
  scene('own', of(figures()), async page => { await looking(page); await page.getByRole('radio', { name: 'Own days' }).click(); await at(page, 'first-day').fill('2026-11-17'); await page.waitForTimeout(300) }),
  scene('many', of(figures({}, 1000)), async page => { await looking(page); await page.locator('[data-scrolls="y"]').evaluate(e => { e.scrollTop = 4000 }) }),
  scene('clip', of(figures(), close(CURVES)), inClip, { few: false }),
  scene('clip-bare', of(figures(), close([])), inClip),
  scene('curve', of(figures(), close(CURVES)), async page => { await inClip(page); await page.keyboard.press('i'); await at(page, 'import-figures').waitFor() }),
  scene('deutsch', { ...of(figures(GEWARNT)), ...german }, looking),
  scene('clip-deutsch', { ...of(figures(), close(CURVES)), ...german }, inClip),
  scene('japanese', { ...of(figures()), ...japanese }, looking),
  scene('clip-japanese', { ...of(figures(), close(CURVES)), ...japanese }, inClip),
]
