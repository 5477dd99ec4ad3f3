// The part of the contract about what each place keeps, and which products go first.

import type { Asking } from './contract-library'
import type { ID, LossReport } from './studio'

export async function losses(c: Asking, clip: ID): Promise<void> {
  const { studio } = c
  const products = (await studio.clip(clip)).products
  const mug = products.find((p) => p.shelf === 1)?.id ?? ''
  const kettle = products.find((p) => p.shelf === 2)?.id ?? ''
  await studio.addTags(clip, [{ product: mug, in: 0, out: 60 }, { product: kettle, in: 90, out: 150 }], 'Tag for the report')
  const report = await studio.lossReport(clip)
  const tagged = new Set((await studio.clip(clip)).tags.map((t) => t.product))
  const placesSpeak = report.destinations.every((d) => d.name !== '' && /^\d{4}-\d\d-\d\d$/.test(d.checked) && d.says.endsWith('.') && d.whole.length > 0)
  c.promise('every place says what it keeps, with the day of its rules', report.destinations.length > 5 && placesSpeak, report.destinations)
  c.promise('every tagged product stands in one row', report.rows.length === tagged.size && report.rows.every((r) => tagged.has(r.product) && r.tags.length > 0), report.rows)
  c.promise('with a fate for every place', report.rows.every((r) => r.fates.length === report.destinations.length), report.rows)
  c.promise('and a reason for what is not kept', report.rows.every((r) => r.fates.every((f) => (f.fate === 'kept') === (f.why === ''))), report.rows)
  const order = (r: LossReport): string => r.rows.map((row) => row.product).join(' ')
  const wanted = report.rows.map((r) => r.product).reverse()
  const change = await studio.setPriority(clip, wanted)
  c.promise('an order is kept and can be taken back', order(await studio.lossReport(clip)) === wanted.join(' ') && change.clip.undo !== '', change.clip.undo)
  await studio.undo(clip)
  c.promise('taken back it is as before', order(await studio.lossReport(clip)) === order(report))
  await c.fails('a product that is none cannot go first', () => studio.setPriority(clip, ['nothing']), 'NotFound')
  await c.fails('a clip that is none has no report', () => studio.lossReport('nothing'), 'NotFound')
  await studio.undo(clip)
}
