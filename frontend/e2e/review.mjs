// node review.mjs path/to/taglane — a draft is looked at with the keys alone: what is said is said at its frame, drawn,
// answered, resolved and taken back, a verdict is given, and a thousand comments scroll as ten do.
import { answered, chromium, patience, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()
await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
const { url, stop } = await serve(binary, dir)
const { origin, hash } = new URL(url)
const ask = async (name, ...args) => (await (await fetch(`${origin}/verb/${name}`, { method: 'POST', headers: { 'X-Token': hash.slice(1), 'Content-Type': 'application/json' }, body: JSON.stringify(args) })).json()).result
const said = () => ask('Comments', clip.id)

const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' })
const page = await context.newPage()
page.setDefaultTimeout(10_000)
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
const at = id => page.locator(`[data-testid="${id}"]`)
const press = async (...keys) => { for (const k of keys) await page.keyboard.press(k) }
const times = (key, n) => press(...Array(n).fill(key))
const heard = patience(page)
const frame = () => at('player').getAttribute('data-frame').then(Number)
const focused = id => page.evaluate(name => document.activeElement?.getAttribute('data-testid') === name, id)
/** Sent is what the field has let go. */
const send = async text => { await page.keyboard.type(text); await press('Control+Enter'); await heard(async () => !await focused('comment-field')) }

await page.goto(url)
await at('card').first().waitFor()
await press('Control+3')
await at('no-comments').waitFor()
await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 30_000 })
await answered(page)

// ---- typing pauses, sending resumes ----

await press('Space')
if (!check('it plays', await heard(async () => await frame() > 5))) console.error(await frame(), await at('play').getAttribute('aria-label'), await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200)))
await press('c')
check('C leads into the field, and what plays waits', await heard(() => focused('comment-field')))
await page.waitForTimeout(120)
const paused = await frame()
await page.waitForTimeout(150)
check('it stands still while somebody writes', await frame() === paused)
await send('The <b>light</b> is lovely here.')
check('sending goes on playing', await heard(async () => await frame() > paused + 3))
await press('k')
const [first] = await said()
check('what was said is said at the frame that was seen', first?.frame === paused && first.out === paused && first.text === 'The <b>light</b> is lovely here.', JSON.stringify(first))
check('it is shown as letters, not as markup', await at('thread').locator('b').filter({ hasText: 'light' }).count() === 0 && (await at('thread').textContent()).includes('<b>light</b>'))

// ---- a range, and a drawing made with the keys ----

await press('Home', 'Shift+ArrowRight', 'BracketLeft', 'Shift+ArrowRight', 'BracketRight')
await press('d')
check('D puts the keyboard on the picture', await heard(() => focused('pad')))
await press('2')
await times('ArrowLeft', 4)
await press('Enter')
await times('ArrowRight', 9)
await times('ArrowDown', 3)
await press('Enter')
check('an arrow stands', await heard(async () => (await at('ink-count').textContent())?.startsWith('1')))
await press('3', 'Enter')
await times('ArrowDown', 5)
await times('ArrowRight', 2)
await press('Enter')
check('and a box', await heard(async () => (await at('ink-count').textContent())?.startsWith('2')))
await press('Control+z')
check('undo takes back the box alone', await heard(async () => (await at('ink-count').textContent())?.startsWith('1')))
await press('c')
await send('Hold it half a second longer?')
check('a range with a drawing is kept', await heard(async () => (await said()).length === 2))
const ranged = (await said()).find(c => c.drawing.length > 0)
check('over the frames that were marked', ranged && ranged.out - ranged.frame === 31 && ranged.frame === 30, JSON.stringify(ranged && [ranged.frame, ranged.out]))
check('as fractions of the picture', ranged?.drawing[0].kind === 'arrow' && ranged.drawing[0].points.flat().every(n => n >= 0 && n <= 1) && ranged.drawing[0].points[0][0] === 0.42)
check('the drawing is put away', await heard(async () => await at('pad').count() === 0 && await at('ink-count').count() === 0))

// ---- along the comments, answers, changes ----

