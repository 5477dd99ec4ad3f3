// The part of the contract about what people say of a clip.

import type { Asking } from './contract-library'
import { emojis } from './notes'
import type { ID } from './studio'

export async function notes(c: Asking, clip: ID): Promise<void> {
  await comments(c, clip)
  await asked(c, clip)
  await own(c, clip)
  await approvals(c, clip)
}

async function comments(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  c.promise('nothing was said yet', (await studio.comments(clip)).length === 0)
  const said = await studio.addComment(clip, { frame: 12, out: 20, text: ' <b>Softer</b>\u0007 here ', drawing: [{ kind: 'point', points: [[0.5, 0.25]] }] })
  c.promise('a comment is text at its frames', said.text === '<b>Softer</b> here' && said.frame === 12 && said.out === 20 && said.mine && said.drawing[0]?.points[0]?.[1] === 0.25 && Array.isArray(said.others), said)
  await c.fails('a comment says something', () => studio.addComment(clip, { frame: 1, text: ' ' }), 'Invalid')
  await c.fails('and lies inside the clip', () => studio.addComment(clip, { frame: 1e6, text: 'x' }), 'Invalid')
  await c.fails('a form that is none is not drawn', () => studio.addComment(clip, { text: 'x', drawing: [{ kind: 'blob' as 'box', points: [] }] }), 'Invalid')
  c.promise('it is resolved', (await studio.resolveComment(said.id, true)).resolved)
  const thread = await studio.replyComment(said.id, 'Not yet')
  c.promise('and open again with a new word', !thread.resolved && thread.resolvedBy !== '' && thread.replies[0]?.text === 'Not yet', thread)
  c.promise('it is edited', (await studio.setComment(said.id, { text: 'Softer' })).edited)
  await studio.removeComment(said.id)
  c.promise('its answers keep its place', (await studio.comments(clip))[0]?.deleted === true)
  c.promise('and it is undone', (await studio.undoNotes(clip)).message !== '' && (await studio.comments(clip))[0]?.text === 'Softer')
  c.promise('and done again', (await studio.redoNotes(clip)).message !== '' && (await studio.comments(clip))[0]?.deleted === true)
  await c.fails('what nobody said is not answered', () => studio.replyComment('nothing', 'x'), 'NotFound')
}

async function asked(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const me = await studio.setMe('Contract', 3)
  const said = await studio.addComment(clip, { frame: 3, text: 'For @contract, please' })
  c.promise('a name after @ is a member', said.parts.map((p) => p.text).join('') === said.text && said.parts[1]?.member === me.id && said.parts[0]?.member === '', said.parts)
  c.promise('nobody is assigned at first', said.assignee === null && !said.done && said.reactions.length === 0 && !said.private, said)
  c.promise('it is assigned', (await studio.assignComment(said.id, me.id)).assignee?.me === true)
  const waits = (await studio.waiting()).find((w) => w.comment === said.id)
  c.promise('and waits for that member', waits?.why === 'assigned' && waits.clip === clip && waits.frame === 3 && waits.text === said.text && waits.line !== '' && waits.name !== '', waits)
  const done = await studio.doneComment(said.id, true)
  c.promise('done is apart from resolved', done.done && done.doneBy === 'Contract' && done.doneAt !== '' && !done.resolved, done)
  c.promise('what is done waits no more', !(await studio.waiting()).some((w) => w.comment === said.id))
  for (const emoji of emojis) await studio.toggleReaction(said.id, emoji)
  const liked = (await studio.toggleReaction(said.id, emojis[0])).reactions
  c.promise('each emoji is given, and taken back by itself', liked.length === emojis.length - 1 && liked[0]?.emoji === emojis[1] && liked[0].mine && liked[0].names[0] === 'Contract', liked)
  await c.fails('no other is taken', () => studio.toggleReaction(said.id, '<b>'), 'Invalid')
  await c.fails('a stranger is not assigned', () => studio.assignComment(said.id, 'nothing'), 'NotFound')
  await studio.removeComment(said.id)
}

async function own(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const me = (await studio.members())[0]!.id
  const note = await studio.addComment(clip, { frame: 4, text: 'Only mine', private: true })
  c.promise('a private note says so', note.private && note.mine)
  c.promise('and so do its answers', (await studio.replyComment(note.id, 'Mine too')).replies[0]?.private === true)
  await c.fails('nobody is assigned what they cannot see', () => studio.assignComment(note.id, me), 'Refused')
  await studio.undoNotes(clip)
  c.promise('it is undone as others are', (await studio.comments(clip)).find((n) => n.id === note.id)?.replies.length === 0)
  c.promise('it is shared', !(await studio.setComment(note.id, { private: false })).private)
  await c.fails('and not taken back from those who have it', () => studio.setComment(note.id, { private: true }), 'Refused')
  await exported(c, clip)
  await studio.removeComment(note.id)
}

async function exported(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  for (const format of ['csv', 'pdf', 'edl', 'otio'] as const) {
    const file = await studio.exportNotes(clip, format, '', false)
    c.promise(`comments go out as ${format}`, file.name.endsWith(`.${format}`) && file.bytes > 100 && file.media !== '', file)
  }
  await c.fails('and as nothing else', () => studio.exportNotes(clip, 'exe' as 'csv', '', false), 'Invalid')
  await c.fails('nor where the person did not choose', () => studio.exportNotes(clip, 'csv', '/tmp', false), 'Refused')
}

async function approvals(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const me = await studio.setMe('Contract', 3)
  c.promise('whoever works here comes first', me.me && (await studio.members())[0]?.name === 'Contract', me)
  await c.fails('a member has a name', () => studio.setMe(' ', 3), 'Invalid')
  await c.fails('a stranger has no key to compare', () => studio.knowMember('nothing', 'AAAA-AAAA-AAAA-AAAA'), 'NotFound')
  const none = await studio.approval(clip)
  c.promise('nobody has to approve unless it is asked for', none.needs === 0 && none.ready && none.line === '' && none.verdicts.length === 0, none)
  c.promise('an approval is asked for', await studio.setApprovals('', 1) === 1 && await studio.approvals('') === 1)
  const asked = await studio.approval(clip)
  c.promise('and it is said whose is missing', !asked.ready && asked.line !== '' && asked.digest !== '', asked)
  await c.fails('nobody approves what they have not seen', () => studio.giveVerdict(clip, 'another', 'approves', ''), 'Conflict')
  await c.fails('a verdict is one of three', () => studio.giveVerdict(clip, asked.digest, 'maybe' as 'approves', ''), 'Invalid')
  await c.fails('a project has a number that can be reached', () => studio.setApprovals('', -1), 'Invalid')
  await studio.setApprovals('', 0)
}
