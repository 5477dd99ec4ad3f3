import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import vectors from '../maths/testdata/margins.json'
import { MOST_MARGIN, PHONES, reachOf, SIDES, type Margins } from '../maths/safearea'
import { datedOf, nameOf, Phones, SAID, sitsUnder } from './phones.svelte'
import { Settings } from './settings.svelte'
import { fault, stage } from './testdata/studio'

const held = new Map<string, string>()
beforeEach(() => {
  held.clear()
  vi.stubGlobal('localStorage', { getItem: (k: string) => held.get(k) ?? null, setItem: (k: string, v: string) => { held.set(k, v) } })
})
afterEach(() => { vi.unstubAllGlobals() })

const OWN: Margins = { top: 0.15, right: 0.12, bottom: 0.25, left: 0.06 }
const setup = (phones = '') => {
  const settings = new Settings()
  settings.values = { phones }
  return { settings, phones: new Phones(settings) }
}

describe('phones', () => {
  it('are those of the rule pack until somebody wants them otherwise', () => {
    const { phones } = setup()
    expect(phones.all.map(({ edited, ...p }) => { expect(edited).toBe(false); return p })).toEqual(PHONES)
    expect(phones.of('tiktok')?.name).toBe('TikTok')
    expect(phones.of('off')).toBeNull()
  })

  it('draw their furniture to margins of one’s own, which outlive the window', async () => {
    const { settings, phones } = setup()
    const s = stage({ setSetting: () => undefined })
    expect(await phones.setMargins(s.studio, 'reels', OWN)).toBeNull()
    expect(s.calls).toEqual([{ verb: 'setSetting', args: ['phones', JSON.stringify({ reels: OWN })] }])
    const reels = new Phones(settings).of('reels')
    expect([reels?.edited, reels?.margins]).toEqual([true, OWN])
    for (const side of SIDES) expect(reachOf(reels?.shapes ?? [], side)).toBeCloseTo(OWN[side], 9)
    expect(phones.of('tiktok')?.edited).toBe(false)
  })

  it('go back to our figures, one by one', async () => {
    const { settings, phones } = setup(JSON.stringify({ reels: OWN, shorts: OWN }))
    const { studio } = stage({ setSetting: () => undefined })
    await phones.reset(studio, 'reels')
    expect([phones.of('reels')?.edited, phones.of('shorts')?.edited]).toEqual([false, true])
    await phones.setMargins(studio, 'shorts', PHONES.find((p) => p.id === 'shorts')?.margins as Margins)
    expect([phones.of('shorts')?.edited, settings.get('phones')]).toEqual([false, ''])
  })

  it('refuse what is no margin, and keep what they had', async () => {
    const { phones } = setup(JSON.stringify({ reels: OWN }))
    const s = stage({ setSetting: () => undefined })
    for (const bad of [-0.01, MOST_MARGIN + 0.01, NaN, Infinity]) {
      expect(await phones.setMargins(s.studio, 'reels', { ...OWN, left: bad })).toEqual({ kind: 'Invalid', message: 'A margin is a number from 0 to 45%.' })
    }
    expect((await phones.setMargins(s.studio, 'fridge', OWN))?.kind).toBe('Invalid')
    expect([s.calls, phones.of('reels')?.margins]).toEqual([[], OWN])
    const refused = await phones.setMargins(stage({ setSetting: () => { throw fault('Refused', 'Not now.') } }).studio, 'reels', { ...OWN, top: 0 })
    expect([refused?.message, phones.of('reels')?.margins]).toEqual(['Not now.', OWN])
  })

  it('overlook what is broken in the setting', () => {
    for (const bad of ['{', 'null', '7', '"x"', '[]', '{"reels":null,"tiktok":4}', '{"reels":{"top":"0.2"}}', '{"reels":{"top":0.9}}', '{"fridge":{"top":0.2}}']) {
      expect(setup(bad).phones.all.filter((p) => p.edited)).toEqual([])
    }
    const reels = setup('{"reels":{"top":0.2,"left":"much"}}').phones.of('reels')
    expect(reels?.margins).toEqual({ ...PHONES[0]?.margins, top: 0.2 })
  })

  it('say of what day they are, or that they are one’s own', () => {
    const { phones } = setup(JSON.stringify({ reels: OWN }))
    expect(phones.all.slice(0, 2).map(datedOf)).toEqual(['your margins', 'rules of Nov 23, 2026'])
  })

  it('say nothing that is not marked for translation', () => {
    const ours = ['Reels', 'TikTok', 'Shorts', 'Facebook Reels']
    for (const p of PHONES) {
      expect(SAID).toContain(p.source)
      if (!ours.includes(p.name)) expect(SAID).toContain(nameOf(p))
      for (const s of p.shapes) expect(sitsUnder('Bag', s.part)).toBe(`Bag sits under ${s.part}`)
    }
    expect(sitsUnder('Bag', 'a new thing')).toBe('Bag is covered')
  })
})

it('draws furniture out as the check of covers does', () => {
  for (const { phones, shapes } of vectors.cases) {
    const { phones: drawn } = setup(JSON.stringify(phones))
    for (const [id, wanted] of Object.entries(shapes)) {
      expect(drawn.of(id)?.shapes.map((s) => s.part)).toEqual(wanted.map((w) => w[0]))
      drawn.of(id)?.shapes.forEach((s, i) => { [s.x, s.y, s.w, s.h].forEach((n, k) => { expect(n).toBeCloseTo(Number(wanted[i]?.[k + 1]), 5) }) })
    }
  }
})
