// Every gesture of the timeline against a studio that counts: nothing is said
// while the hand is down, and exactly one thing when it lets go.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OpenClip } from '../model/clip.svelte'
import type { Desk } from '../model/desk.svelte'
import { Performance } from '../model/perform.svelte'
import { Playhead } from '../model/playhead.svelte'
import { Timeline } from '../model/timeline.svelte'
import { Hand } from './hand.svelte'
import { Pull } from './pull.svelte'

type Door = ConstructorParameters<typeof OpenClip>[0]
type View = NonNullable<OpenClip['view']>

const product = (id: string, shelf: number) => ({ id, title: id, brand: '', url: '', gtin: '', sku: '', image: '', offer: null, relation: '' as const, notes: '', shelf, lane: shelf })
const tag = (id: string, of: string, from: number, to: number) => ({ id, clip: 'c', product: of, in: from, out: to, label: '', relation: '' as const, notes: '', interpolation: 'linear' as const, spots: [] })
const none = { alt: false, ctrl: false, shift: false }

let view: View
let calls: string[]
let desk: Desk
let hand: Hand
let pull: Pull

function studio(): Door {
  const verbs: Record<string, unknown> = {
    on: () => () => undefined, onResync: () => () => undefined,
    mediaBase: () => Promise.resolve('http://m/'), clip: () => Promise.resolve(view),
    moveTags: (_: string, moves: { tag: string; in: number; out: number }[]) => {
      view = { ...view, tags: view.tags.map((t) => ({ ...t, ...moves.find((m) => m.tag === t.id) })) }
    },
    setMarker: (_: string, m: { id?: string; frame: number; out: number; text: string }) => {
      const made = { clip: 'c', ...m, id: m.id ?? 'new' }
      view = { ...view, markers: [...view.markers.filter((x) => x.id !== made.id), made].toSorted((a, b) => a.frame - b.frame) }
    },
    removeMarkers: (_: string, ids: string[]) => { view = { ...view, markers: view.markers.filter((m) => !ids.includes(m.id)) } },
  }
  const quiet = ['on', 'onResync', 'mediaBase', 'clip']
  return new Proxy({}, {
    get: (_, name: string) => quiet.includes(name) ? verbs[name] : (...args: unknown[]) => {
      calls.push(`${name} ${JSON.stringify(args.slice(1))}`)
      ;(verbs[name] as (...a: unknown[]) => void)(...args)
      return Promise.resolve({ clip: view, message: '' })
    },
  }) as Door
}

beforeEach(async () => {
  vi.stubGlobal('requestAnimationFrame', () => 1) // no scrolling along here
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  calls = []
  view = {
    card: { id: 'c', name: 'c', title: 'c', path: '', size: 1, frames: 3000, rate: '30/1', width: 9, height: 16, codec: 'h264', audio: '', addedAt: '', touchedAt: '', project: '', ownCover: false, double: false, state: 'draft', tags: 3, lanes: [], poster: '', strip: null, job: null },
    caption: '', language: '', note: '', cover: null, design: null, damaged: '', proxy: '', waveform: '', cuts: [520], undo: '', redo: '',
    products: [product('Serum', 1), product('Mug', 2)], held: {}, markers: [{ id: 'm', clip: 'c', frame: 800, out: 800, text: 'Pour' }, { id: 'r', clip: 'c', frame: 900, out: 950, text: '' }],
    tags: [tag('a', 'Serum', 10, 110), tag('b', 'Serum', 200, 300), tag('c', 'Mug', 250, 400)],
  }
  const door = studio()
  const clip = new OpenClip(door, () => undefined)
  const head = new Playhead()
  const pass = new Performance(head, clip, () => undefined)
  const timeline = new Timeline(clip, head, pass, door)
  timeline.width = 3000 // one pixel a frame
  desk = { clip, head, pass, timeline, goTo: (f: number) => { head.seek(f) } } as unknown as Desk
  await clip.open('c')
  head.open(clip.frames, clip.rate)
  head.seek(2500)
  timeline.fit()
  hand = new Hand(desk)
  pull = new Pull(desk)
})

afterEach(() => { vi.unstubAllGlobals() })

const settled = (): Promise<void> => vi.waitFor(() => { expect(desk.timeline.draft.size).toBe(0) })

