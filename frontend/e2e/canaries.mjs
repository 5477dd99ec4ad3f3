// node canaries.mjs path/to/taglane [rounds, or from-to] — 731 hostile and awkward texts in every field that a person, a file or a
// teammate can fill, shown in every place, in the published page and in the review room, under the policies they ship
// with: nothing runs, nothing is asked for, no element comes of it, and each text stands there as it is.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { watched } from './canary.mjs'
import { chromium, sandboxed, scratch, serve, tally } from './kit.mjs'
import { AWKWARD, HOSTILE } from './payloads.mjs'

process.env.TAGLANE_PASSPHRASE = 'open-sesame'
const [binary, most = '99'] = process.argv.slice(2)
const [to, from = 0] = most.split('-').map(Number).reverse()
const SLOTS = 24
const dir = scratch()
const { check, close } = tally()
const all = [...HOSTILE, ...AWKWARD]
const rounds = Array.from({ length: Math.ceil(all.length / SLOTS) }, (_, i) => all.slice(i * SLOTS, (i + 1) * SLOTS)).slice(from, to)
const counts = { kept: {}, tidied: {}, refused: {}, shown: {}, lost: {} }
const count = (what, field, n = 1) => { counts[what][field] = (counts[what][field] ?? 0) + n }

const { url, stop } = await serve(binary, dir)
const { origin, hash } = new URL(url)
const head = { 'X-Token': hash.slice(1) }
const said = async r => (await r.json())
const ask = async (name, ...args) => said(await fetch(`${origin}/verb/${name}`, { method: 'POST', headers: { ...head, 'Content-Type': 'application/json' }, body: JSON.stringify(args) }))
const must = async (name, ...args) => { const a = await ask(name, ...args); if (a.error) throw new Error(`${name}: ${a.error.message}`); return a.result }
const put = async (what, body) => said(await fetch(`${origin}/in?${new URLSearchParams(what)}`, { method: 'PUT', headers: head, body }))

// ---- a library with a slot for each text of a round ----

const clips = await films()
const main = clips[0]
const slots = await rows()
const answer = (await must('ReplyComment', slots[0].comment, 'Answer')).replies[0].id
const version = (await must('Versions', main)).versions[0].id
const account = (await must('Accounts')).find(a => a.service === 'webpage')
const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1600, height: 2400 }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' })
const app = await watched(context, { origin })
await app.page.goto(url)
await app.page.locator('[data-testid="card"]').first().waitFor({ timeout: 30_000 })

// The elements that the app is written with; none of them is one that a text would bring by itself.
const plain = new Set(execFileSync('grep', ['-rhoE', '<[a-z][a-z0-9]*', join(import.meta.dirname, '../src'), '--include=*.svelte'], { encoding: 'utf8' }).split('\n').map(tag => tag.slice(1)).filter(name => name && name !== 'script' && name !== 'style'))
await Promise.all(slots.map((_, i) => fill(i, `Plain ${i}`)))
await walk(null)
await turns(Array.from({ length: 3 }, (_, i) => `Plain turn ${i}`), null)
for (const kind of Object.values(counts)) for (const field of Object.keys(kind)) delete kind[field] // what was plain is no text
const paper = await papers(Array.from({ length: SLOTS }, (_, i) => `Plain ${i}`), null)
const begun = Date.now()
for (const [n, texts] of rounds.entries()) await round(from + n, texts)

// ---- what comes from others: files of products, names of films, a teammate ----

await feeds()
await names()

const table = Object.entries({ 'taken as they are': counts.kept, 'taken without what nobody sees': counts.tidied, 'refused with a sentence': counts.refused, 'seen as they are': counts.shown })
console.log(`canaries: ${rounds.flat().length} texts in ${Math.round((Date.now() - begun) / 1000)} s, each in ${Object.keys(counts.kept).length} fields`)
for (const [what, of] of table) console.log(`  ${what}: ${Object.entries(of).map(([field, n]) => `${field} ${n}`).join(', ')}`)
for (const [field, n] of Object.entries(counts.lost)) check(`every ${field} that was taken is shown as it is`, n === 0, `${n} were not`)
check('texts were shown at all', Object.values(counts.shown).reduce((a, b) => a + b, 0) > 20 * rounds.length, JSON.stringify(counts.shown))
check('nothing of a text ran, asked or opened anything', app.found.length === 0, '\n  ' + [...new Set(app.found)].slice(0, 20).join('\n  '))
check('the program is well', (await ask('Library')).result?.counts.all >= SLOTS)
await browser.close()
await stop()
close()

