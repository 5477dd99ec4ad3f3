// The outbox as a person sees it: what is on its way, what waits for them, and
// what became public. Nothing here sends anything; it asks and answers.

import type { ID, Publication, Sheet } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { fresh } from './fresh'
import { sentences, t } from '../words/words.svelte'

export type { Publication, Sheet } from '../studio/studio'

export const STAGES: readonly Publication['stage'][] = ['queued', 'open', 'sent', 'ready', 'live', 'tagged']

const waitsForYou: ReadonlySet<Publication['wait']> = new Set(['login', 'approval', 'refused', 'unsure', 'late'])

/** Public, as far as the platform goes; not yet where the platform itself waits for an hour. */
export const isPublic = (p: Publication): boolean => (p.stage === 'live' || p.stage === 'tagged') && p.publicAt === ''

/** How a row stands: it moves, waits for a person, may have been posted, or rests. */
export function standing(p: Publication): 'now' | 'you' | 'unsure' | 'done' | 'off' {
  if (p.wait === 'unsure') return 'unsure'
  if (p.wait === 'canceled' || p.wait === 'elsewhere') return 'off'
  if (waitsForYou.has(p.wait) || p.wait === 'paused') return 'you'
  return p.stage === 'tagged' && p.publicAt === '' ? 'done' : 'now'
}

/** What part of the queue is shown. */
export type Part = 'all' | 'now' | 'you' | 'public' | 'clip'

/** What a button beside a row does. */
export type Verb = 'signin' | 'goon' | 'fix' | 'byhand' | 'update' | 'open' | 'pause' | 'cancel' | 'when'

/** Everything that can be asked of a publication, what is nearest first. */
export function verbsOf(p: Publication): Verb[] {
  const out: Verb[] = []
  if (p.wait === 'login') out.push('signin')
  if (p.wait === 'refused') out.push('fix')
  if (p.wait === 'paused' || (p.canRetry && p.wait !== 'login' && p.wait !== 'unsure')) out.push('goon')
  if (p.byHand > 0) out.push('byhand')
  if (p.canUpdate) out.push('update')
  if (isPublic(p) && p.link !== '') out.push('open')
  if (p.canCancel) out.push('cancel')
  if (p.canPause && p.wait !== 'paused') out.push('pause')
  if (canMove(p)) out.push('when')
  return out
}

/** When it became public, or is to, ms; null where nobody knows. */
export function momentOf(p: Publication): number | null {
  const at = Date.parse(p.publicAt || p.at || (isPublic(p) ? wentLive(p.steps) : ''))
  return Number.isNaN(at) ? null : at
}

/** When it went live by its steps; the last of them where none says so. */
const wentLive = (steps: Publication['steps']): string => (steps.find((s) => s.outcome === 'live') ?? steps.at(-1))?.at ?? ''

/** So many publications are asked at a time when they became public. */
const ASKED = 40

/** Whether it waits for a moment that can still be another. */
export const canMove = (p: Publication): boolean => p.at !== '' && p.canCancel && !isPublic(p)

export class Queue {
  rows = $state.raw<readonly Publication[]>([])
  /** The outbox has answered once. */
  loaded = $state(false)
  readonly unsure = $derived(this.rows.filter((p) => standing(p) === 'unsure'))
  /** Everything else: what moves or waits first, then what rests, newest first in each. */
  readonly others = $derived.by(() => {
    const rest = this.rows.filter((p) => standing(p) !== 'unsure')
    const moves = (p: Publication): boolean => standing(p) === 'now' || standing(p) === 'you'
    return [...rest.filter(moves), ...rest.filter((p) => !moves(p))]
  })
  readonly needsYou = $derived(this.rows.filter((p) => waitsForYou.has(p.wait)).length)
  readonly moving = $derived(this.rows.filter((p) => standing(p) === 'now').length)

