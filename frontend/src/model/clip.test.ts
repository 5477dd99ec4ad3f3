import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Change, ClipView, Product, Studio, Tag } from '../studio/studio'
import { NUDGE_QUIET_MS, OpenClip } from './clip.svelte'

const tag = (id: string, from: number, to: number, product = 'p'): Tag => ({
  id, clip: 'c', product, in: from, out: to, label: '', relation: '', notes: '',
})
const view = (tags: Tag[]): ClipView => ({
  card: { id: 'c', name: 'c', title: 'c', path: '', size: 1, frames: 300, rate: '30/1', width: 9, height: 16, codec: 'h264', audio: '', addedAt: '', touchedAt: '', project: '', ownCover: false, double: false, state: 'draft', tags: tags.length, lanes: [], poster: '', strip: null, job: null },
  caption: '', language: '', note: '', cover: null, design: null, damaged: '', tags, products: [] as Product[], held: {}, markers: [], proxy: '', waveform: '', cuts: [], undo: '', redo: '',
})

let rows: Tag[]
let calls: string[]
let said: string[]
let undid = 'Undid: something'
let clip: OpenClip
let hear: Record<string, (data: never) => void>

// As much of a studio as these tests ask: it moves, removes, and takes back.
function studio(): Studio {
  let before: Tag[] = []
  const change = (next: Tag[], message = ''): Promise<Change> => {
    before = rows
    rows = next
    return Promise.resolve({ clip: { ...view(rows), undo: calls.at(-1) ?? '' }, message })
  }
  const fake: Partial<Studio> = {
    on: (event, fn) => { hear[event] = fn as (data: never) => void; return () => undefined },
    onResync: () => () => undefined,
    mediaBase: () => Promise.resolve('http://m/'),
    clip: () => Promise.resolve(view(rows)),
    moveTags: (_, moves) => {
      calls.push(`move ${moves.map((m) => `${m.tag} ${m.in}-${m.out}`).join(', ')}`)
      return change(rows.map((t) => ({ ...t, ...moves.find((m) => m.tag === t.id) })))
    },
    removeTags: (_, ids) => { calls.push(`remove ${ids.join(' ')}`); return change(rows.filter((t) => !ids.includes(t.id))) },
    splitTags: () => Promise.reject({ kind: 'Invalid', message: 'Move the playhead inside the tag to split it.' }),
    undo: () => { calls.push('undo'); return change(before, undid) },
    fetchOriginal: (id) => { calls.push(`fetch ${id}`); return Promise.resolve(null) },
    duplicateTags: (_, ids, at) => {
      calls.push(`copy ${ids.join(' ')} at ${at}`)
      return change([...rows, tag('copy', at, at + 10)])
    },
  }
  return fake as Studio
}

beforeEach(async () => {
  vi.useFakeTimers()
  rows = [tag('a', 10, 40), tag('b', 60, 90), tag('x', 50, 120, 'q')]
  calls = []
  said = []
  hear = {}
  clip = new OpenClip(studio(), (_, message) => said.push(message))
  clip.listen()
  await clip.open('c')
})
afterEach(() => { vi.useRealTimers() })

