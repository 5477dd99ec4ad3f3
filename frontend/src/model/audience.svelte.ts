// Whose law counts where a clip goes: what was said of it at an account, of the
// account, of every clip; and where its language is read, while nobody says.

import type { Account, ID } from '../studio/studio'
import type { Shell } from './app.svelte'
import { AUDIENCE, placesOf, textOf, usual } from './audience'
import type { Settings } from './settings.svelte'
import type { Variants } from './variants.svelte'

/** What is said: of every clip, or of the one on the table. */
export type Scope = 'all' | 'clip'

export class Audience {
  /** It is being chosen. */
  asked = $state(false)

  readonly #shell: Shell
  readonly #wishes: Settings
  readonly #variants: Variants
  readonly #accounts: () => readonly Account[]
  readonly #changed: () => void

  /** changed is told when every clip may be seen elsewhere than before. */
  constructor(shell: Shell, wishes: Settings, variants: Variants, accounts: () => readonly Account[], changed: () => void) {
    this.#shell = shell
    this.#wishes = wishes
    this.#variants = variants
    this.#accounts = accounts
    this.#changed = changed
  }

  /** Where the clip's language is mostly read. */
  get usual(): readonly string[] { return usual(this.#shell.current.view?.language ?? '') }

  /** What a person said; nothing where they did not. Of the clip: whatever any account says of it. */
  said(scope: Scope): readonly string[] {
    if (scope === 'all') return placesOf(this.#wishes.get(AUDIENCE))
    return placesOf(this.#accounts().map(({ id }) => this.#own(id)).join(' '))
  }

  #own(account: ID): string { return this.#variants.of(account)?.fields[AUDIENCE] ?? '' }

  /** What counts while nothing is said there. */
  instead(scope: Scope): readonly string[] {
    const all = scope === 'clip' ? this.said('all') : []
    return all.length > 0 ? all : this.usual
  }

  /** What counts at an account. */
  of(account: Account): readonly string[] {
    const said = placesOf(this.#own(account.id) || (account.settings[AUDIENCE] ?? ''))
    return said.length > 0 ? said : this.instead('clip')
  }

  /** What counts at any of these accounts. */
  at(accounts: readonly Account[]): readonly string[] {
    return placesOf((accounts.length > 0 ? accounts.flatMap((a) => this.of(a)) : this.instead('clip')).join(' '))
  }

  /** Accounts whose viewers are elsewhere, whatever is said of every clip. */
  readonly apart: readonly Account[] = $derived.by(() => this.#accounts().filter((a) => placesOf(a.settings[AUDIENCE] ?? '').length > 0))

  async say(scope: Scope, places: readonly string[]): Promise<void> {
    const text = textOf(places)
    if (scope === 'clip') {
      await this.#variants.decideAll(this.#accounts().map((a) => a.id), { [AUDIENCE]: text })
      return
    }
    const fault = await this.#wishes.set(this.#shell.studio, AUDIENCE, text)
    if (fault) this.#shell.fail(fault)
    else this.#changed()
  }
}
