// node reader.mjs path/to/taglane — what a screen reader is told: the tree of roles and names the browser
// hands on, and the sentences that are spoken by themselves when something was done.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crowd } from './frames.mjs'
import { answered, chromium, pause, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()

await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
writeFileSync(join(dir, 'tags.json'), JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags: 6, products: 3 })))
verb(binary, dir, 'tags', 'import', clip.id, join(dir, 'tags.json'))

const { url, stop } = await serve(binary, dir)
const browser = await chromium()
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-GB' })).newPage()
page.setDefaultTimeout(8000)
const debug = await page.context().newCDPSession(page)
await debug.send('Accessibility.enable')
const at = id => page.locator(`[data-testid="${id}"]`).first()

/** The tree as a screen reader gets it, without what is hidden from it: {role, name, value, says(property), parents}. */
async function tree() {
  const { nodes } = await debug.send('Accessibility.getFullAXTree')
  const byId = new Map(nodes.map(n => [n.nodeId, n]))
  // Chromium leaves the words of a slider's value out of this tree, though it hands them on; they are read where they are written.
  for (const n of nodes.filter(n => n.role?.value === 'slider')) {
    const { node } = await debug.send('DOM.describeNode', { backendNodeId: n.backendDOMNodeId })
    const i = node.attributes.indexOf('aria-valuetext')
    n.words = i < 0 ? '' : node.attributes[i + 1]
  }
  return nodes.filter(n => !n.ignored).map(n => ({
    role: n.role?.value ?? '', name: n.name?.value ?? '', value: n.value?.value ?? '', words: n.words,
    says: property => n.properties?.find(p => p.name === property)?.value?.value,
    in: role => { for (let p = byId.get(n.parentId); p; p = byId.get(p.parentId)) if (!p.ignored && p.role?.value === role) return p.name?.value ?? ''; return null },
  }))
}
/** What a slider says of where it stands. */
const told = n => String(n.words || n.value)
const named = (all, role) => all.filter(n => n.role === role).map(n => n.name)

