// Everything as one signed file: written for somebody who shares no folder, and
// looked at before anything of one is taken.

import type { Bundled, Fault, Synced } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import type { VaultDoor } from './vault.svelte'

export type { Bundled } from '../studio/studio'

export class Bundles {
  doing = $state<'write' | 'read' | 'take' | ''>('')
  /** Where one is written; '' for where exports go. */
  folder = $state('')
  written = $state.raw<Bundled | null>(null)
  writing = $state.raw<Fault | null>(null)
  /** The one that was looked at and may be taken. */
  looked = $state.raw<Bundled | null>(null)
  taken = $state.raw<Synced | null>(null)
  wrong = $state.raw<Fault | null>(null)

  readonly picks: boolean
  readonly #shell: Shell
  readonly #vault: VaultDoor

  constructor(shell: Shell, vault: VaultDoor) {
    this.#shell = shell
    this.#vault = vault
    this.picks = shell.studio.able.pick
  }

  async pickFolder(): Promise<void> {
    try {
      this.folder = (await this.#shell.studio.pickFolder()) || this.folder
    } catch (e) {
      this.writing = faultOf(e)
    }
  }

  /** It is signed, so the vault may have to be opened first. */
  async write(): Promise<void> {
    await this.#vault.before(async () => {
      if (this.doing !== '') return
      this.doing = 'write'
      this.written = this.writing = null
      try {
        this.written = await this.#shell.studio.exportBundle(this.folder)
      } catch (e) {
        this.writing = faultOf(e)
      } finally {
        this.doing = ''
      }
    })
  }

  /** Lets the person choose one. */
  async pick(): Promise<void> { await this.#look(() => this.#shell.studio.pickBundle()) }

  async look(bundle: File | string): Promise<void> {
    await this.#look(() => (typeof bundle === 'string' ? this.#shell.studio.readBundle(bundle) : this.#shell.studio.openBundle(bundle)))
  }

  async #look(verb: () => Promise<Bundled>): Promise<void> {
    if (this.doing !== '') return
    this.doing = 'read'
    this.wrong = this.looked = this.taken = null
    try {
      const b = await verb()
      if (b.path !== '') this.looked = b
    } catch (e) {
      this.wrong = faultOf(e)
    } finally {
      this.doing = ''
    }
  }

  async take(): Promise<void> {
    const { looked } = this
    if (!looked || this.doing !== '') return
    this.doing = 'take'
    this.wrong = null
    try {
      this.taken = await this.#shell.studio.takeBundle(looked.path)
      this.looked = null
    } catch (e) {
      this.wrong = faultOf(e)
    } finally {
      this.doing = ''
    }
  }

  leave(): void { this.looked = this.wrong = this.taken = null }
}
