// node speed.mjs path/to/taglane [screenshot.png] — how smooth the timeline stays with 300 and with 2,000 tags on
// one clip, in Chromium without a GPU. The ceiling is what the same page gives at rest in the same run.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { crowd } from './frames.mjs'
import { chromium, pause, scratch, serve, verb } from './kit.mjs'
import { busy, promises, quantile } from './promise.mjs'
import { rest, turn } from './turns.mjs'

const [binary, picture] = process.argv.slice(2)
const PRODUCTS = 8
const SECONDS = 3
const dir = scratch()

/**
 * What is promised of so many tags: frames a second where the ceiling is 60, and how much of a frame's 16.7 ms the
 * page's own thread may take. A run fails below 0.85 of the first on a calm machine, and beyond the second on any;
 * but where others share the processor its caches are theirs too, and the same work takes longer.
 */
const SIZES = [{ tags: 300, fps: 55, work: 14 }, { tags: 2000, fps: 30, work: 25 }]
const NOISE = 0.85
const CROWDED = 0.6

const clips = await library()
const { url, stop } = await serve(binary, dir)
const browser = await chromium()
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
const debug = await page.context().newCDPSession(page)
await debug.send('Performance.enable', { timeDomain: 'threadTicks' }) // the thread's own time, whoever else is on the machine
let rows = []
let kept = true
for (const size of SIZES) kept = await walk(size) && kept
await browser.close()
await stop()
process.exit(kept ? 0 : 1)

async function walk({ tags, fps, work }) {
  rows = []
  await open(tags)
  await measure('idle (this page at rest)', rest)
  await measure('pan, half the clip in sight', turn, { by: 'pan', low: 2, high: 2 })
  await measure('zoom, all in sight', turn, { by: 'zoom', low: 1, high: 1.3 })
  await measure('zoom, whole range', turn, { by: 'zoom', low: 1, high: 7 })
  await measure('zoom, close', turn, { by: 'zoom', low: 4, high: 7 })
  await fit()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await pause(300)
  await measure('playhead, all in sight', rest)
  await page.keyboard.press('Space')
  await drag(tags)
  await measure('idle, once more', rest)
  return report(tags, fps, work)
}

/** Two clips of a hundred seconds: tags of the sample's products with their pictures and of three without, over and over. */
async function library() {
  const film = join(dir, 'film.mp4')
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc=s=180x320:r=30:d=100', '-f', 'lavfi', '-i', 'sine=d=100', '-pix_fmt', 'yuv420p', '-g', '60', film])
  await (await serve(binary, dir, ['--sample'])).stop()
  for (const { tags } of SIZES) {
    execFileSync('ffmpeg', ['-loglevel', 'error', '-i', film, '-c', 'copy', '-metadata', `title=${tags}`, join(dir, `${tags} tags.mp4`)])
    verb(binary, dir, 'import', join(dir, `${tags} tags.mp4`))
  }
  const { clips: all } = verb(binary, dir, 'clips')
  for (const { tags } of SIZES) {
    const clip = all.find(c => c.name === `${tags} tags`)
    const file = join(dir, 'tags.json')
    writeFileSync(file, JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags, products: PRODUCTS })))
    const { taken } = verb(binary, dir, 'tags', 'import', clip.id, file)
    if (taken !== tags) throw new Error(`${taken} tags went in, not ${tags}`)
  }
  return all
}

async function open(tags) {
  if (page.url() === 'about:blank') await page.goto(url)
  await page.keyboard.press('Control+1')
  await page.locator('[data-testid="card"]', { hasText: `${tags} tags` }).first().dblclick()
  await page.waitForFunction(name => document.querySelector('header')?.textContent.includes(name) && (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, `${tags} tags`, { timeout: 60_000 })
  await page.waitForFunction(() => document.querySelectorAll('[data-testid^="tag-"][data-tag]').length > 200, null, { timeout: 20_000 })
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
  if (picture) await page.screenshot({ path: picture.replace('.png', `-${tags}.png`) })
}

async function fit() {
  await page.keyboard.press('Backslash')
  await pause(200)
}

/** A hand takes the middle of a tag and goes to and fro; Escape at the end, so nothing is written. */
async function drag(tags) {
  await fit()
  const bar = page.locator('[data-testid^="tag-"][data-tag]').nth(tags / 2)
  await bar.scrollIntoViewIfNeeded()
  const { x, y, width, height } = await bar.boundingBox()
  const from = { x: x + width / 2, y: y + height / 2 }
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  let going = true
  const hand = (async () => {
    for (let i = 0; going; i++) await page.mouse.move(from.x + 120 * Math.sin(i / 12), from.y)
  })()
  await measure('drag, all in sight', rest)
  going = false
  await hand
  await page.keyboard.press('Escape')
  await page.mouse.up()
}

async function measure(name, run, how = {}) {
  await pause(300)
  const load = loadavg()[0]
  const before = await worked()
  const at = await page.evaluate(run, { seconds: SECONDS, ...how })
  const after = await worked()
  const deltas = at.slice(1).map((t, i) => t - at[i])
  rows.push({ name, fps: 1000 * deltas.length / (at.at(-1) - at[0]), low: 1000 / quantile(deltas, 0.95), work: 1000 * (after - before) / deltas.length, load })
}

/** Seconds the page's main thread has worked so far. */
async function worked() {
  const { metrics } = await debug.send('Performance.getMetrics')
  return metrics.find(m => m.name === 'TaskDuration').value
}

function report(tags, fps, work) {
  const ceiling = Math.max(...rows.filter(r => r.name.startsWith('idle')).map(r => r.fps))
  const table = promises(`${tags} tags, ${PRODUCTS} lanes, ${SECONDS} s each, 1440 × 900, no GPU; at rest ${ceiling.toFixed(1)} fps`)
  for (const r of rows.filter(r => !r.name.startsWith('idle'))) {
    const share = r.fps / ceiling, wanted = fps / 60
    const holds = r.work > work / (busy() ? CROWDED : NOISE) ? false : busy() ? null : share >= wanted * NOISE
    table.add(`${tags} tags: ${r.name}`, `${fps} of 60 fps`, `${r.fps.toFixed(1)} fps`, holds, `${(100 * share).toFixed(0)} % of rest, 5 % of frames below ${r.low.toFixed(0)} fps, main thread ${r.work.toFixed(1)} of ${work} ms`)
  }
  return table.close()
}
