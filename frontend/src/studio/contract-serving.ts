// The part of the contract about reviews that are shown in the same network.
// Nothing is let in here: that needs a vault, which other parts leave alone.

import type { Asking } from './contract-library'
import type { ID } from './studio'

export async function serving(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const off = await studio.servedReviews()
  c.promise('nothing is shown in the network by itself', !off.on && off.address === '' && off.links.length === 0 && off.people.length === 0, off)
  const all = await studio.reviewAddresses()
  c.promise('this machine has an address', all.some((a) => a.reach === 'machine') && all.every((a) => a.address !== '' && a.network !== ''), all)
  const wish = { clips: [clip], address: '127.0.0.1', rights: { comment: true, approve: false, download: false }, days: 0 }
  await c.fails('all networks at once are not served', () => studio.serveReview({ ...wish, address: '0.0.0.0' }), 'Refused', 'Login')
  await c.fails('a link is not good for ever', () => studio.serveReview({ ...wish, days: 400 }), 'Invalid')
  await c.fails('a link shows something', () => studio.serveReview({ ...wish, clips: [] }), 'Invalid')
  await c.fails('what is no clip is not shown', () => studio.serveReview({ ...wish, clips: ['nothing'] }), 'NotFound')
  await c.fails('what is no link is not taken back', () => studio.revokeReview('nothing'), 'NotFound', 'Login')
  c.promise('stopping what does not run changes nothing', !(await studio.stopServing()).on)
}
