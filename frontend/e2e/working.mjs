// node working.mjs path/to/taglane — working on many tags: a template, the table, history, tags as text, a paste into another clip.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answered, chromium, patience, pause, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()

const film = join(dir, 'other.mp4')
execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc=s=180x320:r=25:d=12', '-pix_fmt', 'yuv420p', film])
verb(binary, dir, 'import', film)

const { url, stop } = await serve(binary, dir, ['--sample'])
const { origin, hash } = new URL(url)
const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
const page = await context.newPage()
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
page.on('console', m => { if (m.type() === 'error') wrong.push(m.text()) })
const until = patience(page)
const at = id => page.locator(`[data-testid="${id}"]`)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const ask = async (name, ...args) => (await (await fetch(`${origin}/verb/${name}`, { method: 'POST', headers: { 'X-Token': hash.slice(1), 'Content-Type': 'application/json' }, body: JSON.stringify(args) })).json()).result
const menu = async name => { await at('tag-more').click(); await page.getByRole('menuitem', { name }).click() }
const cell = (tag, column) => page.locator(`[data-testid="row-${tag}"] [data-testid="row-${column}"]`)
/** The clip, once it is as it should be and the page knows; as it is after five seconds otherwise. */
async function settled(id, fits) {
  for (let i = 0; ; i++) {
    const view = await ask('Clip', id)
    if (fits(view) || i === 50) { await answered(page); return view }
    await pause(100)
  }
}
async function clean(what) {
  const found = await page.evaluate(`${axe}; axe.run({ resultTypes: ['violations'] }).then(r => r.violations.map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))`)
  check(`${what}: no accessibility finding`, found.length === 0, found.join('\n'))
}

try {
  await page.goto(url)
  const { cards } = await ask('Clips', {})
  const other = cards.find(c => c.name === 'other').id
  const id = cards.find(c => c.id !== other).id
  await page.keyboard.press('Control+2')
  await page.getByText('Slow Sunday').first().click()
  await at('tag-more').waitFor()
  await template(id)
  await table(id)
  await history(id)
  await text()
  await paste(other)
  check('the page had no errors', wrong.length === 0, wrong.join('\n'))
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
} finally {
  await browser.close()
  await stop()
}
close()

async function template(id) {
  await menu('Tag by a template…')
  await at('templates').waitFor()
  await clean('templates')
  await page.getByRole('button', { name: 'Three in turn' }).click()
  await at('template-apply').click()
  const view = await settled(id, v => v.tags.length === 3)
  check('a template is one change', view.tags.length === 3 && view.undo.includes('Three in turn'), view.undo)
}

async function table(id) {
  await page.keyboard.press('Control+t')
  await at('tag-table').waitFor()
  await clean('the table')
  const [first] = (await ask('Clip', id)).tags
  await cell(first.id, 'label').click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Old glow')
  await page.keyboard.press('Enter')
  await settled(id, v => v.tags[0].label === 'Old glow')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+Enter')
  let view = await settled(id, v => v.tags.every(t => t.label === 'Old glow'))
  check('one value fills every selected row', view.tags.every(t => t.label === 'Old glow'), view.tags.map(t => t.label))
  await cell(first.id, 'in').click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('f5')
  await page.keyboard.press('Enter')
  view = await settled(id, v => v.tags[0].in === 5)
  check('a start is typed as a frame', view.tags[0].in === 5, view.tags[0].in)
  await page.keyboard.press('Control+h')
  await at('find').fill('old')
  await at('replace-by').fill('New')
  check('what would be replaced is counted', (await at('found').innerText()) === 'Found 3 times in 3 tags', await at('found').innerText())
  await at('replace-all').click()
  view = await settled(id, v => v.tags.every(t => t.label === 'New glow'))
  check('replacing is one change', view.tags.every(t => t.label === 'New glow') && view.undo.startsWith('Replace'), view.undo)
}

async function history(id) {
  await at('tab-history').click()
  await at('history').waitFor()
  await clean('the history')
  await at('name-state').click()
  await at('name').fill('All labelled')
  await page.keyboard.press('Enter')
  const named = page.locator('[data-testid^="history-"]', { hasText: 'All labelled' })
  await named.waitFor()
  await page.locator('[data-testid^="history-"]').last().click()
  let view = await settled(id, v => v.tags.length === 0)
  check('the oldest step has no tags', view.tags.length === 0, view.tags.length)
  await named.click()
  // The way there is gone step by step, and what is asked for meanwhile may be of two of them.
  const whole = v => v.redo === '' && v.tags.length === 3 && v.tags.every(t => t.label === 'New glow')
  view = await settled(id, whole)
  check('a named state brings all of it back', whole(view), `${view.redo}; ${view.tags.map(t => t.label).join(', ')}`)
}

async function text() {
  await menu('Export tags…')
  await at('export-text').waitFor()
  await clean('export')
  await page.locator('[data-testid="export-tags"] select').selectOption('csv')
  await page.waitForFunction(() => document.querySelector('[data-testid="export-text"]')?.value.includes(','))
  const [saved] = await Promise.all([page.waitForEvent('download'), at('export-save').click()])
  check('a file is saved under its format', saved.suggestedFilename().endsWith('.csv'), saved.suggestedFilename())
  await page.keyboard.press('Escape')
  await menu('Copy YouTube chapters')
  check('chapters are on the clipboard', await until(async () => (await page.evaluate(() => navigator.clipboard.readText())).startsWith('00:00 ')))
}

async function paste(other) {
  await page.keyboard.press('Control+t')
  await page.locator('[data-testid^="tag-"][data-tag]').first().click()
  await page.keyboard.press('Control+c')
  let doc = ''
  await until(async () => (doc = await page.evaluate(() => navigator.clipboard.readText())).startsWith('{'))
  check('a copied tag is a document of its own', JSON.parse(doc).tags.length === 1, doc.slice(0, 200))
  await page.getByText('other', { exact: true }).first().click()
  // The other clip is open when its film is: then a paste goes there.
  await page.waitForFunction(() => document.querySelector('header')?.textContent.includes('other') && (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2 && document.querySelectorAll('[data-testid^="tag-"][data-tag]').length === 0, null, { timeout: 30_000 })
  await pause(1000)
  await page.keyboard.press('Control+Shift+v')
  let view = await settled(other, v => v.tags.length === 1)
  check('copies are pasted into another clip at the same times', view.tags.length === 1 && view.tags[0].in === 4, view.tags.map(t => [t.in, t.out]))
  await page.keyboard.press('Control+z')
  await settled(other, v => v.tags.length === 0)
  await menu('Import tags…')
  await at('import-text').fill('rubbish')
  await at('import-take').click()
  await page.locator('[data-testid="import-tags"] [role="alert"]').waitFor()
  await clean('import')
  await at('import-text').fill(doc)
  await at('import-take').click()
  view = await settled(other, v => v.tags.length === 1)
  check('a document comes in without saying what it is', view.tags.length === 1, view.tags.length)
}
