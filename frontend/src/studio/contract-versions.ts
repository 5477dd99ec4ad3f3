// The part of the contract about the versions of a clip.

import type { Asking } from './contract-library'
import type { ID } from './studio'

export async function versions(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const stack = await studio.versions(clip)
  const first = stack.versions[0]
  c.promise('a clip is its first version', stack.clip === clip && stack.versions.length === 1 && first?.n === 1 && first.current && !first.locked && first.moved === null && stack.cut === null && stack.lost.length === 0, stack)
  const id = first?.id ?? ''
  c.promise('a version has a note', (await studio.setVersion(clip, id, ' first\u0007 cut ')).versions[0]?.note === 'first cut')
  c.promise('a version is like itself', (await studio.compareVersions(clip, id, id)).pieces.length === 1)
  await c.fails('what is shown is not dropped', () => studio.dropVersion(clip, id), 'Refused')
  await c.fails('there is no other version', () => studio.setVersion(clip, 'nothing', 'x'), 'NotFound')
  await c.fails('a clip is no cut of itself', () => studio.cutFromClip(clip, clip), 'Conflict')
  await c.fails('a file nobody gave is not compared', () => studio.newCut(clip, '/etc/hostname'), 'Refused')
  await c.fails('no cut waits', () => studio.acceptCut(clip, 'nothing', null, ''), 'NotFound')
  await c.fails('nothing is lost', () => studio.bringBack(clip, ['nothing'], -1), 'NotFound')
  c.promise('letting no cut go changes nothing', (await studio.dropCut(clip)).cut === null)
}