await press('End')
await press('ArrowUp')
await press('ArrowUp')
const [before, after] = (await said()).map(c => c.frame)
check('arrows lead from comment to comment', await heard(async () => await frame() === before), `${await frame()} ${before} ${after}`)
await press('ArrowDown')
check('and back', await heard(async () => await frame() === after))
if (after !== ranged.frame) await press('ArrowUp')
check('the drawing is seen at its frame', await heard(async () => await page.getByRole('img', { name: /^Drawing of/ }).count() === 1))
check('the thread under the playhead is marked', await heard(async () => await page.locator('.here[aria-current="true"]').count() === 1))
await press('r')
await heard(() => focused('comment-field'))
await send('Yes.')
const thread = page.locator(`[data-thread="${ranged.id}"]`)
check('R answers the thread', await heard(async () => (await said()).find(c => c.id === ranged.id)?.replies[0]?.text === 'Yes.' && await thread.getByText('Yes.', { exact: true }).count() === 1))
await press('F2')
await heard(async () => await at('comment-field').inputValue() === 'Yes.')
await press('Control+a')
await send('Yes, from 1.02 on.')
check('F2 changes what was said last', await heard(async () => (await said()).find(c => c.id === ranged.id)?.replies[0]?.text === 'Yes, from 1.02 on.'))
await press('e')
check('E resolves it', await heard(async () => (await said()).find(c => c.id === ranged.id).resolved && await thread.getByText('resolved').count() === 1))
check('and its dot steps back', await page.locator(`[data-comment="${ranged.id}"].done`).count() === 1)
await press('Control+z')
check('undo opens it again', await heard(async () => !(await said()).find(c => c.id === ranged.id).resolved))
await press('Control+Shift+z')
check('redo resolves it again', await heard(async () => (await said()).find(c => c.id === ranged.id).resolved))
await at('told').filter({ hasText: /\S/ }).waitFor({ state: 'attached' })
await press('Delete')
await at('delete-sure').waitFor()
await at('delete-sure').focus()
await press('Enter')
check('Delete asks, then takes the answer away', await heard(async () => (await said()).find(c => c.id === ranged.id).replies.filter(r => !r.deleted).length === 0))

// ---- what was begun is kept ----

await press('c')
await page.keyboard.type('Not yet sent')
await press('Escape')
await press('Control+1', 'Control+3')
await at('thread').first().waitFor()
check('words that were begun come back', await heard(async () => await at('comment-field').inputValue() === 'Not yet sent'))

// ---- a verdict ----

await ask('SetApprovals', '', 1)
check('what publishing needs is said', await heard(async () => (await at('my-verdict').textContent()).includes('needs 1 approval')))
await press('Control+Enter')
await at('vault').waitFor()
await at('vault-memory').focus()
await press('Space')
await at('vault-answer').focus()
await press('Enter')
check('Ctrl+Enter approves, once the key can be had', await heard(async () => (await at('my-verdict').textContent()).includes('approved')))
check('and the draft may be published', (await ask('Approval', clip.id)).ready === true)
await ask('SetClip', clip.id, { title: 'Another name' })
check('a change makes the verdict an earlier one', await heard(async () => (await at('my-verdict').textContent()).includes('earlier draft')))
await press('Control+Shift+Enter')
await at('verdict-note').waitFor()
await send('The name is too long.')
check('changes are asked for with a note', await heard(async () => { const v = (await ask('Approval', clip.id)).verdicts[0]; return v?.answer === 'changes' && v.note === 'The name is too long.' }))

// ---- a thousand ----

const [model] = await said()
await page.route('**/verb/Comments', route => route.fulfill({ contentType: 'application/json', body: JSON.stringify({ result: Array.from({ length: 1000 }, (_, i) => ({ ...model, id: `t${i}`, frame: Math.floor(i * clip.frames / 1000), out: Math.floor(i * clip.frames / 1000), resolved: i % 3 === 0, text: 'Word '.repeat(1 + i * 7 % 60), replies: [] })) }) }))
await press('Control+1', 'Control+3')
await page.locator('[data-thread="t0"]').waitFor()
const sight = await at('threads').evaluate(async box => {
  const most = { made: 0, dots: document.querySelectorAll('[data-testid="comment-dot"]').length, empty: 0, times: [] }
  for (let i = 0, last = performance.now(); i < 60; i++) {
    box.scrollTop += 900
    await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))
    most.times.push(performance.now() - last)
    last = performance.now()
    const { top, bottom } = box.getBoundingClientRect()
    const rows = [...box.querySelectorAll('article')]
    most.made = Math.max(most.made, rows.length)
    if (!rows.some(r => r.getBoundingClientRect().top <= top + 1 && r.getBoundingClientRect().bottom > top)) most.empty++
    if (bottom <= top) most.empty++
  }
  return most
})
const middle = sight.times.toSorted((a, b) => a - b)[30]
console.log(`review: of 1,000 comments ${sight.made} are made at once, as ${sight.dots} dots; a step of scrolling takes ${middle.toFixed(0)} ms in the middle`)
check('of a thousand comments only those in sight are made', sight.made > 3 && sight.made < 40, String(sight.made))
check('and none is missing while it is scrolled', sight.empty === 0, String(sight.empty))
check('the dots on the timeline are no crowd', sight.dots > 5 && sight.dots < 60, String(sight.dots))
check('a step of scrolling is no pause', middle < 120, `${middle}`)

// In a low window the picture has the room of the strips, until they are asked for.
await page.setViewportSize({ width: 1024, height: 680 })
await page.locator('[data-testid="timeline"] .strip.film').waitFor({ state: 'detached' })
const wide = async () => (await at('player').first().boundingBox()).width
const folded = await wide()
check('a low window leaves its room to the picture', folded >= 250, `${folded}`)
await at('fold').click()
await page.locator('[data-testid="timeline"] .strip.film').waitFor()
check('and shows the strips when asked', await wide() < folded, `${await wide()}`)

check('the page had no errors', wrong.length === 0, wrong.join('\n'))
await browser.close()
await stop()
close()
