// node gestures.mjs path/to/taglane — what a hand costs: while something is dragged the program is asked nothing,
// and when it is let go it is told once. Escape tells it nothing at all.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crowd } from './frames.mjs'
import { answered, chromium, pause, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()
await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
writeFileSync(join(dir, 'tags.json'), JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags: 8, products: 4 })))
verb(binary, dir, 'tags', 'import', clip.id, join(dir, 'tags.json'))

const { url, stop } = await serve(binary, dir)
const browser = await chromium()
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })).newPage()
page.setDefaultTimeout(8000)
const at = id => page.locator(`[data-testid="${id}"]`).first()
/** Verbs that change something; asking for what is shown is no gesture. */
const CHANGES = /\/verb\/(Add|Set|Move|Split|Remove|Duplicate|Undo|Redo|Travel|Checkpoint|Import|Publish)/
const asked = []
page.on('request', r => { if (r.method() === 'POST' && r.url().includes('/verb/')) asked.push(r.url().split('/').pop()) })
const changes = list => list.filter(v => CHANGES.test(`/verb/${v}`))

/** Drags over these points and says what was asked meanwhile, and what once it was let go. */
async function drag(points, { escape = false, keys = [] } = {}) {
  for (const ms of [1200, 0]) { await answered(page); await pause(ms) } // what an earlier gesture set going is over
  for (const k of keys) await page.keyboard.down(k)
  await page.mouse.move(...points[0])
  asked.length = 0
  await page.mouse.down()
  for (const [x, y] of points.slice(1)) await page.mouse.move(x, y, { steps: 25 })
  const during = [...asked]
  if (escape) await page.keyboard.press('Escape')
  await page.mouse.up()
  for (const k of keys) await page.keyboard.up(k)
  await pause(700)
  return { during, after: changes(asked.slice(during.length)) }
}
const middle = b => [b.x + b.width / 2, b.y + b.height / 2]
const bars = page.locator('[data-testid^="tag-"][data-tag]')
const told = ({ during, after }) => `${during.length} while dragging (${during.join(' ')}), then ${after.join(' ') || 'nothing'}`
const once = (what, seen, by) => check(`${what}: nothing while dragging, one call at its end`, seen.during.length === 0 && seen.after.length === 1 && by.test(seen.after[0]), told(seen))
const never = (what, seen) => check(`${what}: nothing is asked`, seen.during.length === 0 && seen.after.length === 0, told(seen))

try {
  await page.goto(url)
  await at('card').dblclick()
  await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2 && document.querySelectorAll('[data-tag]').length > 0, null, { timeout: 30_000 })
  const bar = await bars.nth(1).boundingBox()
  const [x, y] = middle(bar)
  once('a tag is moved', await drag([[x, y], [x + 60, y], [x + 30, y]]), /^MoveTags$/)
  never('a move is given up', await drag([[x + 30, y], [x - 40, y]], { escape: true }))
  const end = (await bars.nth(1).boundingBox())
  once('a tag is trimmed', await drag([[end.x + end.width - 3, y], [end.x + end.width - 50, y]]), /^MoveTags$/)
  never('a trim is given up', await drag([[end.x + end.width - 53, y], [end.x + end.width - 90, y]], { escape: true }))
  const lanes = await at('lanes').boundingBox()
  never('tags are selected by a frame', await drag([[lanes.x + lanes.width - 8, lanes.y + lanes.height - 12], [lanes.x + 300, lanes.y + 6]], { keys: ['Alt'] }))
  check('the frame selected tags', await page.locator('[data-tag][aria-selected="true"]').count() > 1, String(await page.locator('[data-tag][aria-selected="true"]').count()))
  const picked = await page.locator('[data-tag][aria-selected="true"]').nth(1).boundingBox()
  once('many tags are moved', await drag([middle(picked), [picked.x + picked.width / 2 + 24, picked.y + picked.height / 2]]), /^MoveTags$/)
  await page.keyboard.press('Escape')
  await scrubbing()
  await marker()
  await hotspot()
  await menu()
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
}
await browser.close()
await stop()
close()

async function scrubbing() {
  const ruler = await at('ruler').boundingBox()
  const y = ruler.y + ruler.height / 2
  never('the ruler is scrubbed', await drag([[ruler.x + 300, y], [ruler.x + 700, y], [ruler.x + 420, y]]))
}

async function marker() {
  await page.keyboard.press('m')
  await at('marker-name').waitFor()
  await page.keyboard.type('Here')
  await page.keyboard.press('Enter')
  const mark = page.locator('[data-marker]').first()
  await mark.waitFor()
  const [x, y] = middle(await mark.boundingBox())
  once('a marker is moved', await drag([[x, y], [x + 90, y]]), /^SetMarker$/)
}

async function hotspot() {
  await bars.first().click()
  const box = await bars.first().boundingBox()
  const lead = await bars.first().evaluate(e => ({ id: e.dataset.tag, in: Number(e.dataset.in) }))
  check('a tag is there to place', box !== null && lead.in >= 0)
  await page.keyboard.press('g')
  await page.keyboard.type(`f${lead.in + 4}`)
  await page.keyboard.press('Enter')
  await page.keyboard.press('h')
  const video = await page.locator('[data-testid="player"] video').boundingBox()
  await page.mouse.click(...middle(video))
  const ring = page.locator(`[data-testid="hotspot-${lead.id}"]`)
  await ring.waitFor()
  await page.keyboard.press('Escape')
  const [x, y] = middle(await ring.boundingBox())
  once('a hotspot is moved', await drag([[x, y], [x + 40, y + 60]]), /^SetPath$/)
  const [x2, y2] = middle(await ring.boundingBox())
  never('a hotspot’s move is given up', await drag([[x2, y2], [x2 - 50, y2]], { escape: true }))
}

/** The release of the button that opened a menu is no press outside of it. */
async function menu() {
  await page.keyboard.press('Control+1')
  const shown = n => page.waitForFunction(m => document.querySelectorAll('[role="menu"]').length === m, n, { timeout: 3000 }).then(() => true, () => false)
  const right = async () => { await at('card').click({ button: 'right' }); await pause(300) }
  await right()
  check('a menu stays when the button is let go', await shown(1))
  await page.mouse.click(700, 20)
  check('and goes at a press outside', await shown(0))
  await right()
  await page.keyboard.press('Escape')
  check('or at Escape', await shown(0))
}
