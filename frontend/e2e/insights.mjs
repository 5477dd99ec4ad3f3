// node insights.mjs path/to/taglane — the hands of the Insights place, over the real program: a clip is published with
// links of a network, the network tells what was sold, and a curve says where a tag is seen by more. The network is
// stood in for by a few lines that speak as CJ's commissions do.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { chromium, patience, pause, sandboxed, scratch, serve, tally, verb } from './kit.mjs'

process.env.TZ = 'UTC' // the program's days and the page's are the same
const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()
const DAY = 86_400_000
const now = Date.now()
const day = ago => new Date(now - ago * DAY).toISOString()

// ---- the network ----

let sold = []
let broken = false
const network = createServer((request, response) => {
  let body = ''
  request.on('data', d => { body += d })
  request.on('end', () => {
    const answer = (status, json) => { response.writeHead(status, { 'Content-Type': 'application/json' }); response.end(JSON.stringify(json)) }
    if (broken) return answer(401, { errors: [{ message: 'The access token is not valid.' }] })
    if (!request.url.includes('commissions')) return answer(200, { data: { shoppingProducts: { totalCount: 0, count: 0, resultList: [] } } }) // no shop was joined
    const { variables } = JSON.parse(body)
    const records = sold.filter(r => r.postingDate >= variables.from && r.postingDate < variables.to)
    answer(200, { data: { publisherCommissions: { count: records.length, payloadComplete: true, maxCommissionId: records.at(-1)?.commissionId ?? '', records } } })
  })
})
await new Promise(r => network.listen(0, '127.0.0.1', r))
const sale = (n, sub, amount, more = {}) => ({
  commissionId: String(n), originalActionId: String(n), original: true, actionStatus: 'closed', correctionReason: '', shopperId: sub, orderId: `order-${n}`, advertiserId: '555', advertiserName: 'Norrgrain',
  eventDate: day(1), postingDate: day(1).slice(0, 19) + 'Z', pubCommissionAmountPubCurrency: amount, pubCommissionAmountUsd: amount, saleAmountPubCurrency: '69.00', saleAmountUsd: '69.00', items: [{ sku: 'K-1', quantity: 1 }], ...more,
})

// ---- a clip goes out with links of that network ----

await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
const { products } = verb(binary, dir, 'products')
const [kettle, mug] = ['kettle', 'mug'].map(word => products.find(p => p.title.includes(word)))
writeFileSync(join(dir, 'secret.json'), JSON.stringify({ access_token: 'token-of-a-creator', company_id: '123456', pid: '7654321' }))
// A vault without a keyring wants a passphrase at a terminal, twice.
const PASSPHRASE = 'late-breakfast-7'
const typed = `(sleep 0.5; echo ${PASSPHRASE}; sleep 0.5; echo ${PASSPHRASE}) | script -qec "${resolve(binary)} accounts add cj --name Network --base-url http://127.0.0.1:${network.address().port} --set currency=EUR --set company_id=123456 --set pid=7654321 --secret-file ${join(dir, 'secret.json')}" /dev/null`
await new Promise(r => spawn('sh', ['-c', typed], { env: sandboxed(dir), stdio: 'ignore' }).once('exit', r))
const account = verb(binary, dir, 'accounts').accounts.find(a => a.service === 'cj')
check('the network is an account', account !== undefined)
for (const p of [kettle, mug]) verb(binary, dir, 'products', 'pay', p.id, '--by', account.id, '--advertiser', '555', '--rate', '8')
for (const [p, from, to] of [[mug, '0.5', '2.5'], [kettle, '9', '11']]) verb(binary, dir, 'tag', clip.id, p.id, '--in', from, '--out', to)
verb(binary, dir, 'publish', clip.id, '--to', 'Web page', '--set', 'impressions=true')
execFileSync(resolve(binary), ['outbox', 'run', '--until-idle'], { env: sandboxed(dir), stdio: 'ignore', timeout: 60_000 })
const { links } = verb(binary, dir, 'links', clip.id)
const subOf = p => links.find(l => l.product === p.id)?.subID ?? ''
check('each tag has a link of its own', links.length === 2 && subOf(kettle) !== '' && subOf(kettle) !== subOf(mug), JSON.stringify(links))
sold = [sale(101, subOf(kettle), '5.52'), sale(102, subOf(kettle), '4.08', { actionStatus: 'new' }), sale(103, subOf(mug), '1.20'), sale(104, 'somebodyelses', '0.70')]