describe('gestures', () => {
  it('say nothing under way and one thing at the end, exactly as drawn', async () => {
    hand.down({ x: 260, row: 0 }, none)
    for (let x = 261; x <= 475; x++) hand.over({ x, row: 0 }, none)
    expect(calls).toEqual([])
    // The end sticks to the cut, and that is what is written.
    expect(desk.timeline.snapLine).toEqual({ frame: 520, label: 'Cut 00:17.10' })
    const drawn = desk.timeline.draft.get('b')
    hand.up()
    await settled()
    expect(calls).toEqual([`moveTags [[{"tag":"b","in":${String(drawn?.in)},"out":${String(drawn?.out)}}],""]`])
    expect(drawn).toEqual({ in: 420, out: 520 })
  })

  it('names the edge of another tag, and Alt lets go of it', () => {
    hand.down({ x: 205, row: 0 }, none)
    for (const x of [180, 150, 117]) hand.over({ x, row: 0 }, none)
    expect(desk.timeline.snapLine?.label).toBe('End of Serum 00:03.20')
    hand.over({ x: 117, row: 0 }, { ...none, alt: true })
    expect([desk.timeline.snapLine, desk.timeline.draft.get('b')?.in]).toEqual([null, 112])
    hand.drop()
  })

  it('leave no trace after Escape', () => {
    hand.down({ x: 260, row: 0 }, none)
    hand.over({ x: 700, row: 0 }, none)
    expect(hand.drop()).toBe(true)
    hand.up()
    pull.down({ of: 'marker', id: 'm', part: 'body' }, 800)
    pull.over(1200, false)
    expect(pull.drop()).toBe(true)
    pull.up()
    expect([calls, desk.timeline.draft.size, desk.timeline.markers.of('m')?.frame]).toEqual([[], 0, 800])
  })

  it('warn at the badge of a tag that gets too short to read', () => {
    hand.down({ x: 295, row: 0 }, none)
    hand.over({ x: 260, row: 0 }, none)
    expect(hand.badge).toMatchObject({ short: false, by: '−1.2 s' })
    hand.over({ x: 225, row: 0 }, none)
    expect(hand.badge?.short).toBe(true)
    hand.drop()
  })

  it('neither grip nor stick to a lane that is locked or hidden', () => {
    desk.clip.select(['a', 'c'])
    desk.timeline.toggleMute('Mug')
    expect([...desk.clip.selection]).toEqual(['a'])
    hand.down({ x: 390, row: 1 }, none)
    expect(hand.gesture.at).toBe('idle')
    hand.up()
    expect(desk.timeline.targets(new Set()).filter((t) => t.frame === 250 || t.frame === 400)).toEqual([])
    desk.timeline.lanes.toggleMute('Mug')
    expect(desk.timeline.targets(new Set()).filter((t) => t.frame === 250 || t.frame === 400)).toHaveLength(2)
  })

  it('draw a marquee from empty track with Alt, and over whole lanes from the gutter', () => {
    hand.down({ x: 150, row: 0 }, { ...none, alt: true })
    hand.over({ x: 280, row: 1 }, { ...none, alt: true })
    hand.up()
    expect([...desk.clip.selection].toSorted()).toEqual(['b', 'c'])
    hand.down({ x: -40, row: 0 }, none)
    hand.up()
    expect([...desk.clip.selection]).toEqual(['a', 'b'])
    hand.down({ x: -40, row: 0 }, none)
    hand.over({ x: -30, row: 1 }, none)
    hand.up()
    expect(desk.clip.selection.size).toBe(3)
    expect(calls).toEqual([])
  })

  it('toggle with Ctrl and reach in time with Shift', () => {
    hand.down({ x: 60, row: 0 }, none)
    hand.up()
    hand.down({ x: 350, row: 1 }, { ...none, ctrl: true })
    hand.up()
    expect([...desk.clip.selection]).toEqual(['a', 'c'])
    hand.down({ x: 260, row: 0 }, { ...none, shift: true })
    hand.up()
    expect([...desk.clip.selection]).toEqual(['a', 'b'])
  })
})

