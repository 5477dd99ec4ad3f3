// node products.mjs path/to/taglane — the hands of the Products place: what is read before anything is fetched, what
// becomes of a file, what is searched and taken, and what can be taken back. Shops and networks stand in as answers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { between, fault, NOW } from './between.mjs'
import { crowd } from './frames.mjs'
import { chromium, patience, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()
await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
writeFileSync(join(dir, 'tags.json'), JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags: 9, products: 5 })))
verb(binary, dir, 'tags', 'import', clip.id, join(dir, 'tags.json'))
const file = (name, rows) => { writeFileSync(join(dir, name), rows.join('\n')); return join(dir, name) }
const { url, stop } = await serve(binary, dir)

// ---- a shop and a network that answer ----

const asked = []
const listing = (key, more = {}) => ({
  source: 'page', key, shop: 'shop.example', advertiser: '', title: key, description: '', brand: 'Ovenly', gtins: [], sku: '', mpn: '', options: [], url: `https://shop.example/${key}`, image: '',
  price: { amount: '12.50', currency: 'EUR' }, was: null, rate: '', availability: 'in_stock', availableFrom: '', disclosedFrom: '', gone: false, unoffered: false, observedAt: NOW, product: '', ...more,
})
const rules = {
  ReadPage: ([address]) => { asked.push(['ReadPage', address]); return [listing('Rye pan'), listing('Glass carafe', { url: 'https://ostra.example/carafe' })] },
  Accounts: async (_, real) => [...await real(), { id: 'net', service: 'net', name: 'Rye Network', settings: {} }],
  Services: async (_, real) => [...await real(), { service: 'net', title: 'Rye', connects: false, publishes: false, sells: true, pays: true, needs: [], guide: [], options: [], capabilities: { tag_model: 'none' } }],
  AccountHealth: ([id], real) => id === 'net' ? { account: 'net', state: 'ok', name: '', message: '', scopes: [], expires: '', quotas: [], note: '' } : real(),
  SearchCatalog: ([id, words, next]) => { asked.push(['SearchCatalog', id, words, next]); return { listings: [listing(next ? 'b2' : 'a1', { source: 'net', title: next ? 'Second loaf' : 'First loaf', rate: '8' })], next: next ? '' : '2', total: 2 } },
  Programs: () => [{ account: 'net', accountName: 'Rye Network', advertiser: '7', name: 'Ovenly', url: '', joined: true, state: '', shipsTo: [], terms: [], endsAt: '', checkedAt: NOW }],
  LookAgain: ([id]) => { asked.push(['LookAgain', id]); return fault('Offline', 'ostra.example did not answer.') },
  SetSellers: ([id, sellers]) => { asked.push(['SetSellers', id, sellers]); return fault('Refused', 'Not in this test.') },
}
const last = name => asked.filter(a => a[0] === name).at(-1)

const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' })
await context.grantPermissions(['clipboard-read', 'clipboard-write'])
const page = await context.newPage()
page.setDefaultTimeout(4000)
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
const b = await between(page, dir, rules)
const at = id => page.locator(`[data-testid="${id}"]`)
const product = name => at('product').filter({ hasText: name })
const until = patience(page)
const names = () => at('product').locator('b.cut').allTextContents()
const active = () => page.evaluate(() => { const list = document.querySelector('[data-testid="products"]'); return document.getElementById(list?.getAttribute('aria-activedescendant') ?? '')?.querySelector('b')?.textContent ?? '' })
await page.goto(url)
await at('card').first().waitFor()
await page.keyboard.press('Control+6')
await product('Dusk lamp').waitFor()

// ---- the list by keys ----

await page.keyboard.press('/')
check('the search is a key away', await page.evaluate(() => document.activeElement?.getAttribute('data-testid')) === 'product-search')
await page.keyboard.type('lin')
check('it narrows as one types', await until(async () => (await names()).length === 3 || (await names()).join() === 'Linen runner,Stoneware mug'), (await names()).join())
await page.keyboard.press('Escape')
await page.keyboard.press('Enter')
check('Enter goes on into the list', await until(async () => await active() === 'Dusk lamp'), await active())
await page.keyboard.press('ArrowDown')
check('arrows choose, and what is known of it stands beside', await until(async () => await active() === 'Glass carafe' && (await at('leaf').locator('h2').textContent()) === 'Glass carafe'), await active())

// ---- one product ----

