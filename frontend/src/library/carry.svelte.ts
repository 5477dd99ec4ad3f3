// Carrying cards onto a project: idle → pressed → carrying → idle. Escape ends
// it from anywhere and nothing has happened. No drag and drop of the webview:
// each has its own, and none shows how many are carried.

/** Movement that is still a click, CSS px. */
const THRESHOLD = 4

export interface Hands {
  /** Which project lies under a point; null for none. */
  projectAt(x: number, y: number): string | null
  /** What is carried when a clip is taken hold of. */
  carried(id: string): readonly string[]
  drop(ids: readonly string[], project: string): void
}

interface Point { readonly clientX: number; readonly clientY: number }

export class Carry {
  phase = $state<'idle' | 'pressed' | 'carrying'>('idle')
  x = $state(0)
  y = $state(0)
  /** The project under the pointer. */
  over = $state<string | null>(null)
  ids = $state.raw<readonly string[]>([])

  readonly #hands: Hands
  #id = ''
  #from = { x: 0, y: 0 }
  #wasCarrying = false

  constructor(hands: Hands) {
    this.#hands = hands
  }

  press(id: string, at: Point): void {
    this.phase = 'pressed'
    this.#id = id
    this.#from = { x: at.clientX, y: at.clientY }
    this.#wasCarrying = false
  }

  move(at: Point): void {
    if (this.phase === 'idle') return
    if (this.phase === 'pressed') {
      if (Math.hypot(at.clientX - this.#from.x, at.clientY - this.#from.y) < THRESHOLD) return
      this.phase = 'carrying'
      this.#wasCarrying = true
      this.ids = this.#hands.carried(this.#id)
    }
    this.x = at.clientX
    this.y = at.clientY
    this.over = this.#hands.projectAt(at.clientX, at.clientY)
  }

  release(): void {
    const { phase, over, ids } = this
    this.cancel()
    if (phase === 'carrying' && over !== null && ids.length > 0) this.#hands.drop(ids, over)
  }

  cancel(): void {
    this.phase = 'idle'
    this.over = null
    this.ids = []
  }

  /** Whether the click that follows a release belongs to the carrying. */
  get swallowsClick(): boolean {
    const was = this.#wasCarrying
    this.#wasCarrying = false
    return was
  }
}
