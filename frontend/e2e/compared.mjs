// Two versions beside each other, a draft that goes to others, and guests who look: states of the Review place.
import { word } from './between.mjs'
import { at, looking, open, scene, talking, team, verdict } from './said.mjs'

const rest = page => page.waitForTimeout(300)
const version = (clip, card, n, more = {}) => ({
  id: `v${n}`, n, name: `table_v${n}.mp4`, note: '', by: 'Nora', at: `2026-11-${19 + n}T08:40:00Z`, frames: card.frames, rate: card.rate, width: card.width, height: card.height, size: 1, seconds: 14,
  current: false, locked: false, lockedBy: '', here: true, poster: `still.${60 * n}-${clip}`, proxy: '', moved: null, ...more,
})
const MOVED = {
  tallies: [{ kind: 'tag', how: 'moved', count: 7, seconds: -0.8, line: '7 tags moved' }, { kind: 'tag', how: 'shortened', count: 1, seconds: 0, line: '1 tag shortened' }, { kind: 'comment', how: 'moved', count: 3, seconds: -0.8, line: '3 comments moved' }],
  items: [{ id: 't1', kind: 'tag', title: 'Glass carafe', author: '', colour: 3, how: 'shortened', old: { in: 250, out: 304 }, oldTime: '00:08.10', new: [{ in: 226, out: 270 }], newTime: '00:07.16', by: -24, bySeconds: -0.8, less: 10, keys: [], line: '0.3 s shorter' }],
}
/** Four versions of the sample; each shows the sample, the older ones 24 frames later. */
const stack = () => {
  const said = team()
  const seen = word()
  return {
    ...said,
    Clip: async (args, real) => { const v = await said.Clip(args, real); seen.tell(v); return v },
    Versions: async ([clip]) => {
      const { card, proxy } = await seen.told()
      const one = (n, more) => version(clip, card, n, { proxy, ...more })
      return { clip, versions: [one(4, { current: true, note: 'warmer, cut 0.8 s shorter', moved: MOVED, at: '2026-11-23T09:40:00Z' }), one(3, { note: 'tags moved with the cut', locked: true, lockedBy: 'Mia' }), one(2, { note: 'carafe added' }), one(1, { note: 'first cut', here: false, proxy: '' })], cut: null, lost: [], message: '' }
    },
    CompareVersions: ([, a, b]) => ({ a, b, pieces: [{ new: { in: 0, out: 300 }, old: 24 }] }),
  }
}
const films = (page, ids) => page.waitForFunction(all => all.every(id => { const side = document.querySelector(`[data-testid="${id}"]`); return (side?.querySelector('video')?.readyState ?? 0) >= 2 && side.dataset.frame !== '-1' }), ids)
/** Version 4 over version 3, at a frame that both have. */
const compared = (...keys) => async page => {
  await looking(page)
  await page.keyboard.press('a')
  await at(page, 'compare').waitFor()
  for (const key of keys) await page.keyboard.press(key)
  await films(page, ['side-a', 'side-b'])
  await rest(page)
}
const GUESTS = {
  on: true, address: 'https://192.168.0.24:4443', fingerprint: 'AB:CD:EF', links: [{ id: 'l', clips: ['k'], link: 'https://192.168.0.24:4443/r/x', pin: '482913', qr: '', rights: { comment: true, approve: true, download: false }, until: '2026-11-30T09:00:00Z' }],
  people: [{ link: 'l', name: 'Ida', clip: '', frame: 0 }, { link: 'l', name: 'Somebody who gave a name that is longer than the place for it', clip: '', frame: 0 }],
}
const GUEST = { author: 'ida', name: 'Ida', colour: 3, reactions: [{ emoji: '👍', mine: true, names: ['Nora', 'Mia'] }, { emoji: '🤔', mine: false, names: ['Jonas'] }, { emoji: '🎉', mine: false, names: ['Mia'] }] }
/** One of those who speak, and judged, is a guest. */
const withGuest = () => {
  const said = team()
  return {
    ...said,
    Comments: async args => (await said.Comments(args)).map(c => (c.id === 'c1' ? { ...c, ...GUEST } : c)),
    Members: () => [...said.Members(), { id: 'ida', name: 'Ida', colour: 3, me: false, guest: true, fingerprint: '', standing: 'none' }],
    Approval: args => ({ ...said.Approval(args), verdicts: [verdict('ida', 'Ida', 3, 'approves', 'guest', { guest: true }), ...said.Approval(args).verdicts] }),
    ServedReviews: () => GUESTS,
  }
}
const FOUND = { findings: [
  { rule: 'disc.caption.first', level: 'block', message: '“#ad” comes after the fold.', place: { field: 'caption' }, fix: 'Move to front' },
  { rule: 'tags.short', level: 'warn', message: 'Carafe is on screen for 1.2 s. Under 1.5 s is hard to catch.', place: { frame: 250 }, fix: 'Extend to 1.5 s' },
  { rule: 'page.price', level: 'info', message: 'The kettle’s price was last seen 9 days ago. Older than 7 days, so it is not shown.', place: {} },
], losses: [] }
const STEPS = [
  { n: 4, at: '2026-11-23T09:05:00Z', by: 'Nora', sentence: 'Bring the new cut in as version 4', undone: false, checkpoint: '' }, { n: 3, at: '2026-11-23T08:31:00Z', by: 'Mia', sentence: 'Extend the tag of Glass carafe to 1.5 s', undone: false, checkpoint: 'Before the warmer grade' },
  { n: 2, at: '2026-11-22T16:20:00Z', by: 'Nora', sentence: 'Move the tag of Pouring kettle by 12 frames', undone: false, checkpoint: '' }, { n: 1, at: '2026-11-20T10:00:00Z', by: 'Nora', sentence: 'Take in Slow Sunday table', undone: false, checkpoint: '' },
]

