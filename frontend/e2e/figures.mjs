// node figures.mjs path/to/taglane — how soon the page is there, how soon it answers a hand, and how much of it
// is sent. Beside each figure stands what an empty page on this machine takes, which is the floor.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { crowd } from './frames.mjs'
import { chromium, pause, scratch, serve, verb } from './kit.mjs'
import { busy, promises, quantile } from './promise.mjs'
import { kilobytes, SENT_KB, ways } from './sent.mjs'

const [binary] = process.argv.slice(2)
const PAINT_MS = 400
const ANSWER_MS = 50
const OPENINGS = 10
const TAGS = 300
/** What a figure may be over its promise before it counts as broken; clocks of browsers are coarse. */
const NOISE = 1.15
const dir = scratch()

await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
writeFileSync(join(dir, 'tags.json'), JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags: TAGS, products: 8 })))
verb(binary, dir, 'tags', 'import', clip.id, join(dir, 'tags.json'))
const { url, stop } = await serve(binary, dir)
const browser = await chromium()
const table = promises(`the page in Chromium without a GPU, ${TAGS} tags`)
const empty = await emptyPage()

await firstPaint()
await answers()
await sent()
empty.close()
await browser.close()
await stop()
process.exit(table.close() ? 0 : 1)

/** A page with one word, and one square that changes its colour when it is touched: what the machine itself takes. */
async function emptyPage() {
  const html = '<!doctype html><title>floor</title><p id="p" tabindex="0" style="width:900px;height:600px">word</p><script>const p=document.getElementById("p");for(const k of ["pointermove","keydown","pointerdown"])addEventListener(k,()=>{p.style.background="#"+Math.floor(Math.random()*4095).toString(16).padStart(3,"0")})</script>'
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(html))
  await new Promise(ok => server.listen(0, '127.0.0.1', ok))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** First paint with nothing in the cache, ms: the middle of so many openings. */
async function paints(address) {
  const seen = []
  for (let i = 0; i < OPENINGS; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto(address)
    seen.push(await page.evaluate(() => new Promise(done => {
      const look = () => { const [e] = performance.getEntriesByName('first-contentful-paint'); if (e) done(e.startTime); else setTimeout(look, 10) }
      look()
    })))
    await context.close()
  }
  return quantile(seen, 0.5)
}

async function firstPaint() {
  const floor = await paints(empty.url)
  const seen = await paints(url)
  table.add(`first paint, cold, middle of ${OPENINGS}`, `≤ ${PAINT_MS} ms`, `${seen.toFixed(0)} ms`, seen <= PAINT_MS * NOISE ? true : busy() ? null : false, `an empty page ${floor.toFixed(0)} ms`)
}

/** In the page: notes how long after each event the frame that follows it was made, ms. */
function listen() {
  window.__late = { pointermove: [], keydown: [], pointerdown: [] }
  const after = new MessageChannel()
  const waiting = []
  // A message posted in a frame's callback is answered once that frame has been laid out and painted.
  after.port1.onmessage = () => { const now = performance.now(); for (const [kind, t] of waiting.splice(0)) window.__late[kind].push(now - t) }
  let asked = false
  for (const kind of Object.keys(window.__late)) {
    addEventListener(kind, e => {
      waiting.push([kind, e.timeStamp])
      if (asked) return
      asked = true
      requestAnimationFrame(() => { asked = false; after.port2.postMessage(0) })
    }, true)
  }
}

/** Moves a hand over these points at the pace of a hand. */
async function move(page, from, to, steps) {
  for (let i = 0; i <= steps; i++) {
    await page.mouse.move(from[0] + (to[0] - from[0]) * i / steps, from[1] + (to[1] - from[1]) * i / steps)
    await pause(8)
  }
}

