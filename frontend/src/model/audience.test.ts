import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { offered, placeName, PLACES, placesOf, textOf, usual } from './audience'
import { Publishing } from './publishing.svelte'
import { Queue } from './queue.svelte'
import { Roster } from './roster.svelte'
import { Settings } from './settings.svelte'
import { Shell } from './app.svelte'
import { account, variant } from './testdata/publishing'
import { stage, view } from './testdata/studio'

const file = join(dirname(fileURLToPath(import.meta.url)), '../../../app/platform/rules/disclosure.json')
const law = JSON.parse(readFileSync(file, 'utf8')) as { regions: Record<string, string>; usual: Record<string, string[]> }

describe('the places there are to choose', () => {
  it('are those the checks have rules of their own for, and everywhere else', () => {
    const chosen = PLACES.filter((p) => p !== 'ZZ').map((p) => law.regions[p])
    expect(new Set(chosen)).toEqual(new Set(Object.values(law.regions)))
    expect(chosen.length).toBe(new Set(chosen).size)
    expect(law.regions['ZZ']).toBeUndefined()
  })

  it('are assumed as the checks assume them', () => {
    for (const [spoken, regions] of Object.entries(law.usual)) expect(usual(spoken).map((p) => law.regions[p])).toEqual(regions)
    expect(usual('de-AT')).toEqual(['DE'])
    expect(usual('ja')).toEqual(usual(''))
  })
})

describe('an audience as text', () => {
  it('is read however it was written, and keeps what is not offered', () => {
    expect(placesOf(' de,us;UK  us')).toEqual(['US', 'GB', 'DE'])
    expect(textOf(['AT', 'US'])).toBe('US AT')
    expect(offered('JP DE')).toEqual([...PLACES, 'JP'])
    expect(placesOf('')).toEqual([])
  })

  it('has a name for every place, also for one nobody knows', () => {
    expect(['GB', 'EU', 'ZZ', 'AT', 'nowhere'].map(placeName)).toEqual(['United Kingdom', 'Rest of the EU', 'Elsewhere', 'Austria', 'nowhere'])
  })
})

/** A clip in English with two accounts, of which one has viewers of its own. */
async function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const own = new Map<string, Record<string, string>>()
  const accounts = [account('yt', 'youtube', 'Nora'), { ...account('ig', 'instagram', 'nora'), settings: { audience: 'IT' } }]
  const s = stage({
    clip: (id) => view(id, { language: 'en' }), mediaBase: () => 'http://m/', accounts: () => accounts, services: () => [], snippets: () => [], outbox: () => [],
    variant: (clip, id) => variant(clip, id, own.get(id) ?? {}), check: () => ({ findings: [], losses: [] }),
    writeForAll: (clip, ids, fields) => ids.map((id) => { own.set(id, fields); return variant(clip, id, fields) }), setSetting: () => undefined,
    ...verbs,
  })
  const shell = new Shell(s.studio)
  const roster = new Roster(shell)
  const publishing = new Publishing(shell, new Queue(shell), roster, new Settings())
  shell.chosen = 'c1'
  await shell.current.load()
  await roster.load()
  await publishing.load()
  return { ...s, shell, publishing, audience: publishing.audience, accounts, own }
}

describe('whose law counts', () => {
  it('is that of the language until somebody says otherwise: of every clip, of an account, of the clip', async () => {
    const { audience, accounts } = await opened()
    const [yt, ig] = accounts as [(typeof accounts)[0], (typeof accounts)[0]]
    expect([audience.of(yt), audience.of(ig), audience.at(accounts)]).toEqual([['US', 'GB'], ['IT'], ['US', 'GB', 'IT']])
    await audience.say('all', ['FR', 'DE'])
    expect([audience.of(yt), audience.of(ig), audience.said('all')]).toEqual([['DE', 'FR'], ['IT'], ['DE', 'FR']])
    await audience.say('clip', ['GB'])
    expect([audience.of(yt), audience.of(ig), audience.said('clip')]).toEqual([['GB'], ['GB'], ['GB']])
    await audience.say('clip', [])
    expect([audience.said('clip'), audience.instead('clip')]).toEqual([[], ['DE', 'FR']])
  })

  it('is told to the program under the name it looks for', async () => {
    const { audience, calls } = await opened()
    await audience.say('all', ['GB', 'US'])
    await audience.say('clip', ['DE'])
    expect(calls.filter((c) => c.verb === 'setSetting').map((c) => c.args)).toEqual([['audience', 'US GB']])
    expect(calls.filter((c) => c.verb === 'writeForAll').map((c) => c.args)).toEqual([['c1', ['yt', 'ig'], { audience: 'DE' }]])
  })

  it('stays as it was where it could not be kept, and says so', async () => {
    const { audience, shell } = await opened({ setSetting: () => { throw { kind: 'Offline', message: 'Gone.', until: '' } } })
    await audience.say('all', ['DE'])
    expect(audience.said('all')).toEqual([])
    expect(shell.offline).toBe(true)
  })
})
