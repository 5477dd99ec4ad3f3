// What people say about the sample's clip, as answers of the program, and the states of the Review place.
import { fault, HOLD, word } from './between.mjs'

export const at = (page, id) => page.locator(`[data-testid="${id}"]`).first()
const MIA = { author: 'mia', name: 'Mia', colour: 5 }
const JONAS = { author: 'jonas', name: 'Jonas', colour: 8 }
const NORA = { author: 'nora', name: 'Nora', colour: 2, mine: true }
const TODAY = h => `2026-11-23T${h}:00+00:00`

const comment = (id, clip, who, frame, out, text, more = {}) => ({
  id, clip, frame, out, time: '', mine: false, at: TODAY('09:02'), text, others: [], drawing: [], edited: false, deleted: false, resolved: false, resolvedBy: '', resolvedAt: '', replies: [],
  parts: text ? [{ text, member: '' }] : [], assignee: null, done: false, doneBy: '', doneAt: '', reactions: [], private: false, ...who, ...more,
})
const INK = [
  { kind: 'arrow', points: [[0.62, 0.46], [0.76, 0.55]] },
  { kind: 'free', points: [[0.745, 0.594], [0.72, 0.63], [0.712, 0.69], [0.72, 0.75], [0.77, 0.782], [0.83, 0.782], [0.9, 0.75], [0.945, 0.68], [0.95, 0.62], [0.92, 0.57], [0.86, 0.55], [0.8, 0.555], [0.75, 0.59], [0.73, 0.62], [0.727, 0.645]] },
]
const done = { resolved: true, resolvedBy: 'Nora' }
/** A handful, as a team of three says them. */
const few = clip => [
  comment('c0', clip, MIA, 0, 0, '“Ad · paid links” is there from the first frame.', done),
  comment('c1', clip, JONAS, 116, 116, 'Number 2 sits on the pear. There is a clear spot left of the spout. @Nora can you move it?', { parts: [{ text: 'Number 2 sits on the pear. There is a clear spot left of the spout. ', member: '' }, { text: '@Nora', member: 'nora' }, { text: ' can you move it?', member: '' }], assignee: { id: 'nora', name: 'Nora', colour: 2, me: true, guest: false } }),
  comment('c2', clip, JONAS, 178, 178, 'Runner’s price looks old.', done),
  comment('c3', clip, MIA, 250, 304, 'The carafe leaves the table before its tag does. Hold it half a second longer?', { drawing: INK, replies: [comment('c3a', clip, NORA, 250, 304, 'The tag now ends at 12.12. See the new cut.')] }),
  comment('c4', clip, NORA, 380, 380, 'End card covers the pear. Out.', done),
]
const WORDS = ['The light is lovely here.', 'Could the cut come a beat earlier? The hand has already left the picture when the tag opens, and nobody knows what it belongs to.', 'Out of focus.', 'Number 2 sits on the pear.', 'Is that the old price?']
/** More than there is room for, some of it resolved, some with answers. */
const thousand = (clip, frames) => Array.from({ length: 1000 }, (_, i) => {
  const frame = Math.floor((i * frames) / 1000)
  const who = [MIA, JONAS, NORA][i % 3]
  return comment(`c${i}`, clip, who, frame, i % 7 === 0 ? Math.min(frames, frame + 20) : frame, WORDS[i % WORDS.length], { ...(i % 4 === 1 ? done : {}), replies: i % 9 === 0 ? [comment(`c${i}a`, clip, JONAS, frame, frame, 'Yes.')] : [] })
})
const member = (id, name, colour, me = false) => ({ id, name, colour, me, guest: false, fingerprint: 'ABCD-EFGH-IJKL-MNOP', standing: 'known' })
const MEMBERS = [member('nora', 'Nora', 2, true), member('mia', 'Mia', 5), member('jonas', 'Jonas', 8)]
export const verdict = (id, name, colour, answer, standing, more = {}) => ({ member: id, name, colour, me: false, answer, note: '', at: TODAY('08:55'), standing, guest: false, ...more })
const approval = clip => ({
  clip, digest: 'd', needs: 2, has: 0, ready: false, line: 'Waits for 2 approvals.', mine: '',
  verdicts: [verdict('mia', 'Mia', 5, 'approves', 'earlier'), verdict('jonas', 'Jonas', 8, 'changes', 'counts')],
})
const WAITS = clip => [
  { why: 'assigned', clip, name: 'Slow Sunday table', line: 'Jonas asked you to do something.', comment: 'c1', text: 'Number 2 sits on the pear.', frame: 116, time: '00:03.26', at: TODAY('08:55') },
  { why: 'changes', clip: 'clip-8', name: 'Three small scents', line: 'Mia asked for changes', comment: '', text: '', frame: 0, time: '', at: TODAY('08:10') },
  { why: 'version', clip: 'clip-7', name: 'Quiet headphones', line: 'Changed since your verdict', comment: '', text: '', frame: 0, time: '', at: TODAY('08:00') },
  { why: 'verdict', clip: 'clip-9', name: 'Market table', line: 'No verdict yet', comment: '', text: '', frame: 0, time: '', at: '' },
]
/** The rules of a team of three that says this. */
export const team = (said = few) => {
  let view = null // of the one clip there is; the others are shown as it is
  const first = word()
  const known = async () => (await first.told()).card
  return {
    Clip: async ([id], real) => {
      if (view && id !== view.card.id) return { ...view, card: { ...view.card, id, poster: `still.${60 + 40 * (id.charCodeAt(5) % 7)}-${view.card.id}` } }
      view = await real()
      first.tell(view)
      return view
    },
    Comments: async ([clip]) => said(clip, (await known()).frames),
    Members: () => MEMBERS, Approval: ([clip]) => approval(clip), Waiting: async () => WAITS((await known()).id),
    GiveVerdict: ([clip, , answer, note]) => ({ ...approval(clip), mine: answer, verdicts: [verdict('nora', 'Nora', 2, answer, 'counts', { me: true, note }), ...approval(clip).verdicts] }),
  }
}

