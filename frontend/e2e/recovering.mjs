// node recovering.mjs path/to/taglane — a library is damaged and put back by keys alone, a snapshot is taken and put
// back, and the whole library goes out as a folder and comes back the same.
import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, sandboxed, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const { check, close } = tally()
const dir = scratch(), library = join(dir, 'library')
const at = (page, id) => page.locator(`[data-testid="${id}"]`)
const titles = () => verb(binary, dir, 'products').products.map(p => p.title).sort().join()
const add = title => verb(binary, dir, 'products', 'add', '--title', title, '--url', 'https://lind.example/', '--relation', 'own')

await (await serve(binary, dir, ['--sample'])).stop()
const first = titles()
verb(binary, dir, 'snapshots', 'take')
add('Blue mug')
verb(binary, dir, 'snapshots', 'take')
const before = titles()
add('Later mug')
const file = openSync(join(library, 'library.db'), 'r+')
for (let page = 1; page < 40; page++) writeSync(file, Buffer.alloc(2000, 0xad), 0, 2000, page * 4096)
closeSync(file)

const browser = await chromium()
const seen = []
async function open() {
  const app = await serve(binary, dir)
  const page = await browser.newPage({ reducedMotion: 'reduce' })
  await page.addInitScript(home => { localStorage.setItem('taglane.settings', home) }, JSON.stringify({ welcomed: 'yes', hints: 'off' }))
  page.on('pageerror', e => seen.push(String(e)))
  await page.goto(app.url)
  return { page, stop: async () => { await page.close(); await app.stop() } }
}
const focused = page => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.getAttribute('type') ?? '')
async function tabTo(page, id) {
  for (let i = 0; i < 40; i++) { if (await focused(page) === id) return true; await page.keyboard.press('Tab') }
  return false
}

{
  const { page, stop } = await open()
  await at(page, 'recovery').waitFor()
  check('the newest snapshot that is whole is offered', await page.getByText('Read through just now').count() === 1)
  check('it is reached by keys', await tabTo(page, 'put-back'))
  await page.keyboard.press('Enter')
  await at(page, 'card').waitFor()
  check('the library is there again without a start', await at(page, 'recovery').count() === 0)
  check('what became of it is told', await page.getByText('All that was there lies in').count() > 0)
  check('the damaged one lies aside whole', readdirSync(library).some(n => n.startsWith('damaged-') && existsSync(join(library, n, 'library.db'))))

  await page.keyboard.press('Control+Comma')
  await page.locator('[data-testid="settings"] nav button', { hasText: 'Snapshots' }).click()
  await at(page, 'snapshot').first().waitFor()
  await at(page, 'take-snapshot').click()
  await page.getByText(/read back: it is whole|none was needed/).waitFor()
  await at(page, 'snapshot').last().getByRole('radio').check()
  await at(page, 'ask').click()
  await at(page, 'ask-restore').waitFor()
  check('before it is put back, what will be lost is said', /not lost/.test(await at(page, 'ask-restore').innerText()))
  await at(page, 'restore').click()
  await at(page, 'due').waitFor()

  await page.locator('[data-testid="settings"] nav button', { hasText: 'Library' }).click()
  await at(page, 'export-everything').click()
  await page.getByText('The whole library is written to').waitFor()
  await stop()
}
check('what was put back is what the snapshot held', titles() === first && first !== before, titles())

const exported = join(dir, 'Documents', 'Taglane exports'), own = join(library, 'exports')
const [root] = [exported, own].filter(existsSync)
const name = root && readdirSync(root).find(n => n.startsWith('Taglane library'))
check('the export lies where exports go', name !== undefined, root)
const second = join(dir, 'second')
execFileSync(resolve(binary), ['import-all', join(root ?? '', name ?? ''), '--library', second], { env: sandboxed(dir), stdio: 'pipe' })
const there = JSON.parse(execFileSync(resolve(binary), ['products', '--json', '--library', second], { env: sandboxed(dir), encoding: 'utf8' })).products.map(p => p.title).sort().join()
check('and makes the same library again', there === before, there)
check('the page had no errors', seen.length === 0, seen.join('\n'))
await browser.close()
close()
