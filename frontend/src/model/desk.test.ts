import { beforeEach, describe, expect, it } from 'vitest'
import type { Change, ClipView, Studio, Tag } from '../studio/studio'
import { Desk } from './desk.svelte'

const tag = (id: string, from: number, to: number): Tag => ({
  id, clip: 'c', product: 'p', in: from, out: to, label: '', relation: '', notes: '',
  interpolation: 'linear', spots: id === 'a' ? [{ frame: 10, x: 0.2, y: 0.2 }, { frame: 30, x: 0.4, y: 0.4 }] : [],
})

let rows: Tag[]
let calls: string[]
let desk: Desk

function view(): ClipView {
  return {
    card: { id: 'c', name: 'c', title: 'c', path: '', size: 1, frames: 3000, rate: '30/1', width: 9, height: 16, codec: 'h264', audio: '', addedAt: '', touchedAt: '', project: '', ownCover: false, double: false, state: 'draft', tags: rows.length, lanes: [], poster: '', strip: null, job: null },
    caption: '', language: '', note: '', cover: null, design: null, damaged: '', held: {}, markers: [], tags: rows, proxy: '', waveform: '', cuts: [100], undo: '', redo: '',
    products: [{ id: 'p', title: 'Serum', brand: '', url: '', gtin: '', sku: '', image: '', offer: null, relation: '', notes: '', shelf: 1, lane: 1 }],
  }
}

const answer = (): Promise<Change> => Promise.resolve({ clip: view(), message: '' })
const studio = {
  on: () => () => undefined,
  onResync: () => () => undefined,
  mediaBase: () => Promise.resolve('http://m/'),
  clip: () => Promise.resolve(view()),
  playing: () => Promise.reject({ kind: 'Offline', message: 'x' }),
  addTag: (_: string, product: string, s: { in: number; out: number }) => { calls.push(`add ${product} ${s.in}-${s.out}`); return answer() },
  moveTags: (_: string, moves: { tag: string; in: number; out: number }[]) => { calls.push(...moves.map((m) => `move ${m.tag} ${m.in}-${m.out}`)); return answer() },
} as unknown as Studio

beforeEach(async () => {
  rows = [tag('a', 10, 40), tag('b', 60, 90)]
  calls = []
  desk = new Desk(studio, () => undefined)
  desk.timeline.width = 1000
  await desk.open('c')
})

describe('desk', () => {
  it('tags three seconds from the playhead, or the marked range', async () => {
    desk.head.seek(120)
    await desk.tagHere('p')
    desk.head.markIn(200)
    desk.head.markOut(249)
    await desk.tagHere('p')
    expect(calls).toEqual(['add p 120-210', 'add p 200-250'])
  })

  it('keeps the frame shown inside a tag that ends at the playhead', async () => {
    desk.clip.select(['a'])
    desk.head.seek(20)
    await desk.trim('out')
    expect(calls).toEqual(['move a 10-21'])
  })

  it('drops the nearest thing first on Escape', () => {
    desk.pass.press(1, 0)
    desk.hotspots.mode = true
    desk.clip.select(['a'])
    const left = [desk.escape(), desk.pass.held.size, desk.hotspots.mode, desk.clip.selection.size]
    expect(left).toEqual([true, 0, true, 1])
    desk.escape()
    expect([desk.hotspots.mode, desk.clip.selection.size]).toEqual([false, 1])
    desk.escape()
    expect(desk.clip.selection.size).toBe(0)
    expect(desk.escape()).toBe(false)
  })

  it('walks along the edges of the tags', () => {
    const walk = [1, 1, 1, 1, 1, -1].map((d) => { desk.jumpToEdge(d as 1 | -1); return desk.head.frame })
    expect(walk).toEqual([10, 40, 60, 90, 90, 60])
  })

  it('writes the draft of a gesture once and clears it when the answer stands', async () => {
    desk.timeline.draw(new Map([['a', { in: 12, out: 42 }]]), { frame: 12, label: 'Cut' })
    expect(desk.timeline.bars[0]).toMatchObject({ in: 12, out: 42 })
    rows = [tag('a', 12, 42), tag('b', 60, 90)]
    await desk.timeline.commit()
    expect([calls, desk.timeline.draft.size, desk.timeline.snapLine]).toEqual([['move a 12-42'], 0, null])
  })

  it('sticks to nothing that is dragged or locked', () => {
    const frames = (): number[] => desk.timeline.targets(new Set(['a'])).filter((t) => t.kind === 'tag').map((t) => t.frame)
    expect(frames()).toEqual([60, 90])
    desk.timeline.toggleLock('p')
    expect(frames()).toEqual([])
  })

  it('stops following when a hand has moved the view, until the playhead is seen again', () => {
    desk.timeline.zoom(20, 0)
    desk.head.play()
    desk.timeline.pan(600)
    const start = desk.timeline.view.start
    desk.timeline.follow(5)
    expect(desk.timeline.view.start).toBe(start)
    desk.timeline.follow(start + 1)
    desk.timeline.follow(start + 1000 / desk.timeline.view.px)
    expect(desk.timeline.view.start).toBeGreaterThan(start)
  })
})

describe('a zoom under way', () => {
  it('stretches what is drawn by a little at most, and draws exactly at rest', () => {
    const { timeline } = desk
    const drawn = new Set<number>()
    const rows = Array.from({ length: 8 }, (_, i) => timeline.stripOf(i))
    let before = rows.map((row) => row.px)
    let most = 0
    for (let i = 0; i < 80; i++) {
      timeline.zoom(1.02, 300)
      drawn.add(timeline.drawnPx)
      const now = rows.map((row) => row.px)
      most = Math.max(most, now.filter((px, r) => px !== before[r]).length)
      before = now
      expect(Math.abs(Math.log(timeline.stretch))).toBeLessThanOrEqual(Math.log(1.08) + 1e-9)
      expect(timeline.drawnPx * timeline.stretch).toBeCloseTo(timeline.view.px, 9)
    }
    expect(drawn.size).toBeLessThanOrEqual(12) // each serves seven steps
    expect(most).toBeLessThanOrEqual(3) // the others keep what they have
    timeline.zoom(1.6, 300)
    expect([timeline.stretch, ...rows.map((row) => row.stretch)]).toEqual(Array(9).fill(1)) // a notch of a wheel
    timeline.settle()
    expect(rows.map((row) => row.stretch)).toEqual(rows.map(() => 1))
    expect([timeline.stretch, timeline.drawnPx]).toEqual([1, timeline.view.px])
  })

  it('lays a clip down once, however often it is opened meanwhile', async () => {
    const answers: (() => void)[] = []
    const slow = new Desk({ ...studio, clip: (id: string) => new Promise<ClipView>((r) => { answers.push(() => { r({ ...view(), card: { ...view().card, id } }) }) }) } as Studio, () => undefined)
    const first = slow.open('c')
    const second = slow.open('c')
    await new Promise((r) => setTimeout(r))
    answers[0]!()
    await first
    slow.head.play()
    await second
    expect([answers.length, slow.head.playing]).toEqual([1, true])
    const third = slow.open('d')
    await new Promise((r) => setTimeout(r))
    const fourth = slow.open('e')
    await new Promise((r) => setTimeout(r))
    for (const answer of answers.splice(1)) answer()
    await third
    expect([slow.clip.id, slow.clip.loading]).toEqual(['', true])
    for (const answer of answers.splice(1)) answer()
    await fourth
    expect([slow.clip.id, slow.head.frames, slow.head.playing]).toEqual(['e', 3000, false])
  })
})
