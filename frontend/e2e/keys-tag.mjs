// node keys-tag.mjs path/to/taglane — a whole clip tagged without a mouse: from the library to tags, hotspots, the
// table, history and text. After everything that opens and closes the focus must be somewhere a person can go on from.
import { answered, chromium, pause, scratch, serve, tally } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()
const { url, stop } = await serve(binary, dir, ['--sample'])
const { origin, hash } = new URL(url)
const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', acceptDownloads: true })
await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
const page = await context.newPage()
page.setDefaultTimeout(20_000)
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
page.on('console', m => { if (m.type() === 'error') wrong.push(m.text()) })
await page.addInitScript(() => {
  window.__mouse = 0
  for (const kind of ['pointerdown', 'mousedown', 'wheel', 'touchstart']) addEventListener(kind, () => { window.__mouse++ }, true)
})
const at = id => page.locator(`[data-testid="${id}"]`).first()
const key = name => page.keyboard.press(name)
const ask = async (name, ...args) => (await (await fetch(`${origin}/verb/${name}`, { method: 'POST', headers: { 'X-Token': hash.slice(1), 'Content-Type': 'application/json' }, body: JSON.stringify(args) })).json()).result
let id = ''
/** The clip, once it is as it should be and the page knows; as it is after ten seconds otherwise. */
async function settled(fits) {
  for (let i = 0; ; i++) {
    const view = await ask('Clip', id)
    if (fits(view) || i === 100) { await answered(page); return view }
    await pause(100)
  }
}
const focus = () => page.evaluate(() => { const e = document.activeElement; return e === document.body || e === null ? '' : `${e.tagName.toLowerCase()} ${e.getAttribute('aria-label') ?? e.dataset.testid ?? e.textContent.trim().slice(0, 30)}` })
/** Where Tab leads from where the focus is now. */
async function goesOn() {
  await key('Tab')
  const there = await focus()
  await key('Shift+Tab')
  return there
}
/** Opens a dialog by keys, leaves it by Escape: the focus goes in, and comes back to where keys of the place work. */
async function inAndOut(what, open, inside) {
  const before = await focus()
  await open()
  await at(inside).waitFor()
  const within = await page.evaluate(() => document.activeElement?.closest('dialog[open], [role="menu"], [popover]') !== null)
  check(`${what}: the focus goes in`, within, await focus())
  await key('Escape')
  await at(inside).waitFor({ state: 'detached' })
  const after = await focus()
  check(`${what}: the focus comes back`, after === before || after !== '', `it was on “${before}” and is on “${after || 'nothing'}”`)
}
/** Runs a command by its name in the palette. */
async function command(name) {
  await key('Control+k')
  await at('palette').waitFor()
  await page.keyboard.type(name)
  await key('Enter')
}

const frame = () => page.evaluate(() => Number(document.querySelector('[data-testid="player"]').dataset.frame))
/** What the film does, for a wait that was in vain. */
const film = () => page.evaluate(() => {
  const v = document.querySelector('[data-testid="player"] video')
  return v && JSON.stringify({ frame: v.closest('[data-testid="player"]').dataset.frame, at: v.currentTime, ready: v.readyState, paused: v.paused, seeking: v.seeking, error: v.error?.message })
}).catch(String)
const shows = n => page.waitForFunction(want => Number(document.querySelector('[data-testid="player"]').dataset.frame) === want, n)

/** The tag of the kettle, which the rest works on. */
const kettle = view => view.tags.find(t => t.in >= 150)

try {
  await page.goto(url)
  await at('card').waitFor({ timeout: 15_000 })
  await answered(page)
  id = (await ask('Clips', {})).cards[0].id
  for (const part of [openClip, playing, holding, picker, moving, trimming, marking, pointing, along, tabling, backAndForth, going, text]) {
    const before = wrong.length
    await part().catch(async e => { check(`${part.name} goes through`, false, `${String(e.message ?? e).split('\n').slice(0, 4).join(' ')} ${await film()}`) })
    check(`${part.name}: the page had no errors`, wrong.length === before, wrong.slice(before).join('\n'))
  }
  const mouse = await page.evaluate(() => window.__mouse)
  check('no mouse was used', mouse === 0, `${mouse} events`)
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
}
await browser.close()
await stop()
close()