describe('open clip', () => {
  it('writes a run of nudges as one move, after a rest', async () => {
    clip.select(['a'])
    clip.nudge(1)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS - 1)
    clip.nudge(1)
    clip.nudge(10)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS - 1)
    expect(calls).toEqual([])
    expect(clip.spanOf(clip.tags[0] as Tag)).toEqual({ in: 22, out: 52 })
    await vi.advanceTimersByTimeAsync(1)
    expect(calls).toEqual(['move a 22-52'])
    expect(clip.tags[0]).toMatchObject({ in: 22, out: 52 })
    expect(clip.nudged.size).toBe(0)
  })

  it('writes the nudge first when something else is asked for', async () => {
    clip.select(['a'])
    clip.nudge(3)
    await clip.remove(false)
    expect(calls).toEqual(['move a 13-43', 'remove a'])
  })

  it('hands a failure to whoever knows how to tell it', async () => {
    const heard: string[] = []
    clip.onfault = (fault) => { heard.push(fault.kind) }
    clip.select(['a'])
    await clip.split(20)
    expect(heard).toEqual(['Invalid'])
    expect(said).toEqual([])
  })

  it('tells what was done, by hand, by keys, and taken back; the same again too', async () => {
    clip.select(['a'])
    clip.nudge(1)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS)
    expect(clip.told).toBe('move a 11-41')
    await clip.remove(false)
    expect(clip.told).toBe('remove a')
    await clip.undo()
    expect(clip.told).toBe('Undid: something')
    await clip.undo()
    expect(clip.told.trim()).toBe('Undid: something')
    expect(clip.told).not.toBe('Undid: something') // a reader hears only what differs
  })

  it('forgets a nudge on Escape', async () => {
    clip.select(['a'])
    clip.nudge(3)
    expect(clip.dropNudge()).toBe(true)
    await vi.advanceTimersByTimeAsync(NUDGE_QUIET_MS * 2)
    expect(calls).toEqual([])
  })

  it('leaves a nudge alone that is being written: Escape is for what is next', async () => {
    clip.select(['a'])
    clip.nudge(3)
    const writing = clip.flush()
    expect([clip.dropNudge(), clip.nudged.size]).toEqual([false, 1])
    await writing
    expect([calls.length, clip.nudged.size]).toEqual([1, 0])
  })

  it('nudges nothing out of the clip, and an edge never past the other', () => {
    clip.select(['a', 'x'])
    clip.nudge(-50)
    expect(clip.nudged.get('a')).toEqual({ in: 0, out: 30 })
    expect(clip.nudged.get('x')).toEqual({ in: 40, out: 110 })
    clip.dropNudge()
    clip.select(['a'])
    clip.nudge(500, 'in')
    expect(clip.nudged.get('a')).toEqual({ in: 39, out: 40 })
  })

  it('selects a lane first, then everything', () => {
    clip.select(['b'])
    clip.selectLaneThenAll()
    expect([...clip.selection]).toEqual(['a', 'b'])
    clip.selectLaneThenAll()
    expect([...clip.selection]).toEqual(['a', 'b', 'x'])
  })

  it('selects what lies between with Shift', () => {
    clip.select(['a'])
    clip.selectUpTo('b')
    expect([...clip.selection]).toEqual(['a', 'b'])
  })

  it('forgets a selection whose tag is gone', async () => {
    clip.select(['a', 'b'])
    rows = rows.filter((t) => t.id !== 'a')
    hear['clip']?.({ id: 'c' } as never)
    await vi.advanceTimersByTimeAsync(0)
    expect([...clip.selection]).toEqual(['b'])
  })

  it('pulses what undo touched, and says it only when nothing can be seen', async () => {
    await clip.moveTags([{ tag: 'a', in: 0, out: 30 }])
    undid = 'Rückgängig: move a 0-30'
    await clip.undo()
    expect([...clip.pulse.tags]).toEqual(['a'])
    expect(said).toEqual([])
    await clip.moveTags([{ tag: 'a', in: 0, out: 30 }])
    undid = 'Undid: move a 0-30 (kept 1 later change of somebody else)'
    await clip.undo()
    expect(said.splice(0)).toEqual([undid]) // that is seen nowhere
    undid = 'Undid: something'
    rows = [...rows]
    const touched = clip.pulse.times
    await clip.moveTags([])
    await clip.undo()
    expect(clip.pulse.times).toBe(touched + 1)
    expect(said).toEqual(['Undid: something'])
  })

  it('selects the copies it made', async () => {
    await clip.duplicate(['a'], 200)
    expect(calls).toEqual(['copy a at 200'])
    expect([...clip.selection]).toEqual(['copy'])
  })

  it('says the sentence of what was refused and goes on', async () => {
    await clip.split(70)
    expect(said).toEqual(['Move the playhead inside the tag to split it.'])
    await clip.moveTags([{ tag: 'a', in: 0, out: 30 }])
    expect(calls).toEqual(['move a 0-30'])
  })

  it('asks the team for its own file', async () => {
    await clip.fetchOriginal()
    expect(calls).toEqual(['fetch c'])
  })

  it('trims only where a frame is left', async () => {
    clip.select(['a', 'b'])
    await clip.trimTo('in', 50)
    expect(calls).toEqual(['move b 50-90'])
  })

  describe('while an answer is on its way', () => {
    /** A clip whose views are answered by hand, in the order in which they were asked for. */
    const asking = () => {
      const asked: { id: string; answer: (v: ClipView) => void }[] = []
      const of = (id: string): ClipView => ({ ...view(rows), card: { ...view(rows).card, id } })
      const fake = { ...studio(), moveTags: (id, [move]) => { calls.push(`move ${id}: ${move!.tag} ${String(move!.in)}-${String(move!.out)}`); return Promise.resolve({ clip: of(id), message: '' }) }, clip: (id: string) => new Promise<ClipView>((answer) => { asked.push({ id, answer }) }) } as Studio
      const open = new OpenClip(fake, (_, message) => said.push(message))
      open.listen()
      return { asked, of, open, rest: () => vi.advanceTimersByTimeAsync(0) }
    }

    it('hears what happens to the clip before its first answer has come', async () => {
      const { asked, of, open, rest } = asking()
      void open.open('c')
      await rest()
      hear.clip!({ id: 'c' } as never)
      asked[0]!.answer(of('c'))
      await rest()
      expect([open.view?.proxy, asked.length]).toEqual(['', 2])
      asked[1]!.answer({ ...of('c'), proxy: 'proxy-c' })
      await rest()
      expect([open.view?.proxy, open.loading]).toEqual(['proxy-c', false])
    })

    it('shows the clip that was opened last', async () => {
      const { asked, of, open, rest } = asking()
      void open.open('c')
      await rest()
      void open.open('d')
      await rest()
      asked[0]!.answer(of('c'))
      await rest()
      expect([open.id, open.loading]).toEqual(['', true])
      asked[1]!.answer(of('d'))
      await rest()
      expect([open.id, open.loading]).toEqual(['d', false])
    })

    it('changes the clip that a change was asked for, whatever is opened meanwhile', async () => {
      const { asked, of, open, rest } = asking()
      void open.open('c')
      await rest()
      asked[0]!.answer(of('c'))
      await rest()
      void open.reload() // something is on its way, so what follows waits
      await rest()
      void open.moveTags([{ tag: 'a', in: 0, out: 30 }])
      void open.open('d')
      await rest()
      expect([calls, open.view]).toEqual([[], null])
      asked[1]!.answer(of('c'))
      await rest()
      asked[2]!.answer(of('d'))
      await rest()
      expect([open.id, calls]).toEqual(['d', ['move c: a 0-30']])
    })
  })
})