export const comparedScenes = [
  scene('compare', stack(), compared()),
  scene('beside', stack(), compared('w')),
  scene('difference', stack(), compared('w', 'w')),
  scene('readonly', stack(), async page => {
    await looking(page)
    await page.locator('[data-testid="version"][data-n="3"] .row').click()
    await at(page, 'compare').waitFor()
    await page.keyboard.press('s')
    await at(page, 'read-only').waitFor()
    await films(page, ['side-a', 'side-b'])
    await rest(page)
  }),
  scene('checks', { ...team(), Accounts: () => [{ id: 'web', service: 'webpage', name: 'Web page', settings: { dir: '/home/nora/pages' } }], Check: () => FOUND }, async page => { await talking(page); await at(page, 'talk-checks').click(); await at(page, 'findings').waitFor() }),
  scene('history', { ...team(), History: () => STEPS }, async page => { await talking(page); await at(page, 'talk-history').click(); await at(page, 'history').waitFor() }),
  scene('guests', withGuest(), async page => { await open(page); await page.locator('[data-thread="c1"]').click(); await at(page, 'reaction').waitFor(); await at(page, 'serving-sign').waitFor(); await at(page, 'guest').waitFor() }),
  scene('hand', team(), async page => { await talking(page); await at(page, 'hand').click(); await at(page, 'hand-note').fill('The light is new. Is the carafe warm enough?') }),
  scene('answers', { ...team(), TakeAnswer: () => ({ clip: 'k', name: 'Ida', comments: 3, verdict: 'approves', line: 'Ida said 3 things and approves.' }) }, async page => {
    await talking(page)
    await at(page, 'hand').click()
    await page.locator('[data-testid="handing"] [role="radio"]').nth(1).click()
    await at(page, 'answer-file').setInputFiles({ name: 'Slow Sunday.review.json', mimeType: 'application/json', buffer: Buffer.from('{}') })
    await at(page, 'took').waitFor()
  }),
]
