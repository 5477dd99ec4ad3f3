// node book.mjs path/to/taglane [part of a name]… — the book of screens: every scene in dark and in light, side by
// side under its name, as out/book/index.html. A folder named by TAGLANE_COMPS puts its picture of a place beside
// ours. TAGLANE_GUIDE=1 also takes the pictures of the guide anew, which are some of these scenes.
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rested } from './between.mjs'
import { chromium } from './kit.mjs'
import { enter, start } from './programs.mjs'
import { SCENES } from './scenes.mjs'

const [binary, ...parts] = process.argv.slice(2)
if (!binary) { console.error('book.mjs wants the program: node frontend/e2e/book.mjs out/taglane-nowindow'); process.exit(2) }
const out = join(process.cwd(), 'out/book')
const comps = process.env.TAGLANE_COMPS ?? ''
const pictures = join(dirname(fileURLToPath(import.meta.url)), '../src/help/pictures')
const guide = process.env.TAGLANE_GUIDE === '1'
const THEMES = ['dark', 'light']

/** The scene of each picture of the guide. */
const GUIDE = {
  library: 'library-many', tag: 'tag-tagged', hotspots: 'tag-teaser', publish: 'publish-places', products: 'products-list', insights: 'insights-figures', review: 'review-threads', team: 'team-place', keys: 'settings-many',
}
/** The picture of a comp that a scene stands beside; those in one theme only say which. */
const COMPS = { 'library-many': ['library'], 'library-welcome': ['library-empty'], 'library-empty': ['library-empty'], 'tag-selected': ['tag-dark', 'tag-light'], 'publish-places': ['publish'], 'review-threads': ['review'] }

const wanted = guide && parts.length === 0 ? Object.values(GUIDE) : parts
const scenes = SCENES.filter(s => wanted.length === 0 || wanted.some(p => (guide && parts.length === 0 ? s.name === p : s.name.includes(p))))
const begun = Date.now()
process.setMaxListeners(20) // each program ends with this process
rmSync(out, { recursive: true, force: true })
mkdirSync(join(out, 'pictures'), { recursive: true })
const programs = await start(binary, [...new Set(scenes.map(s => s.program))])
const browser = await chromium()
const press = await browser.newPage()
const missed = []

const visits = [...scenes]
await Promise.all([1, 2].map(async () => { for (let next; (next = visits.shift());) await take(next) }))
writeFileSync(join(out, 'index.html'), page())
console.log(`book: ${scenes.length - missed.length} scenes in dark and light in ${Math.round((Date.now() - begun) / 1000)} s: ${join(out, 'index.html')}`)
for (const m of missed) console.error(`FAILED: ${m}`)
await browser.close()
for (const p of Object.values(programs)) await p.stop()
process.exit(missed.length > 0 ? 1 : 0)

async function take(scene) {
  const { context, page, reach } = await enter(browser, programs[scene.program], scene, { colorScheme: 'dark', contrast: 'no-preference', width: 1440, height: 900 })
  try {
    const b = await reach()
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.mouse.move(0, 0)
      await rested(page, b)
      const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
      writeFileSync(join(out, 'pictures', `${scene.name}-${theme}.webp`), await webp(png, 1440, 0.85))
      for (const [name, of] of Object.entries(GUIDE)) if (guide && of === scene.name) writeFileSync(join(pictures, `${name}-${theme}.webp`), await webp(png, 1200, 0.8))
    }
  } catch (e) {
    missed.push(`${scene.name}: ${String(e.message ?? e).split('\n')[0]}`)
  }
  await context.close()
}

/** A picture as the browser presses it, so wide. */
async function webp(png, width, quality) {
  return Buffer.from(await press.evaluate(async ({ png, width, quality }) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
    const small = new OffscreenCanvas(width, Math.round(width * picture.height / picture.width))
    const g = small.getContext('2d')
    g.imageSmoothingQuality = 'high'
    g.drawImage(picture, 0, 0, small.width, small.height)
    const bytes = new Uint8Array(await (await small.convertToBlob({ type: 'image/webp', quality })).arrayBuffer())
    return btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''))
  }, { png: png.toString('base64'), width, quality }), 'base64')
}

/** What a comp shows of a scene, copied beside ours. */
function compsOf(name) {
  return (comps === '' ? [] : COMPS[name] ?? []).filter(c => existsSync(join(comps, `${c}.png`))).map(c => {
    copyFileSync(join(comps, `${c}.png`), join(out, 'pictures', `comp-${c}.png`))
    return c
  })
}

function page() {
  const escape = s => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  const places = [...new Set(scenes.map(s => s.place))]
  const row = s => missed.some(m => m.startsWith(`${s.name}:`)) ? '' : `<section id="${escape(s.name)}"><h3>${escape(s.name)}</h3><div>${
    [...THEMES.map(t => [`${s.name}-${t}.webp`, t]), ...compsOf(s.name).map(c => [`comp-${c}.png`, `the brief: ${c}`])]
      .map(([file, says]) => `<figure><a href="pictures/${escape(file)}"><img loading="lazy" src="pictures/${escape(file)}" width="1440" height="900" alt="${escape(s.name)}, ${escape(says)}"></a><figcaption>${escape(says)}</figcaption></figure>`).join('')}</div></section>`
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Taglane: the book of screens</title><style>
body{margin:0;background:#0d0e11;color:#f2f3f6;font:14px/1.5 system-ui,sans-serif}nav{position:sticky;top:0;padding:12px 24px;background:#15161a;border-bottom:1px solid #292b30;z-index:1}
nav a{color:#c2c4c9;margin-right:16px;text-decoration:none}main{padding:24px}h2{font-size:24px;margin:48px 0 8px;scroll-margin-top:56px}h3{font-size:14px;margin:32px 0 8px;color:#c2c4c9;font-weight:600}
section>div{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:16px}figure{margin:0}img{display:block;width:100%;height:auto;border-radius:8px;outline:1px solid #292b30}figcaption{color:#9c9ea5;font-size:12px;padding-top:4px}
</style><nav>${places.map(p => `<a href="#place-${escape(p)}">${escape(p)}</a>`).join('')}</nav><main><h1>${scenes.length} scenes</h1>${
    places.map(p => `<h2 id="place-${escape(p)}">${escape(p)}</h2>${scenes.filter(s => s.place === p).map(row).join('')}`).join('')}</main></html>\n`
}
