// The part of the contract about reviews by people without the app.

import type { Asking } from './contract-library'
import type { ID } from './studio'

export async function rooms(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const room = await studio.reviewRoom(clip, { folder: '', rights: { comment: true, approve: false, download: false }, note: 'Is it warm enough?', bare: true })
  c.promise('a review is one file', room.path.endsWith('.review.html') && room.bytes > 10_000 && room.film === '' && room.line.includes('.review.html'), room)
  await c.fails('a room is not written where nobody said', () => studio.reviewRoom(clip, { folder: '/etc', rights: { comment: true, approve: true, download: false }, note: '', bare: true }), 'Refused')
  await c.fails('what is no answer is not taken', () => studio.takeAnswer('Looks good to me!'), 'Invalid')
  const { digest } = await studio.approval(clip)
  const said = (over: object) => JSON.stringify({
    format: 'taglane-review-1', room: room.room, clip, digest, guest: '00112233445566778899aabbccddeeff', name: 'Mia', verdict: null,
    comments: [{ id: '0199bbbb-0000-7000-8000-000000000001', frame: 3, out: 3, text: '<b>Warmer</b>', drawing: [], reply: '', at: '2026-11-26T09:30:00Z' }], ...over,
  })
  const first = await studio.takeAnswer(said({}))
  c.promise('an answer is taken in', first.clip === clip && first.name === 'Mia' && first.comments === 1 && first.verdict === '', first)
  c.promise('the same again is once', (await studio.takeAnswer(said({}))).comments === 0)
  const all = (await studio.comments(clip)).filter((k) => k.name === 'Mia')
  c.promise('it is text, and nobody here wrote it', all.length === 1 && all[0]?.text === '<b>Warmer</b>' && !all[0].mine, all)
  await c.fails('nothing is taken that the room does not ask for', () => studio.takeAnswer(said({ verdict: { n: 1, answer: 'approves', note: '', at: '2026-11-26T09:30:00Z' } })), 'Refused')
  await c.fails('an answer to another review is not taken', () => studio.takeAnswer(said({ room: 'elsewhere' })), 'Refused')
  await c.fails('a file nobody gave is not read', () => studio.takeAnswerFile('/etc/hostname'), 'Refused')
}
