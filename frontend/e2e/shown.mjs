// node shown.mjs path/to/taglane — a library that is only shown: what would change it is shut and says why, in every
// place, by keys, by hand and by a drop, and nothing that writes is asked for.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answered, chromium, patience, pause, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const { check, close } = tally()
const dir = scratch(), library = join(dir, 'library'), file = join(library, 'library.db')
const WHY = 'This library is only shown'
// What leaves the library as it is, by its beginning.
const READS = /^(Login$|Accounts?$|AccountHealth|Approvals?$|Cache$|Check$|Clip|Comments|CompareVersions|Cover(Candidates|Faces|Targets|Preview)|Crashes|Doctor|Doubles|Health|History|Insights|Jobs|Launches|Library|LikelyDoubles|Links?$|LinkUTM|Listings|Looks|LossReport|MediaBase|Members|Outbox|PendingLogin|Pictures|Playing|ProductPage|Products|Programs|Publication|Radar|ReadLink|Recovery|Restored|Review(Addresses)|SeenAgain|ServedReviews|Services|SetSetting|Settings|Sheet|Snapshots|Snippets|Sources|Standing|Swaps|TagFormats|Team|Tools|Variant$|Vault|Version|VideoTargets|ViewLibrary|Waiting|Watches)/

await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips, [product] = verb(binary, dir, 'products').products
verb(binary, dir, 'tag', clip.id, product.id, '--in', '1', '--out', '3')
const bytes = readFileSync(file)
bytes[60] = 0
bytes[62] = 0x27 // its form, as a later Taglane would leave it
writeFileSync(file, bytes)
rmSync(join(library, 'sums'))

const browser = await chromium()
const app = await serve(binary, dir)
const page = await browser.newPage({ reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } })
const asked = [], errors = []
page.on('request', r => { const verb = /\/verb\/(\w+)/.exec(r.url())?.[1]; if (verb) asked.push(verb) })
page.on('pageerror', e => errors.push(String(e)))
await page.addInitScript(home => { localStorage.setItem('taglane.settings', home) }, JSON.stringify({ welcomed: 'yes', hints: 'off' }))
await page.goto(app.url)
const at = id => page.locator(`[data-testid="${id}"]`)
const shut = async (what, control) => {
  await control.first().waitFor()
  await answered(page)
  check(`${what} is shut`, await control.first().isDisabled())
  check(`${what} says why`, (await control.first().getAttribute('data-tip')) === WHY)
}
const open = async (what, control) => { await control.first().waitFor(); check(`${what} can be used`, await until(() => control.first().isEnabled())) }
const until = patience(page)
const go = async digit => { await page.keyboard.press(`Control+Digit${digit}`); await pause(300) }
const press = async (...keys) => { for (const k of keys) { await page.keyboard.press(k); await pause(30) } }

await at('view').click()
await at('only-shown').waitFor()
await at('card').first().waitFor()

await shut('adding clips', at('add-clips'))
await at('add-clips').hover({ force: true })
await page.locator('[role=tooltip]', { hasText: WHY }).waitFor()
const tip = await page.locator('[role=tooltip]').boundingBox()
check('the reason is shown under the pointer, whole', tip.x >= 0 && tip.x + tip.width <= 1440, JSON.stringify(tip))
await shut('a new project', at('add-project'))
check('nobody is asked to drop clips', !(await page.locator('footer').first().textContent()).includes('Drop'))
await at('card').first().click()
await press('F2', 'Delete', 'Control+KeyO', 'Control+KeyZ')
check('no question is asked that cannot be answered', await page.locator('dialog[open]').count() === 0)

await page.evaluate(() => {
  const data = new DataTransfer()
  data.items.add(new File(['x'], 'film.mp4', { type: 'video/mp4' }))
  for (const kind of ['dragenter', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
})
await at('notice').filter({ hasText: 'only shown' }).waitFor()
check('a drop says why it is not taken', true)

await go(2)
await open('playing', at('play'))
await shut('a product on the shelf', at('add-product'))
await shut('tagging by hand', at('shelf-1'))
await page.locator('body').click({ position: { x: 700, y: 14 } })
await press('Digit1', 'KeyN', 'KeyS', 'KeyM', 'Control+KeyA', 'Delete', 'Control+KeyD', 'ArrowRight')
const bar = page.locator('[data-tag]').first()
await bar.waitFor()
const was = await bar.getAttribute('data-in'), box = await bar.boundingBox()
await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
await page.mouse.down()
await page.mouse.move(box.x + box.width / 2 + 80, box.y + box.height / 2, { steps: 5 })
await page.mouse.up()
await at('field-in').waitFor()
check('a tag is picked, and stays where it is', await bar.getAttribute('data-in') === was)
await shut('what a tag says', at('field-notes'))
await press('ArrowRight', 'Delete', 'KeyS', 'BracketLeft')

await go(3)
await shut('a comment', at('composer').locator('textarea'))
await at('version').first().waitFor()
await answered(page)
await at('version').first().getByRole('button').first().click({ button: 'right' })
await shut('the note of a version', page.getByRole('menuitem', { name: 'Change the note' }))
await press('Escape')
await shut('asking for changes', at('changes'))

await go(4)
await shut('publishing', at('primary'))
await press('F2', 'Control+Enter')

await go(5)
await press('Control+Enter')

await go(6)
await shut('adding a product', at('primary'))
await page.locator('[id^="product-"]').first().click()
await shut('the name of a product', at('field-title'))
await open('finding products', page.getByPlaceholder('Name, brand or number'))

await press('Control+Comma')
await page.locator('[data-testid="settings"] nav button', { hasText: 'Snapshots' }).click()
await shut('taking a snapshot', at('take-snapshot'))
await page.locator('[data-testid="settings"] nav button', { hasText: 'Library' }).click()
await open('exporting everything', at('export-everything'))

const wrote = asked.filter(v => !READS.test(v))
check('nothing that writes is asked for', wrote.length === 0, wrote.join())
check('nothing fails', await page.locator('[data-kind=error]').count() === 0 && errors.length === 0, errors.join())
await browser.close()
await app.stop()
close()
