// A clip written in another form: which one, what is burnt in, and where to.
// The writing itself is work in the background and is told of elsewhere.

import type { Fault, ID, VideoTarget } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { VideoTarget } from '../studio/studio'

export class Rendition {
  isOpen = $state(false)
  targets = $state.raw<readonly VideoTarget[]>([])
  loading = $state(false)
  target = $state<ID>('')
  disclosure = $state(true)
  hotspots = $state(false)
  /** "" for the library's own folder. */
  folder = $state('')
  busy = $state(false)
  fault = $state.raw<Fault | null>(null)

  readonly view = $derived.by(() => this.#shell.current.view)
  readonly missing = $derived(this.view?.card.state === 'missing')

  readonly #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Opens once the forms are known, or why they are not. */
  async open(): Promise<void> {
    if (this.isOpen || this.loading || this.#shell.chosen === '') return
    await this.load()
    this.isOpen = true
  }
  close(): void { this.isOpen = false }

  /** Asks for the forms there are; the one chosen last stays chosen. */
  async load(): Promise<void> {
    this.loading = true
    this.fault = null
    try {
      this.targets = await this.#shell.studio.videoTargets()
      if (!this.targets.some((t) => t.id === this.target)) this.target = this.targets[0]?.id ?? ''
    } catch (e) {
      this.fault = faultOf(e)
    }
    this.loading = false
  }

  get picks(): boolean { return this.#shell.studio.able.pick }
  async pick(): Promise<void> {
    try {
      this.folder = (await this.#shell.studio.pickFolder()) || this.folder
    } catch (e) {
      this.fault = faultOf(e)
    }
  }

  /** Hands the work over and closes; what is wrong is said where it was asked. */
  async export(): Promise<void> {
    const form = this.targets.find((t) => t.id === this.target)
    if (!form || this.busy || !this.view) return
    this.busy = true
    this.fault = null
    try {
      await this.#shell.studio.exportVideo(this.view.card.id, form.id, { disclosure: this.disclosure, hotspots: this.hotspots }, this.folder)
      this.close()
      this.#shell.say('info', t('{form} is being written. You can go on working.', { form: form.name }))
    } catch (e) {
      this.fault = faultOf(e)
    }
    this.busy = false
  }
}