describe('any run of the hand', () => {
  const x = fc.integer({ min: -30, max: 700 })
  const event = fc.oneof(
    { weight: 2, arbitrary: fc.record({ is: fc.constant('down' as const), x, row: fc.nat(2), alt: fc.boolean() }) },
    { weight: 5, arbitrary: fc.record({ is: fc.constant('over' as const), x, row: fc.nat(2), alt: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('up' as const) }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('escape' as const) }) },
  )
  const rest = (): Promise<void> => new Promise((r) => { setTimeout(r) })

  it('says one thing for each gesture that ended elsewhere, exactly as drawn, and nothing else', async () => {
    await fc.assert(fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      let pressed = false
      hand.drop()
      hand.up()
      for (const e of events) {
        const said = calls.length
        const drawn = new Map(desk.timeline.draft)
        const moved = [...drawn].filter(([id, to]) => { const at = desk.clip.tags.find((b) => b.id === id); return at?.in !== to.in || at.out !== to.out })
        if (e.is === 'down' && !pressed) { hand.down(e, { ...none, alt: e.alt }); pressed = true }
        if (e.is === 'over') hand.over(e, { ...none, alt: e.alt })
        if (e.is === 'escape') {
          hand.drop()
          expect([hand.gesture.at, hand.marquee, desk.timeline.draft.size, desk.timeline.snapLine]).toEqual(['idle', null, 0, null])
        }
        if (e.is === 'up') { hand.up(); pressed = false }
        await (e.is === 'up' && moved.length > 0 ? rest() : Promise.resolve())
        expect(calls.slice(said)).toEqual(e.is === 'up' && moved.length > 0
          ? [`moveTags ${JSON.stringify([[...drawn].map(([id, to]) => ({ tag: id, in: to.in, out: to.out })), ''])}`] : [])
        if (e.is === 'up') expect(desk.timeline.draft.size).toBe(0)
      }
    }), { numRuns: 500 })
  }, 30_000)
})

describe('the track', () => {
  it('sends the playhead where it is empty, and changes nothing', () => {
    hand.down({ x: 150, row: 0 }, none)
    hand.over({ x: 180, row: 0 }, none)
    hand.up()
    expect([desk.head.frame, calls, desk.timeline.draft.size]).toEqual([180, [], 0])
  })

  it('scrolls along while a tag is held in its outer 32 pixels', () => {
    let paint: FrameRequestCallback | null = null
    vi.stubGlobal('requestAnimationFrame', (fn: FrameRequestCallback) => { paint = fn; return 1 })
    desk.timeline.width = 400
    desk.timeline.showSpan(150, 350)
    const at = (frame: number): number => (frame - desk.timeline.view.start) * desk.timeline.view.px
    hand.down({ x: at(250), row: 0 }, none)
    hand.over({ x: 360, row: 0 }, { ...none, alt: true })
    expect(paint).toBeNull()
    hand.over({ x: 395, row: 0 }, { ...none, alt: true })
    const before = { start: desk.timeline.view.start, in: desk.timeline.draft.get('b')?.in ?? 0 }
    ;(paint as FrameRequestCallback | null)?.(0)
    expect(desk.timeline.view.start).toBeGreaterThan(before.start)
    expect(desk.timeline.draft.get('b')?.in).toBeGreaterThan(before.in)
    hand.drop()
    expect(calls).toEqual([])
  })

  it('sticks to nothing that is dragged itself, and draws anew only that', () => {
    const names = desk.timeline.targets(new Set(['b'])).map((x) => x.frame)
    expect([names.includes(200), names.includes(110)]).toEqual([false, true])
    const bars = new Map(desk.timeline.bars.map((b) => [b.id, b]))
    hand.down({ x: 260, row: 0 }, none)
    hand.over({ x: 290, row: 0 }, none)
    expect(desk.timeline.bars.filter((b) => bars.get(b.id) !== b).map((b) => b.id)).toEqual(['b'])
    hand.drop()
  })

  it('lets no key select or split what is locked or hidden', async () => {
    desk.timeline.toggleLock('Mug')
    desk.clip.selectLaneThenAll()
    expect([...desk.clip.selection]).toEqual(['a', 'b'])
    desk.clip.select(['a'])
    desk.clip.selectUpTo('c')
    expect([...desk.clip.selection].includes('c')).toBe(false)
    desk.clip.toggle('c')
    expect(desk.clip.selection.has('c')).toBe(false)
    desk.clip.select([])
    await desk.clip.split(350)
    expect(calls).toEqual([])
    desk.timeline.toggleLock('Mug')
    await desk.clip.split(350)
    expect(calls).toEqual(['splitTags [["c"],350]'])
  })
})