async function openClip() {
  // Tab reaches the clips; Enter opens the one that is chosen.
  for (let i = 0; i < 30 && !await page.evaluate(() => document.activeElement?.closest('[data-testid="grid"]') !== null && document.activeElement !== document.body); i++) await key('Tab')
  check('Tab reaches the clips', await page.evaluate(() => Boolean(document.activeElement?.closest('[data-testid="grid"]'))), await focus())
  await key('Enter')
  await at('player').waitFor()
  await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 30_000 })
  check('Enter opens the clip', true)
}

async function playing() {
  await key('Home')
  await key('Space')
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="player"]').dataset.frame) > 8)
  await key('Space')
  const stands = await frame()
  await pause(200)
  check('Space plays and pauses', stands > 8 && await frame() === stands, `${stands} → ${await frame()}`)
  await key('Home')
  await shows(0)
  await key('ArrowRight')
  await key('ArrowRight')
  await shows(2)
  await key('Shift+ArrowRight')
  await shows(32)
  check('arrows go by frames and seconds', true)
  await key('g')
  await page.keyboard.type('f60')
  await key('Enter')
  await shows(60)
  check('a time is typed', true)
  check('after a time is typed the keys of the place work', await (async () => { await key('ArrowRight'); return shows(61).then(() => true, () => false) })(), await focus())
}

async function holding() {
  await key('Home')
  await key('Space')
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="player"]').dataset.frame) > 10)
  await page.keyboard.down('1')
  await pause(1200)
  await page.keyboard.up('1')
  await key('Space')
  const view = await settled(v => v.tags.length === 1)
  check('a held key tags what was held', view.tags.length === 1 && view.tags[0].out - view.tags[0].in > 20, JSON.stringify(view.tags.map(t => [t.in, t.out])))
}

async function picker() {
  await key('g')
  await page.keyboard.type('f200')
  await key('Enter')
  await shows(200)
  await inAndOut('the picker of products', () => key('t'), 'picker')
  await key('t')
  await at('picker').waitFor()
  await page.keyboard.type('kettle')
  await key('Enter')
  const view = await settled(v => v.tags.length === 2)
  check('T and a name make a tag', view.tags.length === 2 && view.tags.some(t => t.in === 200), JSON.stringify(view.tags.map(t => [t.in, t.out])))
  check('after the picker the keys of the place work', await (async () => { await key('Shift+ArrowRight'); return shows(230).then(() => true, () => false) })(), await focus())
}

async function moving() {
  const before = kettle(await ask('Clip', id))
  await key('Period')
  await key('Period')
  await key('Shift+Period')
  const view = await settled(v => kettle(v)?.in === before.in + 12)
  check('nudges move the selected tag', kettle(view)?.in === before.in + 12, `${before.in} → ${kettle(view)?.in}`)
  await key('Control+z')
  const back = await settled(v => kettle(v)?.in === before.in)
  check('nudges together are one step back', kettle(back)?.in === before.in, `${kettle(back)?.in}`)
  await key('Control+Shift+z')
  await settled(v => kettle(v)?.in === before.in + 12)
  await key('Control+z')
  await settled(v => kettle(v)?.in === before.in)
}

async function trimming() {
  await key('g')
  await page.keyboard.type('f210')
  await key('Enter')
  await shows(210)
  await key('BracketLeft')
  let view = await settled(v => kettle(v)?.in === 210)
  check('[ lets the tag start at the playhead', kettle(view)?.in === 210, `${kettle(view)?.in}`)
  await key('g')
  await page.keyboard.type('f260')
  await key('Enter')
  await shows(260)
  await key('BracketRight')
  view = await settled(v => kettle(v)?.out === 261)
  check('] lets the tag end with the playhead', kettle(view)?.out === 261, `${kettle(view)?.out}`)
  await key('g')
  await page.keyboard.type('f230')
  await key('Enter')
  await shows(230)
  await key('b')
  view = await settled(v => v.tags.length === 3)
  check('B splits the tag', view.tags.length === 3, JSON.stringify(view.tags.map(t => [t.in, t.out])))
  await key('Control+z')
  view = await settled(v => v.tags.length === 2)
  await key('Control+y')
  view = await settled(v => v.tags.length === 3)
  check('undo and redo by keys', view.tags.length === 3, String(view.tags.length))
  await key('Control+z')
  await settled(v => v.tags.length === 2)
}

