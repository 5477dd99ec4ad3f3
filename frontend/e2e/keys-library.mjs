// node keys-library.mjs path/to/taglane — the library and the cover editor by keyboard alone, over the real Go program.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, numberedClip, patience, pause, scratch, serve, tally } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()

// What a watched folder will bring in: a browser gives no paths.
const shoot = join(dir, 'shoot')
mkdirSync(shoot)
for (const [i, rate] of ['30', '25', '60'].entries()) numberedClip(join(shoot, `IMG_${i + 1}.mp4`), { rate, seconds: 1 + i })

const { url, stop } = await serve(binary, dir)
const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
const page = await context.newPage()
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
page.on('console', m => { if (m.type() === 'error') wrong.push(m.text()) })
await page.addInitScript(() => {
  window.presses = 0
  addEventListener('pointerdown', () => { window.presses++ }, true)
})

const at = id => page.locator(`[data-testid="${id}"]`)
let keys = 0
const press = async (...names) => { for (const name of names) { await page.keyboard.press(name); keys++ } }
const type = async text => { await page.keyboard.type(text); keys += text.length }
const holds = (fn, arg, timeout = 20_000) => page.waitForFunction(fn, arg, { timeout })
const focused = () => page.evaluate(() => document.activeElement?.dataset['testid'] ?? '')
const until = patience(page)
const leads = id => until(async () => await focused() === id)
const cards = n => holds(m => document.querySelectorAll('[data-testid="card"]').length === m, n, 60_000)
const chosen = () => page.evaluate(() => document.getElementById(document.querySelector('[data-testid="grid"]')?.getAttribute('aria-activedescendant') ?? '')?.querySelector('h3')?.textContent ?? '')
/** Runs a command by its name. */
async function ask(name) {
  await press('Control+k')
  await page.locator('dialog[open] input').waitFor()
  await type(name)
  await pause(150)
  await press('Enter')
}

try {
  await page.goto(url)
  await sample()
  await bringIn()
  await choose()
  await rename()
  await pickSeveral()
  await project()
  await lookFor()
  await menus()
  await removeAndUndo()
  await cover()
  await reach('the library', 'aside, main, nav')
  check('no pointer was pressed', await page.evaluate(() => window.presses) === 0)
  check('the page had no errors', wrong.length === 0, wrong.join('\n'))
  console.log(`${keys} keys, no pointer`)
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
  await page.screenshot({ path: join(process.cwd(), 'out/keys-library-failed.png') }).catch(() => {})
  if (wrong.length) console.error(wrong.join('\n'))
}
await browser.close()
await stop()
close()

async function sample() {
  await at('sample').waitFor({ timeout: 30_000 })
  await holds(() => document.activeElement?.dataset['testid'] === 'sample')
  await press('Enter')
  await at('player').waitFor({ timeout: 60_000 })
  check('Enter in the empty library opens the sample', true)
  await press('Control+1')
  await cards(1)
}

async function bringIn() {
  await ask('Watched folders')
  await at('watch-path').waitFor()
  await holds(() => document.activeElement?.dataset['testid'] === 'watch-path' || document.querySelector('dialog[open]')?.contains(document.activeElement))
  await tabTo('watch-path')
  await type(shoot)
  await press('Enter')
  await at('watches').filter({ hasText: shoot }).waitFor({ timeout: 20_000 })
  await press('Escape')
  await at('watches').waitFor({ state: 'detached' })
  await cards(4)
  check('a folder is watched, and its clips come in', true)
}

async function choose() {
  await press('Home')
  const first = await chosen()
  await press('ArrowRight')
  const second = await chosen()
  await press('End')
  const last = await chosen()
  check('arrows, Home and End choose', new Set([first, second, last]).size === 3 && first !== '', [first, second, last].join(', '))
  await press('Enter')
  await at('player').waitFor({ timeout: 30_000 })
  check('Enter opens the chosen clip', (await page.locator('header').first().innerText()).includes(last), last)
  await press('Control+1')
  await cards(4)
}

