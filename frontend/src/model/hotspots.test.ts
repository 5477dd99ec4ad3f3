import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { APART } from '../maths/clear'
import { apart, firstCover } from '../maths/passage'
import { at } from '../maths/path'
import { coverOf, phoneOf, PICTURE, type Phone } from '../maths/safearea'
import type { Change, ClipView, Key, Path, Studio, Tag } from '../studio/studio'
import { NUDGE_QUIET_MS } from './clip.svelte'
import { Desk } from './desk.svelte'
import { sureness } from './following.svelte'
import { keysOf, type Hotspots } from './hotspots.svelte'
import { card, fault, view as plain } from './testdata/studio'

const A_KEYS: Key[] = [{ frame: 10, x: 0.2, y: 0.2 }, { frame: 30, x: 0.4, y: 0.4 }]
const tag = (id: string, from: number, to: number, spots: Key[] = [], product = 'p'): Tag => ({
  id, clip: 'c', product, in: from, out: to, label: '', relation: '', notes: '', interpolation: 'linear', spots,
})

let rows: Tag[]
let calls: { tag: string; path: Path }[]
let found: () => Promise<{ path: Path; score: number }>
let told: string[]
let desk: Desk
let spots: Hotspots

const view = (): ClipView => plain('c', { card: card('c', { frames: 3000 }), tags: [...rows] })
const answer = (): Promise<Change> => Promise.resolve({ clip: view(), message: '' })
const studio = {
  on: () => () => undefined,
  onResync: () => () => undefined,
  mediaBase: () => Promise.resolve('http://m/'),
  clip: () => Promise.resolve(view()),
  playing: () => Promise.resolve(),
  setPath: (id: string, path: Path) => {
    calls.push({ tag: id, path })
    rows = rows.map((r) => (r.id === id ? { ...r, interpolation: path.interpolation ?? 'linear', spots: path.spots ?? [] } : r))
    return answer()
  },
  suggestPath: () => found(),
} as unknown as Studio

const row = (id: string): Tag => desk.clip.tags.find((t) => t.id === id) as Tag
const written = (): Key[][] => calls.map((c) => c.path.spots ?? [])

async function lay(...tags: Tag[]): Promise<void> {
  rows = tags
  await desk.clip.reload()
}

beforeEach(async () => {
  rows = [tag('a', 10, 40, A_KEYS), tag('b', 60, 90)]
  calls = []
  told = []
  desk = new Desk(studio, (_, message) => { told.push(message) })
  spots = desk.hotspots
  desk.overlay = 'off'
  await desk.open('c')
  desk.clip.select(['a'])
})
afterEach(() => { vi.useRealTimers() })

describe('a hotspot', () => {
  it('gets a key at the playhead, or the one there is moved', async () => {
    desk.head.seek(20)
    await spots.place(row('a'), { x: 0.9, y: 1.7 })
    desk.head.seek(30)
    await spots.place(row('a'), { x: 0.5, y: 0.6 })
    expect(written()).toEqual([
      [{ frame: 10, x: 0.2, y: 0.2 }, { frame: 20, x: 0.9, y: 1 }, { frame: 30, x: 0.4, y: 0.4 }],
      [{ frame: 10, x: 0.2, y: 0.2 }, { frame: 20, x: 0.9, y: 1 }, { frame: 30, x: 0.5, y: 0.6 }],
    ])
    expect(spots.placing).toBeNull()
  })

  it('is written once for a run of arrows, from where it stood between its keys', async () => {
    vi.useFakeTimers()
    desk.head.seek(20)
    spots.move(0.01, 0)
    spots.move(0.01, 0)
    spots.move(0, -0.001)
    expect([calls, spots.spotOf(row('a'))]).toEqual([[], { x: 0.32, y: 0.299 }])
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS)
    expect(calls).toHaveLength(1)
    expect(written()[0]).toContainEqual({ frame: 20, x: 0.32, y: 0.299 })
  })

  it('keeps the frame it was moved at, wherever the playhead goes', async () => {
    vi.useFakeTimers()
    desk.head.seek(20)
    spots.move(0.2, 0)
    desk.head.seek(30)
    expect(spots.spotOf(row('a'))).toMatchObject({ x: 0.4, y: 0.4 })
    desk.head.seek(20)
    expect(spots.spotOf(row('a'))).toMatchObject({ x: 0.5, y: 0.3 })
    desk.head.seek(35)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS)
    expect(keysOf(row('a'))).toEqual([10, 20, 30])
  })

  it('loses nothing when arrows go on at another frame before the rest', async () => {
    vi.useFakeTimers()
    desk.head.seek(15)
    spots.move(0.1, 0)
    desk.head.seek(25)
    spots.move(-0.1, 0)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS)
    expect(calls).toHaveLength(2)
    expect(row('a').spots).toEqual([{ frame: 10, x: 0.2, y: 0.2 }, { frame: 15, x: 0.35, y: 0.25 }, { frame: 25, x: 0.25, y: 0.35 }, { frame: 30, x: 0.4, y: 0.4 }])
  })

  it('goes back on Escape, and undo finds what arrows did', async () => {
    vi.useFakeTimers()
    desk.head.seek(20)
    spots.move(0.01, 0)
    expect(desk.escape()).toBe(true)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS * 2)
    expect([calls, spots.placing]).toEqual([[], null])
  })

  it('is written before the clip is left', async () => {
    desk.head.seek(20)
    spots.move(0.01, 0)
    await spots.flush()
    expect(calls).toHaveLength(1)
    await spots.flush()
    expect(calls).toHaveLength(1)
  })

  it('is nobody’s to place while it is shown as on the page', () => {
    desk.head.seek(20)
    spots.mode = true
    spots.togglePage()
    expect([spots.mode, spots.placeable, desk.escape(), spots.asPage]).toEqual([false, null, true, false])
    expect(spots.placeable?.id).toBe('a')
  })
})