  /** Nothing is sent until somebody lets it go on. */
  paused = $state(false)
  part = $state<Part>('all')
  /** What a screen reader is told of the last change. */
  said = $state('')
  /** Whose steps to do by hand are in sight; null for nobody's. */
  byHand = $state.raw<Publication | null>(null)
  readonly shown = $derived(this.others.filter((p) => this.#isIn(p)))

  /** When publications became public whose rows do not tell, ms. */
  #went = $state.raw<ReadonlyMap<ID, number>>(new Map())
  readonly #shell: Shell
  readonly #changed = new Set<() => void>()

  constructor(shell: Shell) {
    this.#shell = shell
  }

  async start(): Promise<void> {
    this.#shell.studio.on('outbox', () => { void this.load() })
    this.#shell.studio.onResync(() => { void this.load() })
    await this.load()
  }

  /** Tells when the rows have been asked for anew. */
  onChange(fn: () => void): void { this.#changed.add(fn) }

  async load(): Promise<void> {
    await this.#rows()
    await this.#learn()
  }

  readonly #rows = fresh(async () => {
    try {
      const [rows, paused] = await Promise.all([this.#shell.studio.outbox(), this.#shell.studio.outboxPaused().catch(() => this.paused)])
      if (this.loaded) this.#tell(rows)
      this.rows = rows
      this.paused = paused
      this.loaded = true
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    for (const fn of this.#changed) fn()
  })

  /** Rows come without their steps; the newest of those that are public are asked, once. */
  async #learn(): Promise<void> {
    const unknown = this.rows.filter((p) => isPublic(p) && momentOf(p) === null && !this.#went.has(p.id)).slice(0, ASKED)
    if (unknown.length === 0) return
    const told = await Promise.all(unknown.map((p) => this.#shell.studio.publication(p.id).catch(() => null)))
    this.#went = new Map([...this.#went, ...told.flatMap((p) => (p ? [[p.id, momentOf(p) ?? Number.NaN] as const] : []))])
  }

  /** When it became public, or is to; null where nobody knows. */
  momentOf(p: Publication): number | null {
    const at = momentOf(p) ?? this.#went.get(p.id) ?? Number.NaN
    return Number.isNaN(at) ? null : at
  }

  #isIn(p: Publication): boolean {
    switch (this.part) {
      case 'all': return true
      case 'now': return standing(p) === 'now'
      case 'you': return standing(p) === 'you' || p.byHand > 0
      case 'public': return isPublic(p)
      case 'clip': return p.clip === this.#shell.chosen
    }
  }

  /** Says what is worth hearing of what has changed. */
  #tell(rows: readonly Publication[]): void {
    const before = new Map(this.rows.map((p) => [p.id, p]))
    const news = rows.flatMap((p) => {
      const was = before.get(p.id)
      const stands = standing(p)
      if (isPublic(p) && !(was && isPublic(was))) return t('{clip} is public on {place}.', { clip: p.clipName, place: p.accountName })
      if (stands === 'unsure' && was?.wait !== 'unsure') return t('{clip} may have been posted to {place}. Only a look can tell.', { clip: p.clipName, place: p.accountName })
      if (stands === 'you' && p.wait !== 'paused' && p.wait !== was?.wait) return t('{clip} needs you: {message}', { clip: p.clipName, message: p.message })
      return []
    })
    if (news.length > 0) this.said = sentences(news)
  }

  /** Everything that became of a clip, newest first. */
  of(clip: ID): readonly Publication[] { return this.rows.filter((p) => p.clip === clip) }

  /** Whether a clip is at an account, or on its way there. What failed or was taken back does not count. */
  holds(clip: ID, account: ID): boolean {
    const p = this.latest(clip, account)
    return p !== null && p.wait !== 'canceled' && p.wait !== 'refused'
  }

  /** What last became of a clip at an account. */
  latest(clip: ID, account: ID): Publication | null {
    return this.rows.find((p) => p.clip === clip && p.account === account) ?? null
  }

  /** Every step a publication has taken, oldest first. */
  async stepsOf(id: ID): Promise<Publication['steps']> {
    try {
      return (await this.#shell.studio.publication(id)).steps
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return []
    }
  }

  async pauseAll(paused: boolean): Promise<void> {
    await this.#ask(async () => { this.paused = await this.#shell.studio.pauseOutbox(paused) })
  }
  async pause(id: ID): Promise<void> { await this.#ask(() => this.#shell.studio.pausePublication(id)) }
  async goOn(id: ID): Promise<void> { await this.#ask(() => this.#shell.studio.retryPublication(id)) }
  /** Makes what is public say what the clip says now. */
  async update(id: ID): Promise<void> { await this.#ask(() => this.#shell.studio.updatePublication(id)) }
  /** Another moment, RFC 3339; "" for at once. */
  async schedule(id: ID, at: string): Promise<void> { await this.#ask(() => this.#shell.studio.schedulePublication(id, at)) }
  /** Opens the account's own list, to look for oneself. */
  async lookAt(p: Publication): Promise<void> { await this.#ask(() => this.#shell.studio.openLink(p.lookAt)) }
  async openWhere(address: string): Promise<void> { await this.#ask(() => this.#shell.studio.openLink(address)) }
  /** What is left to do by hand, or why that is not known. */
  async sheetOf(id: ID): Promise<Sheet | string> { return this.#shell.studio.sheet(id).catch((e: unknown) => faultOf(e).message) }
  async setStep(id: ID, n: number, done: boolean): Promise<Sheet | string> {
    const answer = await this.#shell.studio.setSheetStep(id, n, done).catch((e: unknown) => faultOf(e).message)
    await this.load()
    return answer
  }
  async cancel(id: ID): Promise<void> { await this.#ask(() => this.#shell.studio.cancelPublication(id)) }

  /** Answers a publication nobody is sure of: it is there, or it is not and goes again. */
  async answer(id: ID, posted: boolean, link = ''): Promise<void> { await this.#ask(() => this.#shell.studio.answer(id, posted, link)) }

  async open(id: ID): Promise<void> { await this.#ask(() => this.#shell.studio.openPost(id)) }

  async #ask(verb: () => Promise<unknown>): Promise<void> {
    try {
      await verb()
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await this.load()
  }
}