const price = at('field-price')
await price.fill('dear')
await page.keyboard.press('Tab')
check('a price that is none is said at its field, and stays as it was typed', await until(async () => await page.locator('[aria-invalid=true]').count() === 1) && await price.inputValue() === 'dear')
await price.fill('34.00 EUR')
await page.keyboard.press('Enter')
check('what is kept stands in the list', await until(async () => (await product('Glass carafe').textContent()).includes('€34.00')), await product('Glass carafe').textContent())
await at('look-again').click()
check('a source that does not answer is said beside it', await until(async () => (await at('unanswered').textContent()) === 'ostra.example did not answer.') && last('LookAgain') !== undefined)
await at('add-fallback').click()
await page.keyboard.type('dusk')
await page.keyboard.press('Enter')
await at('fallbacks').getByRole('button', { name: /^Dusk lamp/ }).waitFor()
await at('add-fallback').click()
await page.keyboard.type('kettle')
await page.keyboard.press('Enter')
const order = async () => (await at('fallbacks').locator('[data-handle]').locator('.cut').allTextContents()).join()
check('what may take its place is chosen by keys', await until(async () => await order() === 'Dusk lamp,Pouring kettle'), await order())
await at('fallbacks').getByRole('button', { name: /^Pouring kettle/ }).focus()
await page.keyboard.press('Alt+ArrowUp')
check('and put in order by keys, with the focus on it', await until(async () => await order() === 'Pouring kettle,Dusk lamp') && await page.evaluate(() => document.activeElement?.querySelector('.cut')?.textContent) === 'Pouring kettle', await order())
const grip = await at('fallbacks').locator('[data-handle]').first().boundingBox()
await page.mouse.move(grip.x + 60, grip.y + 18)
await page.mouse.down()
await page.mouse.move(grip.x + 60, grip.y + 70, { steps: 4 })
await page.mouse.up()
check('or by hand', await until(async () => await order() === 'Dusk lamp,Pouring kettle'), await order())
await at('add-seller').click()
await at('program').waitFor()
await page.keyboard.press('Enter')
check('who pays is chosen among the programmes', await until(() => JSON.stringify(last('SetSellers')?.[2]) === '[{"account":"net","advertiser":"7","rate":""}]'), JSON.stringify(last('SetSellers')))
await page.locator('.notices, [role=alert]').first().waitFor().catch(() => {})
await at('hold-edit').click()
await at('hold-day').fill('2027-03-28')
await at('hold-time').fill('02:30')
check('a time the clocks skip is said', await until(async () => (await at('hold-shift').textContent().catch(() => '')).startsWith('The clocks skip that time')))
await at('hold-zone').selectOption('America/New_York')
check('elsewhere it is a time like any other, and said in one’s own', await until(async () => await at('hold-shift').count() === 0) && await page.getByText('where you are').isVisible())
await at('hold-keep').click()
check('it is kept back', await until(async () => await at('hold-lift').count() === 1))
await at('hold-lift').click()
check('and let go', await until(async () => await page.getByText('It may be shown at once.').isVisible()))
const second = at('use').nth(1)
const time = await second.textContent()
await second.click()
check('a use leads to its tag and frame', await until(async () => (await at('timecode').first().textContent().catch(() => '') ?? '').includes(time)) || await until(async () => page.evaluate(t => document.body.innerText.includes(t), time)), time)
await page.keyboard.press('Control+6')
check('coming back one finds what was chosen', await until(async () => (await at('leaf').locator('h2').textContent()) === 'Glass carafe'))

// ---- a pasted address ----

const paste = text => page.evaluate(said => {
  const data = new DataTransfer()
  data.setData('text', said)
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}, text)
await at('products').focus()
await paste('https://click.linksynergy.com/deeplink?id=abc123&mid=1234&murl=https%3A%2F%2Fshop.example%2Fpan%3Futm_source%3Dx')
check('what a pasted link is stands there before anything is fetched', await until(async () => (await at('reading').textContent()).startsWith('This link earns for somebody else')) && last('ReadPage') === undefined)
await page.keyboard.press('Escape')
await at('reading').waitFor({ state: 'detached' })
await paste('https://ostra.example/carafe')
check('what is here already is said', await until(async () => await page.getByText('It is here already, as Glass carafe.').isVisible()))
await at('fetch-page').click()
check('the page is fetched when it is asked for', await until(() => last('ReadPage')?.[1] === 'https://ostra.example/carafe'))
check('what is found is offered: new to take, known to renew', await until(async () => await at('take').count() === 1 && await at('renew').count() === 1))
await page.keyboard.press('Escape')
await page.keyboard.press('Control+Enter')
await page.getByRole('radio', { name: 'By hand' }).click()
await at('add-title').fill('Rye pan')
await at('add-price').fill('twelve')
await at('add-keep').click()
check('a wrong price is said in the form', await until(async () => await page.locator('dialog [role=alert]').count() === 1))
await at('add-price').fill('12.50 EUR')
await at('add-keep').click()
check('a product made by hand is chosen', await until(async () => (await at('leaf').locator('h2').textContent()) === 'Rye pan'))

