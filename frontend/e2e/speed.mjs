// node speed.mjs path/to/taglane [screenshot.png] — how smooth the timeline stays with 300 tags on one clip.
// A benchmark: it prints what this machine gave and judges nothing.
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { random } from './frames.mjs'
import { chromium, pause, scratch, serve, verb } from './kit.mjs'

const [binary, picture] = process.argv.slice(2)
const TAGS = 300
const PRODUCTS = 8
const SECONDS = 4
const dir = scratch()

await library()
const { url, stop } = await serve(binary, dir)
const browser = await chromium()
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
const debug = await page.context().newCDPSession(page)
await debug.send('Performance.enable', { timeDomain: 'threadTicks' }) // the thread's own time, whoever else is on the machine
await open()

const rows = []
await measure('idle (this page at rest)', rest)
await measure('pan, half the clip in sight', turn, { by: 'pan', low: 2, high: 2 })
await measure('zoom, all 300 in sight', turn, { by: 'zoom', low: 1, high: 1.3 })
await measure('zoom, whole range', turn, { by: 'zoom', low: 1, high: 7 })
await measure('zoom, close', turn, { by: 'zoom', low: 4, high: 7 })
await fit()
await page.keyboard.press('Home')
await page.keyboard.press('Space')
await pause(300)
await measure('playhead, all 300 in sight', rest)
await page.keyboard.press('Space')
await drag()
await measure('idle, once more', rest)
report()
await browser.close()
await stop()

/** The sample clip with 300 tags: its five products with their pictures and three without, each tagged over and over. */
async function library() {
  const first = await serve(binary, dir, ['--sample'])
  await first.stop()
  const [clip] = verb(binary, dir, 'clips').clips
  const file = join(dir, 'tags.json')
  writeFileSync(file, JSON.stringify(crowded(clip, verb(binary, dir, 'products').products)))
  const { taken } = verb(binary, dir, 'tags', 'import', clip.id, file)
  if (taken !== TAGS) throw new Error(`${taken} tags went in, not ${TAGS}`)
}

// Tags of one product stand one after the other with gaps; those of different products lie over one another as they fall.
function crowded(clip, known) {
  const next = random(300)
  const [num, den] = clip.rate.split('/').map(Number)
  const products = Array.from({ length: PRODUCTS }, (_, i) => ({ id: known[i]?.id ?? `extra-${i}`, name: known[i]?.title ?? `Product number ${i + 1}` }))
  const tags = products.flatMap((p, lane) => {
    const count = Math.floor(TAGS / PRODUCTS) + (lane < TAGS % PRODUCTS ? 1 : 0)
    const cuts = Array.from({ length: count }, (_, i) => Math.round((i + (i && next() - 0.5) * 0.8) * clip.frames / count))
    return cuts.map((from, i) => {
      const room = (cuts[i + 1] ?? clip.frames) - from
      return { id: `${p.id}-${i}`, product: p.id, in: from, out: from + Math.max(1, Math.round(room * (0.5 + next() / 2))), relation: 'own' }
    })
  })
  return { format: 'taglane-timeline/1', clip: { id: clip.id, rate: { num, den }, frames: clip.frames, width: clip.width, height: clip.height }, products, tags }
}

async function open() {
  await page.goto(url)
  await page.keyboard.press('Control+1')
  await page.locator('[data-testid="card"]').first().dblclick()
  await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 60_000 })
  await page.waitForFunction(n => document.querySelectorAll('[data-testid^="tag-"][data-tag]').length === n, TAGS, { timeout: 20_000 })
  await page.locator('[data-testid="timeline"] .film i').first().waitFor({ timeout: 60_000 })
  await page.locator('[data-testid="timeline"] .wave img').waitFor({ timeout: 60_000 })
  // All lanes in sight, as a person with so many tags would have it.
  const divider = page.locator('.time [role="separator"]').first()
  if (await divider.count()) {
    const box = await divider.boundingBox()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2, box.y - 200, { steps: 4 })
    await page.mouse.up()
  }
  await pause(1500)
  if (picture) await page.screenshot({ path: picture })
}

async function fit() {
  await page.evaluate(() => {
    const track = document.querySelector('[data-testid="lanes"]')
    for (let i = 0; i < 9; i++) track.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ctrlKey: true, deltaY: 240, clientX: 700 }))
  })
  await pause(200)
}