async function rename() {
  await press('Home', 'F2')
  await page.locator('input[data-testid="rename"]').waitFor()
  await press('Control+a')
  await type('Kettle, take two')
  await press('Enter')
  await page.locator('[data-testid="card"]', { hasText: 'Kettle, take two' }).waitFor({ timeout: 20_000 })
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  check('F2 renames, and the list has the keyboard again', await leads('grid'), await focused())
}

async function pickSeveral() {
  await press('Home', 'Shift+ArrowRight')
  await at('bulk').waitFor({ timeout: 20_000 })
  check('Shift and an arrow pick a stretch', /2/.test(await at('bulk').innerText()), await at('bulk').innerText())
  await press('Escape')
  await at('bulk').waitFor({ state: 'detached' })
  await press('Home', 'Space', 'End', 'Space')
  await at('bulk').waitFor({ timeout: 20_000 })
  check('Space picks one here and one there', await page.locator('[data-testid="card"][aria-selected="true"]').count() === 2)
  await tabTo('bulk-move')
  check('the bar is reached by Tab', await leads('bulk-move'))
}

async function project() {
  await ask('New project')
  await at('project-name').waitFor()
  await type('Kitchen')
  await press('Enter')
  await at('project').first().waitFor({ timeout: 20_000 })
  await ask('Move to project')
  await page.getByRole('menu').waitFor()
  await press('Home', 'Enter')
  await at('project').filter({ hasText: '2' }).waitFor({ timeout: 20_000 })
  check('two clips are moved to a new project', true)
  await tabTo('project')
  await press('Enter')
  await cards(2)
  check('Enter on its name shows the project alone', true)
  await tabTo('project')
  await press('F2')
  await at('project-name').waitFor()
  await press('Control+a')
  await type('Kitchen, November')
  await press('Enter')
  await at('project').filter({ hasText: 'Kitchen, November' }).waitFor({ timeout: 20_000 })
  check('F2 renames the project and stays on it', await leads('project'), await focused())
  await tabTo('all-clips')
  await press('Enter')
  await cards(4)
}

async function lookFor() {
  await press('/')
  check('a slash goes to the search', await leads('search'), await focused())
  await type('kettle')
  await cards(1)
  await press('ArrowDown')
  check('an arrow leaves the search for the clips', await leads('grid'), await focused())
  await press('/', 'Escape')
  await cards(4)
  await tabTo('state')
  await press('Enter')
  await page.getByRole('menu').waitFor()
  await press('End', 'Home', 'Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  check('a menu gives the keyboard back', await leads('state'), await focused())
}

async function menus() {
  await tabTo('grid')
  await press('Home', 'Shift+F10')
  await page.getByRole('menu').waitFor()
  const onEntry = () => document.activeElement?.getAttribute('role') === 'menuitem'
  await page.waitForFunction(onEntry, null, { timeout: 3000 }).catch(() => undefined) // its entries may be waiting for the clip
  check('the menu of a clip opens by key, its first entry ready', await page.evaluate(onEntry), await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120)))
  await press('Escape')
  await press('Home')
  const time = page.locator('[data-testid="card"] .time')
  for (let i = 0; i < 80 && await time.count() === 0; i++) { // once there is a filmstrip
    await press('Period')
    await pause(250)
  }
  const first = await time.getAttribute('data-time')
  await press('Period')
  check('a full stop steps through the pictures of a card', await time.getAttribute('data-time') !== first, String(first))
  await press('Escape')
}

async function removeAndUndo() {
  await press('End', 'Delete')
  await cards(3)
  await press('Control+z')
  await cards(4)
  check('Delete takes a clip out, Ctrl Z brings it back', true)
}

