// Copies of the library that are kept by themselves, and what a person does
// about a library that cannot be opened.

import type { Brought, Fault, Recovery, Restored, Snapshot, Snapshots } from '../studio/studio'
import { date } from '../words/figures'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { fresh } from './fresh'
import { saysSize } from './words'

export type { Brought, Recovery, Restored, Snapshot } from '../studio/studio'

/** The snapshots of an open library. */
export class Keeping {
  facts = $state.raw<Snapshots | null>(null)
  fault = $state.raw<Fault | null>(null)
  taking = $state(false)
  /** What the last one that was taken by hand came to. */
  said = $state('')
  /** The one a person is asked about; null for none. */
  asked = $state.raw<Snapshot | null>(null)
  restoring = $state(false)
  /** Why taking or putting back did not succeed. */
  wrong = $state.raw<Fault | null>(null)
  /** What is put back as soon as Taglane starts again. */
  due = $state.raw<Restored | null>(null)

  readonly #shell: Shell

  constructor(shell: Shell) { this.#shell = shell }

  /** Asks, and again whenever one was taken. Answers with what ends that. */
  listen(): () => void {
    void this.load()
    return this.#shell.studio.on('snapshots', () => { void this.load() })
  }

  readonly load = fresh(async () => {
    try {
      this.facts = await this.#shell.studio.snapshots()
      this.fault = null
    } catch (e) {
      this.fault = faultOf(e)
    }
  })

  async take(): Promise<void> {
    if (this.taking) return
    this.taking = true
    this.wrong = null
    this.said = ''
    try {
      this.said = (await this.#shell.studio.takeSnapshot()).message
      await this.load()
    } catch (e) {
      this.wrong = faultOf(e)
    } finally {
      this.taking = false
    }
  }

  ask(one: Snapshot | null): void {
    this.wrong = null
    this.asked = one
  }

  /** Puts back the one that was asked about: at the next start, for the library is open. */
  async restore(): Promise<void> {
    if (!this.asked || this.restoring) return
    this.restoring = true
    try {
      this.due = await this.#shell.studio.restoreSnapshot(this.asked.id)
      this.asked = null
    } catch (e) {
      this.wrong = faultOf(e)
    } finally {
      this.restoring = false
    }
  }

  async startAgain(): Promise<void> {
    try {
      await this.#shell.studio.startAgain()
    } catch (e) {
      this.wrong = faultOf(e)
    }
  }
}

/** A library that cannot be opened, until something stands in its place. */
export class Recovering {
  readonly recovery: Recovery
  /** The newest first; the one that was read through just now among them. */
  readonly all: readonly Snapshot[]
  /** The one in hand; "" for an empty library. */
  chosen = $state('')
  doing = $state<'restore' | 'empty' | 'bring' | 'view' | ''>('')
  wrong = $state.raw<Fault | null>(null)
  /** Whether the person was asked if it may be an empty one. */
  sure = $state(false)
  brought = $state.raw<Brought | null>(null)

  readonly #shell: Shell
  readonly #back: (done: Restored) => void

  /** back is told once the library is open again. */
  constructor(shell: Shell, recovery: Recovery, back: (done: Restored) => void) {
    this.#shell = shell
    this.#back = back
    this.recovery = recovery
    this.all = [...recovery.offered ? [recovery.offered] : [], ...recovery.others].sort((a, b) => b.at.localeCompare(a.at))
    this.chosen = recovery.offered?.id ?? ''
  }

  get snapshot(): Snapshot | undefined { return this.all.find((s) => s.id === this.chosen) }

  restore(): Promise<void> { return this.#do('restore', () => this.#shell.studio.restoreSnapshot(this.chosen)) }

  startEmpty(): Promise<void> { return this.#do('empty', () => this.#shell.studio.startEmpty()) }

  /** Opens a library that a newer Taglane made, to be read alone. */
  async view(): Promise<void> {
    await this.#try('view', async () => {
      await this.#shell.studio.viewLibrary()
      this.#back({ snapshot: null, aside: '', behind: 0, again: false, message: '' })
    })
  }

  async bring(zip: boolean): Promise<void> {
    await this.#try('bring', async () => { this.brought = await this.#shell.studio.bringEverything(zip) })
  }

  async startAgain(): Promise<void> { await this.#try('bring', () => this.#shell.studio.startAgain()) }

  async #do(what: 'restore' | 'empty', verb: () => Promise<Restored>): Promise<void> {
    await this.#try(what, async () => {
      const done = await verb()
      if (done.again) await this.#shell.studio.startAgain()
      else this.#back(done)
    })
  }

  async #try(what: 'restore' | 'empty' | 'bring' | 'view', verb: () => Promise<void>): Promise<void> {
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

/** When a snapshot was taken, with its day. */
export const takenAt = (s: Snapshot): string => date(s.at, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

/** What a snapshot was taken for. */
export function takenFor(s: Snapshot): string {
  switch (s.why) {
    case 'hour': return t('Taken while you worked')
    case 'close': return t('Taken at the end of a session')
    case 'update': return t('Taken before an update')
    case 'hand': return t('Taken by you')
    case 'restore': return t('What was put away for another snapshot')
  }
}

/** What a snapshot holds. */
export const holds = (s: Snapshot): string => t('{clips, plural, one {# clip} other {# clips}} · {edits, plural, one {# step} other {# steps}} · {size}', { clips: s.clips, edits: s.edits, size: saysSize(s.bytes) })
