// When the chosen clip is to become public at each account: at once, or at a
// moment a person chose. Chosen moments wait for as long as the window lives.

import type { Account, ID } from '../studio/studio'
import type { Shell } from './app.svelte'
import { meantText, zoneHere } from './moments'

export class Plan {
  /** Chosen moments, ms, by clip and account. */
  #at = $state.raw<ReadonlyMap<string, number>>(new Map())
  readonly #shell: Shell
  readonly #changed: (account: ID) => void

  /** changed is told of every account whose moment is another now. */
  constructor(shell: Shell, changed: (account: ID) => void = () => undefined) {
    this.#shell = shell
    this.#changed = changed
  }

  /** When it goes to an account; null for at once. */
  of(account: ID, clip: ID = this.#shell.chosen): number | null { return this.#at.get(`${clip} ${account}`) ?? null }

  /** As the studio is told it; "" for at once, also where the moment has passed. */
  textOf(account: ID, now: number): string {
    const at = this.of(account)
    return at === null || at <= now ? '' : meantText(at, zoneHere())
  }

  set(accounts: readonly Pick<Account, 'id'>[], at: number | null): void {
    const next = new Map(this.#at)
    for (const { id } of accounts) {
      const key = `${this.#shell.chosen} ${id}`
      if (at === null) next.delete(key)
      else next.set(key, at)
    }
    this.#at = next
    for (const { id } of accounts) this.#changed(id)
  }
}
