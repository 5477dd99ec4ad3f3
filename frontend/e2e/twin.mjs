// node twin.mjs path/to/taglane — the studio in a headless browser, over the real Go program.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { numberedClips, random } from './frames.mjs'
import { chromium, pause, readNumber, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()

// Clips come in through the command line: a browser gives no paths.
const clips = numberedClips(dir)
verb(binary, dir, 'import', ...clips.map(c => c.path))

const { url, stop } = await serve(binary, dir, ['--sample'])
const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
const page = await context.newPage()
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
page.on('console', m => { if (m.type() === 'error') wrong.push(m.text()) })
const asked = new Set()
page.on('request', r => { const u = new URL(r.url()); if (u.protocol.startsWith('http')) asked.add(u.hostname) })
const at = id => page.locator(`[data-testid="${id}"]`)

try {
  await page.goto(url)
  check('the address bar no longer holds the token', !page.url().includes('#'), page.url())
  await library()
  await frameTruth()
  await newcomer()
  await undoInOneStep()
  await accessible()
  check('nothing outside this machine was asked', [...asked].every(h => h === '127.0.0.1'), [...asked].join(' '))
  check('the page had no errors', wrong.length === 0, wrong.join('\n'))
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
  await page.screenshot({ path: join(process.cwd(), 'out/twin-failed.png') }).catch(() => {})
  if (wrong.length) console.error(wrong.join('\n'))
}
await browser.close()
await stop()
close()

async function library() {
  await at('card').first().waitFor({ timeout: 15_000 })
  const letters = await page.evaluate(async () => {
    await document.fonts.ready
    return performance.getEntriesByType('resource').filter(e => e.name.endsWith('.woff2')).map(e => `${e.name.split('/').pop()} by ${e.initiatorType}`)
  })
  check('the letters are asked for with the page, once, and not when the first words are laid out', letters.length === 1 && letters[0].endsWith(' by link'), letters.join(', '))
  check('every clip has a card', await at('card').count() === clips.length + 1, String(await at('card').count()))
  await at('search').fill('Slow')
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="card"]').length === 1, null, { timeout: 5000 })
  check('search finds the sample', true)
  await at('search').fill('')
  await page.waitForFunction(n => document.querySelectorAll('[data-testid="card"]').length === n, clips.length + 1, { timeout: 5000 })
}

/** Opens a clip in the Tag place and waits until it can be played. */
async function open(name) {
  await page.keyboard.press('Control+1')
  await page.locator('[data-testid="card"]', { hasText: name }).first().dblclick()
  await at('player').waitFor({ timeout: 10_000 })
  await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 60_000 })
}

async function seek(frame) {
  await at('time').click()
  await at('time-input').fill(`f${frame}`)
  await at('time-input').press('Enter')
  await page.waitForFunction(n => document.querySelector('[data-testid="player"]').dataset.frame === String(n), frame, { timeout: 10_000 })
}

async function frameTruth() {
  const next = random(20261125)
  let exact = 0, tried = 0
  for (const clip of clips) {
    await open(clip.name)
    for (let i = 0; i < 30; i++) {
      const frame = Math.floor(next() * clip.frames)
      await seek(frame)
      const shown = await page.locator('[data-testid="player"] video').evaluate(readNumber)
      tried++
      if (shown === clip.shows(frame)) exact++
      else console.error(`${clip.name}: frame ${frame} shows ${shown}, not ${clip.shows(frame)}`)
    }
  }
  console.log(`frame truth: ${exact} of ${tried} seeks show the frame the counter says`)
  check('what is shown is the frame the counter says', exact === tried && tried === 30 * clips.length, `${exact} of ${tried}`)
}

async function newcomer() {
  await open('Slow Sunday')
  await seek(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Space')
  await pause(600)
  await page.keyboard.down('1')
  await pause(1500)
  await page.keyboard.up('1')
  await page.keyboard.press('Space')
  const bar = page.locator('[data-testid^="tag-"][data-tag]').first()
  await bar.waitFor({ timeout: 5000 })
  const span = await bar.evaluate(e => [Number(e.dataset.in), Number(e.dataset.out)])
  check('a held key tags what was held', span[1] - span[0] > 30 && span[1] - span[0] < 75, span.join('–'))
  await page.keyboard.press('Control+4')
  await at('checks').waitFor({ timeout: 5000 })
  await page.locator('[data-testid="primary"]:enabled').waitFor() // what nobody could press yet, no key does
  await page.screenshot({ path: join(dir, 'publish.png') })
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-testid="queue-row"][data-stage="tagged"]').first().waitFor({ timeout: 30_000 })
  const [opened] = await Promise.all([context.waitForEvent('page', { timeout: 10_000 }), at('open-page').first().click()])
  await opened.waitForLoadState()
  check('the page opens', (await opened.title()).includes('Slow Sunday'), await opened.title())
  check('the disclosure stands before the first link', await opened.evaluate(() => {
    const words = document.body.innerText
    return /\bAd\b|commission|my own shop/i.test(words.slice(0, words.indexOf('Pouring kettle') + 1 || undefined))
  }))
  await opened.close()
}

async function undoInOneStep() {
  await page.keyboard.press('Control+2')
  const bars = page.locator('[data-testid^="tag-"][data-tag]')
  await bars.first().waitFor()
  const before = await bars.count()
  await page.keyboard.press('Control+z')
  await page.waitForFunction(n => document.querySelectorAll('[data-testid^="tag-"][data-tag]').length === n, before - 1, { timeout: 5000 })
  await page.keyboard.press('Control+Shift+z')
  await page.waitForFunction(n => document.querySelectorAll('[data-testid^="tag-"][data-tag]').length === n, before, { timeout: 5000 })
  check('one press undoes, one press redoes', true)
}

async function accessible() {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  for (const [place, key] of [['Library', '1'], ['Tag', '2'], ['Publish', '4']]) {
    for (const scheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await page.keyboard.press(`Control+${key}`)
      await pause(300)
      // The page's own policy refuses foreign scripts, so axe comes in through the debugger.
      const found = await page.evaluate(`${axe}; axe.run({ resultTypes: ['violations'] }).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')))`)
      check(`${place}, ${scheme}: no serious accessibility finding`, found.length === 0, found.join('\n'))
    }
  }
}
