// node states.mjs path/to/taglane [part of a name]… — every place in every state a person can meet it in:
// does it lie well, can it be read and reached, and does it look as it did? TAGLANE_SHOTS_UPDATE=1 writes
// the references anew; TAGLANE_SHOTS=folder keeps every picture in full. TAGLANE_LOOKS=some leaves out the ways
// that show little the others do not, TAGLANE_LOOKS=one all but one. TAGLANE_SCENES=chief leaves
// out the states that stand beside another.
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rested } from './between.mjs'
import { chromium, tally } from './kit.mjs'
import { faultsOfLayout, focusFaults } from './layout.mjs'
import { likeness } from './likeness.mjs'
import { enter, start } from './programs.mjs'
import { SCENES } from './scenes.mjs'

const [binary, ...parts] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const shots = process.env.TAGLANE_SHOTS ?? ''
const update = process.env.TAGLANE_SHOTS_UPDATE === '1'
// The least a hand should have to hit, in CSS pixels: our own rule, WCAG asks 24.
const TARGET = 28
const { check, close } = tally()
if (shots) mkdirSync(shots, { recursive: true })

/** How a state is looked at; axe reads colours, so once per colour scheme is enough. */
const LOOKS = [
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference', width: 1440, height: 900, axe: true },
  { name: 'dark-small', colorScheme: 'dark', contrast: 'no-preference', width: 1024, height: 680 },
  { name: 'light-small', colorScheme: 'light', contrast: 'no-preference', width: 1024, height: 680 },
  { name: 'light', colorScheme: 'light', contrast: 'no-preference', width: 1440, height: 900, axe: true },
  { name: 'contrast', colorScheme: 'dark', contrast: 'more', width: 1440, height: 900, axe: true },
]
/** A dialog lies on every place alike: for most of those the extremes are enough. */
const FEW = LOOKS.filter(l => l.name === 'dark' || l.name === 'light-small').map(l => ({ ...l, axe: true }))
const LARGE = { name: 'large', colorScheme: 'dark', contrast: 'no-preference', width: 1440, height: 900, scale: 150 }

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const scenes = SCENES.filter(s => parts.length === 0 || parts.some(p => s.name.includes(p)))
  .filter(s => process.env.TAGLANE_SCENES !== 'chief' || !s.few)
const begun = Date.now()
process.setMaxListeners(20) // each program ends with this process
const programs = await start(binary, [...new Set(scenes.map(s => s.program))])
const browser = await chromium()
const alike = await likeness(browser, { folder: join(here, 'states'), bad: join(process.cwd(), 'out/states'), update })
let pictures = 0

// Two at a time: while one page waits for its program the other is looked at.
const looksOf = scene => {
  if (process.env.TAGLANE_LOOKS === 'one') return [FEW.slice(0, 1)]
  if (scene.few) return [FEW]
  return [process.env.TAGLANE_LOOKS === 'some' ? FEW : LOOKS, [LARGE]]
}
const visits = scenes.flatMap(scene => looksOf(scene).map(looks => [scene, looks]))
await Promise.all([1, 2].map(async () => { for (let next; (next = visits.shift());) await visit(...next) }))
check('every state was looked at', pictures === scenes.reduce((n, s) => n + looksOf(s).flat().length, 0), `${pictures}`)
console.log(`states: ${pictures} pictures of ${scenes.length} states in ${Math.round((Date.now() - begun) / 1000)} s${update ? ', references written' : ''}`)
await browser.close()
for (const p of Object.values(programs)) await p.stop()
close()

