// What previews take of the disk. They can always be made again.

import type { CacheFacts } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { saysSize } from './words'

const GB = 1_000_000_000

/** The limits on offer, bytes; 0 for none. */
export const LIMITS: readonly { value: string; name: string }[] = [
  ...[2, 5, 10, 20, 50].map((n) => ({ value: String(n * GB), name: `${n} GB` })),
  { value: '0', name: 'No limit' },
]

export class Disk {
  facts = $state.raw<CacheFacts | null>(null)
  busy = $state(false)
  /** The limits on offer; one that was set elsewhere is among them. */
  readonly limits = $derived.by(() => {
    const now = this.facts?.limit ?? 0
    return LIMITS.some((l) => l.value === String(now)) ? LIMITS : [{ value: String(now), name: saysSize(now) }, ...LIMITS]
  })

  readonly #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  async load(): Promise<void> { await this.#ask(() => this.#shell.studio.cache()) }
  async limit(bytes: number): Promise<void> { await this.#ask(() => this.#shell.studio.setCacheLimit(bytes)) }

  async clear(): Promise<void> {
    const before = this.facts?.bytes ?? 0
    if (!await this.#ask(() => this.#shell.studio.clearCache())) return
    const freed = before - (this.facts?.bytes ?? 0)
    this.#shell.say('success', freed > 0 ? `${saysSize(freed)} freed. What is needed is made again.` : 'There was nothing to clean up.')
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
