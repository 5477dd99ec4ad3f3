// Where sign-ins are kept, and the question a person is asked when that has to
// be settled before something can go on. It is never settled silently.

import type { Vault } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Vault } from '../studio/studio'

/** What is asked: how sign-ins are to be kept, or for the passphrase. */
export interface VaultQuestion { readonly kind: 'choose' | 'unlock'; readonly then: () => unknown }

export class VaultDoor {
  /** null until it was asked. */
  now = $state.raw<Vault | null>(null)
  question = $state.raw<VaultQuestion | null>(null)
  busy = $state(false)
  wrong = $state('')

  readonly #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  async load(): Promise<Vault | null> {
    try {
      this.now = await this.#shell.studio.vault()
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return null
    }
    return this.now
  }

  /** Does what needs the sign-ins: at once where they can be had, else after the person has answered. */
  async before(then: () => unknown): Promise<void> {
    const vault = await this.load()
    if (vault?.state === 'unkept') this.ask('choose', then)
    else if (vault?.state === 'locked') this.ask('unlock', then)
    else if (vault) await then()
  }

  ask(kind: VaultQuestion['kind'], then: () => unknown = () => undefined): void {
    this.wrong = ''
    this.question = { kind, then }
  }

  /** Not now: what waits goes on waiting. */
  later(): void {
    this.question = null
    this.wrong = ''
  }

  async choose(kind: 'keyring' | 'passphrase' | 'memory' | 'forget', passphrase = ''): Promise<void> {
    await this.#answer(() => this.#shell.studio.chooseVault(kind, passphrase))
  }
  async unlock(passphrase: string): Promise<void> { await this.#answer(() => this.#shell.studio.unlockVault(passphrase)) }

  async #answer(verb: () => Promise<Vault>): Promise<void> {
    const { question } = this
    this.busy = true
    this.wrong = ''
    try {
      this.now = await verb()
    } catch (e) {
      this.wrong = faultOf(e).message
      return
    } finally {
      this.busy = false
    }
    if (this.question !== question) return // called off meanwhile
    this.question = null
    await question?.then()
  }
}