describe('the dot of a key', () => {
  it('edits its own frame and leaves the playhead, in one edit', async () => {
    desk.head.seek(20)
    for (const x of [0.5, 0.6, 0.7]) spots.drag(row('a'), { x, y: 0.4 }, 30)
    expect([calls.length, spots.wayOf(row('a')).spots?.at(-1)]).toEqual([0, { frame: 30, x: 0.7, y: 0.4 }])
    expect(spots.spotOf(row('a'))?.x).toBeCloseTo(0.45) // the ring follows the way as it will be
    await spots.release()
    expect(written()).toEqual([[{ frame: 10, x: 0.2, y: 0.2 }, { frame: 30, x: 0.7, y: 0.4 }]])
    expect([desk.head.frame, spots.placing, spots.held]).toEqual([20, null, false])
  })

  it('writes nothing on Escape, nor when it is put back', async () => {
    spots.drag(row('a'), { x: 0.7, y: 0.4 }, 30)
    expect(desk.escape()).toBe(true)
    await spots.release()
    spots.drag(row('a'), { x: 0.7, y: 0.4 }, 30)
    spots.drag(row('a'), { x: 0.4, y: 0.4 }, 30)
    await spots.release()
    expect([calls, spots.placing]).toEqual([[], null])
  })

  it('is walked to, added and removed', async () => {
    desk.head.seek(20)
    expect([spots.keyBeside(row('a'), 1), spots.keyBeside(row('a'), -1)]).toEqual([30, 10])
    await spots.addKey()
    await spots.addKey()
    expect(written()).toEqual([[A_KEYS[0], { frame: 20, x: 0.3, y: 0.3 }, A_KEYS[1]]])
    await spots.removeKey(row('a'), 20)
    expect(keysOf(row('a'))).toEqual([10, 30])
    expect([spots.keyBeside(row('b'), 1), spots.keyBeside(row('a'), -1)]).toEqual([null, 10])
  })

  it('moves from key to key as it is told', async () => {
    await spots.setInterpolation(row('a'), 'catmull-rom')
    expect(calls).toEqual([{ tag: 'a', path: { interpolation: 'catmull-rom', spots: A_KEYS } }])
  })
})