/** Short films that are not alike, taken in by the names that numbers give. */
async function films() {
  const folder = join(dir, 'films')
  mkdirSync(folder)
  const paths = Array.from({ length: SLOTS }, (_, i) => join(folder, `film ${i}.mp4`))
  paths.forEach((path, i) => film(path, i))
  for (const path of paths) await put({ verb: 'ImportFile', name: path.split('/').pop() }, readFileSync(path))
  const { cards } = await must('Clips', { limit: SLOTS })
  if (cards.length !== SLOTS) throw new Error(`${cards.length} films were taken in`)
  return cards.map(c => c.id)
}

function film(path, i) {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', `color=0x${(i * 9 + 16).toString(16).padStart(2, '0')}40${(i * 5 + 30).toString(16).padStart(2, '0')}:s=180x320:r=30:d=1`, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', path])
}

async function rows() {
  const out = []
  for (let i = 0; i < SLOTS; i++) {
    const product = await must('AddProduct', { title: `Product ${i}`, url: `https://shop.example/${i}`, relation: 'own' })
    const comment = await must('AddComment', main, { frame: i, out: i, text: `Comment ${i}` })
    const project = await must('AddProject', `Project ${i}`)
    await must('AddTag', main, product.id, { in: i, out: i + 6 }, null)
    await must('SetClip', clips[i], { project: project.id })
    await must('SetMarker', main, { frame: i, out: i, text: `Mark ${i}` })
    out.push({ product: product.id, comment: comment.id, project: project.id })
  }
  const view = await must('Clip', main)
  return out.map((s, i) => ({ ...s, tag: view.tags.find(t => t.product === s.product).id, marker: view.markers.find(m => m.frame === i).id }))
}

/** Puts a text into every field of a slot; returns what each field holds then, or undefined where it was refused. */
async function fill(i, text) {
  const s = slots[i]
  const tries = {
    'product title': () => ask('SetProduct', s.product, { title: text }), 'product brand': () => ask('SetProduct', s.product, { brand: text }), 'product note': () => ask('SetProduct', s.product, { notes: text }),
    'clip title': () => ask('SetClip', clips[i], { title: text }), 'clip note': () => ask('SetClip', clips[i], { note: text }),
    comment: () => ask('SetComment', s.comment, { text }), 'tag label': () => ask('SetTag', s.tag, { label: [...text].slice(0, 24).join('') }), 'project name': () => ask('SetProject', s.project, text), marker: () => ask('SetMarker', main, { id: s.marker, frame: i, out: i, text }),
  }
  const took = {}
  for (const [field, go] of Object.entries(tries)) {
    const a = await go()
    if (a.error && !['Invalid', 'Refused', 'Conflict'].includes(a.error.kind)) check(`${field} takes or refuses ${JSON.stringify(text)}`, false, JSON.stringify(a.error))
    took[field] = !a.error
  }
  return took
}

/** What the library holds now. */
async function held() {
  const view = await must('Clip', main)
  const [products, comments, { cards }, library] = [await must('Products', ''), await must('Comments', main), await must('Clips', { limit: 100 }), await must('Library')]
  const by = (list, id) => list.find(x => x.id === id)
  return Promise.all(slots.map(async (s, i) => {
    const product = by(products, s.product), clip = i === 0 ? view : await must('Clip', clips[i])
    return {
      'product title': product.title, 'product brand': product.brand, 'product note': product.notes, 'clip title': by(cards, clips[i]).title, 'clip note': clip.note,
      comment: by(comments, s.comment).text, 'tag label': by(view.tags, s.tag).label, 'project name': by(library.projects, s.project)?.name, marker: by(view.markers, s.marker).text,
    }
  }))
}

async function round(n, texts) {
  const took = await Promise.all(texts.map((text, i) => fill(i, text)))
  const now = await held()
  for (const [i, text] of texts.entries()) {
    for (const [field, taken] of Object.entries(took[i])) {
      if (!taken) count('refused', field)
      else count(now[i][field] === text || field === 'tag label' && text.startsWith(now[i][field]) ? 'kept' : 'tidied', field)
    }
  }
  const before = app.found.length
  await walk(now.slice(0, texts.length))
  await turns(texts, now)
  if (n % 3 === 0 || n < Math.ceil(HOSTILE.length / SLOTS)) await papers(texts, now[0])
  console.log(`round ${n} after ${Math.round((Date.now() - begun) / 1000)} s`)
  if (app.found.length > before) console.error(`round ${n}: ${app.found.slice(before, before + 5).join('\n')}`)
}

