// node figures.mjs path/to/taglane — how soon the page is there, how soon it answers a hand, and how much of it
// is sent. Beside each figure stands what an empty page on this machine takes, which is the floor.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { crowd } from './frames.mjs'
import { chromium, pause, scratch, serve, verb } from './kit.mjs'
import { busy, promises, quantile } from './promise.mjs'

const [binary] = process.argv.slice(2)
const PAINT_MS = 400
const ANSWER_MS = 50
const SENT_KB = 150
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

/** What is sent of JavaScript, gzipped: to open the library, to go on to every place, and all there is. */
async function sent() {
  const page = await browser.newPage()
  const bodies = new Map()
  page.on('response', r => { const { pathname } = new URL(r.url()); if (pathname.endsWith('.js')) bodies.set(pathname, r.body()) })
  await page.goto(url)
  await page.locator('[data-testid="card"]').first().waitFor()
  // What comes once the first picture stands is fetched ahead while nothing else is to be done.
  const first = await page.evaluate(() => {
    const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime
    return performance.getEntriesByType('resource').filter(e => e.startTime < painted && e.name.endsWith('.js')).map(e => new URL(e.name).pathname)
  })
  const kb = list => list.reduce((sum, b) => sum + gzipSync(b, { level: 9 }).length, 0) / 1024
  const before = kb(await Promise.all(first.map(f => bodies.get(f))))
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../dist/assets')
  const whole = kb(readdirSync(folder).filter(f => f.endsWith('.js')).map(f => readFileSync(join(folder, f))))
  table.add('JavaScript before the first paint, gzipped', `≤ ${SENT_KB} KB`, `${before.toFixed(0)} KB`, first.length > 0 && before <= SENT_KB, `${first.length} files; with every place, dialog and language ${whole.toFixed(0)} KB`)
  await page.close()
}
