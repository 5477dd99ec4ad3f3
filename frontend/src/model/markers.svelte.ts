// The markers of the open clip: points and ranges with a name. What a hand is
// dragging is a draft; Go hears of it once, when the hand lets go.

import type { ID, Marker, Studio } from '../studio/studio'
import { faultOf } from './fault'
import type { OpenClip } from './clip.svelte'

export type MarkerDoor = Pick<Studio, 'setMarker' | 'removeMarkers'>

/** The marker whose name is being written; without an id it is not there yet. */
export interface Naming { readonly id: ID | ''; readonly frame: number; readonly out: number; readonly text: string }

export class Markers {
  readonly #clip: OpenClip
  readonly #door: MarkerDoor
  /** A marker under the hand, where it stands now. */
  draft = $state.raw<Marker | null>(null)
  naming = $state.raw<Naming | null>(null)
  /** The one that was touched last; what removes a marker means it. */
  chosen = $state<ID>('')

  readonly all: readonly Marker[] = $derived.by(() =>
    (this.#clip.view?.markers ?? []).map((m) => (m.id === this.draft?.id ? this.draft : m)))

  constructor(clip: OpenClip, door: MarkerDoor) {
    this.#clip = clip
    this.#door = door
  }

  get can(): boolean { return this.#clip.view !== null }

  of(id: ID): Marker | undefined { return this.all.find((m) => m.id === id) }
  /** The marker that begins at a frame. */
  at(frame: number): Marker | undefined { return this.all.find((m) => m.frame === frame) }

  /** Writes the name of the marker at a frame, or of a new one over the marked range. */
  ask(frame: number, range: { in: number | null; out: number | null }): void {
    const there = this.at(frame)
    if (there) return this.edit(there.id)
    const whole = range.in !== null && range.out !== null && range.in <= frame && frame < range.out
    this.naming = whole ? { id: '', frame: range.in ?? frame, out: range.out ?? frame, text: '' } : { id: '', frame, out: frame, text: '' }
  }
  edit(id: ID): void {
    const m = this.of(id)
    if (!m) return
    this.chosen = id
    this.naming = { id, frame: m.frame, out: m.out, text: m.text }
  }
  async keep(text: string): Promise<void> {
    const n = this.naming
    this.naming = null
    if (n && (n.id === '' || n.text !== text.trim())) await this.#set({ ...n, text: text.trim() })
  }
  /** Sets a marker at once, as while the clip plays; one that is there already stays. */
  async set(frame: number): Promise<void> {
    if (!this.at(frame)) await this.#set({ id: '', frame, out: frame, text: '' })
  }

  draw(marker: Marker): void { this.draft = marker }
  drop(): void { this.draft = null }
  /** Writes where the dragged marker is drawn; nothing if it never left its place. */
  async commit(): Promise<void> {
    const draft = this.draft
    if (!draft) return
    const was = this.#clip.view?.markers.find((m) => m.id === draft.id)
    if (was && (was.frame !== draft.frame || was.out !== draft.out)) await this.#set(draft)
    if (this.draft === draft) this.draft = null
  }

  async remove(id = this.chosen): Promise<void> {
    if (!this.of(id)) return
    this.naming = null
    await this.#write(() => this.#door.removeMarkers(this.#clip.id, [id]))
    this.chosen = ''
  }

  /** The next marker before or after a frame. */
  beside(frame: number, direction: 1 | -1): Marker | undefined {
    const beyond = this.all.filter((m) => (direction > 0 ? m.frame > frame : m.frame < frame))
    return beyond.toSorted((a, b) => direction * (a.frame - b.frame))[0]
  }

  async #set(m: Naming): Promise<void> {
    const marker = { frame: m.frame, out: m.out, text: m.text, ...(m.id ? { id: m.id } : {}) }
    const before = new Set(this.all.map((x) => x.id))
    await this.#write(() => this.#door.setMarker(this.#clip.id, marker))
    this.chosen = m.id || (this.all.find((x) => !before.has(x.id))?.id ?? this.chosen)
  }

  // The nudge under way comes first, so that the answer holds it.
  async #write(verb: () => ReturnType<MarkerDoor['setMarker']>): Promise<void> {
    try {
      await this.#clip.flush()
      const done = await verb()
      if (done.clip.card.id === this.#clip.id) this.#clip.view = done.clip
    } catch (e) {
      this.#clip.say('error', faultOf(e).message)
    }
  }
}