async function marking() {
  await key('m')
  await at('marker-name').waitFor()
  await page.keyboard.type('The pour')
  await key('Enter')
  let view = await settled(v => v.markers.length === 1)
  check('M and a name make a marker', view.markers[0]?.text === 'The pour' && view.markers[0]?.frame === 230, JSON.stringify(view.markers))
  check('after the name the keys of the place work', await (async () => { await key('ArrowRight'); return shows(231).then(() => true, () => false) })(), await focus())
  await page.locator('[data-marker]').first().waitFor()
  await key('Alt+m')
  view = await settled(v => v.markers.length === 0)
  check('a marker is removed by keys', view.markers.length === 0, JSON.stringify(view.markers))
}

async function pointing() {
  await key('Control+a')
  await key('Control+a')
  await key('Escape')
  // The kettle is selected by walking its lane.
  await along(true)
  await key('g')
  await page.keyboard.type('f230')
  await key('Enter')
  await shows(230)
  await key('h')
  const spot = v => kettle(v)?.spots?.find(s => s.frame === 230) ?? kettle(v)?.spots?.[0]
  for (let i = 0; i < 3; i++) await key('ArrowRight')
  await key('Shift+ArrowDown')
  let view = await settled(v => spot(v) !== undefined)
  check('in hotspot mode arrows place the hotspot', spot(view) !== undefined, JSON.stringify(kettle(view)?.spots))
  check('arrows moved the hotspot, not the playhead', await frame() === 230, String(await frame()))
  const was = spot(view)
  await key('ArrowRight')
  view = await settled(v => Math.abs((spot(v)?.x ?? 0) - (was?.x ?? 0) - 0.01) < 0.002)
  check('an arrow moves it by one percent', Math.abs((spot(view)?.x ?? 0) - (was?.x ?? 0) - 0.01) < 0.002, `${was?.x} → ${spot(view)?.x}`)
  await key('Escape')
  await key('ArrowRight')
  check('Escape gives the arrows back', await shows(231).then(() => true, () => false), String(await frame()))
  await following()
}

/** Lays the hotspot onto the rolled cloth, where there is something to see, and lets it be followed. */
async function following() {
  await key('ArrowLeft')
  await shows(230)
  const before = kettle(await ask('Clip', id)).spots[0]
  await key('h')
  for (let i = 0; i < 11; i++) await key('ArrowDown')
  await settled(v => Math.abs(kettle(v).spots[0].y - before.y - 0.11) < 0.002)
  await key('Escape')
  const keys = async () => kettle(await ask('Clip', id)).spots.length
  await key('Shift+H')
  await at('follow-drop').waitFor({ timeout: 20_000 })
  check('a way that was found is an offer, nothing more', await keys() === 1, String(await keys()))
  await key('Escape')
  await at('follow-drop').waitFor({ state: 'detached' })
  check('Escape drops the offer', await keys() === 1, String(await keys()))
  await key('Shift+H')
  await at('follow-accept').waitFor({ timeout: 20_000 })
  await key('Enter')
  const view = await settled(v => kettle(v).spots.length > 1)
  check('Enter accepts it: the hotspot has a way', kettle(view).spots.length > 1, JSON.stringify(kettle(view).spots))
  await key('Control+z')
  await settled(v => kettle(v).spots.length === 1)
}

/** Tab reaches a lane; arrows walk it; Enter goes on to the edges, Escape leaves. only: stop once a tag is selected. */
async function along(only = false) {
  const onBar = () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'option' && Boolean(document.activeElement.closest('[data-testid="lanes"]')))
  for (let i = 0; i < 60 && !await onBar(); i++) await key('Tab')
  check('Tab reaches a lane', await onBar(), await focus())
  await key('ArrowDown')
  await key('ArrowDown')
  const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  check('arrows walk from lane to lane', label.includes('kettle'), label)
  if (only) { await key('Escape'); return }
  await key('Enter')
  const role = await page.evaluate(() => document.activeElement?.getAttribute('role'))
  check('Enter goes on to the edge', role === 'slider', await focus())
  const before = kettle(await ask('Clip', id))
  await key('ArrowLeft')
  const view = await settled(v => kettle(v)?.in === before.in - 1)
  check('an arrow trims by one frame', kettle(view)?.in === before.in - 1, `${before.in} → ${kettle(view)?.in}`)
  await key('Control+z')
  await settled(v => kettle(v)?.in === before.in)
  check('the focus stays while undoing', await focus() !== '', await focus())
  await key('Escape')
  await key('Escape')
  check('from the lanes Tab goes on', await goesOn() !== '', await goesOn())
}

