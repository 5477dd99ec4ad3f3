// A library that cannot be opened, and the copies that are kept of one that can: as rules and the way there.
import { fault } from './between.mjs'

const at = (page, id) => page.locator(`[data-testid="${id}"]`)
const snapshot = (when, why, clips, edits, more = {}) => ({ id: when, at: when, why, bytes: 4096 * edits, clips, edits, verified: true, ...more })
const NEWEST = snapshot('2026-11-23T08:40:00Z', 'hour', 312, 18_204)
const OTHERS = [
  snapshot('2026-11-22T22:14:00Z', 'close', 312, 18_151), snapshot('2026-11-22T19:02:00Z', 'hour', 309, 17_990),
  snapshot('2026-11-21T17:30:00Z', 'hand', 301, 17_214, { verified: false }), snapshot('2026-11-18T09:00:00Z', 'update', 288, 16_020), snapshot('2026-11-09T21:45:00Z', 'restore', 251, 13_876),
]
const FOLDER = '/home/nora/.local/share/taglane/library'
const DAMAGED = 'The library’s file is damaged. Nothing was overwritten.'
const NEWER = 'This library needs Taglane 0.9.0 or a newer one. Update the app to open it; nothing was changed.'
const recovery = more => ({ state: 'damaged', message: DAMAGED, folder: FOLDER, offered: NEWEST, others: OTHERS, ...more })
const shut = (more = {}, rules = {}) => ({ MediaBase: () => fault(more.state === 'newer' ? 'Refused' : 'Internal', more.message ?? DAMAGED), Recovery: () => recovery(more), ...rules })
const shown = page => at(page, 'recovery').waitFor()

/** What stands in the place of a library that cannot be opened. */
export const recoveryScenes = [
  { name: 'damaged', rules: shut(), reach: shown },
  { name: 'other', few: true, rules: shut(), reach: async page => { await shown(page); await at(page, 'snapshot').nth(4).click() } },
  { name: 'none', few: true, rules: shut({ offered: null, others: [] }), reach: shown },
  { name: 'empty', few: true, rules: shut(), reach: async page => { await shown(page); await at(page, 'empty').click(); await at(page, 'sure').waitFor() } },
  { name: 'refused', few: true, rules: shut({}, { RestoreSnapshot: () => fault('Later', 'The disk is full: make room, then Taglane can put the snapshot back.') }), reach: async page => { await shown(page); await at(page, 'put-back').click(); await page.getByText('The disk is full').waitFor() } },
  { name: 'newer', few: true, rules: shut({ state: 'newer', message: NEWER, offered: OTHERS[3], others: [] }), reach: shown },
  { name: 'viewed', few: true, rules: { Standing: () => ({ viewed: 'This library is only shown, as far as this Taglane knows it. Nothing in it is changed; update Taglane to work on it.', full: '' }) }, reach: page => at(page, 'only-shown').waitFor() },
  { name: 'full', few: true, rules: { Standing: () => ({ viewed: '', full: `The disk of ${FOLDER} is full, so what you do now cannot be kept. As soon as 4 MB are free there, Taglane goes on by itself.` }) }, reach: page => at(page, 'disk-full').waitFor() },
]

/** The copies of an open library, and the library as a folder. */
export const safetyScenes = inSettings => {
  const kept = (more = {}) => ({ Snapshots: () => ({ all: [NEWEST, ...OTHERS], bytes: 391_000_000, folder: `${FOLDER}/snapshots`, minutes: 60, restored: null, ...more }) })
  const listed = async page => { await inSettings('Snapshots')(page); await at(page, 'snapshot').first().waitFor() }
  const asked = async page => { await listed(page); await at(page, 'snapshot').nth(1).click(); await at(page, 'ask').click(); await at(page, 'ask-restore').waitFor() }
  return [
    { name: 'snapshots', few: true, rules: kept(), reach: listed },
    { name: 'snapshots-none', few: true, rules: kept({ all: [], bytes: 0 }), reach: async page => { await inSettings('Snapshots')(page); await at(page, 'take-snapshot').waitFor() } },
    { name: 'snapshots-asked', few: true, rules: kept(), reach: asked },
    {
      name: 'snapshots-due', few: true, reach: async page => { await asked(page); await at(page, 'restore').click(); await at(page, 'due').waitFor() },
      rules: { ...kept(), RestoreSnapshot: () => ({ snapshot: OTHERS[0], aside: '', behind: 0, again: true, message: 'The snapshot is put back as soon as Taglane starts again. The library as it stands then is kept as a snapshot.' }) },
    },
    { name: 'snapshots-full', few: true, rules: { ...kept(), TakeSnapshot: () => fault('Later', 'The disk is full: make room, then Taglane can take the snapshot.') }, reach: async page => { await listed(page); await at(page, 'take-snapshot').click(); await page.getByText('The disk is full').waitFor() } },
    { name: 'snapshots-japanese', few: true, rules: { ...kept(), Settings: () => ({ language: 'ja' }) }, reach: async page => { await inSettings('スナップショット')(page); await at(page, 'snapshot').first().waitFor() } },
    { name: 'everything', few: true, reach: async page => { await inSettings('Library')(page); await at(page, 'export-everything').waitFor() } },
    { name: 'everything-deutsch', few: true, rules: { Settings: () => ({ language: 'de' }) }, reach: async page => { await inSettings('Bibliothek')(page); await at(page, 'export-everything').waitFor() } },
  ]
}