// ---- a file ----

const spring = file('spring.csv', ['Artikel;Firma;Seite;Betrag;image_link', 'Tasse;Kahla;https://kahla.example/tasse;12,50;https://127.0.0.1/tasse.jpg', 'Teller;Kahla;https://kahla.example/teller;9,00', ';Kahla;https://kahla.example/x;3,00', 'Kanne;Kahla;https://kahla.example/kanne;12,50'])
await at('feed').setInputFiles(spring)
await at('file-facts').waitFor()
check('a file nobody understands cannot be taken in', await at('take-file').isDisabled() && await page.getByText('Say which column holds the name.').isVisible())
for (const [i, field] of ['title', 'brand', 'link', 'price'].entries()) await at(`holds-${i}`).selectOption(field)
await at('ask-currency').fill('eur')
await at('take-file').click()
await at('report').waitFor({ timeout: 15_000 })
const sum = async () => Object.fromEntries(await Promise.all(['taken', 'merged', 'refused'].map(async k => [k, Number(await at(`sum-${k}`).textContent())])))
const s1 = await sum()
check('taken, brought up to date and left out are all rows', s1.taken + s1.merged + s1.refused === 4 && s1.refused === 1 && s1.taken >= 2, JSON.stringify(s1))
await at('copy-report').click()
check('the report is on the clipboard', await until(async () => (await page.evaluate(() => navigator.clipboard.readText())).startsWith('spring.csv: 4 rows')), await page.evaluate(() => navigator.clipboard.readText()).catch(String))
check('what has no picture yet is told', await until(async () => (await at('pictures').textContent()).includes('1 product has no picture here yet')), await at('report').textContent())
await at('pictures').getByTestId('fetch-pictures').click()
check('and it is fetched behind', await until(() => at('pictures').getByText('They are being fetched.').isVisible()))
await at('import-done').click()
await page.keyboard.press('Control+k')
await page.keyboard.type('pictures of products')
await page.keyboard.press('Enter')
check('what could not be had says why', await until(async () => /1 could not be had.*Tasse127\.0\.0\.1\w/s.test(await at('pictures-page').textContent())), await at('pictures-page').textContent())
await page.keyboard.press('Escape')
check('the products are in the list', await until(async () => (await names()).includes('Tasse')), (await names()).join())
check('with their price', (await product('Tasse').textContent()).includes('€12.50'), await product('Tasse').textContent())

// ---- doubles ----

const addTwin = async name => {
  await page.keyboard.press('Control+Enter')
  await page.getByRole('radio', { name: 'By hand' }).click()
  await at('add-title').fill(name)
  await page.getByLabel('Link', { exact: true }).last().fill('https://twin.example/one')
  await at('add-keep').click()
  await until(async () => (await at('leaf').locator('h2').textContent()) === name)
}
await addTwin('Bread knife')
await addTwin('Bread knife, old')
await at('doubles').click()
check('two that lead to one page are shown side by side', await until(async () => await at('pair').count() === 1 && (await at('pair').textContent()).includes('Bread knife, old')))
await at('keep-0').click()
check('one is made of them', await until(async () => await page.getByText('No doubles').isVisible()))
await page.keyboard.press('Escape')
check('and the other is gone', await until(async () => (await names()).filter(n => n.startsWith('Bread knife')).length === 1), (await names()).join())
await until(() => at('undo').isEnabled())
await page.keyboard.press('Control+z')
check('until it is undone', await until(async () => (await names()).filter(n => n.startsWith('Bread knife')).length === 2), (await names()).join())

// ---- many at once ----

await product('Bread knife, old').click()
await product('Rye pan').first().click({ modifiers: ['Control'] })
check('what is picked is counted', await until(async () => (await at('bulk').textContent()).includes('2 products picked')))
await page.keyboard.press('Delete')
await at('sure').click()
check('what is picked is taken out', await until(async () => !(await names()).includes('Bread knife, old') && !(await names()).includes('Rye pan')), (await names()).join())
await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
check('and comes back as one', await until(async () => (await names()).includes('Bread knife, old') && (await names()).includes('Rye pan')), (await names()).join())

