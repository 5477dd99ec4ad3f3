// How this person looks at the lanes of a clip: which are hidden from the
// preview and which are locked against slips of the hand. It is kept on this
// device, clip by clip, and never becomes an edit.

import type { ID } from '../studio/studio'

interface Kept { readonly locked: ReadonlySet<ID>; readonly muted: ReadonlySet<ID> }

/** Where it is kept; what cannot be kept lasts until the window closes. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>

const keyOf = (clip: ID): string => `taglane.lanes.${clip}`

export class LaneLook {
  #version = $state(0)
  readonly #clip: () => ID
  readonly #store: Shelf
  readonly #kept: Kept = $derived.by(() => { void this.#version; return read(this.#store, this.#clip()) })

  constructor(clip: () => ID, store: Shelf = shelf()) {
    this.#clip = clip
    this.#store = store
  }

  /** Lanes nobody may change by accident, by product. */
  get locked(): ReadonlySet<ID> { return this.#kept.locked }
  /** Lanes that are not shown in the preview, by product. */
  get muted(): ReadonlySet<ID> { return this.#kept.muted }

  toggleLock(product: ID): void { this.#write({ ...this.#kept, locked: toggled(this.#kept.locked, product) }) }
  toggleMute(product: ID): void { this.#write({ ...this.#kept, muted: toggled(this.#kept.muted, product) }) }

  #write(kept: Kept): void {
    this.#store.setItem(keyOf(this.#clip()), JSON.stringify({ locked: [...kept.locked], muted: [...kept.muted] }))
    this.#version++
  }
}

function toggled(set: ReadonlySet<ID>, id: ID): ReadonlySet<ID> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}

function read(store: Shelf, clip: ID): Kept {
  try {
    const kept = JSON.parse(store.getItem(keyOf(clip)) ?? '{}') as { locked?: unknown; muted?: unknown }
    return { locked: ids(kept.locked), muted: ids(kept.muted) }
  } catch {
    return { locked: new Set(), muted: new Set() } // somebody else's text under our name
  }
}

const ids = (list: unknown): ReadonlySet<ID> => new Set(Array.isArray(list) ? list.filter((x): x is ID => typeof x === 'string') : [])

// The window's own store where there is one; it may be full, or shut off.
function shelf(): Shelf {
  const here = new Map<string, string>()
  const store = (globalThis as { localStorage?: Storage }).localStorage
  return {
    getItem: (key) => {
      try { return here.get(key) ?? store?.getItem(key) ?? null } catch { return here.get(key) ?? null }
    },
    setItem: (key, text) => {
      here.set(key, text)
      try { store?.setItem(key, text) } catch { /* it still holds until the window closes */ }
    },
  }
}
