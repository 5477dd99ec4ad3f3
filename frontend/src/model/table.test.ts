import { beforeEach, describe, expect, it } from 'vitest'
import type { ClipView, Product, Tag } from '../studio/studio'
import { OpenClip } from './clip.svelte'
import { replaced, Table, type TagChange } from './table.svelte'
import { card, fault, stage, view, type Stage } from './testdata/studio'

const tag = (id: string, from: number, to: number, more: Partial<Tag> = {}): Tag => ({ id, clip: 'c', product: 'p', in: from, out: to, label: '', relation: '', notes: '', ...more })
const product = (id: string, title: string): Product => ({ id, title, shelf: 1, lane: 1 }) as unknown as Product

let rows: Tag[]
let s: Stage
let said: string[]
let clip: OpenClip
let table: Table

const whole = (): ClipView => view('c', { card: card('c'), tags: rows, products: [product('p', 'Serum'), product('q', 'Cup 10'), product('r', 'Cup 9')] })

beforeEach(async () => {
  rows = [tag('a', 10, 40, { label: 'Old glow', notes: 'old' }), tag('b', 60, 90, { product: 'q', notes: 'OLD and old' }), tag('c', 100, 110, { product: 'r' })]
  said = []
  s = stage({
    mediaBase: () => 'http://m/',
    clip: whole,
    setTags: (_, changes) => {
      rows = rows.map((t) => ({ ...t, ...changes.find((c: TagChange) => c.tag === t.id) }))
      return { clip: whole(), message: '' }
    },
  })
  clip = new OpenClip(s.studio, (_, message) => said.push(message))
  await clip.open('c')
  table = new Table(clip)
})
const sent = (): unknown[] => s.calls.filter((c) => c.verb === 'setTags').map((c) => [c.args[1], c.args[2]])
const settle = (): Promise<void> => new Promise((r) => { setTimeout(r) })

