// node pictures.mjs path/to/taglane — covers, exports and a library of many clips, in a headless browser over the real Go program.
import { createRequire } from 'node:module'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { answered, chromium, numberedClip, pause, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const shots = process.env['TAGLANE_SHOTS'] ?? ''
const { check, close } = tally()

const shoot = join(dir, 'shoot')
mkdirSync(join(shoot, 'day two'), { recursive: true })
for (const [i, rate] of ['30', '25', '60', '30000/1001'].entries()) numberedClip(join(shoot, `IMG_${i + 1}.mp4`), { rate, seconds: 2, width: i === 3 ? 640 : 360, height: i === 3 ? 360 : 640 })
copyFileSync(join(shoot, 'IMG_1.mp4'), join(shoot, 'day two', 'IMG_1 copy.mp4'))
const before = readFileSync(join(shoot, 'IMG_2.mp4'))
verb(binary, dir, 'import', shoot)

const { url, stop } = await serve(binary, dir, ['--sample'])
const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', acceptDownloads: true })
const page = await context.newPage()
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
page.on('console', m => { if (m.type() === 'error') wrong.push(m.text()) })
const at = id => page.locator(`[data-testid="${id}"]`)
const card = name => page.locator('[data-testid="card"]', { hasText: name }).first()
const shot = async name => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`) }) }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

try {
  await page.goto(url)
  await card('Slow Sunday').waitFor({ timeout: 15_000 })
  await many()
  await doubles()
  await moved()
  await watched()
  await cover()
  await video()
  check('the clips themselves were not touched', before.equals(readFileSync(join(shoot, 'IMG_2.mp4'))))
  check('the page had no errors', wrong.length === 0, wrong.join('\n'))
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
  await page.screenshot({ path: join(process.cwd(), 'out/pictures-failed.png') }).catch(() => {})
  if (wrong.length) console.error(wrong.join('\n'))
}
await browser.close()
await stop()
close()

/** No serious finding where the screen stands now, dark and light. */
async function accessible(name) {
  await page.mouse.move(0, 0) // a time that follows the pointer is no name
  for (const scheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await pause(200)
    await shot(`${name}-${scheme}`)
    const found = await page.evaluate(`${axe}; axe.run({ resultTypes: ['violations'] }).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')))`)
    check(`${name}, ${scheme}: no serious accessibility finding`, found.length === 0, found.join('\n'))
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
}

async function many() {
  check('every clip has a card', await at('card').count() === 6, String(await at('card').count()))
  await at('add-project').click()
  await at('project-name').fill('Kitchen')
  await page.keyboard.press('Enter')
  await at('project').first().waitFor({ timeout: 5000 })
  await card('IMG_2').click()
  await card('IMG_3').click({ modifiers: ['Control'] })
  await at('bulk').waitFor({ timeout: 5000 })
  check('a bar says how many are picked', /2 clips/.test(await at('bulk').innerText()), await at('bulk').innerText())
  await accessible('library-picked')
  await at('bulk-move').click()
  await page.getByRole('menu').getByText('Kitchen', { exact: true }).click()
  await at('project').filter({ hasText: '2' }).waitFor({ timeout: 5000 })
  check('many clips move in one step', true)
  await at('bulk-clear').click()
  await at('project').first().click()
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="card"]').length === 2, null, { timeout: 5000 })
  check('a project shows its clips alone', true)
  await at('all-clips').click()
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="card"]').length === 6, null, { timeout: 5000 })
}

async function doubles() {
  await at('filter-double').click()
  await at('double-group').waitFor({ timeout: 5000 })
  await accessible('library-doubles')
  await at('keep-this').first().click()
  await at('double-group').waitFor({ state: 'detached', timeout: 10_000 })
  const left = await at('all-clips').innerText()
  check('two clips of the same content become one', /5/.test(left), left)
  await at('all-clips').click()
}