/** Notes every sentence that a live region takes in while something is done. */
async function spoken(act, wait = 900) {
  await page.evaluate(() => {
    window.__spoken = []
    const live = e => e?.closest?.('[role="status"], [role="alert"], [aria-live="polite"], [aria-live="assertive"], output')
    window.__ear?.disconnect()
    window.__ear = new MutationObserver(changes => {
      for (const c of changes) {
        for (const n of c.type === 'characterData' ? [c.target] : c.addedNodes) {
          const e = n.nodeType === 3 ? n.parentElement : n
          const region = live(e) ?? (e?.querySelector?.('[role="status"], [role="alert"], [aria-live]'))
          const text = region?.textContent.trim()
          if (text && window.__spoken.at(-1) !== text) window.__spoken.push(text)
        }
      }
    })
    window.__ear.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await act()
  await pause(wait)
  await answered(page)
  await pause(150)
  return page.evaluate(() => window.__spoken)
}
const hears = (what, said, like) => check(`${what} is spoken`, said.some(s => like.test(s)), `heard: ${said.map(s => `“${s}”`).join(' ') || 'nothing'}`)

try {
  await page.goto(url)
  await at('card').waitFor({ timeout: 15_000 })
  await library()
  await page.keyboard.press('Control+2')
  await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2 && document.querySelectorAll('[data-tag]').length > 0, null, { timeout: 30_000 })
  await lanes()
  await stage()
  await ends()
  await sentences()
  await everythingNamed('the Tag place')
  await page.keyboard.press('Control+1')
  await at('card').waitFor()
  await everythingNamed('the library')
  await page.keyboard.press('Control+4')
  await at('checks').waitFor()
  await everythingNamed('publish')
  await page.keyboard.press('Control+Comma')
  await at('settings').waitFor()
  await everythingNamed('the settings')
} catch (e) {
  check('the walk goes through', false, e.stack ?? String(e))
}
await browser.close()
await stop()
close()

async function library() {
  const all = await tree()
  check('the places are a navigation', all.some(n => n.role === 'navigation' && n.name === 'Places'), named(all, 'navigation').join(' | '))
  check('the place one is in is said', all.some(n => n.role === 'button' && n.name === 'Library' && n.says('ariaCurrent') !== undefined || n.name === 'Library'), '')
  const clips = all.filter(n => ['option', 'gridcell', 'listitem', 'row'].includes(n.role) && n.name.includes('Slow Sunday'))
  check('a clip is told with its name, its length and its state', clips.some(n => /0:14|14 s/.test(n.name)) , clips.map(n => `${n.role} “${n.name}”`).join(' | ') || 'no clip in the tree')
  check('there is one main part', all.filter(n => n.role === 'main').length === 1, String(all.filter(n => n.role === 'main').length))
}

async function lanes() {
  const all = await tree()
  const boxes = all.filter(n => n.role === 'listbox' && /^Lane \d+, /.test(n.name))
  check('every lane is a list of its product', boxes.length === 3 && boxes.every(b => /^Lane \d+, (Stoneware mug|Pouring kettle|Linen runner|Glass carafe|Dusk lamp)$/.test(b.name)), boxes.map(b => b.name).join(' | '))
  const tags = all.filter(n => n.role === 'option' && n.in('listbox')?.startsWith('Lane '))
  check('every tag is told with number, name and time', tags.length === 6 && tags.every(t => /^\d .+, \d\d:\d\d\.\d\d to \d\d:\d\d\.\d\d/.test(t.name)), tags.map(t => t.name).join(' | '))
  check('tags say whether they are selected', tags.every(t => t.says('selected') !== undefined), '')
  check('one tag of each lane takes the focus', await page.evaluate(() => [...document.querySelectorAll('[role="listbox"][aria-label^="Lane"]')].every(l => l.querySelectorAll('[role="option"][tabindex="0"]').length === 1)))
}

async function stage() {
  const all = await tree()
  for (const name of ['Play', 'One frame back', 'One frame on']) check(`there is a button “${name}”`, all.some(n => n.role === 'button' && n.name.startsWith(name)), named(all, 'button').slice(0, 60).join(' | '))
  const sliders = all.filter(n => n.role === 'slider')
  check('every slider has a name and a value in words or numbers', sliders.length > 0 && sliders.every(s => s.name && String(told(s)) !== ''), sliders.map(s => `“${s.name}” ${told(s)}`).join(' | '))
  const tabs = all.filter(n => n.role === 'tab')
  check('the inspector’s parts are tabs', ['Tag', 'Checks', 'History'].every(t => tabs.some(x => x.name.startsWith(t))), tabs.map(t => t.name).join(' | '))
}

async function ends() {
  const onBar = () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'option' && Boolean(document.activeElement.closest('[data-testid="lanes"]')))
  for (let i = 0; i < 60 && !await onBar(); i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'slider')
  const all = await tree()
  const edges = all.filter(n => n.role === 'slider' && /^(Start|End) of /.test(n.name))
  check('both ends of a tag are sliders', edges.length === 2, edges.map(e => e.name).join(' | '))
  check('they tell seconds', edges.every(e => /^(starts|ends) [\d.,]+ seconds$/.test(told(e))), edges.map(told).join(' | '))
  const before = edges[0] && told(edges[0])
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  const start = (await tree()).find(n => n.role === 'slider' && n.name.startsWith('Start of '))
  const after = start && told(start)
  check('a moved end tells its new time', after !== undefined && after !== before, `${before} → ${after}`)
  await pause(600)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
}

async function sentences() {
  const onBar = () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'option' && Boolean(document.activeElement.closest('[data-testid="lanes"]')))
  for (let i = 0; i < 60 && !await onBar(); i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  hears('a move', await spoken(async () => { await page.keyboard.press('Shift+Period') }, 1500), /mov|\+\d|nudg|starts/i)
  hears('an undo', await spoken(() => page.keyboard.press('Control+z')), /undone|took back|taken back|undid|undo/i)
  hears('a redo', await spoken(() => page.keyboard.press('Control+Shift+z')), /redid|redone|brought back|redo/i)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('End')
  hears('a new tag', await spoken(async () => {
    await page.keyboard.press('t')
    await at('picker').waitFor()
    await page.keyboard.type('carafe')
    await page.keyboard.press('Enter')
  }), /carafe/i)
  hears('a removed tag', await spoken(() => page.keyboard.press('Delete')), /remov|delet/i)
  await page.keyboard.press('Control+z')
}

/** Whatever can be operated has a name, and no two things of one kind side by side have the same. */
async function everythingNamed(where) {
  await pause(300)
  const all = await tree()
  const operable = ['button', 'link', 'textbox', 'searchbox', 'combobox', 'checkbox', 'radio', 'switch', 'slider', 'tab', 'menuitem', 'option', 'spinbutton', 'listbox']
  const nameless = all.filter(n => operable.includes(n.role) && n.name.trim() === '')
  check(`${where}: whatever can be operated has a name`, nameless.length === 0, nameless.map(n => n.role).join(' '))
  const images = all.filter(n => n.role === 'image' && n.name === '')
  check(`${where}: every picture that is told has words`, images.length === 0, String(images.length))
  const headings = all.filter(n => n.role === 'heading')
  check(`${where}: headings give it a shape`, headings.length > 0 && headings.every(h => h.name), headings.map(h => h.name).join(' | '))
}
