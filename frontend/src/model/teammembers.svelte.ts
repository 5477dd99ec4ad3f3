// Who works on the same clips, whose key was compared here, and how many
// approvals each project asks for.

import type { Fault, ID, Member } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Member } from '../studio/studio'

/** How many approvals can be asked for. */
export const NEEDS = [0, 1, 2, 3, 4, 5] as const

export class Members {
  /** null until they were asked for. */
  list = $state.raw<readonly Member[] | null>(null)
  fault = $state.raw<Fault | null>(null)
  busy = $state(false)
  /** What is wrong with the own name, and with which other's key. */
  wrong = $state.raw<{ readonly id: ID; readonly says: string } | null>(null)
  /** By project; '' for clips without one. */
  needs = $state.raw<Readonly<Record<ID, number>>>({})

  readonly me = $derived(this.list?.find((m) => m.me) ?? null)
  readonly others = $derived(this.list?.filter((m) => !m.me) ?? [])
  /** Whose key is another than the one that was compared: said aloud. */
  readonly changed = $derived(this.others.filter((m) => m.standing === 'changed'))

  readonly #shell: Shell
  #asked = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  watch(): () => void {
    const { studio } = this.#shell
    const again = (): void => { void this.load() }
    const stops = [studio.on('team', again), studio.on('notes', again), studio.onResync(again)]
    again()
    return () => { this.#asked++; for (const stop of stops) stop() }
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const list = await this.#shell.studio.members()
      if (asked !== this.#asked) return
      this.list = list
      this.fault = null
    } catch (e) {
      if (asked === this.#asked) this.fault = faultOf(e)
    }
  }

  async setMe(name: string, colour: number): Promise<boolean> {
    const id = this.me?.id ?? ''
    return this.#change(id, async () => {
      const me = await this.#shell.studio.setMe(name.trim(), colour)
      this.#asked++ // what was asked for before is older than this answer
      this.list = (this.list ?? []).map((m) => (m.me ? me : m))
    })
  }

  /** Says that a key is theirs, by its fingerprint as they read it out; "" takes that back. */
  async know(id: ID, fingerprint: string): Promise<boolean> {
    return this.#change(id, async () => {
      const asked = ++this.#asked
      const list = await this.#shell.studio.knowMember(id, fingerprint)
      if (asked === this.#asked) this.list = list
    })
  }

  async #change(id: ID, verb: () => Promise<void>): Promise<boolean> {
    this.busy = true
    this.wrong = null
    try {
      await verb()
      return true
    } catch (e) {
      this.wrong = { id, says: faultOf(e).message }
      return false
    } finally {
      this.busy = false
    }
  }

  /** Asks how many approvals these projects want. */
  async loadNeeds(projects: readonly ID[]): Promise<void> {
    try {
      const all = await Promise.all(projects.map(async (p) => [p, await this.#shell.studio.approvals(p)] as const))
      this.needs = { ...this.needs, ...Object.fromEntries(all) }
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  async setNeeds(project: ID, n: number): Promise<void> {
    try {
      this.needs = { ...this.needs, [project]: await this.#shell.studio.setApprovals(project, n) }
    } catch (e) {
      this.#shell.fail(faultOf(e))
      await this.loadNeeds([project])
    }
  }
}
