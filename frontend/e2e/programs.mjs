// The programs that scenes are played in, and a page brought into a scene.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { between, heard, NOW } from './between.mjs'
import { crowd } from './frames.mjs'
import { scratch, serve, verb } from './kit.mjs'

/** Starts the programs of these names: one without a clip, one with the sample, one with it tagged, one with it tagged 300 times. */
export async function start(binary, wanted) {
  const out = {}
  for (const name of wanted) {
    const dir = scratch()
    if (name === 'tagged' || name === 'crowded') {
      await (await serve(binary, dir, ['--sample'])).stop()
      const [clip] = verb(binary, dir, 'clips').clips
      const file = join(dir, 'tags.json')
      writeFileSync(file, JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags: name === 'tagged' ? 9 : 300, products: 5 })))
      verb(binary, dir, 'tags', 'import', clip.id, file)
    }
    out[name] = { dir, ...await serve(binary, dir, name === 'sample' ? ['--sample'] : []) }
    await idle(out[name].url)
  }
  return out
}

/** Waits until nothing is being made any more. */
async function idle(url) {
  const { origin, hash } = new URL(url)
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const { result } = await (await fetch(`${origin}/verb/Jobs`, { method: 'POST', headers: { 'X-Token': hash.slice(1), 'Content-Type': 'application/json' }, body: '[]' })).json()
    if (result.length === 0) return
    await new Promise(r => setTimeout(r, 150))
  }
}

/** Whoever is looked at knows the place already: no welcome, no hints, unless the scene is somebody's first time. */
const AT_HOME = JSON.stringify({ welcomed: 'yes', hints: 'off' })

/** A page that is about to be brought into a scene, in a look; wrong gathers what fails in it. reach does the rest. */
export async function enter(browser, { url, dir }, scene, look, wrong = []) {
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', colorScheme: look.colorScheme, contrast: look.contrast })
  if (look.scale) await context.addInitScript(scale => { localStorage.setItem('taglane.look', JSON.stringify({ scale })) }, look.scale)
  if (!scene.first) await context.addInitScript(home => { localStorage.setItem('taglane.settings', home) }, AT_HOME)
  const page = await context.newPage()
  await page.clock.setFixedTime(new Date(NOW))
  // A page gives up an answer after ten seconds; where the waiting itself is looked at it has all the patience there is.
  // After the clock, which brings timers of its own.
  if (scene.patient) await page.addInitScript(() => { const wait = setTimeout; window.setTimeout = (fn, ms, ...more) => wait(fn, ms >= 10_000 ? 600_000 : ms, ...more) })
  page.setDefaultTimeout(30_000)
  page.on('pageerror', e => wrong.push(String(e)))
  const reach = async () => {
    const b = await between(page, dir, scene.rules)
    // On a busy machine a place is there before what it shows; a key pressed then has nothing to do, and nobody presses it again.
    const press = page.keyboard.press.bind(page.keyboard)
    page.keyboard.press = async (...keys) => { await heard(page, b); await press(...keys) }
    await page.goto(url)
    await scene.reach(page, b)
    page.keyboard.press = press
    return b
  }
  return { context, page, reach }
}
