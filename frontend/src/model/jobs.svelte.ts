// Work in the background, as the drawer shows it.

import type { ID, Job, Studio } from '../studio/studio'
import { percent } from '../words/figures'
import { mark, t, tell } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Job } from '../studio/studio'

const doing: Record<Job['doing'], string> = {
  waiting: mark('waits its turn'), poster: mark('poster {share}'), strip: mark('filmstrip {share}'), sound: mark('sound {share}'), proxy: mark('proxy {share}'), export: mark('export {share}'), pictures: mark('fetched {share}'),
}

export class Jobs {
  list = $state.raw<readonly Job[]>([])
  /** How many wait besides those in the list. */
  more = $state(0)
  open = $state(true)
  /** What is being made of a clip for Taglane itself; an export makes none wait. */
  readonly byClip: ReadonlyMap<ID, Job> = $derived(new Map(this.list.filter((j) => j.doing !== 'export').map((j) => [j.clip, j])))
  readonly paused = $derived(this.list.length > 0 && this.list.every((j) => j.paused))
  readonly failed = $derived(this.list.filter((j) => j.failed !== ''))
  /** Seconds until everything is done, as far as that is known. */
  readonly secondsLeft = $derived(Math.max(-1, ...this.list.map((j) => j.secondsLeft)))

  readonly #shell: Shell
  readonly #studio: Studio

  constructor(shell: Shell) {
    this.#shell = shell
    this.#studio = shell.studio
  }

  async start(): Promise<void> {
    this.#studio.on('jobs', ({ jobs, more }) => {
      this.list = jobs
      this.more = more
    })
    this.#studio.onResync(() => { void this.#load() })
    await this.#load()
  }

  async #load(): Promise<void> {
    try {
      this.list = await this.#studio.jobs()
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  async cancel(id: ID): Promise<void> {
    try {
      await this.#studio.cancelJob(id)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  /** Puts away every job that failed and is told of. */
  async putAway(): Promise<void> {
    for (const j of this.failed) await this.cancel(j.id)
  }

  async pause(paused: boolean): Promise<void> {
    try {
      await this.#studio.pauseJobs(paused)
      await this.#load()
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }
}

/** What a job is at, in a word or two. */
export function saysJob(job: Job): string {
  if (job.failed) return job.failed
  if (job.paused) return t('paused')
  return tell(doing[job.doing], { share: percent(job.share) })
}

/** How long something still takes, as a person says it; "" when nobody knows. */
export function saysLeft(s: number): string {
  if (s < 0) return ''
  if (s < 60) return t('{n, number} s', { n: Math.max(1, Math.round(s)) })
  return t('{n, number} min', { n: Math.round(s / 60) })
}