// ---- the page ----

const { url, stop } = await serve(binary, dir)
const { origin, hash } = new URL(url)
await verbOver('UnlockVault', PASSPHRASE)
await verbOver('ConnectAccount', account.id)
for (let i = 0; i < 100 && (await verbOver('Login')).state !== 'done'; i++) await pause(100)
const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', acceptDownloads: true })
const page = await context.newPage()
page.setDefaultTimeout(15_000)
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
const at = id => page.locator(`[data-testid="${id}"]`)
const text = async where => (await where.textContent()).replace(/\s+/g, ' ').trim()
const until = patience(page)
try {
  await page.goto(url)
  await at('card').first().waitFor()
  await page.keyboard.press('Control+5')
  await asking()
  await days()
  await closely()
  await silent()
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
  await page.screenshot({ path: join(process.cwd(), 'out/insights-failed.png') }).catch(() => {})
}
check('the page had no errors', wrong.length === 0, wrong.join('\n'))
await browser.close()
await stop()
network.close()
close()

async function asking() {
  await at('invite').waitFor()
  check('what is out and was never asked about says so', (await text(at('invite'))).includes('Nobody was asked yet'))
  check('its post stands there already', await at('figure-row').count() === 1)
  await page.keyboard.press('Control+Enter')
  await until(() => at('figures').isVisible(), 60_000)
  check('the commission has come, exact, pending apart', (await text(at('commission'))).includes('€7.42') && (await text(at('commission'))).includes('€4.08 pending'), await text(at('commission')))
  check('orders are counted', await text(at('orders')) === '4', await text(at('orders')))
  check('when it was asked is said', (await text(at('asked'))).startsWith('Asked '))
  check('what nobody can be credited with is told, with why', (await text(at('unassigned'))).includes('1 line came back without a clip') && (await text(at('unassigned'))).includes('€0.70'), await text(at('unassigned')))
  await page.keyboard.press('3')
  check('each sale is at its tag', await until(async () => await at('figure-row').count() === 2) && (await text(at('figure-row').first())).includes('Pouring kettle') && (await text(at('figure-row').first())).includes('€5.52') && (await text(at('figure-row').last())).includes('€1.20'), await text(at('figure-table')))
  await page.keyboard.press('2')
  check('and at its product', await until(async () => (await text(at('figure-row').first())).includes('Pouring kettle') && (await at('figure-row').count()) === 2))
}

async function days() {
  const chart = at('day-chart')
  await chart.focus()
  const says = () => chart.getAttribute('aria-valuetext')
  const today = await says()
  await page.keyboard.press('ArrowLeft')
  check('an arrow key walks to the day before, and it is read out', await says() !== today && (await says()).includes('3 orders') === false && (await says()).includes('4 orders') && (await says()).includes('€'), await says())
  await page.keyboard.press('Home')
  check('Home goes to the first day', await chart.getAttribute('aria-valuenow') === '1' && (await says()).includes('0 orders'))
  await page.keyboard.press('d')
  await at('day-table').waitFor()
  check('the same days stand in a table', await at('day-table').locator('tbody tr').count() === 28 && (await text(at('day-table'))).includes('€11.50'), await text(at('day-table')))
  await page.getByRole('radio', { name: '7 days' }).click()
  check('fewer days are fewer rows', await until(async () => await at('day-table').locator('tbody tr').count() === 7))
  await page.keyboard.press('d')
  await page.getByRole('heading', { name: 'By day' }).click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('e')])
  const csv = readFileSync(await file.path(), 'utf8')
  check('the figures are saved as a table', /^taglane-.*\.csv$/.test(file.suggestedFilename()) && csv.startsWith('clip,product,tag,') && csv.includes('5.52,EUR') && csv.includes('pending,4.08'), csv)
}