/** Every place by its key; now is what has to be seen there, null to learn what the app itself consists of. */
async function walk(now) {
  const sees = { 1: ['clip title', 'project name'], 2: ['product title'], '2t': ['tag label'], 3: ['comment'], 4: ['clip title'], 5: [], 6: ['product title', 'product brand'], 7: [] }
  const { page } = app
  for (const [key, fields] of Object.entries(sees)) {
    await page.keyboard.press('Escape')
    await page.keyboard.press(`Control+${key[0]}`)
    if (key === '2t') await page.keyboard.press('Control+t')
    const only = (field, i) => i === 0 || !(key === '4' && field === 'clip title')
    const wanted = (now ?? []).flatMap((row, i) => fields.filter(f => row[f] && only(f, i)).map(f => [f, row[f]]))
    let left = wanted
    for (let end = Date.now() + (now ? 4000 : 1500); Date.now() < end && (left.length > 0 || !now);) {
      await page.waitForTimeout(60)
      const gone = new Set(await app.missing(left.map(([, text]) => text)))
      const before = left.length
      left = left.filter(([, text]) => gone.has(text))
      if (now && left.length < before) end = Date.now() + 4000 // a busy computer scrolls slowly
      // These hold what is in sight.
      const long = key === '2t' ? page.locator('[role="grid"]') : key === '3' && left.length < wanted.length ? page.getByTestId('threads') : null
      await long?.hover().then(() => page.mouse.wheel(0, key === '3' ? 600 : 150))
    }
    if (key === '2t') await page.keyboard.press('Control+t')
    const lost = new Set(left)
    for (const pair of wanted) { count('shown', pair[0], lost.has(pair) ? 0 : 1); count('lost', pair[0], lost.has(pair) ? 1 : 0) }
    for (const [field, text] of left.slice(0, 3)) console.error(`place ${key} does not show the ${field} ${JSON.stringify(text).slice(0, 200)}`)
    await alone(key, now)
  }
  await page.keyboard.press('Control+1')
}

/** No element or attribute that the app does not have by itself. */
async function alone(where, now) {
  for (const part of await app.parts()) {
    if (!now) plain.add(part)
    else if (!plain.has(part)) { plain.add(part); check(`place ${where} has no element of a text's making`, false, part) }
  }
}

/** Of what there is one at a time each text has its turn, while the place that shows it is open. */
async function turns(texts, now) {
  const { page } = app
  const [first] = slots
  for (const [key, opened, fields] of [
    ['2', () => page.getByTestId('tab-history').click(), ({ checkpoint: async text => await done('Checkpoint', main, text) && (await must('History', main))[0].checkpoint })],
    ['3', null, ({
      'member name': async text => await done('SetMe', text, 1) && (await must('Members')).find(m => m.me).name,
      answer: async text => await done('SetComment', answer, { text }) && (await must('Comments', main)).flatMap(c => c.replies ?? []).find(r => r.id === answer).text,
      'version note': async text => (await done('SetVersion', main, version, text))?.versions[0].note,
    })],
    ['4', null, ({
      caption: async text => await done('SetClip', main, { caption: text }) && (await must('Clip', main)).caption,
      'title for one place': async text => (await done('SetVariant', main, account.id, { title: text }))?.said.title,
      'account name': async text => (await done('SetAccount', account.id, text, account.settings))?.name,
    })],
    ['6', () => page.getByTestId('product').and(page.locator(`[data-product="${first.product}"]`)).click(), ({ 'note of a product': async text => (await done('SetProduct', first.product, { notes: text }))?.notes })],
  ]) {
    await page.keyboard.press('Escape')
    await page.keyboard.press(`Control+${key}`)
    await opened?.()
    for (const text of texts) await turn(key, text, fields)
    await alone(`${key}, one after the other`, now)
  }
  await must('SetVariant', main, account.id, { title: '' })
  await sought(texts, now)
}

/** What a verb gives, null where it refuses the text in a sentence. */
async function done(name, ...args) {
  const a = await ask(name, ...args)
  if (a.error && !['Invalid', 'Refused', 'Conflict'].includes(a.error.kind)) throw new Error(`${name} ${JSON.stringify(args)}: ${a.error.message}`)
  return a.error ? null : a.result
}