describe('the table of tags', () => {
  it('sorts by any column, numbers in names as numbers, and turns round', () => {
    table.sortBy('product')
    expect(table.rows.map((t) => t.id)).toEqual(['c', 'b', 'a'])
    table.sortBy('product')
    expect(table.rows.map((t) => t.id)).toEqual(['a', 'b', 'c'])
    table.sortBy('length')
    expect(table.rows.map((t) => t.id)).toEqual(['c', 'a', 'b']) // equal lengths stay in the order of time
  })

  it('walks by rows and columns and stays inside', () => {
    table.move(0, 0)
    table.move(-5, -5)
    expect(table.at).toEqual({ tag: 'a', column: 'product' })
    table.move(1, 1)
    expect(table.at).toEqual({ tag: 'b', column: 'in' })
    expect([...clip.selection]).toEqual(['b'])
    table.move(99, 99)
    expect(table.at).toEqual({ tag: 'c', column: 'notes' })
  })

  it('stretches the selection from where it began, both ways', () => {
    table.move(0, 0)
    table.pick('b')
    table.at = { tag: 'b', column: 'in' }
    table.move(1, 0, true)
    expect([...clip.selection].sort()).toEqual(['b', 'c'])
    table.move(-2, 0, true)
    expect([...clip.selection].sort()).toEqual(['a', 'b'])
  })

  it('tabs from one cell to type in to the next, over the end of a row', () => {
    table.at = { tag: 'a', column: 'out' }
    table.tab(1)
    expect(table.at).toEqual({ tag: 'a', column: 'relation' }) // length is no cell to type in
    table.at = { tag: 'a', column: 'notes' }
    table.tab(1)
    expect(table.at).toEqual({ tag: 'b', column: 'product' })
    table.tab(-1)
    expect(table.at).toEqual({ tag: 'a', column: 'notes' })
    table.at = { tag: 'c', column: 'notes' }
    expect(table.tab(1)).toBe(false)
  })

  it('writes what is typed, by timecode or frame, as one change', async () => {
    table.at = { tag: 'a', column: 'in' }
    table.edit()
    expect(table.commit('00:00.20')).toBe(true)
    table.at = { tag: 'a', column: 'out' }
    table.edit()
    expect(table.commit('f200')).toBe(true)
    await settle()
    expect(sent()).toEqual([[[{ tag: 'a', in: 20 }], 'Set the start of 1 tag'], [[{ tag: 'a', out: 200 }], 'Set the end of 1 tag']])
  })

  it('refuses what cannot be and keeps the cell open', () => {
    table.at = { tag: 'a', column: 'in' }
    table.edit()
    expect(table.commit('tomorrow')).toBe(false)
    expect(table.wrong).toContain('Type a time')
    expect(table.commit('f40')).toBe(false)
    expect(table.wrong).toContain('between')
    expect(table.editing).toEqual({ tag: 'a', column: 'in' })
    table.cancel()
    expect(table.wrong).toBe('')
    expect(sent()).toEqual([])
  })

  it('stays in its row when the tag there is gone', async () => {
    table.at = { tag: 'b', column: 'label' }
    table.lastRow = table.rowOf('b')
    rows = rows.filter((t) => t.id !== 'b')
    await clip.reload()
    expect(table.current).toEqual({ tag: 'c', column: 'label' })
    rows = []
    await clip.reload()
    expect(table.current).toBeNull()
  })

  it('gives every selected row what is typed as ONE change, and nothing where one row cannot have it', async () => {
    clip.select(['a', 'b', 'c'])
    table.at = { tag: 'a', column: 'relation' }
    table.edit()
    expect(table.commit('gifted', true)).toBe(true)
    await settle()
    expect(sent()).toEqual([[['a', 'b', 'c'].map((id) => ({ tag: id, relation: 'gifted' })), 'Set the relation of 3 tags']])
    expect(table.told).toBe('') // the clip tells what was done to it
    table.at = { tag: 'a', column: 'in' }
    table.edit()
    expect(table.commit('f95', true)).toBe(false)
    expect(sent()).toHaveLength(1)
    expect(table.wrong).toMatch(/Nothing was changed\.$/)
  })

  it('fills the value of a cell down the selection, and asks nothing where all have it', async () => {
    clip.select(['a', 'b'])
    table.at = { tag: 'b', column: 'product' }
    await table.fill()
    await settle()
    await table.fill()
    await settle()
    expect(sent()).toEqual([[[{ tag: 'a', product: 'q' }], 'Set the product of 1 tag']])
  })

  it('fills what was typed a moment before', async () => {
    clip.select(['a', 'b'])
    table.at = { tag: 'a', column: 'notes' }
    table.edit()
    table.commit('fresh')
    await table.fill()
    await settle()
    expect(sent()).toEqual([[[{ tag: 'a', notes: 'fresh' }], 'Set the notes of 1 tag'], [[{ tag: 'b', notes: 'fresh' }], 'Set the notes of 1 tag']])
  })

  it('finds and replaces over stickers and notes as one change', async () => {
    expect(table.found('old', false)).toEqual({ times: 4, tags: 2 })
    expect(table.found('old', true)).toEqual({ times: 2, tags: 2 })
    expect(await table.replaceAll('old', '$& new', true)).toBe('')
    expect(sent()).toEqual([[[{ tag: 'a', label: 'Old glow', notes: '$& new' }, { tag: 'b', label: '', notes: 'OLD and $& new' }], 'Replace “old” by “$& new”']])
  })

  it('replaces nothing where a sticker would grow too long', async () => {
    expect(await table.replaceAll('Old', 'x'.repeat(24), true)).toContain('longer than 24')
    expect(await table.replaceAll('never there', 'x', false)).not.toBe('')
    expect(sent()).toEqual([])
  })

  it('says why a refused change did not happen', async () => {
    const refuse = stage({ mediaBase: () => '', clip: whole, setTags: () => { throw fault('Invalid', 'No.') } })
    const other = new OpenClip(refuse.studio, (_, message) => said.push(message))
    await other.open('c')
    const t = new Table(other)
    t.at = { tag: 'a', column: 'label' }
    t.edit()
    t.commit('New')
    await settle()
    expect(said).toEqual(['No.'])
    expect(t.told).toBe('')
  })
})

it('takes a text to find as it stands', () => {
  expect(replaced([tag('a', 0, 1, { notes: 'a.b a+b' })], '.', '-', false)).toEqual({ times: 1, changes: [{ tag: 'a', label: '', notes: 'a-b a+b' }] })
  expect(replaced([tag('a', 0, 1)], '', 'x', false).changes).toEqual([])
})

it('sorts and searches ten thousand tags without a pause one would feel', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => tag(`t${i}`, i, i + 5, { label: `n${(i * 7919) % 10_000}`, notes: i % 2 ? 'here' : '' }))
  const { times } = replaced(many, 'here', 'there', false)
  expect(times).toBe(5000)
})
