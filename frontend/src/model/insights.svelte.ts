// What came of what was published: figures of a span of days, when they were
// asked for last, and the clip that is looked at closely.

import type { Audit, Fault, ID, Insights as Answer } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { ClipFigures } from './clipfigures.svelte'
import { currenciesOf } from './earned'
import { faultOf } from './fault'
import { rowsOf, type Part } from './figurerows'
import { dayText, daysLater, wallFrom, wallOf, zoneHere } from './moments'

export type { Insights as Figures, Fault } from '../studio/studio'
export type { Part } from './figurerows'

/** The spans there are to choose from, in days; own is the person's. */
export const SPANS = { week: 7, month: 28, quarter: 90, year: 365, own: 0 } as const
export type SpanName = keyof typeof SPANS

const kept = new WeakMap<Shell, Insights>()
/** The insights of a window: what was looked at stays while one is elsewhere. */
export function insightsOf(shell: Shell): Insights {
  let made = kept.get(shell)
  if (!made) kept.set(shell, (made = new Insights(shell)))
  return made
}

export class Insights {
  readonly clip: ClipFigures

  span = $state<SpanName>('month')
  /** First and last day, 2026-11-26. */
  from = $state('')
  to = $state('')
  answer = $state.raw<Answer | null>(null)
  /** Why there are no figures. */
  wrong = $state.raw<Fault | null>(null)
  loading = $state(false)
  /** Services are being asked. */
  asking = $state(false)
  /** Everybody was asked, and nobody was there who counts anything. */
  asksNobody = $state(false)
  part = $state<Part>('posts')
  /** Days as a table instead of a chart. */
  asTable = $state(false)
  /** The day that is read out; −1 for the last. */
  day = $state(-1)
  /** What was found of the links of an account that is silent. */
  audits = $state.raw<ReadonlyMap<ID, { readonly all: number; readonly bad: readonly Audit[] }>>(new Map())
  /** The account whose links are being looked at; "" for none. */
  auditing = $state<ID>('')
  #currency = $state('')

  readonly currencies: readonly string[] = $derived(currenciesOf(this.answer?.days ?? []))
  /** The one that is drawn. */
  readonly currency: string = $derived(this.currencies.includes(this.#currency) ? this.#currency : (this.currencies[0] ?? ''))
  readonly rows = $derived(this.answer ? rowsOf(this.answer, this.part) : [])
  /** Accounts that did not tell everything, so that every sum is one without them. */
  readonly missing: Answer['warnings'] = $derived(this.answer?.warnings.filter((w) => w.unknown !== '') ?? [])
  /** What there is to see: nothing was published, nobody was asked yet, or figures. */
  readonly stands: 'nothing' | 'unasked' | 'figures' | null = $derived.by(() => {
    const v = this.answer
    if (!v) return null
    if (v.views > 0 || v.clicks > 0 || v.sums.orders > 0 || v.sums.earned.length > 0 || v.sums.pending.length > 0) return 'figures'
    if (v.posts.length === 0) return 'nothing'
    return v.asked === '' ? 'unasked' : 'figures'
  })

  #asked = 0
  readonly #shell: Shell
  readonly #now: () => number

  constructor(shell: Shell, now: () => number = Date.now) {
    this.#shell = shell
    this.#now = now
    this.clip = new ClipFigures(shell)
  }

  /** Asks and listens as long as somebody looks; answers how to end that. */
  open(): () => void {
    const { studio } = this.#shell
    this.#days()
    void this.load()
    const again = (): void => { void this.load(); void this.clip.load() }
    const off = [studio.on('insights', again), studio.on('outbox', () => { void this.load() }), studio.on('clip', ({ id }) => { if (id === this.clip.id) void this.clip.load() }), studio.onResync(again)]
    return () => { for (const end of off) end() }
  }

  /** Shows the last so many days, or leaves the days to the person. */
  choose(span: SpanName): void {
    this.span = span
    this.#days()
    void this.load()
  }

  /** The person's own days; false where they are none. */
  chooseDays(from: string, to: string): boolean {
    if (!wallFrom(from, '12:00') || !wallFrom(to, '12:00') || to < from) return false
    this.span = 'own'
    this.from = from
    this.to = to
    void this.load()
    return true
  }

  #days(): void {
    if (this.span === 'own' && this.from !== '') return
    const today = wallOf(this.#now(), zoneHere())
    this.to = dayText(today)
    this.from = dayText(daysLater(today, 1 - (SPANS[this.span] || SPANS.month)))
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    this.loading = true
    try {
      const answer = await this.#shell.studio.insights(this.from, this.to)
      if (asked !== this.#asked) return
      if (answer.from !== this.answer?.from || answer.to !== this.answer.to) this.day = -1
      this.answer = answer
      this.wrong = null
    } catch (e) {
      if (asked === this.#asked) this.#failed(faultOf(e))
    }
    if (asked === this.#asked) this.loading = false
  }

  // Where figures are in sight they stay, and what is wrong is told beside them.
  #failed(fault: Fault): void {
    this.wrong = fault
    if (this.answer) this.#shell.fail(fault)
  }

  /** Asks every service and network anew. */
  async renew(): Promise<void> {
    if (this.asking) return
    this.asking = true
    try {
      await this.#shell.studio.renewInsights()
      await this.load()
      this.asksNobody = this.answer !== null && this.answer.asked === ''
    } catch (e) {
      this.#shell.fail(faultOf(e))
      await this.load()
    }
    this.asking = false
  }

  /** The figures as a table for a spreadsheet; null where they cannot be had. */
  async export(): Promise<{ name: string; text: string } | null> {
    try {
      return await this.#shell.studio.exportInsights(this.from, this.to)
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return null
    }
  }

  /** Looks at the links of an account, without opening them: networks count that as clicks. */
  async audit(account: ID): Promise<void> {
    if (this.auditing !== '') return
    this.auditing = account
    try {
      const its = (await this.#shell.studio.auditLinks('', false)).filter((a) => a.link.account === account)
      this.audits = new Map([...this.audits, [account, { all: its.length, bad: its.filter((a) => a.level === 'block' || a.level === 'warn') }]])
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    this.auditing = ''
  }

  draw(currency: string): void { this.#currency = currency }

  /** Which day is read out, as a place in the list of days; −1 without days. */
  get at(): number {
    const n = this.answer?.days.length ?? 0
    return this.day < 0 || this.day >= n ? n - 1 : this.day
  }

  /** Looks closely at a clip, at one of its tags. */
  look(clip: ID, tag: ID = ''): void {
    if (clip === '') return
    this.#shell.chosen = clip
    void this.clip.open(clip, tag)
  }

  saved(name: string): void { this.#shell.say('success', t('{name} is saved.', { name })) }
}
