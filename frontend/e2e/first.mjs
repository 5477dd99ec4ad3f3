// node first.mjs path/to/taglane — a person's first minutes in a browser: the welcome, the sample, a tag, a page that
// opens; hints that go for good; the guide; a machine without ffmpeg; and what is told after a fall.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { chromium, scratch, serve, tally } from './kit.mjs'

const [binary] = process.argv.slice(2)
/** From the first sight of the window to a page that is public. */
const PROMISED_S = 90
const dir = scratch()
const { check, close } = tally()
const browser = await chromium()
const wrong = []

/** A window of this person, on the program at an address. */
async function look(url) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', e => wrong.push(String(e)))
  await page.goto(url)
  return { page, at: id => page.locator(`[data-testid="${id}"]`), press: async (...keys) => { for (const k of keys) await page.keyboard.press(k) }, close: () => context.close() }
}
const ask = async (url, verb, ...args) => {
  const { origin, hash } = new URL(url)
  return (await (await fetch(`${origin}/verb/${verb}`, { method: 'POST', headers: { 'X-Token': hash.slice(1), 'Content-Type': 'application/json' }, body: JSON.stringify(args) })).json()).result
}

const heard = (w, fn, arg) => w.page.waitForFunction(fn, arg, { timeout: 10_000 }).then(() => true, () => false)

const { url, stop } = await serve(binary, dir)
await firstPage()
await returns()
await stop()
await fallen()
await bare()
check('the page had no errors', wrong.length === 0, wrong.join('\n'))
await browser.close()
close()

async function firstPage() {
  const begun = Date.now()
  const w = await look(url)
  await w.at('welcome').waitFor()
  check('three steps stand there, and the one that leads on has the keyboard', await w.page.locator('[data-testid="welcome"] li').count() === 3 && await heard(w, () => document.activeElement?.dataset['testid'] === 'sample'))
  await w.press('Enter')
  await w.at('player').waitFor({ timeout: 60_000 })
  await w.page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 60_000 }).catch(async e => { await w.page.screenshot({ path: join(process.cwd(), 'out/first-failed.png') }); throw e })
  check('one press, and the clip lies on the tag table with a hint', (await w.at('hint').textContent()).includes('1'))
  await w.press('Space')
  await w.page.keyboard.down('1')
  await w.page.waitForTimeout(1200)
  await w.page.keyboard.up('1')
  await w.page.locator('[data-tag]').first().waitFor()
  await w.press('k')
  check('the hint went with the first tag, and another took its place', !(await w.at('hint').textContent()).includes('while'))
  await w.press('Control+4')
  await w.at('queue').waitFor()
  await w.at('primary').waitFor()
  await w.page.waitForFunction(() => { const b = document.querySelector('[data-testid="primary"]'); return b && !b.disabled })
  await w.press('Control+Enter')
  let page = null
  for (const end = Date.now() + 60_000; !page && Date.now() < end;) {
    page = (await ask(url, 'Outbox')).find(p => p.stage === 'tagged')
    await w.page.waitForTimeout(100)
  }
  const seconds = (Date.now() - begun) / 1000
  check(`a page within ${PROMISED_S} s`, page?.link.startsWith('file://') && existsSync(decodeURIComponent(new URL(page.link).pathname)) && seconds <= PROMISED_S, `${seconds} s, ${JSON.stringify(page)}`)
  console.log(`first page: ${seconds.toFixed(1)} s from the welcome`)
  await w.press('Control+2')
  await w.at('hint').waitFor()
  const before = await w.at('hint').textContent()
  await w.at('hint').getByRole('button').click()
  check('a hint that is put away is gone', await heard(w, was => document.querySelector('[data-testid="hint"]')?.textContent !== was, before))
  await w.press('F1')
  await w.at('help').waitFor()
  check('the guide opens at the page about this place', await w.page.locator('[data-testid="help"] h3').textContent() === 'Tag')
  await w.at('help-search').fill('power went')
  await w.page.locator('.hit', { hasText: 'Publish' }).first().click()
  check('a few words find a page', await w.page.locator('[data-testid="help"] h3').textContent() === 'Publish')
  await w.press('Escape')
  await w.close()
}

/** Another window of the same person knows what was done. */
async function returns() {
  const w = await look(url)
  await w.at('card').waitFor()
  const kept = await ask(url, 'Settings')
  check('the welcome is over, and hints that are done stay away', kept.welcomed === 'yes' && kept.hints.split(' ').includes('perform'), JSON.stringify(kept))
  await w.close()
}

/** The program is killed: the next one says so once, and keeps a report to read and delete. */
async function fallen() {
  const once = await serve(binary, dir)
  const state = join(dir, 'state/taglane/crashes')
  const [note] = readdirSync(state).filter(f => f.startsWith('run-'))
  const pid = Number(/run-(\d+)/.exec(note)[1])
  const ended = once.stop()
  process.kill(pid, 'SIGKILL')
  await ended
  const next = await serve(binary, dir)
  const w = await look(next.url)
  await w.page.locator('[data-testid="notice"]', { hasText: 'not closed properly' }).getByRole('button', { name: 'Show' }).click()
  await w.at('fallen').waitFor()
  const text = await w.page.locator('[data-testid="fallen"] pre').textContent()
  check('what is shown is what lies on disk', readdirSync(state).some(f => f.startsWith('crash-') && readFileSync(join(state, f), 'utf8') === text), text)
  check('it says which Taglane and which system, and no folder of the person', /Version: /.test(text) && /System: /.test(text) && !text.includes(dir), text)
  await w.at('drop-crash').click()
  check('deleted is deleted', await heard(w, () => document.querySelector('[data-testid="fallen"]') === null) && readdirSync(state).every(f => !f.startsWith('crash-')))
  await w.close()
  await next.stop()
}

/** On a machine without ffmpeg the page that says so comes by itself. */
async function bare() {
  const away = scratch()
  const bin = join(away, 'bin')
  mkdirSync(bin)
  symlinkSync(execFileSync('sh', ['-c', 'command -v true'], { encoding: 'utf8' }).trim(), join(bin, 'true'))
  const path = process.env.PATH
  process.env.PATH = bin
  const program = await serve(binary, away)
  process.env.PATH = path
  const w = await look(program.url)
  await w.at('checks').waitFor()
  check('what is missing is shown with the one command that mends it', (await w.at('checks').textContent()).includes('apt-get install'))
  await w.close()
  await program.stop()
}
