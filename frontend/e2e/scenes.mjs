// Every state a place can be in, as answers of the program and the way there. What the program itself
// gives (empty, full) is asked of it; what it is seldom in is put into its answers on the way.
import { fault, heard, HOLD, word } from './between.mjs'
import { comparedScenes } from './compared.mjs'
import { insightScenes } from './earning.mjs'
import { productScenes } from './goods.mjs'
import { helpScenes, welcomeScenes } from './helping.mjs'
import { overLibrary, overTag } from './over.mjs'
import { ABROAD, LEFT, places, QUEUE, SEVERAL } from './places.mjs'
import { recoveryScenes, safetyScenes } from './safety.mjs'
import { reviewScenes } from './said.mjs'
import { setupScenes } from './setup.mjs'
import { teamScenes } from './together.mjs'
import { watchScenes } from './watch.mjs'

const NAMES = ['Slow Sunday table', 'Night shelf, three steps', 'Lip tint in daylight', 'Desk reset after dark', 'Trail shoes in town', 'Big leaf, small flat', 'Lemons, blue tile', 'Quiet headphones', 'Three small scents', 'One tote, everywhere', 'Camera bag, 40 s', 'Winter candles', 'Friday loaf', 'A very long name that somebody gave a clip because the file was called so and nobody minded']
const STATES = ['draft', 'published', 'queued', 'draft', 'unsure', 'draft', 'missing']
const PROJECTS = ['Kitchen, November', 'Skin and light', 'Desk and sound', 'Out the door', 'Winter drop']

/** Cards of a library of so many clips, each the sample's with a name and a picture of its own. */
function cards(model, count) {
  const frames = [10, 60, 130, 200, 260, 330, 400]
  return Array.from({ length: count }, (_, i) => ({
    ...model, id: i === 0 ? model.id : `clip-${i}`, name: `IMG_${4000 + i}`, title: i < NAMES.length ? NAMES[i] : `${NAMES[i % NAMES.length]} ${i}`,
    project: PROJECTS[i % 8] ? `project-${i % 8}` : '', state: STATES[i % STATES.length], tags: i === 0 ? model.tags : i % 5, frames: 300 + 137 * (i % 9), size: 2e6 + 31e5 * (i % 13), ownCover: i % 4 === 0,
    lanes: Array.from({ length: i % 5 }, (_, l) => ({ lane: l + 1, in: 20 * l + 7 * (i % 6), out: 20 * l + 70 + 11 * (i % 5) })),
    poster: `still.${frames[i % frames.length]}-${model.id}`,
  }))
}

const projects = model => PROJECTS.map((name, i) => ({ id: `project-${i}`, name, clips: 125 - 11 * i, poster: model.poster }))
const job = (clip, doing, share, more = {}) => ({ id: `job-${clip}`, clip, name: '', doing, share, secondsLeft: 40, failed: '', paused: false, ...more })

/** The rules of a library of many clips, changed by shape once it is made. */
function library(count, shape = all => all) {
  const first = word()
  let made = null
  return {
    Clips: async ([q], real) => {
      made ??= real().then(({ cards: [model] }) => ({ model, all: shape(cards(model, count)) }))
      const { model, all } = await made
      first.tell({ model, all })
      return { cards: all.slice(q.offset ?? 0, (q.offset ?? 0) + (q.limit ?? 100)), total: all.length }
    },
    ClipIDs: async () => (await first.told()).all.map(c => c.id),
    Library: async (_, real) => {
      const facts = await real(), { model } = await first.told() // its pictures are the clips'
      return { ...facts, bytes: 2.1e6 * count, counts: { ...facts.counts, all: count, draft: Math.round(count * 0.4), missing: Math.round(count / 7), published: Math.round(count / 7), queued: Math.round(count / 7), unsure: Math.round(count / 7), untagged: Math.round(count / 5), cover: Math.round(count / 4), nocover: count - Math.round(count / 4) }, projects: projects(model) }
    },
    Clip: async ([id], real) => {
      const view = await real().catch(() => null)
      const card = (await first.told()).all.find(c => c.id === id)
      return view && card ? { ...view, card } : view ?? fault('NotFound', 'This clip is not in the library any more.')
    },
  }
}

const DISK = fault('Internal', 'The library cannot be read just now. The disk answers that it is full; free some room and try again.')