/** One text in all fields of one place, until each is seen. */
async function turn(key, text, fields) {
  const wanted = []
  for (const [field, set] of Object.entries(fields)) {
    const now = await set(text)
    count(typeof now !== 'string' ? 'refused' : now === text ? 'kept' : 'tidied', field)
    if (now) wanted.push([field, now])
  }
  let left = wanted
  for (const end = Date.now() + 3000; Date.now() < end && left.length > 0;) {
    const gone = new Set(await app.missing(left.map(([, now]) => now)))
    left = left.filter(([, now]) => gone.has(now))
    if (left.length > 0) await app.page.waitForTimeout(30)
  }
  for (const pair of wanted) { count('shown', pair[0], left.includes(pair) ? 0 : 1); count('lost', pair[0], left.includes(pair) ? 1 : 0) }
  for (const [field, now] of left) console.error(`place ${key} does not show the ${field} ${JSON.stringify(now).slice(0, 200)}`)
}

/** What is looked for and not found is told as it was typed. */
async function sought(texts, now) {
  const { page } = app
  for (const [keys, field] of [[['Control+1'], page.getByTestId('search')], [['Control+6'], page.getByTestId('product-search')], [['Control+1', 'Control+k'], page.getByTestId('palette').locator('input')], [['Escape', 'F1'], page.getByTestId('help-search')]]) {
    for (const key of keys) await page.keyboard.press(key)
    for (const text of texts) {
      await field.fill(text)
      count('shown', 'words to look for', (await app.missing([await field.inputValue()])).length === 0 ? 1 : 0)
    }
    await alone(`what is looked for by ${keys.at(-1)}`, now)
    await field.fill('')
    await page.keyboard.press('Escape')
  }
}

/** The published page and the review room of the main clip, opened as whoever is sent them opens them. */
async function papers(texts, now) {
  const room = await must('ReviewRoom', main, {})
  const made = await ask('Publish', main, account.id, {}, '')
  const file = made.error ? '' : await published(made.result.id)
  if (made.error) throw new Error(`the page was not made: ${made.error.message}`)
  const seen = { room: new Set(), page: new Set() }
  for (const [what, address, fields] of [['room', pathToFileURL(room.path).href, ['comment', 'product title']], ['page', file, ['product title']]]) {
    const v = await watched(context, { origin: address.startsWith('http') ? new URL(address).origin : 'null' })
    await v.page.goto(address)
    await v.page.waitForTimeout(150)
    for (const part of await v.parts()) {
      seen[what].add(part)
      if (now && paper && !paper[what].has(part)) check(`the ${what} has no element of a text's making`, false, part)
    }
    if (now) {
      const rows = (await held()).slice(0, texts.length)
      for (const field of fields) {
        const wanted = rows.map(r => r[field]).filter(text => seemly(text ?? ''))
        // A page leaves out less of what nobody sees than a room does.
        const bare = new Set(await v.missing(wanted.map(seemly)))
        const gone = (await v.missing(wanted)).filter(text => bare.has(seemly(text)))
        count('shown', `${field} in the ${what}`, wanted.length - gone.length)
        count('lost', `${field} in the ${what}`, gone.length)
        for (const text of gone.slice(0, 2)) console.error(`the ${what} does not show the ${field} ${JSON.stringify(text).slice(0, 200)}`)
      }
    }
    check(`the ${what} is only read`, v.found.length === 0, '\n  ' + [...new Set(v.found)].slice(0, 5).join('\n  '))
    await v.page.close()
  }
  return seen
}

/** A text as it is shown to others: without what nobody sees, and what turns the direction of other texts. */
function seemly(text) {
  return text.replace(/[\r\u2028\u2029]/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu, '').trim()
}

/** Waits until a page is public, and says where it is shown. */
async function published(id) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const p = await must('Publication', id)
    if (p.stage === 'tagged' || p.wait === 'refused') break
    await new Promise(r => setTimeout(r, 100))
  }
  return (await must('OpenPost', id)).url
}

