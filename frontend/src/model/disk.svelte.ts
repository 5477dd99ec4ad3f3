// What previews take of the disk. They can always be made again.

import type { CacheFacts, Fault } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { saysSize } from './words'

const GB = 1_000_000_000

/** The limits on offer, bytes; 0 for none. */
const LIMITS: readonly number[] = [...[2, 5, 10, 20, 50].map((n) => n * GB), 0]

export class Disk {
  facts = $state.raw<CacheFacts | null>(null)
  busy = $state(false)
  /** Why there are no facts; null while they are awaited or there. */
  fault = $state.raw<Fault | null>(null)
  /** The limits on offer; one that was set elsewhere is among them. */
  readonly limits = $derived.by(() => {
    const now = this.facts?.limit ?? 0
    const all = LIMITS.includes(now) ? LIMITS : [now, ...LIMITS]
    return all.map((bytes) => ({ value: String(bytes), name: bytes > 0 ? saysSize(bytes) : t('No limit') }))
  })

  readonly #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Asks for the facts; a refusal stands where they would. */
  async load(): Promise<void> {
    this.fault = null
    try {
      this.facts = await this.#shell.studio.cache()
    } catch (e) {
      this.fault = faultOf(e)
      if (this.fault.kind === 'Offline') this.#shell.fail(this.fault)
    }
  }

  async limit(bytes: number): Promise<void> { await this.#ask(() => this.#shell.studio.setCacheLimit(bytes)) }

  async clear(): Promise<void> {
    const before = this.facts?.bytes ?? 0
    if (!await this.#ask(() => this.#shell.studio.clearCache())) return
    const freed = before - (this.facts?.bytes ?? 0)
    this.#shell.say('success', freed > 0 ? t('{size} freed. What is needed is made again.', { size: saysSize(freed) }) : t('There was nothing to clean up.'))
  }

  async #ask(verb: () => Promise<CacheFacts>): Promise<boolean> {
    this.busy = true
    try {
      this.facts = await verb()
      return true
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return false
    } finally {
      this.busy = false
    }
  }
}
