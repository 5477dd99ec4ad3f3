// node book.mjs path/to/taglane [part of a name]… — the book of screens: every scene in dark, in light and in a small
// window, side by side under its name, as out/book/index.html. A folder named by TAGLANE_COMPS puts its picture of a
// place beside ours. TAGLANE_GUIDE=1 also takes anew the pictures of the guide and of the README, which are some of
// these scenes.
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
const here = dirname(fileURLToPath(import.meta.url))
const pictures = join(here, '../src/help/pictures')
const front = join(here, '../../build/screens')
const guide = process.env.TAGLANE_GUIDE === '1'
const LOOKS = [
  { name: 'dark', says: 'dark', colorScheme: 'dark', width: 1440, height: 900 },
  { name: 'light', says: 'light', colorScheme: 'light', width: 1440, height: 900 },
  { name: 'small', says: 'dark, 1024 × 680', colorScheme: 'dark', width: 1024, height: 680 },
]
/** Places as the rail has them, then what lies over them. */
const PLACES = { library: 'Library', tag: 'Tag', review: 'Review', publish: 'Publish', insights: 'Insights', products: 'Products', accounts: 'Accounts', settings: 'Settings', team: 'Team', help: 'Guide', recovery: 'Recovery' }

/** The scene of each picture of the guide. */
const GUIDE = {
  library: 'library-many', tag: 'tag-tagged', hotspots: 'tag-teaser', publish: 'publish-places', products: 'products-list', insights: 'insights-figures', review: 'review-threads', team: 'team-place', keys: 'settings-many',
}
/** The scene of each picture of the README, in dark. */
const FRONT = { library: 'library-many', tag: 'tag-selected', cover: 'tag-cover', publish: 'publish-places', losses: 'publish-losses' }
/** The picture of a comp that a scene stands beside; those in one theme only say which. */
const COMPS = { 'library-many': ['library'], 'library-welcome': ['library-empty'], 'library-empty': ['library-empty'], 'tag-selected': ['tag-dark', 'tag-light', 'tag-small'], 'publish-places': ['publish'], 'review-threads': ['review'] }

const wanted = guide && parts.length === 0 ? [...Object.values(GUIDE), ...Object.values(FRONT)] : parts
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
console.log(`book: ${scenes.length - missed.length} scenes in every look in ${Math.round((Date.now() - begun) / 1000)} s: ${join(out, 'index.html')}`)
for (const m of missed) console.error(`FAILED: ${m}`)
await browser.close()
for (const p of Object.values(programs)) await p.stop()
process.exit(missed.length > 0 ? 1 : 0)

async function take(scene) {
  const { context, page, reach } = await enter(browser, programs[scene.program], scene, { colorScheme: 'dark', contrast: 'no-preference', width: 1440, height: 900 })
  try {
    const b = await reach()
    for (const look of LOOKS) {
      await page.setViewportSize({ width: look.width, height: look.height })
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' })
      await page.mouse.move(0, 0)
      await rested(page, b)
      const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
      writeFileSync(join(out, 'pictures', `${scene.name}-${look.name}.webp`), await webp(png, look.width, 0.85))
      if (guide && look.name !== 'small') await show(scene.name, look.name, png)
    }
  } catch (e) {
    missed.push(`${scene.name}: ${String(e.message ?? e).split('\n')[0]}`)
  }
  await context.close()
}

/** Puts a scene where the guide and the README show it. */
async function show(scene, theme, png) {
  for (const [name, of] of Object.entries(GUIDE)) if (of === scene) writeFileSync(join(pictures, `${name}-${theme}.webp`), await webp(png, 1200, 0.8))
  for (const [name, of] of Object.entries(FRONT)) if (of === scene && theme === 'dark') writeFileSync(join(front, `${name}.png`), png)
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
  const shown = scenes.filter(s => !missed.some(m => m.startsWith(`${s.name}:`)))
  const places = [...new Set([...Object.keys(PLACES), ...shown.map(s => s.place)])].filter(p => shown.some(s => s.place === p))
  const nameOf = p => PLACES[p] ?? p
  const stateOf = s => s.name.slice(s.place.length + 1).replaceAll('-', ', ')
  const figure = (s, file, says, size) => `<figure><a href="pictures/${escape(file)}"><img loading="lazy" src="pictures/${escape(file)}" width="${size.width}" height="${size.height}" alt="${escape(`${nameOf(s.place)}, ${stateOf(s)}: ${says}`)}"></a><figcaption>${escape(says)}</figcaption></figure>`
  const row = s => `<section id="${escape(s.name)}"><h3><a href="#${escape(s.name)}">${escape(stateOf(s))}</a></h3><div>${
    [...LOOKS.map(l => figure(s, `${s.name}-${l.name}.webp`, l.says, l)), ...compsOf(s.name).map(c => figure(s, `comp-${c}.png`, `the brief: ${c}`, { width: 1440, height: 900 }))].join('')}</div></section>`
  const part = p => `<h2 id="place-${escape(p)}">${escape(nameOf(p))}</h2>${shown.filter(s => s.place === p).map(row).join('')}`
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Taglane: the book of screens</title><style>
html{scroll-padding-top:64px}body{margin:0;background:#0d0e11;color:#f2f3f6;font:14px/1.5 system-ui,sans-serif}nav{position:sticky;top:0;display:flex;flex-wrap:wrap;gap:4px 16px;padding:12px 24px;background:#15161a;border-bottom:1px solid #292b30;z-index:1}
a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}:focus-visible{outline:2px solid #8784f9;outline-offset:2px}nav a{color:#c2c4c9}nav small{color:#9c9ea5;font-size:inherit}main{padding:24px}h1{font-size:28px;line-height:36px;margin:0}p{color:#c2c4c9;margin:4px 0 0}
h2{font-size:24px;line-height:30px;margin:64px 0 0;padding-top:16px;border-top:1px solid #292b30}h3{font-size:15px;margin:32px 0 8px;font-weight:600}h3::first-letter{text-transform:uppercase}
section>div{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:16px;align-items:start}figure{margin:0}img{display:block;width:100%;height:auto;border-radius:8px;outline:1px solid #292b30}figcaption{color:#9c9ea5;font-size:12px;padding-top:4px}
</style><nav aria-label="Places">${places.map(p => `<a href="#place-${escape(p)}">${escape(nameOf(p))} <small>${shown.filter(s => s.place === p).length}</small></a>`).join('')}</nav><main><h1>Taglane: the book of screens</h1><p>${shown.length} scenes, each in dark, in light and in a small window${comps === '' ? '' : ', beside the brief where it has a picture'}. A picture opens in full; j and k leaf.</p>${places.map(part).join('')}</main><script>
addEventListener('keydown', e => {
  if (e.key !== 'j' && e.key !== 'k' || e.ctrlKey || e.metaKey || e.altKey) return
  const tops = [...document.querySelectorAll('section')].map(s => [s, s.getBoundingClientRect().top - 64])
  const to = e.key === 'j' ? tops.find(([, y]) => y > 8) : tops.findLast(([, y]) => y < -8)
  to?.[0].scrollIntoView()
})
</script></html>\n`
}
