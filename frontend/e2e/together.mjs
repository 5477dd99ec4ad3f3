// The states of working with others. What a team says of itself is put into the program's answers; the
// pages, their words and what can be done on them are its own.
import { fault, HOLD } from './between.mjs'

const at = (page, id) => page.locator(`[data-testid="${id}"]`)
const device = (id, name, person, edits, more = {}) => ({ id, name, person, me: false, edits, trouble: '', ...more })
const DEVICES = [
  device('d-nora', 'Nora’s ThinkPad', 'Nora Lind', 1204, { me: true }),
  device('d-jonas', 'Jonas’ studio machine', 'Jonas Berg', 388),
  device('d-mia', 'Mia’s MacBook', 'Mia Ostra', 941, { trouble: 'What it did last has not come whole yet.' }),
  device('d-old', '', '', 12),
]
const stands = (more = {}) => ({ kind: 'folder', location: '/home/nora/Dropbox/Slow Sunday/Taglane team', step: 'in step', unsent: 0, waiting: 0, at: '2026-11-23T09:12:00Z', trouble: '', warning: '', devices: DEVICES.map(d => ({ ...d, trouble: '' })), ...more })
const ALONE = { ...stands(), kind: '', location: '', step: '', at: '', devices: DEVICES.slice(0, 1) }
const BEHIND = stands({ step: 'behind', waiting: 2, devices: DEVICES, warning: 'The clock of Jonas’ studio machine is 42 minutes ahead of this one. Whichever is wrong, set it: what it does now counts as later than what you do.' })
const APART = stands({ kind: 'hub', location: 'tls://hub.slowsunday.example:4222/studio', step: 'apart', unsent: 7, trouble: 'The hub cannot be reached now.' })

const member = (id, name, colour, fingerprint, standing, me = false) => ({ id, name, colour, me, guest: false, fingerprint, standing })
const MEMBERS = [
  member('nora', 'Nora Lind', 5, '7QKD-M2XA-93FE-ZT4P', 'known', true), member('mia', 'Mia Ostra', 4, '4HNB-88QW-LC2R-0YTD', 'known'), { ...member('ruth', 'Ruth Hale', 3, '', 'none'), guest: true },
  member('jonas', 'Jonas Berg', 8, 'XX3V-P9KD-7A2M-1EJQ', 'new'), member('ida', 'Ida, who has a name that is much longer than anybody thought names would be', 2, 'B6TT-0LQN-WZ5H-88AC', 'changed'), member('sam', 'Sam', 6, '', 'none'),
]
const did = (seq, by, label, more = {}) => ({ device: 'd-mia', seq, cursor: String(1000 - seq), at: '2026-11-23T09:12:00Z', by, me: false, label, clip: '', deleted: false, ...more })
const FEED = [
  did(1, 'Nora Lind', 'Extend the tag of Stoneware mug to 1.5 s', { me: true }), did(2, 'Mia Ostra', 'Remove Lemons, blue tile', { deleted: true }), did(3, 'Mia Ostra', 'Change the caption of Slow Sunday, four things'),
  did(4, 'Jonas Berg', 'Remove the tags of Glass carafe, Pouring kettle and a third product with a long name', { deleted: true }), did(5, '', 'Import Market table'), ...Array.from({ length: 45 }, (_, i) => did(6 + i, 'Mia Ostra', `Move the tag of Pouring kettle by ${i + 1} frames`)),
]
const BUNDLE = { path: '/home/nora/Downloads/Team 2026-11-23.taglane', by: 'Jonas Berg', signer: '', known: false, fingerprint: 'XX3V-P9KD-7A2M-1EJQ', created: '2026-11-23T09:12:00Z', edits: 1731, new: 412, files: 96, bytes: 48_300_000 }
const FACTS = async (_, real) => ({ ...await real(), projects: [{ id: 'p1', name: 'Autumn table', clips: 12, poster: '' }, { id: 'p2', name: 'Everything for the long winter campaign with Norrgrain and Lind Table', clips: 3, poster: '' }] })