/** What a clip is half made of: first cards wait, work, have failed. */
const half = all => all.map((c, i) => ({
  ...c,
  ...(i === 1 ? { poster: '', strip: null, job: job(c.id, 'poster', 0.04) } : {}),
  ...(i === 2 ? { strip: null, job: job(c.id, 'strip', 0.4) } : {}),
  ...(i === 3 ? { job: job(c.id, 'proxy', 0.62) } : {}),
  ...(i === 4 ? { poster: '', strip: null, job: job(c.id, 'waiting', 0) } : {}),
  ...(i === 5 ? { job: job(c.id, 'proxy', 0.1, { failed: 'This clip is cut short: its last 3 seconds cannot be read.' }) } : {}),
}))
const JOBS = () => [1, 2, 3, 4].map(i => ({ ...job(i === 1 ? 'clip-1' : `clip-${i}`, ['waiting', 'poster', 'strip', 'proxy', 'waiting'][i], [0, 0.04, 0.4, 0.62, 0][i]), name: NAMES[i] }))

const REMARKS = {
  findings: [
    { rule: 'tags.disclosure', level: 'block', message: '“#ad” comes after the fold.', place: { field: 'caption' }, fix: 'Move to front' },
    { rule: 'tags.short', level: 'warn', message: 'Carafe is on screen for 1.2 s. Under 1.5 s is hard to catch.', place: {}, fix: 'Extend to 1.5 s' },
    { rule: 'page.captions', level: 'warn', message: 'The clip has sound and no captions, so some visitors miss what is said.', place: { field: 'captions' } },
    { rule: 'page.price', level: 'info', message: 'The kettle’s price was last seen 9 days ago. Older than 7 days, so it is not shown.', place: {} },
  ],
  losses: [],
}

const at = (page, id) => page.locator(`[data-testid="${id}"]`).first()
const go = async (page, key) => { await page.keyboard.press(`Control+${key}`) }
const inLibrary = page => at(page, 'card').waitFor({ timeout: 15_000 })
/** The cards and what stands beside them come by two ways. */
const inShelves = async page => { await inLibrary(page); await page.getByText(PROJECTS[0]).first().waitFor() }
const inTag = async page => { await inLibrary(page); await go(page, 2); await at(page, 'tag-place').waitFor() }
const clipOpen = async page => { await inTag(page); await at(page, 'player').waitFor(); await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 15_000 }) }
const inPublish = async page => { await inLibrary(page); await go(page, 4); await at(page, 'queue').waitFor() }
const inSettings = section => async page => {
  await inLibrary(page)
  await page.keyboard.press('Control+Comma')
  await at(page, 'settings').waitFor()
  if (section) await page.locator('[data-testid="settings"] nav button', { hasText: section }).click()
}
/** Waits until the title bar says that the program is gone. */
const told = page => page.locator('.offline, [role="status"]', { hasText: /does not answer/i }).first().waitFor()
/** Goes there, then the program is gone; ask makes the page ask for something. */
const thenCut = (reach, ask) => async (page, b) => { await reach(page, b); await heard(page, b); b.line = false; await ask(page, b) }

