// The table of tags as something to work in: its order, the cell one stands
// in, the cell being typed in, and what many rows are given at once. It shows
// the tags of the clip and keeps none of them.

import { parseTime, timecode } from '../maths/frames'
import type { ID, Product, Relation, Tag } from '../studio/studio'
import type { OpenClip } from './clip.svelte'
import { relationName, RELATIONS } from './relations'
import { inOrder, secondsLong } from '../words/figures'
import { mark, t, tell } from '../words/words.svelte'

export type Column = 'product' | 'in' | 'out' | 'length' | 'relation' | 'label' | 'notes'
export const COLUMNS: readonly { column: Column; name: string }[] = [
  { column: 'product', name: mark('Product') }, { column: 'in', name: mark('In') }, { column: 'out', name: mark('Out') }, { column: 'length', name: mark('Length') },
  { column: 'relation', name: mark('Relation') }, { column: 'label', name: mark('Sticker') }, { column: 'notes', name: mark('Notes') },
]
/** What of tags was set, in the sentence of an undo. A length is never set. */
const SET: Record<Exclude<Column, 'length'>, string> = {
  product: mark('Set the product of {n, plural, one {# tag} other {# tags}}'),
  in: mark('Set the start of {n, plural, one {# tag} other {# tags}}'),
  out: mark('Set the end of {n, plural, one {# tag} other {# tags}}'),
  relation: mark('Set the relation of {n, plural, one {# tag} other {# tags}}'),
  label: mark('Set the sticker of {n, plural, one {# tag} other {# tags}}'),
  notes: mark('Set the notes of {n, plural, one {# tag} other {# tags}}'),
}
export const editable = (column: Column): boolean => column !== 'length'

/** As long as a sticker may be. */
export const MOST_LABEL = 24

/** What becomes of one tag among many. */
export interface TagChange { tag: ID; product?: ID; label?: string; relation?: Relation; notes?: string; in?: number; out?: number }

export interface Cell { readonly tag: ID; readonly column: Column }

export class Table {
  sort = $state.raw<{ column: Column; down: boolean }>({ column: 'in', down: false })
  /** The cell the keyboard stands in. */
  at = $state.raw<Cell | null>(null)
  /** The cell being typed in, and what is wrong with what was typed. */
  editing = $state.raw<Cell | null>(null)
  wrong = $state('')
  /** What a screen reader is told beside what the clip tells: why nothing was changed, how much was replaced. */
  told = $state('')
  /** Where a range of rows begins that Shift stretches. */
  #anchor: ID | null = null
  /** The row last worked in, for when its tag is gone. */
  lastRow = 0
  /** The change on its way. */
  #writing: Promise<void> = Promise.resolve()

