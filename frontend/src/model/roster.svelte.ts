// The accounts there are, what their services take, and how each stands. Those
// who publish and those who set accounts up both look here; it knows neither.

import type { Account, Capabilities, ID, Service } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { fresh } from './fresh'
import { Healths } from './healths.svelte'

/** What is assumed of a service nothing is known of. */
export const ANY: Capabilities = {
  title_max: 0, title_unit: 'characters', caption_max: 0, caption_unit: 'characters', fold: 0, hashtags_max: 0, cover: true, cover_frame: false,
  schedules: false, first_comment: false, tags_max: 0, tag_model: '', per_day: 0, checked_on: '',
}

export class Roster {
  accounts = $state.raw<readonly Account[]>([])
  services = $state.raw<readonly Service[]>([])
  /** The accounts have been told once. */
  loaded = $state(false)
  /** The account being set up, which is the accounts' own matter; null for none. */
  editing = $state.raw<Account | 'new' | null>(null)

  readonly healths: Healths
  readonly #shell: Shell
  readonly #hears = new Set<() => Promise<void>>()

  constructor(shell: Shell) {
    this.#shell = shell
    this.healths = new Healths(shell)
  }

  async start(): Promise<void> {
    this.#shell.studio.on('login', () => { void this.load() })
    this.#shell.studio.onResync(() => { void this.load() })
    await this.load()
  }

  /** Asks for the accounts and everything that hangs on them; ends when whoever hears of it has looked as well. */
  async load(): Promise<void> {
    await this.#read()
    await Promise.all([this.weigh(), ...[...this.#hears].map((hear) => hear())])
  }

  readonly #read = fresh(async () => {
    const { studio } = this.#shell
    try {
      const [accounts, services] = await Promise.all([studio.accounts(), studio.services().catch(() => this.services)])
      this.accounts = accounts
      this.services = services
      this.loaded = true
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  })

  /** Asks anew how every account stands. */
  async weigh(): Promise<void> { await this.healths.load(this.accounts) }

  /** Who looks again once the accounts have been told anew. */
  onLoad(hear: () => Promise<void>): void { this.#hears.add(hear) }

  serviceOf(account: Account): Service | null { return this.services.find((s) => s.service === account.service) ?? null }

  /** Who begins a login when one is asked for anywhere. */
  onSignIn(begin: (account: ID) => void): void { this.#begin = begin }
  #begin: (account: ID) => void = () => undefined
  signIn(account: ID): void { this.#begin(account) }
}
