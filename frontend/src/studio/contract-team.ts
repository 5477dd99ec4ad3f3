// The part of the contract about working with others.

import type { Asking } from './contract-library'

export async function teaming(c: Asking): Promise<void> {
  const { studio } = c
  const alone = await studio.team()
  c.promise('a library is in no team by itself', alone.kind === '' && alone.step === '' && alone.devices.length === 1 && alone.devices[0]?.me === true, alone)
  await c.fails('nobody is synced with', () => studio.syncTeam(), 'NotFound')
  await c.fails('a hub is not asked unencrypted over the net', () => studio.joinTeam('nats://hub.example.com/team', {}), 'Refused')
  await c.fails('what is no address is no hub', () => studio.joinTeam('https://hub.example.com', {}), 'Invalid')
  const feed = await studio.teamFeed('', 5)
  c.promise('what happened is told, the latest first', feed.length === 5 && feed.every((h, i) => i === 0 || h.cursor < (feed[i - 1]?.cursor ?? '')) && feed.every((h) => h.me), feed)
  await c.fails('what is there is not brought back', () => studio.restore(feed[0]?.device ?? '', 0), 'NotFound')
  const [card] = (await studio.clips({ limit: 1 })).cards
  if (card) c.promise('the original of what is here is here', (await studio.fetchOriginal(card.id)) === null && (await studio.clip(card.id)).away === null, card)
  await c.fails('a file nobody gave is not read', () => studio.readBundle('/etc/hostname'), 'Refused')
  if (!studio.able.dropPaths) await c.fails('what is no bundle is refused', () => studio.openBundle(new File(['a letter'], 'letter.taglane')), 'Invalid')
  await c.fails('nor taken', () => studio.takeBundle('/etc/hostname'), 'Refused')
  c.promise('leaving no team changes nothing', (await studio.leaveTeam()).kind === '')
}
