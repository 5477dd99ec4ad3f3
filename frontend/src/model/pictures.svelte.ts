// The pictures of products that files and shops name: how many could be had,
// how far fetching them is, and which could not be had and why.

import type { ID, Job, Pictures as Found } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export class Pictures {
  found = $state.raw<Found | null>(null)
  busy = $state(false)
  wrong = $state('')
  /** The job that fetches them; "" while none does. */
  #job = $state<ID>('')
  #share = $state(0)
  readonly #shell: Shell
  #asked = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  get fetching(): boolean { return this.#job !== '' || this.found?.fetching === true }
  get share(): number { return this.#job !== '' ? this.#share : (this.found?.share ?? 0) }

  /** Loads, and follows how far it is; answers how to stop. */
  start(): () => void {
    const stop = this.#shell.studio.on('jobs', ({ jobs }) => { this.#hear(jobs) })
    void this.load()
    void this.#shell.studio.jobs().then((jobs) => { this.#hear(jobs) }, () => undefined) // the next event says it too
    return stop
  }

  #hear(jobs: readonly Job[]): void {
    const job = jobs.find((j) => j.doing === 'pictures')
    const over = this.#job !== '' && !job
    this.#job = job?.id ?? ''
    this.#share = job?.share ?? 0
    if (over) void this.load()
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const found = await this.#shell.studio.pictures()
      if (asked === this.#asked) this.found = found
    } catch (e) {
      if (asked === this.#asked) this.wrong = faultOf(e).message
    }
  }

  async fetch(): Promise<void> {
    const asked = ++this.#asked
    this.busy = true
    this.wrong = ''
    try {
      const found = await this.#shell.studio.fetchPictures()
      if (asked === this.#asked) this.found = found
    } catch (e) {
      this.wrong = faultOf(e).message
    }
    this.busy = false
  }

  /** What came stays; the rest can be fetched another time. */
  async stop(): Promise<void> {
    if (this.#job === '') return
    try {
      await this.#shell.studio.cancelJob(this.#job)
      await this.load()
    } catch (e) {
      this.wrong = faultOf(e).message
    }
  }
}
