// Stands between the page and the program, so that a page can be brought into states the program
// itself is seldom in: answers are held back, refused, cut off or changed on the way. The page's own
// code stays as it is, and so does the program.
import { pause } from './kit.mjs'

/** How late, at most, the program answers, in ms, each time by chance (see kit): what a scene takes for granted then shows. */
const LAG = Number(process.env.TAGLANE_LAG ?? 0)

/** What a rule answers with to keep the page waiting, or to cut the line. */
export const HOLD = Symbol('hold')
export const CUT = Symbol('cut')
/** What a rule answers with to refuse. */
export const fault = (kind, message) => ({ [FAULT]: { kind, message } })
const FAULT = Symbol('fault')

/** The hour every picture is taken at, and every date an answer carries. */
export const NOW = '2026-11-23T09:12:00Z'
/** What a build says of itself beside its number, where it was built with git at hand. */
const BUILD = /"(\d+\.\d+\.[\w.+-]+) \([0-9a-f]{7,12}[^)"]*\)"/g
const DATE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g

/**
 * rules: verb → (args, real) → answer, or HOLD, CUT, fault(…); real() asks the program. The verb "*" stands for all others.
 * Folders, dates and builds in answers become those of a person at one fixed hour.
 */
export async function between(page, dir, rules = {}) {
  const b = { rules: { ...rules }, flying: 0, held: 0, line: true, asked: [] }
  const steady = text => text.replaceAll(dir, '/home/nora/Taglane').replace(DATE, NOW).replace(BUILD, '"$1"')
  await page.route('**/verb/*', async route => {
    const request = route.request()
    const verb = request.url().split('/').pop()
    b.asked.push(verb)
    const rule = b.line ? b.rules[verb] ?? b.rules['*'] : () => CUT
    b.flying++
    try {
      if (LAG > 0) await pause(LAG * Math.random())
      const real = async () => JSON.parse(steady(await (await route.fetch()).text())).result
      const said = rule ? await rule(JSON.parse(request.postData() ?? '[]'), real) : await real2(route, steady)
      if (said === HOLD) return void b.held++
      if (said === CUT) return await route.abort()
      const body = said?.[FAULT] ? { error: said[FAULT] } : said?.[RAW] ? said[RAW] : { result: said }
      await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(body) })
    } catch {
      await route.abort().catch(() => {}) // the page went meanwhile
    } finally {
      b.flying--
    }
  })
  await page.route('**/events*', route => b.line ? route.continue() : route.abort())
  return b
}

const RAW = Symbol('raw')
const real2 = async (route, steady) => ({ [RAW]: JSON.parse(steady(await (await route.fetch()).text())) })

/** What the answer to one verb knows and another needs: tell gives it, and told waits for it, since which is asked first is the page's affair. Not for ever: it may never be asked. */
export function word() {
  let tell
  const first = new Promise(ok => { tell = ok })
  return { tell, told: () => Promise.race([first, pause(15_000)]) }
}

/** Waits until the page has heard all it asked but for what is held back: before that, a key may find nothing to do. */
export const heard = (page, b) => page.waitForFunction(held => window.__unanswered <= held, b.held, { timeout: 15_000 }).catch(() => {})

/** Waits until the page rests: nothing asked, every letter and every picture in sight there, the film on its frame, two frames painted. */
export async function rested(page, b) {
  for (const end = Date.now() + 8000, quiet = { since: 0 }; Date.now() < end;) {
    if (b && b.flying > 0) quiet.since = 0
    else if (quiet.since === 0) quiet.since = Date.now()
    else if (Date.now() - quiet.since > 120) break
    await new Promise(r => setTimeout(r, 30))
  }
  await page.evaluate(async () => {
    const inSight = e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth }
    const waits = () => [...document.images].some(i => i.getAttribute('src') && !(i.complete && i.naturalWidth > 0) && inSight(i)) || [...document.querySelectorAll('video')].some(v => v.src && !v.error && (v.readyState < 2 || v.seeking))
    // A face that nothing has asked for yet would come after the picture, so all are asked for here.
    await Promise.all([...document.fonts].map(f => f.load().catch(() => {})))
    await document.fonts.ready
    for (const end = performance.now() + 15_000; waits() && performance.now() < end;) await new Promise(r => setTimeout(r, 30))
    await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))
  })
}
