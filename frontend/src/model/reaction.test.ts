import { beforeEach, describe, expect, it } from 'vitest'
import { OpenClip } from './clip.svelte'
import { Hand } from './hand'
import { Performance, REACTION_MS, TAP_SECONDS } from './perform.svelte'
import { Calibration, FLASHES, lags, median, WHOLE_MS } from './reaction.svelte'
import { Settings } from './settings.svelte'
import { fault, stage } from './testdata/studio'
import { Work } from './work.svelte'

describe('calibration', () => {
  it('shows eight flashes in ten seconds and finds the middle lag', () => {
    const c = new Calibration()
    c.start(1000)
    let flashes = 0
    let was = false
    const late = [150, 210, 220, 230, 240, 250, 260, 700]
    // A screen of about sixty pictures a second shows a flash a little late; lag counts from then.
    for (let now = 1000; now <= 1000 + WHOLE_MS + 20; now += 16) {
      c.tick(now)
      if (c.lit && !was) { flashes++; c.tap(now + (late[flashes - 1] ?? 0)) }
      was = c.lit
    }
    expect(flashes).toBe(FLASHES.length)
    expect(flashes).toBe(8)
    expect(c.state).toBe('done')
    expect(c.found).toBe(235)
  })

  it('counts no guess, no second tap and no tap at nothing', () => {
    expect(lags([1000, 3000, 5000], [900, 1010, 1250, 1300, 4500, 5200])).toEqual([250, 200])
    expect(median([100, 200, 300, 400])).toBeNull()
    expect(median([100, 900, 200, 210, 190])).toBe(200)
  })

  it('takes nothing before it runs or after', () => {
    const c = new Calibration()
    c.tap(5)
    c.tick(5)
    expect([c.taps, c.state]).toEqual([0, 'ready'])
  })
})

describe('a person\'s hand, kept', () => {
  let pass: Performance
  let own: Settings
  const clip = (s: ReturnType<typeof stage>, say: string[] = []): OpenClip => new OpenClip(s.studio, (_, m) => say.push(m))
  beforeEach(() => { own = new Settings(); pass = new Performance({ frame: 0, frames: 0, speed: 0, frameAt: () => 0 }, { rate: { num: 30, den: 1 }, shelf: [] }, () => undefined, new Hand(own)) })

  it('is read at the start, and what is no figure is as usual', async () => {
    let settings: Record<string, string> = { reaction: '310', tap: '1.5' }
    const s = stage({ settings: () => settings })
    const work = new Work(s.studio, clip(s), pass, own)
    await work.load()
    expect([pass.reaction, pass.tap]).toEqual([310, 1.5])
    settings = { reaction: '-5', tap: 'long' }
    await work.load()
    expect([pass.reaction, pass.tap]).toEqual([REACTION_MS, TAP_SECONDS])
  })

  it('is kept, held within bounds and given back', async () => {
    const kept: Record<string, string> = {}
    const s = stage({ setSetting: (name, value) => { kept[name] = value } })
    const work = new Work(s.studio, clip(s), pass, own)
    await work.setReaction(5000)
    expect([pass.reaction, kept['reaction']]).toEqual([800, '800'])
    await work.setReaction(null)
    expect([pass.reaction, kept['reaction']]).toEqual([REACTION_MS, ''])
    await work.setTap(0)
    expect([pass.tap, kept['tap']]).toEqual([0.5, '0.5'])
  })

  it('stays what it was when it cannot be kept, and that is said', async () => {
    const said: string[] = []
    const s = stage({ setSetting: () => { throw fault('Internal', 'The disk is full.') } })
    const work = new Work(s.studio, clip(s, said), pass, own)
    expect(await work.setReaction(300)).toBe(false)
    expect(pass.reaction).toBe(REACTION_MS)
    expect(said).toEqual(['The disk is full.'])
  })

  it('counts at once when it is changed in the settings', async () => {
    const s = stage({ setSetting: () => undefined })
    const work = new Work(s.studio, clip(s), pass, own)
    await own.set(s.studio, 'reaction', '120')
    await own.set(s.studio, 'tap', '2.5')
    expect([pass.reaction, pass.tap, work.reaction, work.tap]).toEqual([120, 2.5, 120, 2.5])
  })
})
