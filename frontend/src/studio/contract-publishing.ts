// The part of the contract about publishing: what a clip says at one account, what
// becomes of what is queued, and what a person keeps for it.

import type { Asking } from './contract-library'
import type { ID, Publication } from './studio'

const IN_TEN_YEARS = '2036-12-01T18:00:00+01:00'

export async function variants(c: Asking, clip: ID, account: ID): Promise<void> {
  const { studio } = c
  const before = await studio.variant(clip, account)
  c.promise('a variant holds lists and texts, never nothing', [before.options, before.notes].every(Array.isArray) && typeof before.text === 'string', before)
  c.promise('without a decision the clip speaks for itself', Object.keys(before.fields).length === 0 && before.said['title'] !== '', before.said)
  const decided = await studio.setVariant(clip, account, { title: 'Contract here', caption: 'Only here.', hashtags: 'contract' })
  c.promise('what is decided counts', decided.said['title'] === 'Contract here' && decided.text.includes('Only here.') && decided.text.endsWith('#contract'), decided)
  c.promise('for this account alone', (await studio.clip(clip)).caption !== 'Only here.')
  const history = await studio.history(clip)
  c.promise('it is a gesture of the clip', history[0]?.undone === false && history[0].sentence !== '', history[0])
  await studio.undo(clip)
  c.promise('undo takes it back', Object.keys((await studio.variant(clip, account)).fields).length === 0)
  await studio.redo(clip)
  const less = await studio.setVariant(clip, account, { title: '', caption: '', hashtags: '' })
  c.promise('nothing takes a decision back', Object.keys(less.fields).length === 0 && less.text === before.text, less)
  await c.fails('a cover outside the clip is refused', () => studio.setVariant(clip, account, { cover_frame: '99999999' }), 'Invalid')
  await c.fails('a setting needs a name', () => studio.setVariant(clip, account, { 'Not One': 'x' }), 'Invalid')
  await c.fails('an account that is none says nothing', () => studio.variant(clip, 'nothing'), 'NotFound')
  await c.fails('what no rule finds cannot be mended', () => studio.mend(clip, account, 'nothing.such'), 'NotFound')
  const all = await studio.writeForAll(clip, [account], { caption: 'For all of them.' })
  c.promise('what is written for all is the clip’s own', all.length === 1 && all[0]?.said['caption'] === 'For all of them.' && Object.keys(all[0].fields).length === 0 && (await studio.clip(clip)).caption === 'For all of them.', all)
  await studio.undo(clip)
  c.promise('and one step takes it back', (await studio.variant(clip, account)).text === before.text)
}

export async function mending(c: Asking, clip: ID, account: ID): Promise<void> {
  const { studio } = c
  const product = (await studio.clip(clip)).products[0]?.id ?? ''
  await studio.addTag(clip, product, { in: 200, out: 205 }, null)
  const short = (await studio.check(clip, account, {}, '')).findings.find((f) => f.rule.endsWith('tag.short') && f.place.frame === 200)
  c.promise('what can be mended has a button that says so', short?.mend === true && (short.fix ?? '') !== '', short)
  await studio.mend(clip, account, short?.rule ?? '')
  await leaving(c, clip, account)
  const after = (await studio.check(clip, account, {}, '')).findings.filter((f) => f.rule.endsWith('tag.short'))
  c.promise('and is mended', after.length === 0, after)
  await studio.undo(clip)
  await studio.undo(clip)
}

/** A finding that is a judgement may be left as it is, with a reason; whoever looks sees who did. */
async function leaving(c: Asking, clip: ID, account: ID): Promise<void> {
  const { studio } = c
  await c.fails('what no rule finds cannot be left', () => studio.leaveFinding(clip, account, 'nothing.such', 'Because.'), 'NotFound')
  const found = (await studio.check(clip, account, {}, '')).findings
  const ours = found.find((f) => f.leave === true)
  const theirs = found.find((f) => f.leave !== true)
  if (theirs) await c.fails('what the platform itself refuses cannot be left', () => studio.leaveFinding(clip, account, theirs.rule, 'Because.'), 'Refused')
  if (!ours) return
  await studio.leaveFinding(clip, account, ours.rule, 'It is meant like that.')
  const left = (await studio.check(clip, account, {}, '')).findings.find((f) => f.rule === ours.rule)
  c.promise('what is left says who, when and why', left?.level === 'info' && left.left?.reason === 'It is meant like that.' && left.left.by !== '' && left.left.at !== '', left)
  await studio.undo(clip)
  const again = (await studio.check(clip, account, {}, '')).findings.find((f) => f.rule === ours.rule)
  c.promise('undo raises it again', again?.level === ours.level && again.left === undefined, again)
}