const team = (state, more = {}) => ({ Team: () => state, Members: () => MEMBERS, TeamFeed: () => FEED, Library: FACTS, Approvals: ([p]) => p === 'p2' ? 2 : 0, ...more })
const inLibrary = page => page.locator('[role="option"]').first().waitFor()
const command = async (page, name, opens) => {
  await inLibrary(page)
  await page.keyboard.press('Control+k')
  await at(page, 'palette').waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await at(page, opens).first().waitFor()
}
/** A clip whose file is with Mia. */
const elsewhere = { ...team(stands()), Clip: async (_, real) => { const v = await real(); return { ...v, card: { ...v.card, state: 'missing', away: true }, away: { with: 'Mia Ostra', small: true, asked: false } } } }
const scene = (name, reach, rules) => ({ name, rules, reach, few: true })
const bundle = page => at(page, 'bundle-file').setInputFiles({ name: 'Team.taglane', mimeType: 'application/octet-stream', buffer: Buffer.from('no bundle') })

export const teamScenes = [
  scene('join', page => command(page, 'Team…', 'join'), team(ALONE)),
  scene('hub', async page => {
    await command(page, 'Team…', 'join')
    await page.locator('[role="radio"]', { hasText: 'A hub' }).click()
    await at(page, 'team-address').fill('tls://hub.slowsunday.example:4222/studio')
    await at(page, 'team-user').fill('nora')
    await at(page, 'team-password').fill('wrong')
    await at(page, 'team-join').click()
    await page.locator('.bad').first().waitFor()
  }, team(ALONE, { Vault: () => ({ state: 'open', kind: 'keyring', message: '' }), JoinTeam: () => fault('Login', 'The hub does not let this member in. Check the name and the password, or ask for new credentials.') })),
  scene('place', page => command(page, 'Team…', 'team-devices'), team(BEHIND)),
  scene('apart', async page => { await inLibrary(page); await at(page, 'team-sign').click(); await at(page, 'team-panel').waitFor() }, team(APART)),
  scene('members', async page => { await command(page, 'Members and approvals', 'member'); await at(page, 'compare-key').first().click(); await at(page, 'comparing').waitFor(); await at(page, 'approvals-needed').locator('select').first().waitFor() }, team(stands())),
  scene('history', page => command(page, 'History of everybody', 'bring-back'), team(stands())),
  scene('loading', page => command(page, 'History of everybody', 'team'), team(stands(), { TeamFeed: () => HOLD })),
  scene('error', async page => { await command(page, 'Members and approvals', 'team'); await at(page, 'team-trouble').waitFor() }, team(stands(), { Members: () => fault('Internal', 'The library cannot be read. The disk does not give it.') })),
  scene('bundle', async page => { await command(page, 'Bundles', 'choose-bundle'); await bundle(page); await at(page, 'team-trouble').waitFor() }, team(ALONE)),
  scene('dropped', async page => {
    await inLibrary(page)
    await page.route('**/in?*', route => route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify({ result: BUNDLE }) }))
    const data = await page.evaluateHandle(() => { const d = new DataTransfer(); d.items.add(new File(['x'], 'Team 2026-11-23.taglane')); return d })
    await page.dispatchEvent('body', 'drop', { dataTransfer: data })
    await at(page, 'bundle-look').waitFor()
  }, team(stands())),
  { ...scene('away', async page => { await inLibrary(page); await page.keyboard.press('Control+2'); await at(page, 'away').waitFor(); await at(page, 'away').click(); await page.locator('[role="menuitem"]').waitFor() }, elsewhere), program: 'tagged' },
  { ...scene('publishing', async page => { await inLibrary(page); await page.keyboard.press('Control+4'); await at(page, 'fetch-original').waitFor(); await page.waitForTimeout(400) }, elsewhere), program: 'tagged' },
  scene('settings', async page => { await inLibrary(page); await page.keyboard.press('Control+Comma'); await at(page, 'settings').waitFor(); await page.locator('[data-testid="settings"] nav button', { hasText: 'Team' }).click(); await at(page, 'open-people').waitFor() }, team(stands({ step: 'ahead', unsent: 3 }))),
  scene('deutsch', page => command(page, 'Team …', 'join'), { ...team(ALONE), Settings: () => ({ language: 'de' }) }),
  scene('japanese', page => command(page, 'メンバーと承認', 'member'), { ...team(stands()), Settings: () => ({ language: 'ja' }) }),
]
