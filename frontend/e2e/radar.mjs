// node radar.mjs path/to/taglane — the hands of what needs a look, of links and of launches: what is wrong is told and
// mended, posts follow, links are looked at and only opened when agreed to, and what is held back moves by its clock.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { between, fault } from './between.mjs'
import { chromium, patience, scratch, serve, tally } from './kit.mjs'
import { fallbacks, selling } from './selling.mjs'

const [binary] = process.argv.slice(2)
process.env.TAGLANE_PASSPHRASE = 'open-sesame'
const dir = scratch()
const { check, close } = tally()
await (await serve(binary, dir, ['--sample'])).stop()
const clip = selling(binary, dir)
const { url, stop } = await serve(binary, dir)
const { answer, ask, id } = await fallbacks(url)

const asked = []
const heard = name => asked.filter(a => a[0] === name)
// What the program says as it stands: between would bring its dates into the present.
const noted = name => async args => {
  asked.push([name, ...args])
  const said = await answer(name, ...args)
  return said.error ? fault(said.error.kind, said.error.message) : said.result ?? null
}
const hop = (address, more) => ({ address, status: 302, how: 'location', ours: false, subID: false, ms: 12, ...more })
let unreached = fault('Refused', 'The shop wants no visitors.')
let proposing = false
const rules = {
  // That something is certain takes half an hour; what is proposed then is put in, and its answers are heard.
  Radar: async () => { const all = await ask('Radar'); return all.map(v => (proposing && v.kind === 'sold-out' ? { ...v, proposal: { by: v.instead[0], how: 'chosen', message: 'It is what you named.', evidence: [{ source: 'CJ', gone: false, at: '2026-11-23T09:12:00Z' }], declined: null } } : v)) },
  ApproveSwap: ([of, by, clips, why]) => { asked.push(['ApproveSwap', of, by, clips, why]); return ask('ReplacePlan', of, by, clips) },
  DeclineSwap: args => { asked.push(['DeclineSwap', ...args]); return null },
  UpdatePublication: noted('UpdatePublication'), SetSetting: noted('SetSetting'), ReplaceProduct: noted('ReplaceProduct'),
  LookAgain: ([id]) => { asked.push(['LookAgain', id]); return unreached },
  Launches: noted('Launches'), SetEmbargo: noted('SetEmbargo'),
  // Nothing here leaves the machine: only what following would find is put in.
  AuditLinks: async ([of, follow], real) => {
    asked.push(['AuditLinks', of, follow])
    if (!follow) return real()
    return (await ask('Links', '')).map((link, i) => ({
      link, verdict: i === 0 ? 'gone' : 'ok', level: i === 0 ? 'block' : '', message: i === 0 ? 'The shop has no page for this link any more.' : 'The link pays you and ends at the product.', at: link.madeAt,
      hops: [hop(link.url, { ours: true, subID: true }), hop(link.destination, { status: i === 0 ? 404 : 200, how: '' })],
    }))
  },
  ReadPage: ([address]) => { asked.push(['ReadPage', address]); return [] },
  RenewPrograms: ([account]) => { asked.push(['RenewPrograms', account]); return [{ account, accountName: 'CJ', advertiser: '77', name: 'Norrgrain', url: 'https://norrgrain.example', joined: true, state: 'active', shipsTo: ['DE', 'AT'], terms: ['8 % on everything', '30 days'], endsAt: '', checkedAt: '2026-11-23T09:12:00Z' }] },
}

const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })
const page = await context.newPage()
page.setDefaultTimeout(15_000)
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
const b = await between(page, '\u0000', rules)
const at = id => page.locator(`[data-testid="${id}"]`)
const text = where => where.textContent().then(s => s.replaceAll(/\s+/g, ' ').trim())
const until = patience(page)
const tab = async name => { await at(`tab-${name}`).click(); await at({ looks: 'looks', links: 'links', launches: 'launches' }[name]).waitFor() }
const tile = name => at('case').filter({ hasText: name })
await page.goto(url)
await at('card').first().waitFor()
await at('place-products').click()
await at('tab-looks').waitFor()

// ---- what needs a look ----

await tab('looks')
await at('case').first().waitFor()
check('what is wrong is told, the gravest first', (await at('case').allTextContents()).map(s => ['sold out', 'The price of', 'may not be seen'].findIndex(w => s.includes(w))).join() === '0,1,2', JSON.stringify(await at('case').allTextContents()))
check('it says in how many clips', (await text(at('looks-count'))) === '3 products need a look, in 1 clip.', await text(at('looks-count')))
check('and how long they are in sight', (await text(tile('Pouring kettle'))).includes('4.7') && (await text(tile('Pouring kettle'))).includes('public in 1 place'))
check('what is held back has no place to give', await tile('Dusk lamp').getByTestId('replace').count() === 0)
await tile('Pouring kettle').getByTestId('case-time').nth(1).click()
check('a time leads to its frame', await until(async () => (await page.locator('.transport, main').first().textContent()).includes('00:06.20') || (await page.locator('body').textContent()).includes('f 200')))
await at('place-products').click()
await tab('looks')

