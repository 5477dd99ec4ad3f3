// The part of the contract about many tags, markers, history, forms of tags and settings.

import type { Asking } from './contract-library'
import type { ID } from './studio'

export async function timeline(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const shelf = (await studio.clip(clip)).products
  const mug = shelf.find((p) => p.shelf === 1)?.id ?? ''
  const kettle = shelf.find((p) => p.shelf === 2)?.id ?? ''
  const before = (await studio.clip(clip)).tags.length
  const added = await studio.addTags(clip, [{ product: mug, in: 200, out: 230 }, { product: kettle, in: 240, out: 270, label: 'Kettle' }], 'Apply a template')
  c.promise('many tags are one step', added.clip.tags.length === before + 2 && added.clip.undo === 'Apply a template', [added.clip.tags.length, added.clip.undo])
  const ids = added.clip.tags.filter((t) => t.in >= 200).map((t) => t.id)
  const changed = await studio.setTags(clip, ids.map((tag) => ({ tag, notes: 'seen' })), '')
  c.promise('many changes are one step', changed.clip.tags.filter((t) => t.notes === 'seen').length === 2, changed.clip.tags)
  const marked = await studio.setMarker(clip, { frame: 10, out: 10, text: 'Hook' })
  const marker = marked.clip.markers[0]
  c.promise('a marker is set', marker?.frame === 10 && marker.text === 'Hook', marked.clip.markers)
  await c.fails('not outside of the clip', () => studio.setMarker(clip, { frame: 100000, out: 100000, text: '' }), 'Invalid')
  await studio.checkpoint(clip, 'Before the clean-up')
  if (marker) await studio.removeMarkers(clip, [marker.id])
  const steps = await studio.history(clip)
  const named = steps.find((s) => s.checkpoint === 'Before the clean-up')
  c.promise('history names a step', named !== undefined, steps)
  const back = await studio.travel(clip, named?.n ?? -1)
  c.promise('and goes back to it', back.clip.markers.length === 1, back.clip.markers)
  await c.fails('but not to a step that is none', () => studio.travel(clip, 99999), 'NotFound')
  await c.fails('a way is suggested only from a hotspot', () => studio.suggestPath(ids[0] ?? '', 205), 'Invalid')
  await c.fails('and looked for only with one', () => studio.seenAgain(ids[0] ?? '', 'clip'), 'Invalid')
  const formats = await studio.tagFormats()
  c.promise('every form says what it loses', formats.length > 5 && formats.every((f) => f.loses.endsWith('.')), formats)
  const text = await studio.exportTags(clip, 'csv')
  c.promise('tags are written as text', text.name.endsWith('.csv') && text.text.length > 20 && Array.isArray(text.lost), text)
  await c.fails('what is no timeline is refused', () => studio.importTags(clip, '', 'nothing of the kind'), 'Invalid')
  await studio.setSetting('contract', 'kept')
  c.promise('a setting is kept', (await studio.settings())['contract'] === 'kept')
  await c.fails('under a name alone', () => studio.setSetting('../x', ''), 'Invalid')
  for (let i = 0; i < 3; i++) await studio.undo(clip)
}
