// The part of the contract about copies of the library. Nothing is put back
// here: that takes another start.

import type { Asking } from './contract-library'

export async function safety(c: Asking): Promise<void> {
  const { studio } = c
  const stands = await studio.recovery()
  c.promise('an open library needs no recovery', stands.state === 'open' && stands.message === '' && stands.folder !== '' && stands.offered === null && stands.others.length === 0, stands)
  const taken = await studio.takeSnapshot()
  c.promise('a snapshot is read back', taken.fresh && taken.message !== '' && taken.snapshot.verified && taken.snapshot.why === 'hand' && taken.snapshot.clips > 0 && taken.snapshot.edits > 0 && taken.snapshot.bytes > 0, taken)
  const { all, bytes, folder, minutes, restored } = await studio.snapshots()
  c.promise('it is the newest of the list', all[0]?.id === taken.snapshot.id && all.every((s, i) => i === 0 || s.at <= (all[i - 1]?.at ?? '')), all)
  c.promise('the list says what it takes and where', bytes >= taken.snapshot.bytes && folder.startsWith(stands.folder) && minutes >= 60 && restored === null, { bytes, folder, minutes, restored })
  const again = await studio.takeSnapshot()
  c.promise('without a change none is taken', !again.fresh && again.snapshot.id === taken.snapshot.id, again)
  const standing = await studio.standing()
  c.promise('a whole library on a disk with room says nothing of itself', standing.viewed === '' && standing.full === '', standing)
  await c.fails('a library that can be changed is not only shown', () => studio.viewLibrary(), 'Refused')
  await c.fails('a folder of somebody else is not shown', () => studio.showFolder('/'), 'Refused')
  await c.fails('what is no snapshot is not put back', () => studio.restoreSnapshot('../library'), 'NotFound')
  await c.fails('a library that is whole is not thrown away', () => studio.startEmpty(), 'Refused')
}
