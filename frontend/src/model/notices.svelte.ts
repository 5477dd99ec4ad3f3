// What the person is told. Good news leaves by itself; an error stays until it
// is put away, and keeps what is worth sending to somebody who can help.

import { t } from '../words/words.svelte'

export type NoticeKind = 'success' | 'info' | 'error'

export interface Notice {
  readonly id: number
  readonly kind: NoticeKind
  readonly message: string
  readonly details: string // for "copy details"; "" when the message says it all
  readonly fix: { readonly name: string; readonly run: () => unknown } | null
  readonly times: number // how often the same was said
}

/** How long a notice stays, ms; 0 until dismissed. */
export const STAYS: Record<NoticeKind, number> = { success: 4000, info: 6000, error: 0 }

/** More than this many at once only hide one another. */
const MOST = 4

export class Notices {
  shown = $state.raw<readonly Notice[]>([])
  #next = 1
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()

  add(n: { kind: NoticeKind; message: string; details?: string; fix?: Notice['fix'] }): number {
    const same = this.shown.find((o) => o.kind === n.kind && o.message === n.message)
    if (same) this.dismiss(same.id)
    const id = this.#next++
    const notice: Notice = { id, kind: n.kind, message: n.message, details: n.details ?? '', fix: n.fix ?? null, times: (same?.times ?? 0) + 1 }
    const kept = [...this.shown, notice]
    // Errors are never pushed out by good news.
    const spare = kept.filter((o) => o.kind !== 'error').slice(0, Math.max(0, kept.length - MOST))
    this.shown = kept.filter((o) => !spare.includes(o))
    this.resume(id)
    return id
  }

  #offer: number | null = null

  /** Offers to take back what was done last in the library; the offer before is of something that is no longer the last. */
  offer(message: string, undo: () => unknown): void {
    this.withdraw()
    const run = (): unknown => {
      this.withdraw()
      return undo()
    }
    this.#offer = this.add({ kind: 'success', message, fix: { name: t('Undo'), run } })
  }

  /** Something else is done now: what was offered would take back that instead. */
  withdraw(): void {
    if (this.#offer !== null) this.dismiss(this.#offer)
    this.#offer = null
  }

  dismiss(id: number): void {
    this.pause(id)
    this.shown = this.shown.filter((n) => n.id !== id)
  }

  /** Keeps a notice while a pointer or the focus is on it. */
  pause(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }

  resume(id: number): void {
    const stays = STAYS[this.shown.find((n) => n.id === id)?.kind ?? 'error']
    if (stays > 0) this.#timers.set(id, setTimeout(() => { this.dismiss(id) }, stays))
  }
}