async function closely() {
  await page.keyboard.press('3')
  await at('figure-row').first().getByRole('button').click()
  await at('tag-row').first().waitFor()
  check('a row opens its clip, at its tag', (await text(page.locator('[data-testid="tag-row"].on, [data-testid="tag-row"]:has([aria-pressed="true"])'))).includes('Pouring kettle'))
  const track = at('seconds')
  await track.focus()
  for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight')
  check('a second says what came in then, and what is shown', (await track.getAttribute('aria-valuetext')).includes('€4.80') && (await track.getAttribute('aria-valuetext')).includes('Pouring kettle'), await track.getAttribute('aria-valuetext'))
  check('without a curve it is said where to get one', await at('no-curve').isVisible() && await at('curve').count() === 0)

  await page.keyboard.press('i')
  check('it is said where the file is found', (await text(at('where'))).includes('YouTube Studio'))
  await at('figures-text').fill('no,table\n')
  await at('figures-take').click()
  check('what is no curve is refused with a reason', await until(async () => (await page.locator('dialog [role="alert"]').count()) === 1))
  await at('figures-text').fill('Video position (%),Absolute audience retention (%)\n' + Array.from({ length: 101 }, (_, i) => `${i},${Math.max(20, 100 - 3 * Math.max(0, i - 50))}`).join('\n'))
  await at('figures-take').click()
  await until(() => at('curve').isVisible())
  check('the curve is drawn', await at('curve').getAttribute('data-service') === 'youtube')

  await page.keyboard.press('p')
  const [file] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a file…' }).click()])
  await file.setFiles({ name: 'clip-counts.csv', mimeType: 'text/csv', buffer: Buffer.from(`product,name,seen,followed\n${kettle.id},Pouring kettle,40,6\n${mug.id},Stoneware mug,25,2\n`) })
  await until(async () => (await at('figures-text').inputValue()).includes('followed'))
  await at('figures-take').click()
  const row = at('tag-row').filter({ hasText: 'Pouring kettle' })
  check('what the page counted is at its tag', await until(async () => (await text(row)).includes('seen 40 times, 6 clicks, 2 orders')), await text(row))

  const span = page.locator(`[data-testid="span"][data-tag="${await row.getAttribute('data-tag')}"]`)
  const before = Number(await span.getAttribute('data-in'))
  check('a tag that would be seen by more says where, and by how much', await row.getByTestId('gain').isVisible() && await page.locator('[data-testid="ghost"]').count() > 0, await text(row))
  await page.keyboard.press('m')
  check('one key moves it there', await until(async () => Number(await span.getAttribute('data-in')) < before), await span.getAttribute('data-in'))
  check('and shows that it was moved', await until(async () => await at('moved').isVisible()) && (await text(at('moved'))).includes('00:09.00'))
  check('the clip itself has it there', (await verbOver('Clip', clip.id)).tags.find(t => t.product === kettle.id).in < before)
  await page.keyboard.press('Control+z')
  check('undo takes it back as one step', await until(async () => Number(await span.getAttribute('data-in')) === before))
  check('and nothing says any more that it was moved', await until(async () => await at('moved').count() === 0))
  await accessible()
  await page.keyboard.press('Escape')
  await at('figures').waitFor()
  check('clicks of the page are part of the figures', await text(at('clicks')) === '8', await text(at('clicks')))
  await accessible()
}

async function silent() {
  broken = true
  await page.keyboard.press('Control+Enter')
  await until(() => page.locator('[data-testid="warning"][data-kind="login"]').isVisible(), 60_000)
  check('an account that did not answer is named, and its figures stay', (await text(at('warning'))).includes('Network') && (await text(at('commission'))).includes('€7.42'), await text(at('warning')))
  await at('warning-account').click()
  check('and leads to the account', await until(async () => await at('accounts').isVisible()))
}

/** Asks the program itself. */
async function verbOver(name, ...args) {
  const answer = await fetch(`${origin}/verb/${name}`, { method: 'POST', headers: { 'X-Token': hash.slice(1), 'Content-Type': 'application/json' }, body: JSON.stringify(args) })
  return (await answer.json()).result
}

async function accessible() {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  for (const scheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.waitForTimeout(200)
    const found = await page.evaluate(`${axe}; axe.run({ resultTypes: ['violations'] }).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')))`)
    check(`${scheme}: no serious accessibility finding`, found.length === 0, found.join('\n'))
  }
}