describe('a box', () => {
  it('is drawn, sized by arrows, and made a point again', async () => {
    vi.useFakeTimers()
    desk.clip.select(['b'])
    desk.head.seek(70)
    spots.drag(row('b'), { x: 0.5, y: 0.5, w: 0.2, h: 0.1 })
    await spots.release()
    spots.grow(0.01, 0)
    spots.grow(0.01, 0.02)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS)
    await spots.setShape(row('b'), 'point')
    await spots.setShape(row('b'), 'box')
    const [drawn, sized, point, box] = written().map((w) => w[0])
    expect([drawn, sized, point]).toEqual([{ frame: 70, x: 0.5, y: 0.5, w: 0.2, h: 0.1 }, { frame: 70, x: 0.5, y: 0.5, w: 0.22, h: 0.12 }, { frame: 70, x: 0.5, y: 0.5 }])
    expect(box?.w && box.h && box.w / box.h).toBeCloseTo(16 / 9, 2) // as high as wide on a tall picture
    expect(calls).toHaveLength(4)
  })

  it('stays whole inside the picture where it is moved', async () => {
    await lay(tag('a', 10, 40, [{ frame: 10, x: 0.5, y: 0.5, w: 0.4, h: 0.2 }]))
    desk.head.seek(10)
    await spots.place(row('a'), { x: 0.95, y: 0.02 })
    expect(row('a').spots).toEqual([{ frame: 10, x: 0.8, y: 0.1, w: 0.4, h: 0.2 }])
  })
})

describe('following', () => {
  const offer = { path: { interpolation: 'linear' as const, spots: [{ frame: 10, x: 0.1, y: 0.1 }, { frame: 39, x: 0.6, y: 0.1 }] }, score: 0.9 }
  beforeEach(() => { found = () => Promise.resolve(offer) })

  it('ends the mode while the last step is being written', async () => {
    desk.hotspots.mode = true
    spots.nudge(row('a'), 0.01, 0, 10)
    const writing = spots.flush()
    expect([desk.escape(), spots.mode]).toEqual([true, false])
    await writing
    expect([calls.length, spots.placing]).toEqual([1, null])
  })

  it('offers a way and writes it once it is accepted', async () => {
    const looking = spots.follow.look(row('a'), 20)
    expect([spots.follow.looking, spots.follow.offer]).toEqual(['a', null])
    await looking
    expect([spots.follow.looking, spots.follow.wayOf('a'), calls]).toEqual([null, offer.path, []])
    await spots.follow.accept()
    await spots.follow.accept()
    expect([calls, spots.follow.offer]).toEqual([[{ tag: 'a', path: offer.path }], null])
  })

  it('forgets it when it is dropped, by Escape too', async () => {
    await spots.follow.look(row('a'), 20)
    expect([desk.escape(), spots.follow.offer]).toEqual([true, null])
    await spots.follow.accept()
    expect(calls).toEqual([])
  })

  it('does not hear an answer nobody waits for', async () => {
    let tell: (a: typeof offer) => void = () => undefined
    found = () => new Promise((ok) => { tell = ok })
    const first = spots.follow.look(row('a'), 20)
    spots.follow.drop()
    tell(offer)
    await first
    expect([spots.follow.offer, spots.follow.looking]).toEqual([null, null])
  })

  it('belongs to one tag', async () => {
    await spots.follow.look(row('a'), 20)
    spots.follow.keepFor('a')
    expect(spots.follow.offer).not.toBeNull()
    spots.follow.keepFor('b')
    expect(spots.follow.offer).toBeNull()
  })

  it('says what went wrong, and that nothing could be followed', async () => {
    found = () => Promise.reject(fault('Refused', 'There is too little to see under the hotspot.'))
    await spots.follow.look(row('a'), 20)
    found = () => Promise.resolve({ path: { spots: [{ frame: 20, x: 0.3, y: 0.3 }] }, score: 0 })
    await spots.follow.look(row('a'), 20)
    expect(told).toEqual(['There is too little to see under the hotspot.', 'What lies under the hotspot could not be followed from here.'])
    expect([spots.follow.looking, spots.follow.offer]).toEqual([null, null])
    expect([0.9, 0.75, 0.61].map(sureness)).toEqual(['sure', 'fairly', 'unsure'])
  })
})

