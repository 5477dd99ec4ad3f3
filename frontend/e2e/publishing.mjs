// node publishing.mjs path/to/taglane — the hands of the Publish place: what is written where, what is carried to
// which day, what is asked of the program, and what is said aloud. Accounts that need a login stand in as answers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { between, NOW } from './between.mjs'
import { crowd } from './frames.mjs'
import { chromium, patience, scratch, serve, tally, verb } from './kit.mjs'
import { places, QUEUE } from './places.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()
await (await serve(binary, dir, ['--sample'])).stop()
const [clip] = verb(binary, dir, 'clips').clips
writeFileSync(join(dir, 'tags.json'), JSON.stringify(crowd(clip, verb(binary, dir, 'products').products, { tags: 5, products: 4 })))
verb(binary, dir, 'tags', 'import', clip.id, join(dir, 'tags.json'))
const { url, stop } = await serve(binary, dir)

// ---- a program that remembers what it was told ----

const asked = []
const own = {}
let queue = [...QUEUE]
let left = ''
const base = places()
const said = (verb_, ...args) => { asked.push([verb_, ...args]) }
// The studio is told what the clock on the wall shows, and whose clock that is.
const momentOf = meant => {
  if (!meant) return ''
  return meant.endsWith('[Europe/Berlin]') ? new Date(meant.slice(0, meant.indexOf('['))).toISOString().replace('.000', '') : `${meant} of no zone`
}
const variantOf = args => {
  const v = base.Variant(args)
  const fields = own[args[1]] ?? v.fields
  const clips = own.clip ?? {}
  const told = { ...v.said, caption: 'As the clip.', ...clips, ...fields }
  return { ...v, fields, said: told, text: told.caption }
}
const rules = {
  ...base,
  Outbox: () => queue,
  Variant: variantOf,
  SetVariant: ([c, id, fields]) => {
    said('SetVariant', id, fields)
    own[id] = Object.fromEntries(Object.entries({ ...(own[id] ?? base.Variant([c, id]).fields), ...fields }).filter(([, v]) => v !== ''))
    return variantOf([c, id])
  },
  WriteForAll: ([c, ids, { title, caption, ...each }]) => {
    said('WriteForAll', ids, { title, caption, ...each })
    own.clip = { ...own.clip, ...(title === undefined ? {} : { title }), ...(caption === undefined ? {} : { caption }) }
    for (const id of ids) own[id] = Object.fromEntries(Object.entries({ ...(own[id] ?? base.Variant([c, id]).fields), ...each }).filter(([k, v]) => v !== '' && !(k === 'title' && title !== undefined) && !(k === 'caption' && caption !== undefined)))
    return ids.map(id => variantOf([c, id]))
  },
  SetSetting: ([name, value], real) => { said('SetSetting', name, value); return real() },
  LeaveFinding: ([c, id, rule, reason]) => { said('LeaveFinding', id, rule, reason); left = reason; return variantOf([c, id]) },
  Check: async ([c, id]) => {
    const report = base.Check([c, id])
    return id !== 'ig' || left === '' ? report : { ...report, findings: report.findings.map(f => ({ ...f, level: 'info', left: { rule: f.rule, what: f.message, reason: left, by: 'Nora', at: NOW } })) }
  },
  SchedulePublication: ([id, meant]) => { const at = momentOf(meant); said('SchedulePublication', id, at); queue = queue.map(p => p.id === id ? { ...p, at } : p); return queue.find(p => p.id === id) },
  Answer: ([id, posted, link]) => { said('Answer', id, posted, link); queue = queue.map(p => p.id === id ? { ...p, wait: '', stage: 'tagged', canCancel: false } : p); return queue.find(p => p.id === id) },
  PauseOutbox: ([paused]) => { said('PauseOutbox', paused); rules.OutboxPaused = () => paused; return paused },
  Mend: ([c, id, rule]) => { said('Mend', id, rule); return variantOf([c, id]) },
  Publish: ([, id, , at]) => { said('Publish', id, momentOf(at)); return { ...queue[1], id: `new-${id}`, account: id } },
}
const told = (...call) => heard(() => asked.some(a => JSON.stringify(a) === JSON.stringify(call)))
const last = name => asked.filter(a => a[0] === name).at(-1)

