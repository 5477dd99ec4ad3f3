// Taking in a product file: how it looks, what it does not say and has to be
// asked, and the report of what became of every row.

import type { FileAnswers, FileLook, FileReport, Source } from '../studio/studio'
import { number } from '../words/figures'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { FileLook, FileReport, RowNote, Likely } from '../studio/studio'

/** As many rows still become products by themselves. */
export const PRODUCTS_MOST = 5000

export class Intake {
  look = $state.raw<FileLook | null>(null)
  report = $state.raw<FileReport | null>(null)
  doing = $state<'' | 'looking' | 'taking' | 'removing'>('')
  /** How far it is taken in: the share of its bytes, −1 while nobody has said; and the rows so far. */
  share = $state(-1)
  rows = $state(0)
  /** Its person wants it to stop, and it has not yet. */
  stopping = $state(false)
  /** The pictures of what was taken in are being fetched. */
  fetching = $state(false)
  wrong = $state('')
  /** What each header holds: our field by the header's place in the file; "" for nothing. */
  holds = $state.raw<readonly string[]>([])
  currency = $state('')
  address = $state('')
  as = $state<FileAnswers['as']>('')
  whole = $state(false)
  source = $state('')
  /** Listings that were taken out of a catalogue after it was read; −1 before. */
  removed = $state(-1)
  /** Sources that came from files. */
  sources = $state.raw<readonly Source[]>([])

  /** Fields that have to be known and are in no column. */
  readonly missing = $derived((this.look?.columns ?? []).filter((c) => c.needed && !this.holds.includes(c.id)))
  readonly unknown = $derived(this.holds.filter((h) => h === '').length)
  /** What happens when nobody says: products, unless the file is longer than anybody tags. */
  readonly usual: 'products' | 'catalogue' = $derived((this.look?.rows ?? 0) > PRODUCTS_MOST ? 'catalogue' : 'products')
  /** A price that was found by hand may be without a currency too; then it may be said, and need not. */
  readonly priced = $derived((this.look?.headers ?? []).some((h, i) => this.holds[i] === 'price' && h.column !== 'price'))
  /** The file names no pages, and no column was said to. */
  readonly pageless = $derived(this.look?.asks.address === true && !this.holds.includes('link'))
  readonly becomes = $derived(this.as === '' ? this.usual : this.as)
  /** Why it cannot be taken in yet; "" when it can. */
  readonly wants = $derived(this.missing.length > 0 ? t('Say which column holds the name.')
    : this.look?.asks.currency && !/^[A-Za-z]{3}$/.test(this.currency.trim()) ? t('Say in which currency the prices are.')
    : this.pageless && this.address.trim() !== '' && !/\{(id|sku|handle)\}/.test(this.address) ? t('The address needs one of {fields}.', { fields: '{id}, {sku}, {handle}' }) : '')

  readonly #shell: Shell
  #asked = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  get open(): boolean { return this.look !== null || this.doing === 'looking' || this.wrong !== '' }

  close(): void {
    this.#asked++
    this.look = null
    this.report = null
    this.doing = ''
    this.wrong = ''
  }

