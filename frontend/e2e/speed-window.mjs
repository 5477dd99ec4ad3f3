// node speed-window.mjs path/to/taglane-e2e — how smooth the timeline stays with 300 tags in the real window,
// in its own engine. Needs a display; the ceiling is what the same window gives at rest.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWindow } from './driver.mjs'
import { crowd } from './frames.mjs'
import { pause, sandboxed, scratch, serve, verb } from './kit.mjs'
import { busy, promises, quantile } from './promise.mjs'
import { rest, turn } from './turns.mjs'

const [binary] = process.argv.slice(2)
const TAGS = 300
const FPS = 45
const NOISE = 0.85
const SECONDS = 3
const dir = scratch()

await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
writeFileSync(join(dir, 'tags.json'), JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags: TAGS, products: 8 })))
verb(binary, dir, 'tags', 'import', clip.id, join(dir, 'tags.json'))

const w = await openWindow(binary, sandboxed(dir))
const rows = []
try {
  await walk()
} finally {
  await w.close() // a window that stays behind would keep the run open
}

const ceiling = Math.max(...rows.filter(r => r.name === 'idle').map(r => r.fps))
const table = promises(`${TAGS} tags in the window, ${SECONDS} s each; at rest ${ceiling.toFixed(1)} fps`)
for (const r of rows.filter(r => r.name !== 'idle')) table.add(`${TAGS} tags: ${r.name}`, `${FPS} of 60 fps`, `${r.fps.toFixed(1)} fps`, r.fps / ceiling >= FPS / 60 * NOISE ? true : busy() ? null : false, `${(100 * r.fps / ceiling).toFixed(0)} % of rest, 5 % of frames below ${r.low.toFixed(0)} fps`)
process.exit(table.close() ? 0 : 1)

async function walk() {
  await w.until('[data-testid="card"]')
  await w.run(() => { document.querySelector('[data-testid="card"]').dispatchEvent(new MouseEvent('dblclick', { bubbles: true })) })
  await w.until('[data-testid="player"]')
  for (const end = Date.now() + 60_000; ;) {
    if (await w.run(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2 && document.querySelectorAll('[data-tag]').length > 200)) break
    if (Date.now() > end) throw new Error('the clip is never there')
    await pause(100)
  }
  await pause(1500)
  await measure('idle', rest)
  await measure('pan, half the clip in sight', turn, { by: 'pan', low: 2, high: 2 })
  await measure('zoom, all in sight', turn, { by: 'zoom', low: 1, high: 1.3 })
  await measure('zoom, whole range', turn, { by: 'zoom', low: 1, high: 7 })
  await w.press('\\')
  await w.press('Home')
  await w.press(' ')
  await pause(300)
  await measure('playhead', rest)
  await w.press(' ')
  await dragged()
  await measure('idle', rest)
}

function note(name, at) {
  const deltas = at.slice(1).map((t, i) => t - at[i])
  rows.push({ name, fps: 1000 * deltas.length / (at.at(-1) - at[0]), low: 1000 / Math.max(1, quantile(deltas, 0.95)) })
}

async function measure(name, run, how = {}) {
  await pause(300)
  note(name, await w.run(run, { seconds: SECONDS, ...how }))
}

/** A hand of the driver takes a tag and goes to and fro; the page notes its frames meanwhile. Escape ends it. */
async function dragged() {
  await w.press('\\')
  const [x, y] = await w.run(() => {
    const r = document.querySelectorAll('[data-tag]')[20].getBoundingClientRect()
    return [Math.round(r.left + r.width / 2), Math.round(r.top + r.height / 2)]
  })
  await w.run(`seconds => { window.__frames = (${rest})({ seconds }); }`, SECONDS)
  await w.drag([x, y], Array.from({ length: SECONDS * 60 }, (_, i) => [x + Math.round(120 * Math.sin(i / 12)), y]))
  note('drag', await w.run(() => window.__frames))
  await w.press('Escape')
}