/** In the page: does nothing, and notes when each frame came. */
function rest({ seconds }) {
  return new Promise(done => {
    const at = []
    requestAnimationFrame(function frame(now) {
      at.push(now)
      if (now - at[0] < seconds * 1000) requestAnimationFrame(frame)
      else done(at)
    })
  })
}

/** In the page: one turn of the wheel in every frame, to and fro between two magnifications, or from end to end. */
function turn({ seconds, by, low, high }) {
  const lanes = document.querySelector('[data-testid="lanes"]')
  const box = lanes.getBoundingClientRect()
  const middle = box.left + 96 + (box.width - 96) / 2
  const wheel = (deltaY, ctrlKey) => lanes.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY, ctrlKey, clientX: middle, clientY: box.top + 10 }))
  const zoom = factor => wheel(-240 * Math.log(factor), true)
  const STEP = by === 'pan' ? 12 : 1.02
  const length = by === 'pan' ? (box.width - 96) * (low - 1) : 0
  for (let i = 0; i < 9; i++) zoom(0.3)
  zoom(low)
  let place = by === 'pan' ? length / 2 : low, forward = true
  return new Promise(done => {
    const at = []
    requestAnimationFrame(function frame(now) {
      at.push(now)
      if (by === 'pan') {
        if (place + STEP > length) forward = false
        else if (place - STEP < 0) forward = true
        wheel(forward ? STEP : -STEP, false)
        place += forward ? STEP : -STEP
      } else {
        if (place * STEP > high) forward = false
        else if (place / STEP < low) forward = true
        zoom(forward ? STEP : 1 / STEP)
        place *= forward ? STEP : 1 / STEP
      }
      if (now - at[0] < seconds * 1000) requestAnimationFrame(frame)
      else done(at)
    })
  })
}

/** A hand takes the middle of a tag and goes to and fro; Escape at the end, so nothing is written. */
async function drag() {
  await fit()
  const bar = page.locator('[data-testid^="tag-"][data-tag]').nth(TAGS / 2)
  await bar.scrollIntoViewIfNeeded()
  const { x, y, width, height } = await bar.boundingBox()
  const from = { x: x + width / 2, y: y + height / 2 }
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  let going = true
  const hand = (async () => {
    for (let i = 0; going; i++) await page.mouse.move(from.x + 120 * Math.sin(i / 12), from.y)
  })()
  await measure('drag, all 300 in sight', rest)
  going = false
  await hand
  await page.keyboard.press('Escape')
  await page.mouse.up()
}

async function measure(name, run, how = {}) {
  await pause(300)
  const load = loadavg()[0]
  const before = await busy()
  const at = await page.evaluate(run, { seconds: SECONDS, ...how })
  const after = await busy()
  const deltas = at.slice(1).map((t, i) => t - at[i]).sort((a, b) => a - b)
  const share = q => 1000 / deltas[Math.min(deltas.length - 1, Math.floor(q * deltas.length))]
  rows.push({ name, mean: 1000 * deltas.length / (at.at(-1) - at[0]), median: share(0.5), low: share(0.95), work: 1000 * (after - before) / deltas.length, load })
}

/** Seconds the page's main thread has worked so far. */
async function busy() {
  const { metrics } = await debug.send('Performance.getMetrics')
  return metrics.find(m => m.name === 'TaskDuration').value
}

function report() {
  const idle = Math.max(...rows.filter(r => r.name.startsWith('idle')).map(r => r.mean))
  console.log(`${TAGS} tags, ${PRODUCTS} products, ${SECONDS} s each, 1440 × 900, no GPU`)
  console.log(`${''.padEnd(30)}${['mean fps', 'median', '5th pct', 'of idle', 'main ms', 'load'].map(h => h.padStart(9)).join('')}`)
  for (const r of rows) {
    const cells = [r.mean.toFixed(1), r.median.toFixed(0), r.low.toFixed(0), `${(100 * r.mean / idle).toFixed(0)} %`, r.work.toFixed(1), r.load.toFixed(1)]
    console.log(r.name.padEnd(30) + cells.map(c => c.padStart(9)).join(''))
  }
}