// ---- catalogues ----

const rows = (from, to) => ['id,title,brand,link,price,availability', ...Array.from({ length: to - from }, (_, i) => `B${from + i},"Thing ${from + i}",Maker,https://big.example/p/${from + i},${from + i + 1}.00 EUR,in stock`)]
const drop = async (name, text) => page.evaluate(([n, said]) => {
  const data = new DataTransfer()
  data.items.add(new File([said], n, { type: 'text/csv' }))
  for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
}, [name, text])
await drop('big.csv', rows(0, 120).join('\n'))
await at('file-facts').waitFor()
check('a dropped product file is looked at', (await at('file-facts').textContent()).includes('120 rows'), await at('file-facts').textContent())
await at('as-catalogue').check()
await at('whole').check()
await at('take-file').click()
await at('report').waitFor({ timeout: 15_000 })
check('it becomes a catalogue', (await sum()).taken === 120, JSON.stringify(await sum()))
await at('search-it').click()
await at('offer').first().waitFor()
check('only what is in sight is drawn', await at('offer').count() < 60, String(await at('offer').count()))
await page.locator('[data-testid="offers"]').evaluate(e => { e.scrollTop = e.scrollHeight })
check('the next page comes as one scrolls', await until(async () => await page.locator('[data-testid="offers"] > .all').evaluate(e => e.offsetHeight) > 51 * 60))
await at('catalogue-search').fill('Thing 77')
check('it is searched as one types', await until(async () => await at('offer').count() === 1 && (await at('offer').textContent()).includes('Thing 77')))
await at('offer-take').click()
check('what is taken is here', await until(async () => await at('offer-renew').count() === 1))
for (const again of [false, true]) {
  await drop('big.csv', rows(0, 118).join('\n'))
  await at('file-facts').waitFor()
  await at('as-catalogue').check()
  await at('whole').check()
  await at('take-file').click()
  await at('report').waitFor({ timeout: 15_000 })
  if (again) break
  check('one file that lacks something proves nothing', await at('absent').count() === 0)
  await at('import-done').click()
}
check('what two whole files in a row no longer list is told', await until(async () => (await at('absent').textContent()).includes('2 are no longer in the file')), await at('report').textContent())
await at('expire').click()
check('and taken out when it is asked for', await until(async () => (await at('absent').textContent()).includes('2 are taken out.')), await at('absent').textContent())
await at('import-done').click()
await at('where').filter({ hasText: 'Rye Network' }).click()
await at('catalogue-search').fill('loaf')
await page.waitForTimeout(300)
check('a network is not asked while one types', last('SearchCatalog') === undefined)
await page.keyboard.press('Enter')
check('it is asked when one says so', await until(async () => JSON.stringify(last('SearchCatalog')) === '["SearchCatalog","net","loaf",""]' && (await at('offer').first().textContent()).includes('First loaf')))
check('with what it pays', (await at('offer').first().textContent()).includes('8% commission'), await at('offer').first().textContent())
await at('next-page').click()
check('and for its next page', await until(async () => last('SearchCatalog')[3] === '2' && await at('offer').count() === 2))
b.rules.SearchCatalog = () => fault('Offline', 'Rye Network did not answer.')
await page.locator('[data-testid="ask"]').click()
check('a network that does not answer is said, with a way on', await until(async () => (await at('search-wrong').textContent()).includes('Rye Network did not answer.')))
await at('where').filter({ hasText: 'big.csv' }).click()
await at('remove-source').click()
await at('sure').click()
check('a source can be forgotten, and its products stay', await until(async () => await at('where').filter({ hasText: 'big.csv' }).count() === 0))
await at('tab-catalogues').focus()
await page.keyboard.press('ArrowLeft')
check('tabs are walked by arrows', await until(async () => (await names()).includes('Thing 77')), (await names()).join())

// ---- a narrow window ----

await page.setViewportSize({ width: 1024, height: 680 })
// What went wrong stays told until it is put away, and may lie on the last row.
while (await at('notice').count() > 0) await at('notice').first().getByRole('button', { name: 'Dismiss' }).click().catch(() => {})
await product('Tasse').click()
check('nothing runs out of a narrow window', await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('[data-testid="product"]')].every(e => e.scrollWidth <= e.clientWidth + 1)))
check('the page had no errors', wrong.length === 0, wrong.join('\n'))

await browser.close()
await stop()
close()
