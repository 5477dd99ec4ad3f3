// A short list in an order of the person's: carried under the pointer or moved
// by keys. While a hand carries, the order is a draft nobody else knows of.

/** Movement that is still a click, CSS px. */
const THRESHOLD = 4

/** A row on the screen, and where the middle of it is, CSS px. */
export interface Spot { readonly key: string; readonly middle: number }

export class Carried {
  /** The row under the hand; "" for none. */
  carried = $state('')
  #draft = $state.raw<readonly string[] | null>(null)
  #pressed: { readonly key: string; readonly y: number } | null = null
  readonly #keys: () => readonly string[]
  readonly #keep: (keys: readonly string[]) => void

  constructor(keys: () => readonly string[], keep: (keys: readonly string[]) => void) {
    this.#keys = keys
    this.#keep = keep
  }

  /** As it is shown now. */
  get order(): readonly string[] { return this.#draft ?? this.#keys() }

  press(key: string, y: number): void { this.#pressed = { key, y } }

  move(y: number, rows: readonly Spot[]): void {
    if (!this.#pressed) return
    const { key } = this.#pressed
    if (this.carried === '') {
      if (Math.abs(y - this.#pressed.y) < THRESHOLD) return
      this.carried = key
    }
    const others = rows.filter((r) => r.key !== key)
    const order = others.map((r) => r.key)
    order.splice(others.filter((r) => r.middle < y).length, 0, key)
    this.#draft = order
  }

  release(): void {
    const draft = this.#draft
    this.cancel()
    if (draft && draft.join(' ') !== this.#keys().join(' ')) this.#keep(draft)
  }

  /** Drops the draft: nothing has happened. */
  cancel(): void {
    this.#pressed = null
    this.carried = ''
    this.#draft = null
  }

  /** Moves a row by one; answers where it is then, from 1, or 0 when it stays. */
  nudge(key: string, by: 1 | -1): number {
    const order = [...this.#keys()]
    const from = order.indexOf(key)
    const to = from + by
    if (this.carried !== '' || from < 0 || to < 0 || to >= order.length) return 0
    order.splice(to, 0, ...order.splice(from, 1))
    this.#keep(order)
    return to + 1
  }
}