/** Brings a page into the state and looks at it in each of these ways. */
async function visit(scene, looks) {
  const [first] = looks
  const wrong = []
  const { context, page, reach } = await enter(browser, programs[scene.program], scene, first, wrong)
  const lies = new Map() // a fault of layout → the looks it is in
  try {
    const b = await reach()
    for (const look of looks) await lookAt(scene, look, page, b, lies)
    const ill = [...lies].map(([fault, in_]) => `\n  ${fault} (${in_.length === looks.length ? 'everywhere' : in_.join(', ')})`)
    check(`${scene.name}${looks === LOOKS || looks === FEW ? '' : `, ${first.name}`}: lies well`, ill.length === 0, ill.join(''))
    if (looks === LOOKS || looks === FEW) {
      const { faults, stops } = await focusFaults(page)
      check(`${scene.name}: the focus can be seen at all ${stops} stops`, faults.length === 0 && stops > 0, '\n  ' + faults.join('\n  '))
    }
    check(`${scene.name}: the page had no errors`, wrong.length === 0, wrong.join('\n'))
  } catch (e) {
    check(`${scene.name}: can be reached`, false, String(e.message ?? e).split('\n').slice(0, 3).join(' '))
    await page.screenshot({ path: join(shots || join(process.cwd(), 'out'), `${scene.name}-not-reached.png`) }).catch(() => {})
  }
  await context.close()
}

async function lookAt(scene, look, page, b, lies) {
  const name = `${scene.name}-${look.name}`
  await page.setViewportSize({ width: look.width, height: look.height })
  await page.emulateMedia({ colorScheme: look.colorScheme, contrast: look.contrast, reducedMotion: 'reduce' })
  await page.mouse.move(0, 0)
  await rested(page, b)
  let png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  pictures++
  if (shots) writeFileSync(join(shots, `${name}.png`), png)
  for (const fault of await page.evaluate(faultsOfLayout, { target: TARGET })) lies.set(fault, [...lies.get(fault) ?? [], look.name])
  // On a busy machine the last piece of a state may come late, so both ways have the same ten seconds: a check looks
  // again while it differs from its reference, an update until it looks the same twice. What is wrong stays wrong.
  let seen = update ? null : await alike.compare(name, png)
  for (let i = 0, before = null; i < 10 && (update ? !before || await alike.apart(before, png) > 0 : !seen.alike && seen.differs >= 0); i++) {
    before = png
    await page.waitForTimeout(1000)
    await rested(page, b)
    png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    if (!update) seen = await alike.compare(name, png)
  }
  seen ??= await alike.compare(name, png)
  check(`${name}: looks as it did`, seen.alike, seen.differs < 0 ? 'there is no reference; TAGLANE_SHOTS_UPDATE=1 writes it' : `${seen.differs} cells differ; see out/states/${name}.png`)
  if (look.axe) {
    const found = await page.evaluate(`${axe}; axe.run({ resultTypes: ['violations'] }).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')))`)
    check(`${name}: no serious accessibility finding`, found.length === 0, '\n  ' + found.join('\n  '))
  }
  if (scene.name === 'library-many' && look.name === 'dark') await wouldNotice(page, png)
}

/** The comparison is worth nothing unless it sees what a person would: a lost word, a moved panel. */
async function wouldNotice(page, png) {
  const shot = () => page.screenshot({ animations: 'disabled', caret: 'hide' })
  const after = async (where, how) => {
    await where.evaluate((e, style) => { Object.assign(e.style, style) }, how)
    const apart = await alike.apart(png, await shot())
    await where.evaluate((e, style) => { for (const name of Object.keys(style)) e.style[name] = '' }, how)
    return apart
  }
  const name = page.getByText('Lip tint in daylight').first()
  const same = await after(name, {})
  const lost = await after(name, { visibility: 'hidden' })
  const moved = await after(page.locator('main').first(), { transform: 'translateX(6px)' })
  console.log(`states: the same picture differs in ${same} cells, a lost name in ${lost}, a panel moved by 6 px in ${moved}; ${alike.most} may`)
  check('a picture taken twice is alike', same <= alike.most, String(same))
  check('a lost name is noticed', lost > alike.most, String(lost))
  check('a panel moved by 6 px is noticed', moved > alike.most, String(moved))
}
