import { beforeEach, describe, expect, it } from 'vitest'
import type { TagFormat } from '../studio/studio'
import { OpenClip } from './clip.svelte'
import { Exchange } from './exchange.svelte'
import { fault, stage, view, type Stage } from './testdata/studio'

const format = (id: string, more: Partial<TagFormat> = {}): TagFormat => ({ id, name: id, extension: id, reads: true, writes: true, loses: '', ...more })
const formats = [format('json'), format('csv', { loses: 'Hotspots.' }), format('youtube', { name: 'YouTube chapters', extension: 'txt', reads: false })]

let s: Stage
let said: string[]
let exchange: Exchange
let answers: Record<string, (v: { name: string; text: string; lost: string[] }) => void>

beforeEach(async () => {
  said = []
  answers = {}
  s = stage({
    mediaBase: () => '', clip: () => view('c'), tagFormats: () => formats,
    exportTags: (_, id) => (id === 'youtube' ? { name: 'c.txt', text: '00:00 Serum', lost: [] } : new Promise((r) => { answers[id] = r })),
    importTags: (_, __, text) => {
      if (text === 'bad') throw fault('Invalid', 'This is no timeline.')
      return { clip: view('c'), taken: 1, message: '', refused: ['Row 3 ends before it begins.'] }
    },
  })
  const clip = new OpenClip(s.studio, (_, message) => said.push(message))
  await clip.open('c')
  exchange = new Exchange(s.studio, clip)
})

describe('exchange', () => {
  it('shows what the format chosen last makes of the clip, though an earlier answers later', async () => {
    await exchange.load()
    const first = exchange.choose('json')
    const second = exchange.choose('csv')
    await new Promise((r) => { setTimeout(r) })
    answers['csv']?.({ name: 'c.csv', text: 'csv', lost: ['The hotspot of 2 tags.'] })
    answers['json']?.({ name: 'c.json', text: 'json', lost: [] })
    await Promise.all([first, second])
    expect(exchange.written?.text).toBe('csv')
    expect(exchange.chosen?.loses).toBe('Hotspots.')
  })

  it('takes tags in and says what was left out, or why nothing was taken', async () => {
    await exchange.openImport()
    expect(exchange.reads.map((f) => f.id)).toEqual(['json', 'csv'])
    expect(await exchange.take(' ')).toBe(false)
    expect(exchange.wrong).toContain('paste')
    expect(await exchange.take('bad')).toBe(false)
    expect(exchange.wrong).toBe('This is no timeline.')
    expect(await exchange.take('{}')).toBe(true)
    expect(await exchange.take('a,b', 'csv')).toBe(true)
    expect(s.calls.filter((c) => c.verb === 'importTags').map((c) => c.args[1])).toEqual(['', '', 'csv'])
    expect([exchange.taken, exchange.refused]).toEqual([1, ['Row 3 ends before it begins.']])
    expect(exchange.wrong).toBe('')
  })

  it('finds the format of chapters, and says when there is none', async () => {
    expect(await exchange.chapters()).toBe('00:00 Serum')
    exchange.formats = [format('json')]
    expect(await exchange.chapters()).toBeNull()
    expect(said).toHaveLength(1)
  })
})
