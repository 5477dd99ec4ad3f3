// node perform.mjs path/to/taglane — a scripted hand tags four products in one pass over thirty seconds.
// Keys go down and up at known times of the film, late by what a hand is late and off by up to 80 ms.
import { join } from 'node:path'
import { random } from './frames.mjs'
import { chromium, numberedClip, pause, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()

const FPS = 30
const LAG_MS = 200 // what the program takes a hand to be late by, unless it was measured
const JITTER_MS = 80
const NEAR = 3 // frames a tag may be off at either end
const STILL_A_HAND = 0.06 // seconds that the script itself may come late

const film = join(dir, 'pass.mp4')
numberedClip(film, { rate: '30', seconds: 30 })
verb(binary, dir, 'import', film)
const products = ['Mug', 'Kettle', 'Runner', 'Lamp']
for (const title of products) verb(binary, dir, 'products', 'add', '--title', title, '--url', `https://lind.example/${title}`, '--relation', 'own')

/** Where each product is in the picture: [key, first frame, frame after the last]. Some at the same time. */
const truth = [[1, 60, 150], [2, 120, 240], [3, 270, 330], [1, 360, 450], [4, 420, 540], [2, 480, 600], [3, 630, 720], [4, 660, 780], [1, 810, 870]]

const { url, stop } = await serve(binary, dir)
const browser = await chromium()
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })).newPage()
const at = id => page.locator(`[data-testid="${id}"]`)

/** Plays from the start and strikes the keys; answers how late each was struck. */
async function pass(events) {
  await page.keyboard.press('Escape')
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  const late = await page.evaluate(list => new Promise(done => {
    const video = document.querySelector('[data-testid="player"] video')
    const late = []
    const strike = () => {
      while (list.length > 0 && video.currentTime >= list[0].at) {
        const { type, key, i, edge, at } = list.shift()
        late.push({ i, edge, by: video.currentTime - at })
        window.dispatchEvent(new KeyboardEvent(type, { code: `Digit${key}`, key: String(key), bubbles: true, cancelable: true }))
      }
      if (list.length === 0 || video.ended) done(late)
      else setTimeout(strike, 2)
    }
    strike()
  }), events)
  await page.keyboard.press('KeyK')
  return late
}

try {
  await page.goto(url)
  await page.locator('[data-testid="card"]', { hasText: 'pass' }).dblclick()
  await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 90_000 })
  await pause(500)
  const next = random(4711)
  const off = () => (next() * 2 - 1) * JITTER_MS
  const events = truth.flatMap(([key, from, to], i) => [
    { type: 'keydown', key, i, edge: 0, at: from / FPS + (LAG_MS + off()) / 1000 },
    { type: 'keyup', key, i, edge: 1, at: to / FPS + (LAG_MS + off()) / 1000 },
  ]).sort((a, b) => a.at - b.at)
  const tagsNow = n => page.waitForFunction(n => document.querySelectorAll('[data-testid^="tag-"][data-tag]').length === n, n, { timeout: 10_000 }).catch(() => {})
  // A busy machine stops the hand itself; such a pass tells nothing of the program, and is taken back.
  let late = await pass(events)
  for (let i = 0; i < 2 && Math.max(...late.map(l => l.by)) > STILL_A_HAND; i++) {
    await tagsNow(truth.length)
    for (const _ of truth) { await page.keyboard.press('Control+z'); await pause(150) }
    await tagsNow(0)
    late = await pass(events)
  }
  await tagsNow(truth.length)
  const tags = await page.locator('[data-testid^="tag-"][data-tag]').evaluateAll(list => list.map(e => [Number(e.dataset.in), Number(e.dataset.out)]).sort((a, b) => a[0] - b[0]))
  check('one pass makes every tag', tags.length === truth.length, JSON.stringify(tags))
  const cameLate = (i, edge) => Math.round(FPS * (late.find(l => l.i === i && l.edge === edge)?.by ?? 0))
  const ideal = truth.map(([, from, to], i) => [from + cameLate(i, 0), to + cameLate(i, 1)]).sort((a, b) => a[0] - b[0])
  const errors = tags.flatMap((t, i) => ideal[i] ? [Math.abs(t[0] - ideal[i][0]), Math.abs(t[1] - ideal[i][1])] : [])
  console.log(`performed: ${tags.length} tags, off by at most ${Math.max(...errors)} frames, ${(errors.reduce((a, b) => a + b, 0) / errors.length).toFixed(1)} on average; the hand itself was late by at most ${Math.max(...late.map(l => Math.round(l.by * 1000)))} ms`)
  check('each lies within three frames of the truth', errors.length === 2 * truth.length && errors.every(e => e <= NEAR), errors.join(' '))
  await page.keyboard.press('Control+z')
  await page.waitForFunction(n => document.querySelectorAll('[data-testid^="tag-"][data-tag]').length === n, truth.length - 1, { timeout: 5000 })
  check('one hold is one step back', true)
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
  await page.screenshot({ path: join(process.cwd(), 'out/perform-failed.png') }).catch(() => {})
}
await browser.close()
await stop()
close()