const place = async page => { await at(page, 'card').waitFor({ timeout: 15_000 }); await page.keyboard.press('Control+3'); await at(page, 'review-place').waitFor() }
export const open = async page => { await place(page); await at(page, 'player').waitFor(); await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 15_000 }) }
export const talking = async page => { await open(page); await at(page, 'thread').waitFor() }
/** At the comment with the drawing. */
export const looking = async page => { await talking(page); await page.locator('[data-thread="c3"]').click(); await page.waitForFunction(() => document.querySelector('[data-testid="player"]')?.dataset.frame === '250') }
const drawing = async page => {
  await looking(page)
  await page.keyboard.press('BracketLeft')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('BracketRight')
  await page.keyboard.press('d')
  await at(page, 'pad').waitFor()
  const box = await at(page, 'pad').boundingBox()
  const to = (x, y) => page.mouse.move(box.x + x * box.width, box.y + y * box.height)
  await page.keyboard.press('3')
  await to(0.2, 0.55); await page.mouse.down(); await to(0.5, 0.8); await page.mouse.up()
  await page.keyboard.press('2')
  await to(0.15, 0.3); await page.mouse.down(); await to(0.3, 0.5); await page.mouse.up()
  await at(page, 'ink-count').waitFor()
}
const told = page => page.locator('.offline, [role="status"]', { hasText: /does not answer/i }).first().waitFor()
export const scene = (name, rules, reach, more = {}) => ({ name, program: 'tagged', rules, reach, few: true, ...more })
const DISK = 'The library cannot be read just now. The disk answers that it is full; free some room and try again.'

export const reviewScenes = [
  scene('none', {}, async page => { await at(page, 'sample').waitFor(); await page.keyboard.press('Control+3'); await at(page, 'review-place').waitFor() }, { program: 'bare' }),
  scene('empty', {}, async page => { await open(page); await at(page, 'no-comments').waitFor() }),
  scene('loading', { Comments: () => HOLD, Approval: () => HOLD, Waiting: () => HOLD }, place, { patient: true }),
  scene('error', { Comments: () => fault('Internal', DISK) }, async page => { await place(page); await page.locator('[data-testid="talk"] [role="alert"]').waitFor() }),
  scene('partial', { ...team(), Approval: () => fault('Internal', DISK), Clip: async (_, real) => { const v = await real(); return { ...v, proxy: '', waveform: '', card: { ...v.card, strip: null } } }, Comments: ([clip]) => few(clip), Waiting: () => [] }, async page => { await place(page); await at(page, 'thread').waitFor() }),
  scene('offline', team(), async (page, b) => { await talking(page); await page.keyboard.press('c'); await page.keyboard.type('The spoon is gone here.'); b.line = false; await page.keyboard.press('Control+Enter'); await told(page) }),
  scene('threads', team(), looking, { few: false }),
  scene('drawing', team(), drawing),
  scene('thousand', team(thousand), async page => { await talking(page); await page.locator('[data-testid="threads"]').evaluate(e => { e.scrollTop = 30_000 }); await page.waitForTimeout(200) }),
  scene('changes', team(), async page => { await talking(page); await page.keyboard.press('Control+Shift+Enter'); await at(page, 'verdict-note').fill('Hold the carafe half a second longer.') }),
  scene('deutsch', { ...team(), Settings: () => ({ language: 'de' }) }, looking),
  scene('japanese', { ...team(), Settings: () => ({ language: 'ja' }) }, looking),
]
