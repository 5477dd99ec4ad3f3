// Folders whose new clips come in by themselves.

import type { ID, Watch } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Watch } from '../studio/studio'

export class Watches {
  list = $state.raw<readonly Watch[]>([])
  /** What is wrong with a folder that was named. */
  wrong = $state('')
  busy = $state(false)
  readonly arriving = $derived(this.list.reduce((sum, w) => sum + w.arriving, 0))
  readonly trouble = $derived(this.list.find((w) => w.trouble !== '')?.trouble ?? '')

  readonly #shell: Shell
  #asked = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const list = await this.#shell.studio.watches()
      if (asked === this.#asked) this.list = list
    } catch (e) {
      if (asked === this.#asked) this.#shell.fail(faultOf(e))
    }
  }

  /** Answers whether the folder is watched now; otherwise wrong says why not. */
  async add(path: string, project: ID): Promise<boolean> {
    const folder = path.trim()
    this.wrong = folder === '' ? t('Say which folder.') : ''
    return folder !== '' && await this.#change(() => this.#shell.studio.addWatch(folder, project), true)
  }

  /** Sends what comes in from now on to another project. */
  async assign(path: string, project: ID): Promise<void> { await this.#change(() => this.#shell.studio.addWatch(path, project)) }

  async remove(path: string): Promise<void> { await this.#change(() => this.#shell.studio.removeWatch(path)) }

  async #change(verb: () => Promise<Watch[]>, atField = false): Promise<boolean> {
    this.busy = true
    const asked = ++this.#asked
    try {
      const list = await verb()
      if (asked === this.#asked) this.list = list
      return true
    } catch (e) {
      const fault = faultOf(e)
      if (atField && fault.kind !== 'Offline') this.wrong = fault.message
      else this.#shell.fail(fault)
      return false
    } finally {
      this.busy = false
    }
  }
}