async function answers() {
  const floor = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await floor.goto(empty.url)
  await floor.evaluate(listen)
  await move(floor, [50, 50], [700, 400], 60)
  for (let i = 0; i < 30; i++) { await floor.keyboard.press('a'); await pause(30) }
  const ground = await floor.evaluate(() => window.__late)
  await floor.close()

  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  await page.goto(url)
  await page.locator('[data-testid="card"]').first().dblclick()
  await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2 && document.querySelectorAll('[data-tag]').length > 100, null, { timeout: 60_000 })
  await pause(1500)
  await page.evaluate(listen)
  const judge = (what, late, ground_) => {
    const p95 = quantile(late, 0.95)
    table.add(what, `≤ ${ANSWER_MS} ms`, `${p95.toFixed(0)} ms`, late.length < 20 ? false : p95 <= ANSWER_MS * NOISE ? true : busy() ? null : false, `95 % of ${late.length}, half within ${quantile(late, 0.5).toFixed(0)} ms; an empty page ${quantile(ground_, 0.95).toFixed(0)} ms`)
  }

  const box = await page.locator('[data-tag]').nth(TAGS / 3).boundingBox()
  const at = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(...at)
  await page.mouse.down()
  await move(page, at, [at[0] + 160, at[1]], 60)
  await move(page, [at[0] + 160, at[1]], [at[0] - 60, at[1]], 60)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  judge('a tag under the hand', (await read(page)).pointermove, ground.pointermove)

  const ruler = await page.locator('[data-testid="ruler"]').boundingBox()
  await page.mouse.move(ruler.x + 200, ruler.y + 12)
  await page.mouse.down()
  await move(page, [ruler.x + 200, ruler.y + 12], [ruler.x + 900, ruler.y + 12], 100)
  await page.mouse.up()
  judge('the playhead under the hand', (await read(page)).pointermove, ground.pointermove)

  for (let i = 0; i < 40; i++) { await page.keyboard.press('ArrowRight'); await pause(30) }
  judge('a frame on by a key', (await read(page)).keydown, ground.keydown)
  await page.locator('[data-tag]').nth(TAGS / 3).click()
  await read(page)
  for (let i = 0; i < 40; i++) { await page.keyboard.press(i % 2 ? 'Comma' : 'Period'); await pause(30) }
  judge('a nudge by a key', (await read(page)).keydown, ground.keydown)
  await page.keyboard.press('Escape')
  for (let i = 0; i < 25; i++) { await page.locator('[data-tag]').nth(TAGS / 3 + (i % 2)).click(); await pause(20) }
  judge('a click that selects', (await read(page)).pointerdown, ground.keydown)
  await page.close()
}

/** What was noted since the last time, ms by kind. */
function read(page) {
  return page.evaluate(() => {
    const all = {}
    for (const kind in window.__late) all[kind] = window.__late[kind].splice(0)
    return all
  })
}

/** What is sent of JavaScript, gzipped, until a person is there: measured in a browser that is never idle, so that nothing is fetched ahead. */
async function sent() {
  const at = (page, id) => page.locator(`[data-testid="${id}"]`).first()
  const press = (...keys) => async page => { for (const key of keys) await page.keyboard.press(key) }
  const command = name => async page => { await page.keyboard.press('Control+k'); await at(page, 'palette').waitFor(); await page.keyboard.type(name); await page.getByRole('option', { name }).first().waitFor(); await page.keyboard.press('Enter') }
  const inTag = async page => { await at(page, 'card').dblclick(); await page.locator('[data-tag]').first().waitFor() }
  const tagged = async page => { await inTag(page); await page.locator('[data-tag]').nth(TAGS / 3).click(); await at(page, 'field-label').waitFor() }
  const opened = (reach, id) => async page => { await inTag(page); await reach(page); await at(page, id).waitFor() }
  const published = async page => { await page.keyboard.press('Control+4'); await at(page, 'queue').waitFor() }
  const PLACES = [
    ['the library', async () => {}],
    ['the tag place', tagged],
    ['all tags as a table', opened(press('Control+t'), 'tag-table')],
    ['the page as visitors see it', opened(press('Shift+P'), 'published')],
    ['a product to tag', opened(press('t'), 'picker')],
    ['the history of a clip', opened(async page => { await at(page, 'tab-history').click() }, 'history')],
    ['the templates', opened(command('Tag by a template'), 'templates')],
    ['the cover editor', async page => { await at(page, 'card').click(); await command('Edit cover')(page); await at(page, 'cover-editor').waitFor() }],
    ['the publish place', published],
    ['the accounts', async page => { await published(page); await command('Add an account')(page); await at(page, 'accounts').waitFor() }],
    ['the settings', async page => { await press('Control+Comma')(page); await at(page, 'settings').waitFor() }],
    ['the list of keys', async page => { await press('?')(page); await at(page, 'keys').waitFor() }],
  ]
  const seen = []
  for (const [name, reach] of PLACES) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(20_000)
    await page.addInitScript(() => { window.requestIdleCallback = () => 0 })
    const bodies = []
    page.on('response', r => { if (new URL(r.url()).pathname.endsWith('.js')) bodies.push(r.body()) })
    await page.goto(url)
    await at(page, 'card').waitFor()
    await reach(page)
    await pause(300)
    seen.push({ name, kb: kilobytes(await Promise.all(bodies)), files: bodies.length })
    await page.close()
  }
  for (const { name, kb, files } of seen) table.add(`JavaScript sent to reach ${name}`, `≤ ${SENT_KB} KB`, `${kb.toFixed(0)} KB`, files > 0 && kb <= SENT_KB, `${files} files, gzipped`)
  const built = ways()
  table.add('JavaScript of the dearest way in the built page', `≤ ${SENT_KB} KB`, `${built.ways[0].kb.toFixed(0)} KB`, built.ways[0].kb <= SENT_KB, `${built.ways[0].name}; all of it ${built.sum.toFixed(0)} KB`)
}