const browser = await chromium()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' })
const page = await context.newPage()
await page.clock.setFixedTime(new Date(NOW))
const wrong = []
page.on('pageerror', e => wrong.push(String(e)))
const b = await between(page, dir, rules)
const at = id => page.locator(`[data-testid="${id}"]`)
const field = (account, name) => page.locator(`[data-account="${account}"][data-field="${name}"] textarea`)
const heard = patience(page)
await page.goto(url)
await at('card').first().waitFor()
await page.keyboard.press('Control+4')
await at('finding').first().waitFor()

// ---- writing ----

check('the button counts only what can go', (await at('primary').textContent()).trim().startsWith('Queue 2 posts'), await at('primary').textContent())
await field('ig', 'caption').fill('Mine alone.')
await page.keyboard.press('Tab')
await field('tt', 'caption').focus()
check('typing makes a text of that account', await told('SetVariant', 'ig', { caption: 'Mine alone.' }), JSON.stringify(asked))
check('and of no other', await field('web', 'caption').inputValue() === 'As the clip.')
await field('ig', 'caption').focus()
await page.locator('[data-account="ig"][data-field="caption"] [data-testid="for-all"]').click()
check('it is written for all, as one step', await told('WriteForAll', ['web', 'yt', 'ig', 'tt'], { caption: 'Mine alone.' }) && last('SetClip') === undefined, JSON.stringify(asked))
await field('yt', 'title').fill('Another title')
await page.keyboard.press('Escape')
check('Escape drops what was typed', await field('yt', 'title').inputValue() === 'Slow Sunday: four things for a late breakfast', await field('yt', 'title').inputValue())
await page.locator('[data-account="yt"][data-field="title"] [data-testid="as-clip"]').click()
check('it goes back to what the clip says', await told('SetVariant', 'yt', { title: '' }), JSON.stringify(asked))

// ---- checks ----

await at('finding').filter({ hasText: 'Choose who can see' }).getByRole('button').click()
check('a finding leads to its field in its own column', await page.evaluate(() => document.activeElement?.closest('[data-option]')?.getAttribute('data-option') === 'privacy' && document.activeElement.closest('[data-account]')?.getAttribute('data-account') === 'tt'))
await at('finding').filter({ hasText: 'comes after the fold' }).getByTestId('mend-it').click()
check('what can be mended is mended where it was found', await told('Mend', 'ig', 'disc.caption.first'), JSON.stringify(asked))

await at('finding').filter({ hasText: 'comes after the fold' }).getByTestId('leave-it').click()
check('nothing is left without a reason', await at('leave-keep').isDisabled())
await at('leave-reason').fill('It is said aloud.')
await page.keyboard.press('Control+Enter')
check('a finding is left where it was found, with the reason', await told('LeaveFinding', 'ig', 'disc.caption.first', 'It is said aloud.'), JSON.stringify(last('LeaveFinding')))
await page.locator('[data-left]').waitFor()
check('it blocks no more, and says who left it and why', await at('left-reason').textContent() === 'Left by Nora: It is said aloud.' && (await at('primary').textContent()).trim().startsWith('Queue 3 posts'), await at('primary').textContent())
await page.locator('[data-left]').getByTestId('take-back').click()
check('it is raised again', await told('LeaveFinding', 'ig', 'disc.caption.first', ''), JSON.stringify(last('LeaveFinding')))
await page.locator('[data-left]').waitFor({ state: 'detached' })
check('what the place itself wants cannot be left', await at('finding').filter({ hasText: 'paid partnership switch' }).getByTestId('leave-it').count() === 0)

// ---- whose law counts ----

check('it is said whose law counts', (await at('audience').textContent()).includes('US, UK'), await at('audience').textContent())
await page.locator('h2', { hasText: 'Queue' }).click()
await page.keyboard.press('v')
await page.keyboard.press('Tab')
for (const key of ['ArrowRight', 'ArrowRight', ' ']) await page.keyboard.press(key)
check('where the viewers are is chosen by keys', await told('SetSetting', 'audience', 'DE'), JSON.stringify(last('SetSetting')))
check('and stands in the row of what is disclosed', (await at('audience').textContent()).includes('DE'), await at('audience').textContent())
await page.getByRole('radio', { name: 'This clip alone' }).click()
await page.locator('[data-chip="GB"]').click()
check('of one clip it is said as one step', await told('WriteForAll', ['web', 'yt', 'ig', 'tt'], { audience: 'GB' }), JSON.stringify(last('WriteForAll')))
await at('audience-none').click()
check('and taken back', await told('WriteForAll', ['web', 'yt', 'ig', 'tt'], { audience: '' }), JSON.stringify(last('WriteForAll')))
await page.keyboard.press('Escape')