  /** Looks at a file, or at one whose path was dropped; null lets the window's own dialog ask for it. */
  async choose(file: File | string | null): Promise<void> {
    this.close()
    const asked = this.#asked
    if (file) this.doing = 'looking'
    try {
      const [look, sources] = await Promise.all([this.#shell.studio.openFeed(file), this.#shell.studio.sources()])
      if (asked !== this.#asked) return
      this.doing = ''
      if (look.file === '') return // nothing was chosen
      this.sources = sources.filter((s) => s.account === '')
      this.holds = look.headers.map((h) => h.column)
      this.currency = ''
      this.address = ''
      this.as = ''
      this.whole = false
      this.removed = -1
      this.fetching = false
      this.source = this.sources.find((s) => s.title === look.name)?.name ?? ''
      this.look = look
    } catch (e) {
      if (asked !== this.#asked) return
      this.doing = ''
      this.wrong = faultOf(e).message
    }
  }

  /** Says what a header holds. A field is in one column only. */
  hold(header: number, field: string): void {
    this.holds = this.holds.map((h, i) => (i === header ? field : h === field ? '' : h))
  }

  /** What the person said other than the file itself, and what must be known. */
  get #columns(): Record<string, string> {
    const headers = this.look?.headers ?? []
    const out: Record<string, string> = {}
    headers.forEach((h, i) => {
      const now = this.holds[i] ?? ''
      if (now !== h.column && now !== '') out[now] = h.name
      if (now !== h.column && h.column !== '' && !this.holds.includes(h.column)) out[h.column] = ''
    })
    return out
  }

  async take(): Promise<void> {
    const { look } = this
    if (!look || this.wants !== '') return
    const asked = this.#asked
    const here = (): boolean => asked === this.#asked
    this.doing = 'taking'
    this.wrong = ''
    this.share = -1
    this.rows = 0
    this.stopping = false
    const heard = this.#shell.studio.on('taking', ({ file, share, rows }) => {
      if (!here() || file !== look.file) return
      this.share = share
      this.rows = rows
    })
    try {
      const report = await this.#shell.studio.takeFile(look.file, {
        columns: this.#columns, currency: this.currency.trim().toUpperCase(), address: this.pageless ? this.address.trim() : '', as: this.as,
        whole: this.becomes === 'catalogue' && this.whole, source: this.becomes === 'catalogue' ? this.source : '',
      })
      const nothing = report.stopped && report.source === ''
      if (!here()) this.#shell.say('info', nothing ? t('{name} was stopped; nothing was taken in.', { name: look.name }) : summed(look.name, report))
      else if (nothing) this.wrong = t('It was stopped; nothing was taken in.')
      else this.report = report
    } catch (e) {
      if (here()) this.wrong = faultOf(e).message
      else this.#shell.fail(faultOf(e))
    }
    heard()
    if (here()) this.doing = ''
  }

  /** Stops taking the file in. That it is over already is no fault. */
  async stop(): Promise<void> {
    if (!this.look || this.doing !== 'taking') return
    this.stopping = true
    await this.#shell.studio.stopTaking(this.look.file).catch(() => undefined)
  }

  /** Fetches, in the background, the pictures that the file only names. */
  async fetchPictures(): Promise<void> {
    this.fetching = true
    try {
      await this.#shell.studio.fetchPictures()
    } catch (e) {
      this.fetching = false
      this.wrong = faultOf(e).message
    }
  }

  /** Takes out of the catalogue what the file no longer lists. */
  async expire(): Promise<void> {
    if (!this.report) return
    this.doing = 'removing'
    this.wrong = ''
    try {
      this.removed = await this.#shell.studio.expireListings(this.report.source)
    } catch (e) {
      this.wrong = faultOf(e).message
    }
    this.doing = ''
  }

  /** The report as a text to be sent to whoever made the file. */
  asText(): string {
    const { look, report: r } = this
    if (!look || !r) return ''
    const row = (n: FileReport['refused'][number]): string => [number(n.row), n.column, n.value, n.reason].join('\t')
    return [
      summed(look.name, r),
      ...(r.refused.length > 0 ? ['', [t('Row'), t('Column'), t('Value'), t('Reason')].join('\t'), ...r.refused.map(row)] : []),
      ...(r.notes.length > 0 ? ['', t('Notes'), ...r.notes.map(row)] : []),
    ].join('\n')
  }
}

/** What became of a file, in a line. */
function summed(name: string, r: FileReport): string {
  return t('{name}: {rows, plural, one {# row} other {# rows}}, {taken, number} taken, {merged, number} brought up to date, {left, number} left out', { name, rows: r.rows, taken: r.taken, merged: r.merged, left: r.refusedRows })
}
