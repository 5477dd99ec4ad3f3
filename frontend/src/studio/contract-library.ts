// The part of the contract about many clips, covers and what is kept of them.

import type { Design, ID, Kind, LibraryPage, Studio } from './studio'

/** What asks: a studio, and where an answer goes. */
export interface Asking {
  readonly studio: Studio
  promise(promise: string, kept: boolean, instead?: unknown): void
  fails(promise: string, verb: () => Promise<unknown>, ...kinds: Kind[]): Promise<void>
}

const has = (page: LibraryPage, id: ID): boolean => page.cards.some((k) => k.id === id)

export async function library(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  c.promise('the sample is in the list', has(await studio.clips({}), clip))
  const none = await studio.clips({ text: 'zzzz-nothing' })
  c.promise('a search that fits nothing finds nothing', none.total === 0 && none.cards.length === 0, none)
  c.promise('beyond the end is an empty page with the whole count', await studio.clips({ offset: 5000, limit: 10 }).then((p) => p.cards.length === 0 && p.total === 1))
  c.promise('ids come without their cards', (await studio.clipIDs({})).includes(clip))
  await c.fails('an order nobody knows is refused', () => studio.clips({ sort: 'random' as 'name' }), 'Invalid')

  const place = await studio.libraryPlace()
  c.promise('the library says where it lies, and that a choice would not count', place.path !== '' && place.next === place.path && place.fixed, place)

  const shoot = await studio.addProject('Contract')
  await c.fails('two projects have two names', () => studio.addProject('contract'), 'Conflict')
  await studio.setClips([clip], { project: shoot.id })
  c.promise('a clip goes to its project', has(await studio.clips({ project: shoot.id }), clip))
  const facts = await studio.library()
  c.promise('the library counts its parts', facts.counts.all === 1 && facts.projects.some((p) => p.id === shoot.id && p.clips === 1) && facts.undo !== '', facts)
  c.promise('what was done to many is undone at once', (await studio.undoLibrary()).message !== '' && !has(await studio.clips({ project: shoot.id }), clip))
  await studio.redoLibrary()
  await studio.removeProject(shoot.id)
  c.promise('a project that goes leaves its clips', has(await studio.clips({}), clip))
  await studio.removeClips([clip])
  c.promise('many go at once', (await studio.clips({})).total === 0)
  await studio.undoLibrary()
  c.promise('and come back at once', has(await studio.clips({}), clip))
  c.promise('no clip is there twice', (await studio.doubles()).length === 0)
  await c.fails('a clip is no double of itself', () => studio.mergeClips(clip, clip), 'Invalid')
  c.promise('no folder is watched', (await studio.watches()).length === 0)
  await c.fails('a folder that is not there is not watched', () => studio.addWatch('/nowhere/at/all', ''), 'NotFound', 'Refused')
  const cache = await studio.cache()
  c.promise('previews are counted and bounded', cache.bytes > 0 && cache.limit > 0, cache)
}

export async function covers(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const ranked = await studio.coverCandidates(clip)
  c.promise('frames are ranked, the best first', ranked.length > 2 && ranked.every((r, i) => i === 0 || r.score <= (ranked[i - 1]?.score ?? 0)), ranked)
  const faces = await studio.coverFaces()
  const at = ranked[0]?.frame ?? 0
  const design: Design = { focus: { x: 0.5, y: 0.4 }, title: { text: 'Contract', at: { x: 0.5, y: 0.2 }, size: 0.1, face: faces[0] ?? '', ink: '#ffffff' } }
  const shown = await studio.coverPreview(clip, at, design)
  c.promise('a cover is seen in five shapes', shown.map((p) => p.shape).join(' ') === '9:16 4:5 3:4 1:1 16:9' && shown.every((p) => p.picture.startsWith('data:image/jpeg')), shown.map((p) => p.shape))
  const set = await studio.setCover(clip, at, design)
  c.promise('a cover is kept with its design', set.clip.cover === at && set.clip.design?.title?.text === 'Contract' && set.clip.card.ownCover, [set.clip.cover, set.clip.design])
  const back = await studio.undo(clip)
  c.promise('and taken back in one step', back.clip.cover === null && back.clip.design === null && !back.clip.card.ownCover, [back.clip.cover, back.clip.design])
  await c.fails('a cover is a frame of the clip', () => studio.setCover(clip, 100000, null), 'Invalid')
  const targets = await studio.coverTargets()
  const files = await studio.exportCovers(clip, [targets[0]?.id ?? ''], 'jpeg', '')
  c.promise('a cover is written for a place', files.length === 1 && files[0]?.path !== '' && files[0]?.media !== '', files)
  await c.fails('and nowhere the person did not choose', () => studio.exportCovers(clip, [targets[0]?.id ?? ''], 'jpeg', '/tmp'), 'Refused')
  c.promise('there are forms for videos', (await studio.videoTargets()).length > 1)
  await c.fails('a form nobody knows is refused', () => studio.exportVideo(clip, 'betamax', { disclosure: false, hotspots: false }, ''), 'Invalid')
}
