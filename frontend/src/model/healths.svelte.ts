// How every account stands, as its service told last, and what may still be
// done there today.

import type { AccountHealth, ID, Quota } from '../studio/studio'
import type { Shell } from './app.svelte'

export type { AccountHealth, Quota } from '../studio/studio'

/** What a service counts, with how much of it is used. */
export interface Used extends Quota { readonly account: ID; readonly used: number }

export class Healths {
  #known = $state.raw<ReadonlyMap<ID, AccountHealth>>(new Map())
  /** Everything that is counted. */
  readonly used: readonly Used[] = $derived([...this.#known.values()]
    .flatMap((h) => h.quotas.filter((q) => q.most > 0).map((q) => ({ ...q, account: h.account, used: Math.max(0, q.most - q.left) }))))
  /** What runs out first: of each account the scarcest, of those the fullest. */
  readonly scarcest: Used | null = $derived.by(() => {
    const least = new Map<ID, Used>()
    for (const q of this.used) if (q.most < (least.get(q.account)?.most ?? Infinity)) least.set(q.account, q)
    return [...least.values()].sort((a, b) => b.used / b.most - a.used / a.most || a.most - b.most)[0] ?? null
  })

  readonly #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  of(account: ID): AccountHealth | null { return this.#known.get(account) ?? null }

  /** Asks how accounts stand without bothering their services. One that does not answer keeps what is known. */
  async load(accounts: readonly { readonly id: ID }[]): Promise<void> {
    const asked = await Promise.all(accounts.map(({ id }) => this.#shell.studio.accountHealth(id, false).catch(() => this.of(id))))
    this.#known = new Map(asked.flatMap((h) => (h ? [[h.account, h] as const] : [])))
  }
}
