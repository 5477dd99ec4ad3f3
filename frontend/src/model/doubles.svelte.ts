// Clips with the same bytes, group by group. A group the person wants to keep
// is put away here, in this browser or window; the library keeps its clips.

import type { ClipCard, ID } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export interface Group { readonly key: string; readonly cards: readonly ClipCard[] }

const KEPT = 'taglane.doubles'

export class Doubles {
  groups = $state.raw<readonly Group[]>([])
  loaded = $state(false)
  /** Stands above the others: what has just come in. */
  first = $state<ID>('')
  #kept = $state.raw<ReadonlySet<string>>(remembered())

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
  keep(key: string): void { this.#remember(new Set([...this.#kept, key])) }

  /** Shows again what was put away. */
  showKept(): void { this.#remember(new Set()) }

  #remember(kept: ReadonlySet<string>): void {
    this.#kept = kept
    try {
      localStorage.setItem(KEPT, JSON.stringify([...kept]))
    } catch {
      // It holds until the window is closed.
    }
  }
}

function remembered(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((k) => typeof k === 'string') : [])
  } catch {
    return new Set()
  }
}