async function tabling() {
  await key('Control+t')
  await at('tag-table').waitFor()
  // The table takes the focus, or Tab reaches it.
  const inTable = () => page.evaluate(() => Boolean(document.activeElement?.closest('[data-testid="tag-table"]')))
  for (let i = 0; i < 60 && !await inTable(); i++) await key('Tab')
  check('the table can be reached', await inTable(), await focus())
  const cell = () => page.evaluate(() => document.activeElement?.dataset.testid ?? '')
  for (let i = 0; i < 40 && !(await cell()).startsWith('row-'); i++) await key('Tab')
  for (let i = 0; i < 9 && await cell() !== 'row-label'; i++) await key('ArrowRight')
  check('arrows walk to the label', await cell() === 'row-label', await cell())
  await key('Enter')
  await page.keyboard.type('Blue one')
  await key('Enter')
  const view = await settled(v => v.tags.some(t => t.label === 'Blue one'))
  check('a label is typed in the table', view.tags.some(t => t.label === 'Blue one'), view.tags.map(t => t.label).join())
  check('after typing the focus is in the table', await inTable(), await focus())
  await key('Control+t')
  await at('tag-table').waitFor({ state: 'detached' })
  check('after the table there is a way on', await goesOn() !== '', await focus())
}

async function backAndForth() {
  const tab = () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'tab')
  for (let i = 0; i < 60 && !await tab(); i++) await key('Tab')
  await key('ArrowRight')
  await key('ArrowRight')
  await at('history').waitFor()
  const entry = () => page.evaluate(() => document.activeElement?.dataset.testid ?? '')
  for (let i = 0; i < 30 && !/^history-\d+/.test(await entry()); i++) await key('Tab')
  check('Tab reaches the steps of the history', /^history-\d+/.test(await entry()), await focus())
  const before = (await ask('Clip', id)).tags.length
  await key('End')
  await key('Enter')
  let view = await settled(v => v.tags.length < before)
  check('the oldest step is travelled to by keys', view.tags.length === 0, `${before} → ${view.tags.length} from ${await focus()}`)
  check('the focus stays in the history', await page.evaluate(() => Boolean(document.activeElement?.closest('[data-testid="history"], #panel'))), await focus())
  await key('Escape')
  for (let i = 0; i < 40 && view.redo !== ''; i++) { await key('Control+y'); await pause(60); view = await ask('Clip', id) }
  view = await settled(v => v.tags.length === before)
  check('redo brings all of it back', view.tags.length === before, `${view.tags.length}`)
}

async function going() {
  await inAndOut('the export of tags', () => command('Export tags'), 'export-tags')
  await inAndOut('the templates', () => command('Tag by a template'), 'templates')
  await inAndOut('the import of tags', () => command('Import tags'), 'import-tags')
  await inAndOut('the key sheet', () => page.keyboard.type('?'), 'keys')
  await inAndOut('the settings', () => key('Control+Comma'), 'settings')
  await inAndOut('the menu of a tag', () => key('Shift+F10'), 'timeline-menu').catch(async () => {
    await page.getByRole('menu').first().waitFor()
    check('the menu of a tag: the focus goes in', await page.evaluate(() => document.activeElement?.closest('[role="menu"]') !== null), await focus())
    await key('Escape')
    check('the menu of a tag: the focus comes back', await focus() !== '', await focus())
  })
  await inAndOut('the cover', () => command('Edit cover'), 'cover-editor')
}

async function text() {
  await command('Export tags')
  await at('export-text').waitFor()
  const button = () => page.evaluate(() => document.activeElement?.dataset.testid ?? '')
  for (let i = 0; i < 30 && await button() !== 'export-save'; i++) await key('Tab')
  const [saved] = await Promise.all([page.waitForEvent('download'), key('Enter')])
  check('tags are saved to a file by keys', saved.suggestedFilename().length > 4, saved.suggestedFilename())
  await key('Escape')
  await command('Tag by a template')
  await at('templates').waitFor()
  for (let i = 0; i < 30 && await button() !== 'template-apply'; i++) await key('Tab')
  check('Tab reaches “apply” of the templates', await button() === 'template-apply', await focus())
  await key('Escape')
  await key('Control+Enter')
  await at('queue').waitFor()
  check('Control+Enter goes on to publish', true)
}
