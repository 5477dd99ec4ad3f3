// Clips with the same bytes, group by group. A group the person wants to keep
// is put away on this machine; the library keeps its clips. When another clip
// joins a group it is a new question, and shown.

import type { ClipCard, ID } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { settings } from './settings.svelte'

export interface Group { readonly key: string; readonly cards: readonly ClipCard[] }

const KEPT = 'doubles.kept'
/** Groups that are remembered; the one put away longest ago is shown again first. */
export const MOST_KEPT = 500

export class Doubles {
  groups = $state.raw<readonly Group[]>([])
  loaded = $state(false)
  /** Stands above the others: what has just come in. */
  first = $state<ID>('')
  readonly #kept: ReadonlySet<string> = $derived(read(settings.get(KEPT)))

  readonly shown: readonly Group[] = $derived.by(() => {
    const open = this.groups.filter((g) => !this.#kept.has(g.key))
    const at = open.findIndex((g) => g.cards.some((c) => c.id === this.first))
    return at <= 0 ? open : [...open.slice(at, at + 1), ...open.slice(0, at), ...open.slice(at + 1)]
  })
  readonly away = $derived(this.groups.filter((g) => this.#kept.has(g.key)).length)

  readonly #shell: Shell
  #asked = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const groups = await this.#shell.studio.doubles()
      if (asked !== this.#asked) return
      this.groups = groups.map((cards) => ({ key: cards.map((c) => c.id).sort().join(' '), cards }))
    } catch (e) {
      if (asked === this.#asked) this.#shell.fail(faultOf(e))
    }
    this.loaded = true
  }

  /** Puts a group away: its clips are meant to be there twice. */
  keep(key: string): Promise<void> { return this.#remember([...this.#kept, key].slice(-MOST_KEPT)) }

  /** Shows again what was put away. */
  showKept(): Promise<void> { return this.#remember([]) }

  async #remember(kept: readonly string[]): Promise<void> {
    const fault = await settings.set(this.#shell.studio, KEPT, JSON.stringify(kept))
    if (fault) this.#shell.fail(fault)
  }
}

function read(text: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(text || '[]')
    return new Set(Array.isArray(kept) ? kept.filter((k) => typeof k === 'string') : [])
  } catch {
    return new Set()
  }
}