/** All texts once more by a file of products, in both forms that shops send. */
async function feeds() {
  const quoted = text => `"${text.replaceAll('"', '""')}"`
  const csv = ['id,title,brand,link,price', ...all.map((text, i) => `f${i},${quoted(text)},${quoted(text)},https://feed.example/${i},${i + 1}.00 EUR`)].join('\n')
  const safe = text => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const xml = `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel>${all.map((text, i) => `<item><g:id>x${i}</g:id><g:title>${safe(text)}</g:title><g:brand>${safe(text)}</g:brand><g:link>https://xml.example/${i}</g:link><g:price>1.00 EUR</g:price></item>`).join('')}</channel></rss>`
  for (const [name, body] of [['shop.csv', csv], ['shop.xml', xml]]) {
    const a = await put({ verb: 'ImportProducts', name }, body)
    check(`${name} is taken in`, !a.error, JSON.stringify(a.error))
  }
  const products = await must('Products', '')
  const titles = new Set(products.map(p => p.title))
  count('kept', 'title in a feed', all.filter(text => titles.has(text)).length)
  count('tidied', 'title in a feed', titles.size - all.filter(text => titles.has(text)).length)
  await app.page.keyboard.press('Control+6')
  await app.page.waitForTimeout(800)
  let wanted = [...titles].filter(Boolean)
  const many = wanted.length
  // The list is as long as what is in sight, so it is read piece by piece.
  await app.page.mouse.move(800, 1200)
  for (let i = 0; i < 120 && wanted.length > 0; i++) {
    wanted = await app.missing(wanted)
    await app.page.mouse.wheel(0, 1500)
    await app.page.waitForTimeout(60)
  }
  count('shown', 'title in a feed', many - wanted.length)
  for (const text of wanted.slice(0, 3)) console.error(`the list of products does not show ${JSON.stringify(text).slice(0, 200)}`)
  count('lost', 'title in a feed', wanted.length)
  await alone('products, long', [])
}

/** File names as awkward as a disk takes them, and a teammate whose every word is hostile. */
async function names() {
  const tried = all.filter((_, i) => i % 90 === 3).map(text => text.replace(/[/\u0000]/g, '∕').slice(0, 60) + '.mp4').filter(name => Buffer.byteLength(name) <= 250)
  const folder = join(dir, 'mia', 'films')
  mkdirSync(folder, { recursive: true })
  const theirs = join(dir, 'mia')
  for (const [i, name] of tried.entries()) {
    film(join(dir, 'one.mp4'), 300 + i)
    copyFileSync(join(dir, 'one.mp4'), join(folder, name))
  }
  execFileSync(binary, ['import', folder], { env: sandboxed(theirs), stdio: ['ignore', 'ignore', 'inherit'], timeout: 400_000 })
  const other = await serve(binary, theirs)
  const there = new URL(other.url)
  const askThere = async (name, ...args) => { const a = await said(await fetch(`${there.origin}/verb/${name}`, { method: 'POST', headers: { 'X-Token': there.hash.slice(1), 'Content-Type': 'application/json' }, body: JSON.stringify(args) })); if (a.error) throw new Error(`${name}: ${a.error.message}`); return a.result }
  await askThere('ChooseVault', 'memory', '')
  await askThere('SetMe', HOSTILE[0], 2)
  const { cards } = await askThere('Clips', { limit: 200 })
  check('every file name is one', cards.length === tried.length, `${cards.length} of ${tried.length}`)
  for (const [i, c] of cards.entries()) {
    await askThere('AddComment', c.id, { frame: 1, out: 1, text: HOSTILE[i % HOSTILE.length] })
    await askThere('SetClip', c.id, { caption: HOSTILE[(i + 50) % HOSTILE.length] })
  }
  const bundle = await askThere('ExportBundle', '')
  await other.stop()
  const offered = await put({ verb: 'OpenBundle', name: 'team.taglane' }, readFileSync(bundle.path))
  if (!check('the bundle is opened', !offered.error, JSON.stringify(offered.error))) return
  await must('TakeBundle', offered.result.path)
  const mine = (await must('Clips', { limit: 300 })).cards.filter(c => cards.some(t => t.id === c.id))
  check('their clips came', mine.length === cards.length, `${mine.length} of ${cards.length}`)
  await app.page.keyboard.press('Control+1')
  const called = c => c.title || c.name
  let wanted = [...new Set(mine.map(called))]
  const many = wanted.length
  await app.page.waitForTimeout(800)
  await app.page.mouse.move(800, 1200)
  for (let i = 0; i < 40 && wanted.length > 0; i++) {
    wanted = await app.missing(wanted)
    await app.page.mouse.wheel(0, 900)
    await app.page.waitForTimeout(60)
  }
  count('kept', 'file name', mine.filter(c => tried.includes(`${called(c)}.mp4`)).length)
  count('tidied', 'file name', mine.filter(c => !tried.includes(`${called(c)}.mp4`)).length)
  count('shown', 'file name', many - wanted.length)
  count('lost', 'file name', wanted.length)
  for (const text of wanted.slice(0, 3)) console.error(`the library does not show the film ${JSON.stringify(text)}`)
  await alone('library, long', [])
}