await tile('Pouring kettle').getByTestId('look-again').click()
check('why a source did not answer is told on the card', await until(async () => (await text(tile('Pouring kettle'))).includes('Could not look: The shop wants no visitors.')), await text(tile('Pouring kettle')))
await at('look-all').click()
check('all are asked, one after another', await until(async () => heard('LookAgain').length === 4 && await at('look-all').count() === 1), JSON.stringify(heard('LookAgain')))
unreached = fault('Offline', 'Nobody answers.')
await at('look-all').click()
check('and it ends when nobody can be reached', await until(async () => heard('LookAgain').length === 5 && await at('look-all').count() === 1) && !await page.waitForTimeout(200) && heard('LookAgain').length === 5, JSON.stringify(heard('LookAgain')))

// By the keyboard alone: A approves what waits, X asks why it is declined.
proposing = true
await at('tab-links').click()
await tab('looks')
await at('proposed').waitFor()
await page.keyboard.press('x')
check('declining asks why', await until(async () => await at('decline-why').evaluate(e => e === document.activeElement)) && await at('decline-now').isDisabled())
await page.keyboard.press('Escape')
check('and can be left, back where one was', await until(async () => await at('decline').evaluate(e => e === document.activeElement)) && heard('DeclineSwap').length === 0)
await page.keyboard.press('x')
await page.keyboard.type('It comes back on Monday.')
await page.keyboard.press('Enter')
check('the reason is handed on', await until(() => heard('DeclineSwap').length === 1) && heard('DeclineSwap')[0][3] === 'It comes back on Monday.', JSON.stringify(heard('DeclineSwap')))
await at('decline').waitFor()
await page.keyboard.press('a')
await at('follow').waitFor()
check('what was approved shows which posts can follow', JSON.stringify(heard('ApproveSwap')[0].slice(3)) === '[[],""]', JSON.stringify(heard('ApproveSwap')))
await page.keyboard.press('Escape')
proposing = false
await at('alone-change').click()
await at('alone-keep').waitFor()
await page.getByRole('switch').press('Space')
await at('alone-keep').press('Enter')
check('it looks by itself from then on', await until(async () => (await text(at('alone'))).includes('looks by itself')) && heard('SetSetting').some(a => a[1] === 'radar.looks' && a[2] === 'yes'), JSON.stringify(heard('SetSetting')))
await ask('SetSetting', 'radar.looks', '')
asked.length = 0
await at('tab-links').click()
await tab('looks')

await tile('Pouring kettle').getByTestId('replace').click()
await at('plan-clip').waitFor()
check('the plan says what becomes of each post', (await text(at('plan-clip'))).includes('2 tags') && await page.locator('[data-can="update"]').count() === 1, await text(at('plan-clip')))
await at('plan-clip').getByRole('checkbox').click()
check('without a clip nothing is replaced', await at('replace-now').isDisabled())
await at('plan-clip').getByRole('checkbox').click()
await at('another').click()
await at('pick-product').fill('wooden')
await page.keyboard.press('Enter')
await at('plan-clip').waitFor()
await at('replace-now').click()
await at('follow').waitFor()
check('it is one step', heard('ReplaceProduct').length === 1 && JSON.stringify(heard('ReplaceProduct')[0][3]) === JSON.stringify([clip.id]), JSON.stringify(heard('ReplaceProduct')))
check('the clip shows the other product', (await ask('Clip', clip.id)).tags.filter(t => t.product === id('Kettle with wooden grip')).length === 2)
await at('update-posts').click()
check('a post that may not follow says why', await until(async () => (await at('fared').allTextContents()).join().includes('held back')), JSON.stringify(await at('fared').allTextContents()))
await page.keyboard.press('Escape')
check('it needs no look any more', await until(async () => await tile('Pouring kettle').count() === 0))
await page.keyboard.press('Control+z')
check('undo brings it back', await until(async () => await tile('Pouring kettle').count() === 1))
check('with its tags', (await ask('Clip', clip.id)).tags.filter(t => t.product === id('Pouring kettle')).length === 2)

await ask('SetEmbargo', id('Dusk lamp'), '', '', '')
await until(async () => await at('case').count() === 2)
await tile('Pouring kettle').getByTestId('instead').first().click()
await at('plan-clip').waitFor()
await at('replace-now').click()
await at('update-posts').click()
check('the post that can follow is queued', await until(async () => (await at('fared').allTextContents()).join() === 'In the queue'), JSON.stringify(await at('fared').allTextContents()))
const html = () => readFileSync(join(dir, 'library/pages/slow-sunday/index.html'), 'utf8')
check('and the page shows it', await until(() => html().includes('Kettle with wooden grip') && !html().includes('Pouring kettle'), 20_000), JSON.stringify((await ask('Outbox')).map(p => [p.stage, p.wait, p.message, p.revision, p.steps])))
await page.keyboard.press('Escape')
await ask('SetEmbargo', id('Dusk lamp'), '', '2099-12-01T10:00', 'Asia/Tokyo')

// ---- links ----

