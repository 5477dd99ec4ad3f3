// The whole library written out for good, and one that was written out brought
// back beside this one.

import type { Brought, Fault } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export class Everything {
  films = $state(false)
  zip = $state(false)
  notes = $state(true)
  doing = $state<'out' | 'back' | ''>('')
  wrong = $state.raw<Fault | null>(null)
  brought = $state.raw<Brought | null>(null)

  readonly #shell: Shell

  constructor(shell: Shell) { this.#shell = shell }

  /** Writes it in the background, into a folder that the person chooses where there is a dialog. */
  async write(): Promise<void> {
    await this.#do('out', async () => {
      const { studio } = this.#shell
      const folder = studio.able.pick ? await studio.pickFolder() : ''
      if (studio.able.pick && folder === '') return
      await studio.exportEverything({ films: this.films, private: this.notes, zip: this.zip }, folder)
      this.#shell.say('info', t('The whole library is being written. You can go on working.'))
    })
  }

  async bring(zip: boolean): Promise<void> {
    await this.#do('back', async () => { this.brought = await this.#shell.studio.bringEverything(zip) ?? this.brought })
  }

  async startAgain(): Promise<void> { await this.#do('back', () => this.#shell.studio.startAgain()) }

  async #do(what: 'out' | 'back', verb: () => Promise<void>): Promise<void> {
    if (this.doing !== '') return
    this.doing = what
    this.wrong = null
    try {
      await verb()
    } catch (e) {
      this.wrong = faultOf(e)
    } finally {
      this.doing = ''
    }
  }
}