async function moved() {
  const away = join(dir, 'sorted')
  mkdirSync(away)
  renameSync(join(shoot, 'IMG_3.mp4'), join(away, 'kettle.mp4'))
  await at('search').fill('IMG_3')
  await card('IMG_3').waitFor()
  await at('search').fill('')
  await at('find-file').first().waitFor({ timeout: 60_000 })
  await accessible('library-missing')
  await at('filter-missing').click()
  await page.getByRole('button', { name: /Look in a folder/ }).first().click()
  await page.locator('input[data-testid="look"]').fill(away)
  await page.keyboard.press('Enter')
  await at('notice').filter({ hasText: 'found again' }).first().waitFor({ timeout: 15_000 })
  check('a file that moved is found by its content', true)
  await at('all-clips').click()
}

async function watched() {
  const camera = join(dir, 'camera')
  mkdirSync(camera)
  await at('watch').first().click()
  await at('watch-path').fill(camera)
  await at('watch-add').click()
  await at('watches').filter({ hasText: camera }).waitFor({ timeout: 5000 })
  await accessible('library-watch')
  await page.keyboard.press('Escape')
  numberedClip(join(camera, 'IMG_9.mp4'), { rate: '30', seconds: 1 })
  await card('IMG_9').waitFor({ timeout: 30_000 })
  check('what arrives in a watched folder comes in by itself', true)
}

async function cover() {
  await card('Slow Sunday').dblclick()
  await at('edit-cover').first().click()
  await at('candidate').first().waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="crop"][data-made="true"], [data-testid="crop"][data-made]').length >= 5, null, { timeout: 60_000 })
  await at('candidate').nth(1).click()
  await at('cover-title').fill('Slow Sunday')
  await pause(1500)
  await accessible('cover')
  await saved()
  await page.setViewportSize({ width: 1024, height: 680 })
  await pause(400)
  await shot('cover-small')
  const use = await at('cover-use').boundingBox()
  check('the editor fits a small window', use !== null && use.x + use.width <= 1024 && use.y + use.height <= 680, JSON.stringify(use))
  await page.setViewportSize({ width: 1440, height: 900 })
  await at('cover-use').click()
  await at('cover-editor').waitFor({ state: 'detached', timeout: 15_000 })
  await page.keyboard.press('Control+1')
  await page.waitForFunction(() => document.querySelector('[data-testid="card"] img[src*="/cover."]')?.naturalWidth > 0, null, { timeout: 15_000 })
  check('the card shows the cover', true)
  await shot('library-cover')
  await page.keyboard.press('Control+2')
  await at('player').waitFor()
  await pause(300)
  await answered(page)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+1')
  await page.waitForFunction(() => !document.querySelector('[data-testid="card"] img[src*="/cover."]'), null, { timeout: 10_000 })
  check('undo takes frame and words back in one step', true)
}

/** Where there is no window to choose a folder in, the browser saves what was written: no other way out is open. */
async function saved() {
  await at('cover-export').click()
  await at('target').first().check()
  await at('export-pictures').click()
  const link = at('made').first()
  await link.waitFor({ timeout: 60_000 })
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: 15_000 }), link.click()])
  const name = await link.getAttribute('download')
  const lies = (await page.getByText(/^They also lie in/).innerText()).replace(/^They also lie in (.*)\.$/s, '$1')
  const path = await file.path()
  check('a picture that was written is saved by the browser, under its name', name.endsWith('.jpg') && file.suggestedFilename() === name && readFileSync(path).equals(readFileSync(join(lies, name))), `${name}, ${file.suggestedFilename()}`)
  check('and the page stays where it is', new URL(page.url()).pathname === '/')
  await page.getByRole('button', { name: 'Done' }).click()
}

async function video() {
  await page.keyboard.press('Control+2')
  await page.getByRole('button', { name: 'Export video…' }).first().click()
  await at('form').first().waitFor({ timeout: 5000 })
  await accessible('export-video')
  await page.getByRole('radio', { name: /Small/ }).check()
  await at('burn-disclosure').check()
  await at('export-video').click()
  await at('notice').filter({ hasText: 'is written to' }).first().waitFor({ timeout: 120_000 })
  const said = await at('notice').filter({ hasText: 'is written to' }).first().innerText()
  const path = join(dir, 'Documents', 'Taglane exports', said.slice(0, said.indexOf(' is written to')))
  const written = [path, path.replace(join('Documents', 'Taglane exports'), join('library', 'exports'))].filter(p => existsSync(p)).map(p => statSync(p).size)
  check('a video is written in the background', written.length === 1 && written[0] > 50_000, said)
}