// ---- the week ----

const entry = key => page.locator(`[data-entry="${key}"]`)
const box = await entry('pub-9').boundingBox()
await page.mouse.move(box.x + 12, box.y + 12)
await page.mouse.down()
await page.mouse.move(box.x + 100, box.y + 14, { steps: 4 })
await page.keyboard.press('Escape')
await page.mouse.up()
check('Escape drops what is carried', !(await heard(() => last('SchedulePublication'), 300)))
await page.mouse.move(box.x + 12, box.y + 12)
await page.mouse.down()
await page.mouse.move(box.x + 90, box.y + 14, { steps: 4 })
await page.mouse.up()
check('carried to the next day it keeps its hour', await told('SchedulePublication', 'pub-9', '2026-11-27T12:00:00Z'), JSON.stringify(last('SchedulePublication')))
check('and nothing opens by that', await page.locator('dialog[open]').count() === 0)
await entry('pub-9').focus()
for (const key of ['Alt+ArrowRight', 'Alt+ArrowDown', 'Alt+ArrowDown']) await page.keyboard.press(key)
check('keys move it by days and quarters of an hour, as one', await told('SchedulePublication', 'pub-9', '2026-11-28T12:30:00Z') && asked.filter(a => a[0] === 'SchedulePublication').length === 2, JSON.stringify(asked))
check('and it keeps the focus on its way', await page.evaluate(() => document.activeElement?.getAttribute('data-entry')) === 'pub-9')

// ---- when ----

await page.locator('[data-account="web"] [data-testid="when"]').click()
await page.getByRole('radio', { name: 'At a time' }).click()
await at('when-day').fill('2027-03-28')
await at('when-time').fill('02:30')
check('a time that does not exist is said', await page.getByText('does not exist on that day').isVisible())
await at('when-day').fill('2027-10-31')
check('a time that comes twice is asked about', await page.getByText('comes twice on that day').isVisible() && await page.getByRole('radio', { name: /GMT\+1/ }).isVisible())
await at('when-day').fill('2026-11-24')
await at('when-time').fill('18:00')
await at('when-keep').click()
check('the plan stands in the table and in the week', await page.locator('[data-account="web"] [data-testid="when"]').textContent().then(x => x.includes('Tue 24, 18:00')) && await entry('plan web').isVisible())

// ---- the queue ----

const said_ = () => at('queue-said').textContent()
check('nothing is said aloud at the start', await said_() === '', await said_())
await at('it-is-there').click()
await page.getByRole('button', { name: 'It’s there', exact: true }).click()
check('what nobody was sure of is answered', await told('Answer', 'pub-6', true, ''), JSON.stringify(last('Answer')))
await page.waitForFunction(() => document.querySelector('[data-testid="queue-said"]')?.textContent !== '', null, { timeout: 5000 }).catch(() => {})
check('and that it is public is said aloud', (await said_()).includes('Lemons, blue tile is public on nora.lind.'), await said_())
await page.locator('h2', { hasText: 'Queue' }).click()
await page.keyboard.press('p')
check('everything is paused by a key', await told('PauseOutbox', true))
await page.keyboard.press('Control+Enter')
check('what can go is queued, at the moment that was chosen', await heard(() => asked.filter(a => a[0] === 'Publish').length === 2) && JSON.stringify(asked.find(a => a[0] === 'Publish')) === JSON.stringify(['Publish', 'web', '2026-11-24T17:00:00Z']), JSON.stringify(asked.filter(a => a[0] === 'Publish')))

// ---- a narrow window ----

await page.setViewportSize({ width: 1024, height: 680 })
await field('tt', 'caption').focus()
const inSight = id => page.evaluate(id => {
  const column = document.querySelector(`[role=cell][data-account="${id}"][data-field="caption"]`).getBoundingClientRect(), table = document.querySelector('.scroll').getBoundingClientRect(), names = document.querySelector('[role=rowheader]').getBoundingClientRect()
  return column.left >= names.right - 1 && column.right <= table.right + 1
}, id)
check('a column that takes the focus comes into sight whole', await inSight('tt'))
await field('yt', 'caption').focus()
check('and so does one beneath the names of the rows', await inSight('yt'))
check('the page had no errors', wrong.length === 0, wrong.join('\n'))

b.line = false
await browser.close()
await stop()
close()