await at('tab-looks').focus()
await page.keyboard.press('ArrowRight')
await at('link').first().waitFor()
const links = (await ask('Links', '')).filter(l => !l.replaced)
check('every link in use is a row', await at('link').count() === links.length, `${await at('link').count()} of ${links.length}`)
await at('links-check').click()
check('they are looked at without being opened', await until(() => heard('AuditLinks').length === 1) && heard('AuditLinks')[0][2] === false)
check('and how they stand is said', await until(async () => (await at('link').first().textContent()).includes('Pays you')) && (await text(at('links-said'))).includes('nothing is wrong'), await text(at('links-said')))
await at('link-search').fill('carafe')
check('words find a link', await until(async () => await at('link').count() === 1))
await at('link-search').fill('zzz')
check('and say when none fits', await at('nothing').isVisible())
await at('link-search').fill('')
await at('links-follow').click()
await at('follow-now').waitFor()
check('nothing is opened before that was agreed to', heard('AuditLinks').length === 1)
await at('agree').check()
await at('follow-now').click()
check('it is remembered for the network', await until(() => heard('AuditLinks').length === 2) && heard('SetSetting').some(a => a[1] === 'links.follow.cj' && a[2] === 'yes'), JSON.stringify(heard('SetSetting')))
await at('link-table').focus()
await page.keyboard.press('Home')
await at('hops').waitFor()
check('the way is shown, with what was seen on it', (await text(at('link-way'))).includes('Your sub-id is there') && (await text(at('link-way'))).includes('answers 404'), await text(at('link-way')))
await at('copy-link').click()
check('a link can be copied', await until(async () => (await page.evaluate(() => navigator.clipboard.readText())).startsWith('https://')))
await at('links-follow').click()
check('once agreed to, it is not asked again', await until(() => heard('AuditLinks').length === 3) && await at('follow-now').count() === 0)
await at('link-table').focus()
await page.keyboard.press('Escape')
check('Escape puts the way away', await at('link-way').count() === 0)

await at('paste-link').fill('https://www.anrdoezrs.net/links/1111111/type/dlg/sid/x/https://shop.example/pan?utm_source=a')
await at('reading').waitFor()
check('a pasted link says whom it pays and where it ends', (await text(at('reading'))).includes('somebody else') && (await text(at('reading'))).includes('pays 1111111') && await text(at('reading-ends')) === 'https://shop.example/pan', await text(at('reading')))
await at('use-address').click()
check('only then its page is asked for', await until(() => heard('ReadPage').length === 1) && heard('ReadPage')[0][1] === 'https://shop.example/pan')
check('and it is said when it sells nothing', await until(async () => (await text(at('links'))).includes('does not say what it sells')))
await page.getByRole('radio', { name: 'Programmes' }).click()
await at('renew-programs').click()
check('programmes are asked for', await until(async () => (await at('program').allTextContents()).join().includes('Ships to DE, AT')))

// ---- launches ----

await tab('launches')
await at('launch').first().waitFor()
check('a launch has its own clock and ours', (await text(at('launch'))).includes('10:00') && (await text(at('launch'))).includes('Asia/Tokyo') && (await text(at('launch'))).includes('02:00'), await text(at('launch')))
await at('launch-move').click()
await at('embargo-zone').fill('berlin')
await page.keyboard.press('Enter')
await at('embargo-day').fill('2099-03-29')
await at('embargo-time').fill('02:30')
check('a time the clocks skip is said', await until(async () => (await at('embargo-shift').allTextContents()).join().includes('skip')))
await at('embargo-keep').click()
check('it is kept by the wall clock there', await until(() => heard('SetEmbargo').length === 1) && JSON.stringify(heard('SetEmbargo')[0].slice(2)) === '["","2099-03-29T02:30","Europe/Berlin"]', JSON.stringify(heard('SetEmbargo')))
check('and the minute is what the program says', await until(async () => (await text(at('launch'))).includes('03:00')), await text(at('launch')))
await at('launch-lift').click()
check('shown at once, nothing is held back', await until(async () => await at('launch').count() === 0))
await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
check('undo holds it back again', await until(async () => await at('launch').count() === 1))
let come
const slow = new Promise(resolve => { come = resolve })
b.rules.Products = async (_, real) => { await slow; return real() }
await at('hold-back').click()
await at('pick-product').fill('carafe')
await page.keyboard.press('Enter')
check('an Enter before the products are there waits for them', (await text(page.getByRole('dialog'))).includes('Looking…') && await at('embargo-keep').count() === 0)
come()
await at('embargo-keep').click()
check('another can be held back', await until(async () => await at('launch').count() === 2))

// ---- many ----

b.rules.Links = () => Array.from({ length: 1000 }, (_, i) => ({ ...links[0], subID: `s${i}`, productTitle: `Product ${i}` }))
await tab('links')
await at('link').first().waitFor()
check('of a thousand links only those in sight are drawn', await at('link').count() < 60, String(await at('link').count()))
await at('link-table').focus()
await page.keyboard.press('End')
check('and the last can be reached', await until(async () => (await at('link').allTextContents()).some(s => s.includes('Product 999'))))

check('the page had no errors', wrong.length === 0, wrong.join('\n'))
await browser.close()
await stop()
close()