async function cover() {
  await press('/')
  await type('Slow Sunday')
  await cards(1)
  await press('Enter', 'Home')
  await ask('Edit cover')
  await at('candidate').first().waitFor({ timeout: 60_000 })
  await holds(() => document.querySelector('[data-testid="cover-editor"]')?.contains(document.activeElement))
  const frame = () => at('cover-frame').getAttribute('data-frame').then(Number)
  const before = await frame()
  await press('ArrowLeft')
  check('an arrow steps one frame', await frame() === before - 1, `${before} → ${await frame()}`)
  await press('Shift+ArrowLeft', 'Home')
  check('Home goes to the first frame', await frame() === 0)
  await tabTo('candidate')
  await press('Tab', 'Enter')
  const taken = await frame()
  check('a candidate is taken by Enter', taken > 0, String(taken))
  await tabTo('focus')
  await press('ArrowUp', 'ArrowUp')
  await tabTo('cover-title')
  await type('Sunday, slowly')
  await at('cover-findings').and(page.locator(':not(.stale)')).waitFor({ state: 'attached', timeout: 30_000 }) // what the checks find comes with the picture
  await settled('[data-testid="cover-editor"]')
  await reach('the cover editor', '[data-testid="cover-editor"]')
  await press('Control+Enter')
  await at('cover-editor').waitFor({ state: 'detached', timeout: 30_000 })
  await holds(() => document.querySelector('[data-testid="card"] img[src*="/cover."]')?.naturalWidth > 0, null, 15_000)
  check('Ctrl Enter makes the draft the cover', true)
  await press('/', 'Escape')
  await cards(4)
}

/** Waits until nothing in there has changed for two seconds. */
async function settled(css) {
  const now = () => page.locator(css).evaluate(e => [...e.querySelectorAll('button, input, [role=slider]')].length + e.textContent)
  for (let was = await now(), calm = 0, i = 0; calm < 4 && i < 60; i++) {
    await pause(500)
    const is = await now()
    calm = is === was ? calm + 1 : 0
    was = is
  }
}

/** Tabs on until something is reached. */
async function tabTo(id) {
  for (let i = 0; i < 120; i++) {
    if (await focused() === id) return
    await press('Tab')
  }
  throw new Error(`${id} is not reached by Tab`)
}

/** Tabs once around and holds what was reached, and shown to be, against what can be pressed. */
async function reach(name, within) {
  const mark = () => page.evaluate(() => {
    const e = document.activeElement
    if (!e || e === document.body) return null
    const first = e.dataset['reached'] === undefined
    const styles = [e, e.parentElement, ...e.querySelectorAll(':scope .picture')].map(x => getComputedStyle(x))
    const ring = styles.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || / 0px 0px 0px 2px inset|inset 0px 0px 0px 2px/.test(s.boxShadow))
    e.dataset['reached'] = String(ring)
    return first
  })
  for (let i = 0, again = 0; i < 250 && again < 3; i++) {
    await press('Tab')
    if (await mark() === false) again++
  }
  const { all, missed, dull } = await page.evaluate(w => {
    const seen = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[aria-hidden=true]') && e.getAttribute('aria-hidden') !== 'true'
    const of = e => e.dataset['testid'] || e.getAttribute('aria-label') || e.textContent.trim().slice(0, 30) || e.tagName
    const all = [...document.querySelectorAll(w)].flatMap(r => [...r.querySelectorAll('button, input, select, textarea, a[href], [role=slider], [role=listbox]')]).filter(e => seen(e) && !e.disabled)
    // One of a group is the way in; arrows do the rest.
    const grouped = e => e.tabIndex < 0 && e.closest('[role=radiogroup]')?.querySelector('[data-reached]')
    const missed = all.filter(e => e.dataset['reached'] === undefined && !grouped(e) && !(e.getAttribute('role') === 'slider' && e.tabIndex < 0)).map(of)
    const dull = all.filter(e => e.dataset['reached'] === 'false').map(of)
    for (const e of document.querySelectorAll('[data-reached]')) delete e.dataset['reached']
    return { all: all.length, missed, dull }
  }, within)
  console.log(`${name}: ${all} controls, ${missed.length} out of reach of Tab, ${dull.length} without a ring`)
  check(`${name}: every control is reached by Tab`, all > 5 && missed.length === 0, missed.join(', '))
  check(`${name}: what has the keyboard is seen to`, dull.length === 0, dull.join(', '))
}