describe('what keeps hotspots from being touched', () => {
  const reels = phoneOf('reels') as Phone
  const shape = reels.shapes.find((s) => s.x > PICTURE.width / 2) ?? reels.shapes[0]
  if (!shape) throw new Error('the phone has no shapes')
  const under = { x: (shape.x + shape.w / 2) / PICTURE.width, y: (shape.y + shape.h / 2) / PICTURE.height }
  beforeEach(() => { desk.overlay = 'reels' })

  it('is told for now, and moved away as a whole by one edit', async () => {
    await lay(tag('a', 10, 40, [{ frame: 20, ...under }]))
    desk.head.seek(35)
    const [c] = spots.hindrances.now
    expect(c).toMatchObject({ frame: 35, now: true })
    const way = c && spots.hindrances.wayOut(c)
    expect(way).toBeTruthy()
    if (way) await spots.setWay(row('a'), way)
    expect([calls.length, keysOf(row('a')), firstCover(row('a'), row('a'), reels), spots.hindrances.now]).toEqual([1, [20], null, []])
  })

  it('is told for another moment, with the moment', async () => {
    await lay(tag('a', 10, 60, [{ frame: 10, x: 0.4, y: 0.35 }, { frame: 50, ...under }]))
    desk.head.seek(10)
    const [c] = spots.hindrances.elsewhere
    expect(spots.hindrances.now).toEqual([])
    expect(c?.frame).toBeGreaterThan(10)
    expect(c && coverOf(c.spot, reels)).not.toBeNull()
    const before = c && at(row('a'), c.frame - 1)
    expect(before && coverOf(before, reels)).toBeNull() // the first moment there is
    if (c) desk.goTo(c.frame)
    expect([spots.hindrances.now.length, spots.hindrances.elsewhere.length]).toEqual([1, 0])
  })

  it('is nothing without a phone', async () => {
    desk.overlay = 'off'
    await lay(tag('a', 10, 40, [{ frame: 20, ...under }]))
    desk.head.seek(20)
    expect([spots.hindrances.now, spots.hindrances.elsewhere]).toEqual([[], []])
  })

  it('says so where no place is clear', async () => {
    const box = { x: 0.5, y: 0.5, w: 1, h: 1 }
    await lay(tag('a', 10, 40, [{ frame: 20, ...box }]))
    desk.head.seek(20)
    const [c] = spots.hindrances.now
    expect(c && spots.hindrances.wayOut(c)).toBeNull()
  })

  it('finds two that lie on each other and moves the selected one, whole, clear of all', async () => {
    await lay(tag('a', 10, 40, [{ frame: 20, x: 0.4, y: 0.4 }]), tag('b', 15, 50, [{ frame: 15, x: 0.45, y: 0.4 }, { frame: 45, x: 0.45, y: 0.5 }], 'q'))
    desk.head.seek(15)
    expect(spots.hindrances.pair).toMatchObject({ stays: { id: 'b' }, moves: { id: 'a' } })
    desk.clip.select([])
    const pair = spots.hindrances.pair
    expect(pair).toMatchObject({ stays: { id: 'a' }, moves: { id: 'b' } })
    const way = pair && spots.hindrances.wayApart(pair)
    if (way) await spots.setWay(row('b'), way)
    expect(calls).toHaveLength(1)
    expect([keysOf(row('b')), spots.hindrances.pair]).toEqual([[15, 45], null])
    const [one, two] = [spots.spotOf(row('a')), spots.spotOf(row('b'))]
    expect(one && two && apart(one, two, spots.picture)).toBeGreaterThanOrEqual(APART - 1e-3)
    expect(two && coverOf(two, reels)).toBeNull()
  })

  it('moves one apart at this moment alone, where all of it would come under the phone', async () => {
    const edge = (shape.x - 14) / PICTURE.width // just beside the rail
    await lay(tag('a', 10, 60, [{ frame: 50, x: 0.4, y: 0.4 }]), tag('b', 10, 60, [{ frame: 10, x: edge, y: under.y }, { frame: 50, x: 0.41, y: 0.4 }], 'q'))
    desk.head.seek(50)
    desk.clip.select(['b'])
    const pair = spots.hindrances.pair
    const way = pair && spots.hindrances.wayApart(pair)
    expect(way?.spots?.[0]).toMatchObject({ x: edge, y: under.y })
    expect(way && firstCover(way, row('b'), reels)).toBeNull()
    expect(way && at(way, 50)?.x).toBeGreaterThan(0.5)
  })

  it('lets two stand as near as is allowed, and those that are not there together', async () => {
    await lay(tag('a', 10, 40, [{ frame: 20, x: 0.4, y: 0.4 }]), tag('b', 15, 50, [{ frame: 15, x: 0.521, y: 0.4 }], 'q'), tag('d', 40, 50, [{ frame: 40, x: 0.4, y: 0.4 }], 'r'))
    desk.head.seek(20)
    expect(spots.hindrances.pair).toBeNull()
  })
})