describe('the hand on the ruler', () => {
  it('moves a marker with one word to Go, onto what it sticks to', async () => {
    pull.down({ of: 'marker', id: 'm', part: 'body' }, 800)
    for (let x = 799; x >= 525; x--) pull.over(x, false)
    expect([calls, desk.timeline.snapLine?.label]).toEqual([[], 'Cut 00:17.10'])
    pull.up()
    await vi.waitFor(() => { expect(desk.timeline.markers.draft).toBeNull() })
    expect(calls).toEqual(['setMarker [{"frame":520,"out":520,"text":"Pour","id":"m"}]'])
  })

  it('goes to a marker that is only pressed', () => {
    pull.down({ of: 'marker', id: 'm', part: 'body' }, 803)
    pull.over(805, false)
    pull.up()
    expect([desk.head.frame, calls]).toEqual([800, []])
  })

  it('moves the ends of a range marker, at least one frame apart', async () => {
    pull.down({ of: 'marker', id: 'r', part: 'out' }, 950)
    pull.over(600, true)
    expect(desk.timeline.markers.of('r')).toMatchObject({ frame: 900, out: 901 })
    pull.up()
    await vi.waitFor(() => { expect(calls).toHaveLength(1) })
  })

  it('moves the ends of the marked range without a word, and Escape brings them back', () => {
    desk.head.range = { in: 1000, out: 1200 }
    pull.down({ of: 'range', end: 'in' }, 1000)
    pull.over(1500, true)
    expect(desk.head.range).toEqual({ in: 1199, out: 1200 })
    pull.drop()
    expect(desk.head.range).toEqual({ in: 1000, out: 1200 })
    pull.down({ of: 'range', end: 'out' }, 1200)
    pull.over(1800, true)
    pull.up()
    expect([desk.head.range, calls]).toEqual([{ in: 1000, out: 1800 }, []])
  })

  it('names, keeps and removes markers', async () => {
    const { markers } = desk.timeline
    markers.ask(1500, { in: 1400, out: 1600 })
    await markers.keep(' Unboxing ')
    expect(markers.chosen).toBe('new')
    markers.ask(1400, { in: null, out: null })
    expect(markers.naming).toMatchObject({ id: 'new', text: 'Unboxing' })
    await markers.keep('Unboxing') // nothing new
    await markers.remove('new')
    expect(calls).toEqual(['setMarker [{"frame":1400,"out":1600,"text":"Unboxing"}]', 'removeMarkers [["new"]]'])
    expect([markers.beside(850, 1)?.id, markers.beside(850, -1)?.id, markers.beside(950, 1)]).toEqual(['r', 'm', undefined])
  })
})

describe('the view', () => {
  it('turns the page at 85 % while it plays, and rests after a hand has moved it', () => {
    const { timeline, head } = desk
    timeline.showSpan(0, 240) // 300 frames in sight
    head.speed = 1
    const { start, px } = timeline.view
    const edge = start + (0.85 * timeline.width) / px
    timeline.follow(edge - 1)
    expect(timeline.view.start).toBe(start)
    timeline.follow(edge)
    expect(timeline.view.start).toBeGreaterThan(start)
    timeline.pan(2 * timeline.width)
    const away = timeline.view.start
    timeline.follow(edge + 1)
    expect([timeline.view.start, timeline.following]).toEqual([away, false])
    timeline.follow(away + 1)
    expect(timeline.following).toBe(true)
  })

  it('shows the whole clip however wide the window becomes, until somebody zooms', () => {
    const { timeline } = desk
    timeline.width = 600
    expect(timeline.view).toEqual({ start: 0, px: 0.2 })
    timeline.zoom(4, 300)
    const { px } = timeline.view
    timeline.width = 900
    expect(timeline.view.px).toBe(px)
    timeline.zoom(1e-6, 300)
    timeline.width = 1500
    expect(timeline.view).toEqual({ start: 0, px: 0.5 })
  })

  it('zooms at the cursor, between the whole clip and 24 pixels a frame', () => {
    const { timeline } = desk
    timeline.zoom(4, 1200)
    const under = timeline.view.start + 1200 / timeline.view.px
    expect(under).toBeCloseTo(1200, 6)
    timeline.zoom(1000, 1200)
    expect(timeline.view.px).toBe(24)
    timeline.zoom(1e-6, 1200)
    expect(timeline.view).toEqual({ start: 0, px: 1 })
  })
})