export async function timesAndPauses(c: Asking, clip: ID, account: ID): Promise<void> {
  const { studio } = c
  c.promise('the outbox runs', !(await studio.outboxPaused()))
  c.promise('it rests', (await studio.pauseOutbox(true)) && (await studio.outboxPaused()))
  const queued = await studio.publish(clip, account, { title: 'Contract at its time' }, IN_TEN_YEARS)
  c.promise('a time is kept as the moment it is', new Date(queued.at).getTime() === new Date(IN_TEN_YEARS).getTime() && queued.own, queued)
  c.promise('what has not begun can be paused and called off', queued.canPause && queued.canCancel && !queued.canRetry && !queued.canUpdate, queued)
  const other = await studio.schedulePublication(queued.id, '2037-01-02T03:04:05Z')
  c.promise('another time', new Date(other.at).getTime() === Date.UTC(2037, 0, 2, 3, 4, 5), other.at)
  await c.fails('a time that is none', () => studio.schedulePublication(queued.id, 'tomorrow'), 'Invalid')
  const second = await studio.publish(clip, account, { title: 'Contract at its time, too' }, '2037-01-02T03:04:05Z')
  const both = await studio.publishTogether([queued.id, second.id])
  c.promise('two of one time become public together', both.map((p) => p.id).join() === `${queued.id},${second.id}`, both)
  await studio.schedulePublication(second.id, '2037-01-03T03:04:05Z')
  await c.fails('what has another time does not', () => studio.publishTogether([queued.id, second.id]), 'Invalid')
  await studio.cancelPublication(second.id)
  const paused = await studio.pausePublication(queued.id)
  c.promise('paused by a person', paused.wait === 'paused' && paused.canRetry && !paused.canPause, paused)
  const on = await studio.retryPublication(queued.id)
  c.promise('and let go on', on.wait === '' || on.wait === 'until', on)
  c.promise('every figure is there', whole(on), on)
  c.promise('it goes on with all the others', !(await studio.pauseOutbox(false)))
  await c.fails('what is not public cannot be changed', () => studio.updatePublication(queued.id), 'Conflict', 'Refused')
  c.promise('nothing is left to do by hand before it is there', (await studio.sheet(queued.id)).steps.length === 0)
  await c.fails('a step that is none cannot be done', () => studio.setSheetStep(queued.id, 1, true), 'NotFound')
  const off = await studio.cancelPublication(queued.id)
  c.promise('called off', off.wait === 'canceled' && !off.canCancel, off)
  for (const verb of [studio.pausePublication, studio.retryPublication, studio.updatePublication]) {
    await c.fails('a publication that is none', () => verb('nothing'), 'NotFound')
  }
  await c.fails('an address that Taglane did not name is not opened', () => studio.openLink('https://evil.example/'), 'Refused', 'NotFound', 'Invalid')
}

const whole = (p: Publication): boolean =>
  [p.speed, p.left, p.byHand, p.offset, p.size, p.tries].every((n) => Number.isInteger(n)) &&
  [p.at, p.until, p.publicAt, p.evidence, p.lookAt, p.message, p.link, p.post].every((t) => typeof t === 'string')

export async function snippets(c: Asking): Promise<void> {
  const { studio } = c
  c.promise('nothing is kept at first', (await studio.snippets()).length === 0)
  const kept = await studio.setSnippets([{ id: '', name: 'Sizes', text: 'S, M, L — サイズ' }, { id: '', name: 'Ad', text: 'Ad' }])
  c.promise('texts are kept in their order, each with an id', kept.map((s) => s.name).join() === 'Sizes,Ad' && kept.every((s) => s.id !== ''), kept)
  c.promise('and come back unharmed', JSON.stringify(await studio.snippets()) === JSON.stringify(kept))
  await c.fails('a text needs a name', () => studio.setSnippets([{ id: '', name: ' ', text: 'x' }]), 'Invalid')
  await studio.setSnippets([])
  c.promise('and can be left out', (await studio.snippets()).length === 0)
}