// "program" says which one is asked: bare has no clip, sample has the sample, tagged has it tagged.
const LIBRARY = [
  { name: 'empty', program: 'bare', reach: page => at(page, 'sample').waitFor() },
  { name: 'loading', patient: true, rules: { Clips: () => HOLD }, reach: page => page.locator('[aria-busy="true"]').first().waitFor() },
  { name: 'partial', rules: { ...library(7, half), Jobs: JOBS }, reach: inShelves },
  { name: 'error', rules: { Clips: () => DISK }, reach: page => page.locator('[role="alert"]').first().waitFor() },
  { name: 'missing', rules: library(9, all => all.map(c => ({ ...c, state: 'missing' }))), reach: async page => { await inShelves(page); await at(page, 'find-file').waitFor() } },
  { name: 'offline', rules: library(9), reach: thenCut(inShelves, async page => { await at(page, 'search').fill('lemon'); await told(page) }) },
  { name: 'many', rules: library(1000), reach: inShelves },
]
const TAG = [
  { name: 'empty', program: 'bare', reach: async page => { await at(page, 'sample').waitFor(); await go(page, 2); await at(page, 'tag-place').waitFor() } },
  { name: 'untagged', reach: clipOpen },
  { name: 'loading', patient: true, rules: { Clip: () => HOLD }, reach: inTag },
  { name: 'partial', rules: { Clip: async (_, real) => { const v = await real(); return { ...v, proxy: '', waveform: '', card: { ...v.card, strip: null, job: job(v.card.id, 'strip', 0.3) } } } }, reach: inTag },
  { name: 'error', rules: { Clip: () => fault('Internal', 'This clip cannot be read. Its file is there, but the disk does not give it.') }, reach: inTag },
  { name: 'damaged', program: 'tagged', rules: { Clip: async (_, real) => ({ ...await real(), damaged: 'The last 3 seconds of this file cannot be read; everything before them can be tagged.' }) }, reach: clipOpen },
  { name: 'offline', program: 'tagged', reach: thenCut(clipOpen, async page => { await page.keyboard.press('Control+a'); await page.keyboard.press('Delete'); await page.waitForTimeout(300) }) },
  { name: 'tagged', program: 'tagged', reach: clipOpen },
  { name: 'selected', program: 'tagged', reach: async page => { await clipOpen(page); await page.locator('[data-tag]').nth(2).click(); await page.waitForTimeout(1200) } },
  { name: 'teaser', program: 'tagged', rules: { Clip: async (_, real) => heldBack(await real()) }, reach: async page => { await clipOpen(page); await page.locator(`[data-tag="${waits}"]`).click(); await at(page, 'teaser').waitFor(); await at(page, 'as-page').click(); await at(page, `mark-${waits}`).click(); await at(page, 'card').waitFor(); await page.waitForTimeout(1200) }, few: true },
  { name: 'table', program: 'tagged', reach: async page => { await clipOpen(page); await page.keyboard.press('Control+t'); await page.locator('[role="grid"]').waitFor() } },
  { name: 'deutsch', program: 'tagged', rules: { Settings: () => ({ language: 'de' }) }, reach: clipOpen },
  { name: 'japanese', program: 'tagged', rules: { Settings: () => ({ language: 'ja' }) }, reach: clipOpen },
  { name: 'many', program: 'crowded', rules: library(1000), reach: clipOpen },
]
let waits = ''
/** A clip of which the third tag's product may be seen a day and nine hours from now. */
function heldBack(view) {
  const soon = { at: '2026-11-24T18:00:00Z', zone: 'America/New_York', says: 'Tue 13:00 EST' }
  const third = [...view.tags].sort((a, b) => a.in - b.in)[2]
  waits = third.id
  const placed = view.tags.map(t => t === third ? { ...t, interpolation: 'linear', spots: [{ frame: t.in, x: 0.36, y: 0.72, w: 0, h: 0 }] } : t)
  return { ...view, tags: placed, held: Object.fromEntries(view.tags.filter(t => t.product === third.product).map(t => [t.id, soon])) }
}
const checked = async page => { await inPublish(page); await at(page, 'finding').waitFor(); await page.locator('[data-testid="place"]').first().waitFor() }
const LONG = Array.from({ length: 200 }, (_, i) => ({ ...QUEUE[1 + i % 10], id: `pub-${i}`, clipName: NAMES[i % NAMES.length] }))
const PUBLISH = [
  { name: 'empty', program: 'bare', reach: async page => { await at(page, 'sample').waitFor(); await go(page, 4); await at(page, 'queue').waitFor() } },
  { name: 'nowhere', program: 'tagged', rules: places({ accounts: [], queue: [] }), reach: inPublish },
  { name: 'loading', patient: true, program: 'tagged', rules: { Check: () => HOLD, LossReport: () => HOLD, Outbox: () => HOLD, Variant: () => HOLD, AccountHealth: () => HOLD }, reach: inPublish },
  { name: 'partial', program: 'tagged', rules: { Outbox: () => QUEUE.slice(1, 3), Check: () => ({ findings: REMARKS.findings.slice(1, 3), losses: [] }) }, reach: inPublish },
  { name: 'error', program: 'tagged', rules: { Outbox: () => QUEUE, Check: () => REMARKS }, reach: async page => { await inPublish(page); await at(page, 'unsure').waitFor(); await at(page, 'finding').waitFor() } },
  { name: 'offline', program: 'tagged', reach: thenCut(async page => { await inPublish(page); await at(page, 'finding').waitFor(); await page.locator('main', { hasText: '0:00 to 0:04' }).waitFor() }, async page => { await go(page, 1); await go(page, 4); await at(page, 'queue').waitFor(); await page.waitForTimeout(400) }) },
  { name: 'losses', program: 'tagged', reach: async page => { await inPublish(page); await page.keyboard.press('k'); await page.locator('main table, main [role="grid"]').first().waitFor(); await page.waitForTimeout(300) } },
  { name: 'places', program: 'tagged', rules: places(), reach: async page => { await checked(page); await at(page, 'unsure').waitFor() } },
  { name: 'options', program: 'tagged', rules: places({ signedOut: ['yt'], paused: true }), reach: async page => { await checked(page); await page.keyboard.press('o'); await page.locator('[data-option="comment"]').scrollIntoViewIfNeeded() } },
  { name: 'several', program: 'tagged', rules: places(SEVERAL), reach: checked },
  { name: 'deutsch', program: 'tagged', rules: { ...places(), Settings: () => ({ language: 'de' }) }, reach: checked },
  { name: 'when', program: 'tagged', rules: places(), reach: async page => { await checked(page); await page.keyboard.press('w'); await page.locator('dialog [role="radio"]').nth(1).click(); await at(page, 'when-day').fill('2026-11-24'); await at(page, 'when-time').fill('18:00') } },
  { name: 'byhand', program: 'tagged', rules: { ...places(), Sheet: () => ({ title: 'Add the product link in TikTok', where: 'https://www.tiktok.com/@noralind', steps: [{ n: 1, text: 'Open the post in TikTok’s app and choose “Edit post”.', copy: '', product: '', done: true }, { n: 2, text: 'Choose “Add link”, then “Product”, and paste this.', copy: 'https://norrgrain.example/kettle?ref=nora', product: '', done: false }, { n: 3, text: 'Name it so.', copy: 'Pouring kettle', product: '', done: false }] }) }, reach: async page => { await checked(page); await page.keyboard.press('l'); await at(page, 'sheet-step').waitFor() } },
  { name: 'audience', program: 'tagged', rules: { ...places({ accounts: ABROAD }), Settings: () => ({ audience: 'US GB DE ZZ' }) }, reach: async page => { await checked(page); await page.keyboard.press('v'); await at(page, 'audience-dialog').waitFor() }, few: true },
  { name: 'leave', program: 'tagged', rules: places(), reach: async page => { await checked(page); await at(page, 'leave-it').click(); await at(page, 'leave-reason').fill('The first thing I say in the clip is that it is paid for.') }, few: true },
  { name: 'left', program: 'tagged', rules: places({ found: LEFT }), reach: async page => { await checked(page); await page.locator('[data-left]').first().waitFor() } },
  { name: 'history', program: 'tagged', rules: places({ mine: 3 }), reach: async page => { await checked(page); await page.keyboard.press('h'); await at(page, 'past').waitFor() } },
  { name: 'many', program: 'tagged', rules: { ...places({ ...SEVERAL, queue: LONG }), ...library(1000), Outbox: () => LONG }, reach: checked },
]
/** What a picture says of the machine, whatever the machine is. */
const MACHINE = {
  confinement: { ok: true, detail: 'Programs that read your files see the one at hand and no network (Landlock, version 7).', fix: '' },
  ffmpeg: { ok: true, detail: '5.1.9', fix: '' },
  hevc: { ok: false, detail: 'This ffmpeg does not open what newer phones film.', fix: 'Install ffmpeg with libde265, or set the phone to “most compatible”.' },
  keyring: { ok: true, detail: 'Secret Service answers, and can hold the key to your sign-ins.', fix: '' },
}
const SETTINGS = [
  { name: 'look', reach: inSettings() },
  { name: 'loading', patient: true, rules: { Doctor: () => HOLD, Cache: () => HOLD }, reach: inSettings('Library') },
  { name: 'partial', rules: { Doctor: async (_, real) => { const d = await real(); return { checks: d.checks.map(c => ({ ...c, ...MACHINE[c.name] })) } } }, reach: inSettings('About') },
  { name: 'error', rules: { Doctor: () => DISK, Cache: () => DISK }, reach: inSettings('Library') },
  { name: 'offline', reach: thenCut(inLibrary, async page => { await at(page, 'search').fill('lemon'); await told(page); await page.keyboard.press('Control+Comma'); await at(page, 'settings').waitFor(); await page.locator('[data-testid="settings"] nav button', { hasText: 'About' }).click() }) },
  { name: 'many', reach: inSettings('Keys') },
]

/** All of them as {place, name, program, rules, reach}. */
export const SCENES = Object.entries({ library: [...LIBRARY, ...overLibrary, ...welcomeScenes], tag: [...TAG, ...overTag], products: [...productScenes, ...watchScenes], review: [...reviewScenes, ...comparedScenes], publish: PUBLISH, insights: insightScenes, accounts: setupScenes(inPublish), settings: [...SETTINGS, ...safetyScenes(inSettings)], recovery: recoveryScenes, team: teamScenes, help: helpScenes })
  .flatMap(([place, scenes]) => scenes.map(s => ({ program: 'sample', rules: {}, ...s, place, name: `${place}-${s.name}` })))
