// Which clips at hand wait for a word of whoever works here: the drafts that
// need approvals and have none of theirs, or where somebody asks for changes.

import type { Approval, ClipCard, ID, Studio } from '../studio/studio'

export interface Waits {
  readonly card: ClipCard
  /** silent: no verdict yet; changed: other than when one was given; asks: somebody wants changes. */
  readonly why: 'silent' | 'changed' | 'asks'
  readonly who: string // of 'asks'
}

/** So many of the nearest clips are asked about. */
const MOST = 30

export class Waiting {
  list = $state.raw<readonly Waits[]>([])

  readonly #door: Pick<Studio, 'approval' | 'on' | 'onResync'>
  #known = new Map<ID, { touched: string; now: Approval | null }>()
  #round = 0
  #cards: readonly ClipCard[] = []

  constructor(door: Pick<Studio, 'approval' | 'on' | 'onResync'>) {
    this.#door = door
  }

  listen(): () => void {
    const forget = (clip: ID): void => {
      if (clip === '') this.#known.clear()
      else this.#known.delete(clip)
      void this.look(this.#cards)
    }
    const stops = [this.#door.on('notes', ({ clip }) => { forget(clip) }), this.#door.on('clip', ({ id }) => { forget(id) }), this.#door.onResync(() => { forget('') })]
    return () => { this.#round++; for (const stop of stops) stop() }
  }

  /** Asks about clips that were not asked about yet, one after the other. */
  async look(cards: readonly ClipCard[]): Promise<void> {
    const round = ++this.#round
    this.#cards = cards
    const some = cards.slice(0, MOST)
    for (const card of some) {
      if (this.#known.get(card.id)?.touched === card.touchedAt) continue
      const now = await this.#door.approval(card.id).catch(() => null)
      if (round !== this.#round) return
      this.#known.set(card.id, { touched: card.touchedAt, now })
    }
    this.list = some.flatMap((card) => waits(card, this.#known.get(card.id)?.now ?? null))
  }
}

function waits(card: ClipCard, now: Approval | null): Waits[] {
  if (!now) return []
  const asks = now.verdicts.find((v) => !v.me && v.answer === 'changes' && v.standing === 'counts')
  if (asks && now.mine === '') return [{ card, why: 'asks', who: asks.name }]
  if (now.needs === 0 || now.ready || now.mine !== '') return []
  return [{ card, why: now.verdicts.some((v) => v.me) ? 'changed' : 'silent', who: '' }]
}