  readonly rows: readonly Tag[] = $derived.by(() => sorted(this.#clip.tags, this.#clip.products, this.sort))
  readonly #clip: OpenClip

  constructor(clip: OpenClip) {
    this.#clip = clip
  }

  /** Sorts by a column; by the same again turns the order round. */
  sortBy(column: Column): void {
    this.sort = { column, down: this.sort.column === column && !this.sort.down }
  }

  rowOf(tag: ID): number { return this.rows.findIndex((t) => t.id === tag) }

  /** The cell shown as the one to work in: where the keyboard is, or the first of the lead. */
  get current(): Cell | null {
    if (this.at && this.rowOf(this.at.tag) >= 0) return this.at
    const first = this.#clip.lead ?? this.rows[Math.min(this.lastRow, this.rows.length - 1)]
    return first ? { tag: first.id, column: this.at?.column ?? 'product' } : null
  }

  /** Walks by rows and columns, or to a far end. Rows are selected on the way. */
  move(rows: number, columns: number, stretch = false): void {
    const from = this.current
    if (!from) return
    const row = clamp(this.rowOf(from.tag) + rows, this.rows.length - 1)
    const column = COLUMNS[clamp(COLUMNS.findIndex((c) => c.column === from.column) + columns, COLUMNS.length - 1)]
    const tag = this.rows[row]
    if (!tag || !column) return
    this.at = { tag: tag.id, column: column.column }
    if (rows !== 0) this.#select(from.tag, stretch)
  }

  /** Goes to the next cell one can type in, row after row. False past either end. */
  tab(by: 1 | -1): boolean {
    const open = COLUMNS.filter((c) => editable(c.column)).map((c) => c.column)
    const from = this.current
    if (!from) return false
    const index = open.indexOf(from.column)
    const flat = this.rowOf(from.tag) * open.length + (index < 0 ? open.indexOf('relation') - (by > 0 ? 1 : 0) : index) + by
    const tag = this.rows[Math.floor(flat / open.length)]
    const column = open[((flat % open.length) + open.length) % open.length]
    if (flat < 0 || !tag || !column) return false
    const other = tag.id !== from.tag
    this.at = { tag: tag.id, column }
    if (other) this.#select(from.tag, false)
    return true
  }

  #select(from: ID, stretch: boolean): void {
    const to = this.at?.tag
    if (to === undefined) return
    if (stretch) this.stretchTo(to, from)
    else this.pick(to)
  }

  /** Selects one row alone. */
  pick(tag: ID): void {
    this.#anchor = tag
    this.#clip.select([tag])
  }

  toggle(tag: ID): void {
    this.#anchor = tag
    this.#clip.toggle(tag)
  }

  /** Selects every row between where the range began and this one, as the table is sorted now. */
  stretchTo(tag: ID, from: ID = this.current?.tag ?? tag): void {
    const anchor = this.#anchor !== null && this.rowOf(this.#anchor) >= 0 ? this.#anchor : from
    this.#anchor = anchor
    const [a, b] = [this.rowOf(anchor), this.rowOf(tag)]
    this.#clip.select(this.rows.slice(Math.min(a, b), Math.max(a, b) + 1).map((t) => t.id))
  }

  selectAll(): void { this.#clip.select(this.rows.map((t) => t.id)) }

  /** Opens the cell one stands in for typing. */
  edit(): void {
    const cell = this.current
    if (!cell || !editable(cell.column)) return
    this.at = cell
    this.wrong = ''
    this.editing = cell
  }

  cancel(): void {
    this.editing = null
    this.wrong = ''
  }

  /** What a cell shows and what typing begins with. */
  text(tag: Tag, column: Column): string { return textOf(tag, column, this.#clip.rate, this.#clip.products) }

  /** Writes what was typed: into its own row, or into every selected row as one change. False when it cannot be, and wrong says why. */
  commit(text: string, everywhere = false): boolean {
    const cell = this.editing
    if (!cell) return true
    const done = this.#give(cell, text, everywhere)
    if (done) this.cancel()
    return done
  }

  /** Gives the value of the cell one stands in to every selected row, once what was just typed there is written. */
  async fill(): Promise<void> {
    await this.#writing
    const cell = this.current
    const tag = cell && this.rows[this.rowOf(cell.tag)]
    if (!cell || !tag || !editable(cell.column)) return
    this.#give(cell, valueOf(tag, cell.column), true)
  }

  #give(cell: Cell, text: string, everywhere: boolean): boolean {
    const ids = new Set(everywhere ? [cell.tag, ...this.#clip.selection] : [cell.tag])
    const changes: TagChange[] = []
    for (const tag of this.rows.filter((t) => ids.has(t.id))) {
      const change = changeOf(tag, cell.column, text, this.#clip)
      if (typeof change === 'string') {
        this.wrong = everywhere && ids.size > 1 ? t('{why} Nothing was changed.', { why: change }) : change
        this.told = this.wrong
        return false
      }
      if (change) changes.push(change)
    }
    this.wrong = ''
    if (changes.length === 0 || cell.column === 'length') return true
    this.told = ''
    this.#writing = this.#clip.setTags(changes, tell(SET[cell.column], { n: changes.length })).then(() => undefined)
    return true
  }

  /** How often a text is found in stickers and notes, and in how many tags. */
  found(find: string, exact: boolean): { times: number; tags: number } {
    const { times, changes } = replaced(this.#clip.tags, find, '', exact)
    return { times, tags: changes.length }
  }

  /** Replaces a text in stickers and notes everywhere, as one change. Answers why not, or "". */
  async replaceAll(find: string, by: string, exact: boolean): Promise<string> {
    const { changes, times } = replaced(this.#clip.tags, find, by, exact)
    if (changes.length === 0) return t('Nothing of that text is found.')
    const long = changes.find((c) => [...(c.label ?? '')].length > MOST_LABEL)
    if (long) return t('The sticker “{text}” would be longer than {n} characters.', { text: long.label ?? '', n: MOST_LABEL })
    const done = await this.#clip.setTags(changes, t('Replace “{find}” by “{by}”', { find: short(find), by: short(by) }))
    if (done) this.told = t('{times, plural, one {Replaced once} other {Replaced # times}} in {tags, plural, one {# tag} other {# tags}}.', { times, tags: changes.length })
    return ''
  }
}

const clamp = (v: number, most: number): number => Math.min(Math.max(0, v), Math.max(0, most))
const short = (text: string): string => ([...text].length > 40 ? `${[...text].slice(0, 39).join('')}…` : text)

/** The tags in the order of a column; equals stay in the order of time. */
export function sorted(tags: readonly Tag[], products: ReadonlyMap<ID, Product>, sort: { column: Column; down: boolean }): Tag[] {
  const key = (t: Tag): string | number => {
    switch (sort.column) {
      case 'product': return products.get(t.product)?.title ?? ''
      case 'in': return t.in
      case 'out': return t.out
      case 'length': return t.out - t.in
      case 'relation': return t.relation === '' ? '' : relationName(t.relation)
      default: return t[sort.column]
    }
  }
  const compare = (a: string | number, b: string | number): number => (typeof a === 'number' && typeof b === 'number' ? a - b : inOrder(String(a), String(b)))
  const sign = sort.down ? -1 : 1
  return tags.map((t, i) => ({ t, k: key(t), i })).sort((a, b) => sign * compare(a.k, b.k) || a.i - b.i).map((x) => x.t)
}

/** A cell as a person reads it. */
export function textOf(tag: Tag, column: Column, rate: OpenClip['rate'], products: ReadonlyMap<ID, Product>): string {
  switch (column) {
    case 'product': return products.get(tag.product)?.title ?? t('Removed product')
    case 'in': case 'out': return timecode(tag[column], rate)
    case 'length': return secondsLong((tag.out - tag.in) * rate.den / rate.num)
    case 'relation': return tag.relation === '' ? t('As the product') : relationName(tag.relation)
    default: return tag[column]
  }
}

/** A cell as it is written: ids for what is chosen, frames for times. */
export function valueOf(tag: Tag, column: Column): string {
  if (column === 'in' || column === 'out') return `f${tag[column]}`
  return column === 'length' ? '' : tag[column]
}

/** What a typed value would change of a tag: null for nothing, a sentence for what cannot be. */
export function changeOf(tag: Tag, column: Column, text: string, clip: Pick<OpenClip, 'rate' | 'frames' | 'products'>): TagChange | string | null {
  switch (column) {
    case 'length': return null
    case 'in': case 'out': {
      const to = parseTime(text, clip.rate)
      if (to === null) return t('Type a time such as 00:07.12, 7.4 or f228.')
      const [low, high] = column === 'in' ? [0, tag.out - 1] : [tag.in + 1, clip.frames]
      if (to < low || to > high) return t('This time lies between {low} and {high}.', { low: timecode(low, clip.rate), high: timecode(high, clip.rate) })
      return to === tag[column] ? null : { tag: tag.id, [column]: to }
    }
    case 'product':
      if (!clip.products.has(text)) return t('Choose a product of the shelf.')
      return text === tag.product ? null : { tag: tag.id, product: text }
    case 'relation': {
      const known = text === '' ? '' : RELATIONS.find((r) => r.value === text)?.value
      if (known === undefined) return t('Choose one of the relations.')
      return known === tag.relation ? null : { tag: tag.id, relation: known }
    }
    case 'label':
      if ([...text].length > MOST_LABEL) return t('A sticker holds up to {n} characters.', { n: MOST_LABEL })
      return text === tag.label ? null : { tag: tag.id, label: text }
    case 'notes':
      return text === tag.notes ? null : { tag: tag.id, notes: text }
  }
}

/** Replaces a text in stickers and notes; exact minds capitals. */
export function replaced(tags: readonly Tag[], find: string, by: string, exact: boolean): { changes: TagChange[]; times: number } {
  if (find === '') return { changes: [], times: 0 }
  const what = new RegExp(find.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), exact ? 'gu' : 'giu')
  const changes: TagChange[] = []
  let times = 0
  for (const t of tags) {
    const in_ = [...t.label.matchAll(what)].length + [...t.notes.matchAll(what)].length
    if (in_ === 0) continue
    times += in_
    // As a function, so that "$&" in the new text stays what was typed.
    changes.push({ tag: t.id, label: t.label.replace(what, () => by), notes: t.notes.replace(what, () => by) })
  }
  return { changes, times }
}
