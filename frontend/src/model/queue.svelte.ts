// The outbox as a person sees it: what is on its way, what waits for them, and
// what became public. Nothing here sends anything; it asks and answers.

import type { ID, Publication } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Publication } from '../studio/studio'

export const STAGES: readonly Publication['stage'][] = ['queued', 'open', 'sent', 'ready', 'live', 'tagged']

const waitsForYou: ReadonlySet<Publication['wait']> = new Set(['login', 'approval', 'refused', 'unsure'])

/** Public, as far as the platform goes. */
export const isPublic = (p: Publication): boolean => p.stage === 'live' || p.stage === 'tagged'

/** How a row stands: it moves, waits for a person, may have been posted, or rests. */
export function standing(p: Publication): 'now' | 'you' | 'unsure' | 'done' | 'off' {
  if (p.wait === 'unsure') return 'unsure'
  if (p.wait === 'canceled' || p.wait === 'elsewhere') return 'off'
  if (waitsForYou.has(p.wait) || p.wait === 'paused') return 'you'
  return p.stage === 'tagged' ? 'done' : 'now'
}

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
    try {
      this.rows = await this.#shell.studio.outbox()
      this.loaded = true
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    for (const fn of this.#changed) fn()
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
