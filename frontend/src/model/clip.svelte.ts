// The clip on the table: what Go says it holds, what is selected, and every
// verb that changes it. Rows come whole from each answer and are never edited
// here; the only things of our own are the selection and the nudge under way.

import { t } from '../words/words.svelte'
import { parseRate, type FrameSpan, type Rate } from '../maths/frames'
import { copies } from './copies.svelte'
import { faultOf } from './fault'
import type { Announcement, Change, CheckReport, ClipView, Fault, HistoryEntry, ID, LossReport, NewTag, Path, Product, Relation, Studio, Tag, Teaser } from '../studio/studio'

// What a room may know of a clip; rooms never look behind the model.
export type { Announcement, CheckReport, ClipCard, ClipView, Fate, Finding, HistoryEntry, ID, Key, Product, Relation, Tag, Teaser } from '../studio/studio'

/** Tells the person something, with a button for the next step where there is one. */
export type Say = (kind: 'success' | 'info' | 'error', message: string, fix?: { name: string; run: () => unknown }) => void

/** A nudge by keys becomes one edit after so much quiet. */
export const NUDGE_QUIET_MS = 400

/** Warned about, never refused: a tag nobody can read in time. */
export const SHORT_SECONDS = 1.5

export interface TagFields {
  product?: ID
  label?: string
  relation?: Relation
  notes?: string
  teaser?: Teaser
}

const none: ReadonlySet<ID> = new Set()

export class OpenClip {
  view = $state.raw<ClipView | null>(null)
  loading = $state(false)
  fault = $state.raw<Fault | null>(null)
  mediaBase = $state('')
  selection = $state.raw(none)
  /** Where the selected tags stand while a nudge has not been written yet. */
  nudged = $state.raw<ReadonlyMap<ID, FrameSpan>>(new Map())
  /** So many steps are being taken back: what they take can be brought back, though no answer says so yet. */
  undoing = $state(0)
  /** What undo or redo has just touched, to be pulsed once; times tells two pulses apart. */
  pulse = $state.raw<{ tags: ReadonlySet<ID>; times: number }>({ tags: none, times: 0 })
  /** What was copied, here or in another clip. */
  get copied(): { tags: ID[]; at: number } { return copies.now }

  readonly id = $derived(this.view?.card.id ?? '')
  readonly #rateText = $derived(this.view?.card.rate ?? '30/1')
  /** The same object as long as the rate is the same. */
  readonly rate: Rate = $derived(parseRate(this.#rateText))
  readonly frames = $derived(this.view?.card.frames ?? 0)
  readonly tags: readonly Tag[] = $derived(this.view?.tags ?? [])
  readonly products: ReadonlyMap<ID, Product> = $derived(new Map((this.view?.products ?? []).map((p) => [p.id, p])))
  /** What the teasers of tags say that may not be seen yet, by tag. */
  readonly held: Readonly<Record<ID, Announcement>> = $derived(this.view?.held ?? {})
  readonly shelf: readonly Product[] = $derived(
    (this.view?.products ?? []).filter((p) => p.shelf > 0).sort((a, b) => a.shelf - b.shelf),
  )
  readonly selected: readonly Tag[] = $derived(this.tags.filter((t) => this.selection.has(t.id)))
  /** The one tag the inspector speaks of. */
  readonly lead: Tag | null = $derived(this.selected[0] ?? null)

  readonly #studio: Studio
  readonly say: Say
  /** Hears of a verb that failed; the window may know better how to tell it. */
  onfault: (fault: Fault) => void = (fault) => { this.say('error', fault.message) }
  /** What was done last, for a screen reader: a change is seen, and must be heard too. */
  told = $state('')
  #line: Promise<unknown> = Promise.resolve()
  /** The clip on the table, or on its way there: what happens to it meanwhile is heard too. */
  #wanted: ID = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The nudge that is on its way to be written: no longer anybody's to drop. */
  #sent: ReadonlyMap<ID, unknown> | null = null
  #stop: (() => void)[] = []

  constructor(studio: Studio, say: Say) {
    this.#studio = studio
    this.say = say
  }

  /** Starts to listen to what others do to the clip; answers how to stop. */
  listen(): () => void {
    this.#stop = [
      this.#studio.on('clip', ({ id }) => { if (id === this.#wanted) void this.reload() }),
      this.#studio.on('products', () => { void this.reload() }),
    ]
    this.#stop.push(this.#studio.onResync(() => { void this.reload() }))
    return () => { for (const stop of this.#stop) stop() }
  }

  async open(id: ID): Promise<void> {
    await this.flush()
    this.#wanted = id
    if (id !== this.id) this.#show(null)
    this.loading = true
    this.fault = null
    await this.#queue(async () => {
      try {
        this.mediaBase ||= await this.#studio.mediaBase()
        const view = await this.#studio.clip(id)
        if (id === this.#wanted) this.#show(view)
      } catch (e) {
        if (id !== this.#wanted) return
        this.fault = faultOf(e)
        if (this.view === null) this.#wanted = ''
      }
      if (id === this.#wanted || this.#wanted === '') this.loading = false
    })
  }

  /** Puts the clip away, as when it was removed from the library. */
  close(): void {
    this.#wanted = ''
    this.loading = false
    this.#show(null)
  }

  #show(view: ClipView | null): void {
    if (view?.card.id !== this.id) this.selection = none
    this.view = view
    const known = new Set(view?.tags.map((t) => t.id))
    if ([...this.selection].some((id) => !known.has(id))) this.selection = new Set([...this.selection].filter((id) => known.has(id)))
  }

  reload(): Promise<void> {
    const id = this.#wanted
    return this.#queue(async () => {
      if (!id || id !== this.#wanted) return
      try {
        const view = await this.#studio.clip(id)
        if (id === this.#wanted) this.#show(view)
      } catch (e) {
        if (faultOf(e).kind === 'NotFound' && id === this.#wanted) this.close()
        else throw e
      }
    })
  }

  // Verbs run one after the other, so that no older answer overtakes a newer.
  #queue<T>(verb: () => Promise<T>): Promise<T | undefined> {
    const run = this.#line.then(verb).catch((e: unknown) => {
      this.onfault(faultOf(e))
      return undefined
    })
    this.#line = run
    return run as Promise<T | undefined> & Promise<void>
  }

  // A verb is about the clip that was on the table when it was asked for.
  async #change<C extends Change>(verb: (clip: ID) => Promise<C>, undoable = true): Promise<C | null> {
    const { id } = this
    await this.flush()
    const done = await this.#queue(() => verb(id))
    if (!done) return null
    if (done.clip.card.id === this.id) this.#show(done.clip)
    if (done.message && undoable) this.say('success', done.message, { name: t('Undo'), run: () => this.undo() })
    if (undoable) this.#tell(done.clip.undo)
    return done
  }
  // The same twice over is heard twice only if the text differs.
  #tell(what: string): void { this.told = what === this.told ? `${what}\u00a0` : what }

  urlOf(media: string): string {
    return media && this.mediaBase ? this.mediaBase + media : ''
  }

  // ---- selection: never an undo step ----

  /** Whether the tags of a product are out of reach: their lane is locked or hidden. */
  isAside: (product: ID) => boolean = () => false

  /** Selects tags, but for those out of reach: no key may take what no hand can. */
  select(ids: Iterable<ID>): void {
    const aside = new Set(this.tags.filter((tag) => this.isAside(tag.product)).map((tag) => tag.id))
    this.selection = new Set([...ids].filter((id) => !aside.has(id)))
  }
  toggle(id: ID): void {
    const next = new Set(this.selection)
    if (!next.delete(id)) next.add(id)
    this.select(next)
  }
  /** Everything that shares a frame with what lies between the lead and this tag. */
  selectUpTo(id: ID): void {
    const to = this.tags.find((t) => t.id === id)
    const from = this.lead ?? to
    if (!to || !from) return
    const first = Math.min(from.in, to.in)
    const last = Math.max(from.out, to.out)
    this.select(this.tags.filter((t) => t.in >= first && t.out <= last).map((t) => t.id))
  }
  selectLaneThenAll(): void {
    const lead = this.lead
    const lane = this.tags.filter((tag) => lead === null || tag.product === lead.product)
    const whole = lead === null || lane.every((tag) => this.selection.has(tag.id))
    this.select((whole ? this.tags : lane).map((tag) => tag.id))
  }

  // ---- where tags stand ----

  spanOf(tag: Tag): FrameSpan { return this.nudged.get(tag.id) ?? tag }

  async addTag(product: ID, span: FrameSpan, path: Path | null = null, select = true): Promise<Change | null> {
    const done = await this.#change((clip) => this.#studio.addTag(clip, product, { in: span.in, out: span.out }, path))
    if (done?.tag && select) this.select([done.tag])
    return done
  }

  moveTags(moves: { tag: ID; in: number; out: number }[], label = ''): Promise<Change | null> {
    return this.#change((clip) => this.#studio.moveTags(clip, moves, label))
  }

  /** Moves the selection, or one edge of it, by frames; written once the keys have been quiet. */
  nudge(by: number, what: 'both' | 'in' | 'out' = 'both'): void {
    const spans = this.selected.map((t) => this.spanOf(t))
    if (spans.length === 0) return
    const shortest = Math.min(...spans.map((s) => s.out - s.in)) - 1
    const low = what === 'out' ? -shortest : -Math.min(...spans.map((s) => s.in))
    const high = what === 'in' ? shortest : this.frames - Math.max(...spans.map((s) => s.out))
    const held = Math.min(high, Math.max(low, by))
    this.nudged = new Map(this.selected.map((t) => {
      const s = this.spanOf(t)
      return [t.id, { in: what === 'out' ? s.in : s.in + held, out: what === 'in' ? s.out : s.out + held }]
    }))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { void this.flush() }, NUDGE_QUIET_MS)
  }

  /** Writes the nudge under way, if there is one, as one edit. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    const moves = [...this.nudged].map(([tag, s]) => ({ tag, in: s.in, out: s.out }))
    if (moves.length === 0) return
    const { id, nudged } = this
    this.#sent = nudged
    const done = await this.#queue(() => this.#studio.moveTags(id, moves, ''))
    if (done && done.clip.card.id === this.id) this.#show(done.clip)
    if (done) this.#tell(done.clip.undo)
    if (this.nudged === nudged) this.nudged = new Map()
  }

  /** Forgets the nudge under way; answers whether there was one. */
  dropNudge(): boolean {
    clearTimeout(this.#timer)
    const was = this.nudged.size > 0 && this.nudged !== this.#sent
    if (was) this.nudged = new Map()
    return was
  }

  /** Sets the start or end of the selected tags to a frame, where that leaves at least one frame. */
  trimTo(edge: 'in' | 'out', frame: number): Promise<Change | null> {
    const moves = this.selected
      .map((t) => (edge === 'in' ? { tag: t.id, in: frame, out: t.out } : { tag: t.id, in: t.in, out: frame }))
      .filter((m) => m.out > m.in)
    return moves.length > 0 ? this.moveTags(moves) : Promise.resolve(null)
  }

  async split(frame: number): Promise<void> {
    const reach = this.selected.length > 0 ? this.selected : this.tags.filter((tag) => !this.isAside(tag.product))
    const under = reach.filter((tag) => tag.in < frame && frame < tag.out)
    if (under.length > 0) await this.#change((clip) => this.#studio.splitTags(clip, under.map((tag) => tag.id), frame))
    else this.say('info', t('Move the playhead inside a tag to split it.'))
  }

  remove(closeUp: boolean): Promise<Change | null> {
    const ids = [...this.selection]
    return ids.length > 0 ? this.#change((clip) => this.#studio.removeTags(clip, ids, closeUp)) : Promise.resolve(null)
  }

  async duplicate(ids: ID[], at: number): Promise<void> {
    if (ids.length === 0) return
    const before = new Set(this.tags.map((t) => t.id))
    const done = await this.#change((clip) => this.#studio.duplicateTags(clip, ids, at))
    if (done) this.select(this.tags.filter((t) => !before.has(t.id)).map((t) => t.id))
  }

  copy(): void {
    if (this.selected.length === 0) return
    copies.take(this.selected, this.rate)
    this.say('info', t('{n, plural, one {Copied # tag.} other {Copied # tags.}}', { n: this.selected.length }))
  }

  // ---- many at once ----

  /** Adds many tags as one gesture and selects those that came. */
  async addTags(tags: NewTag[], label: string): Promise<Change | null> {
    if (tags.length === 0) return null
    const before = new Set(this.tags.map((t) => t.id))
    const done = await this.#change((clip) => this.#studio.addTags(clip, tags, label))
    if (done) this.select(this.tags.filter((t) => !before.has(t.id)).map((t) => t.id))
    return done
  }
  /** Changes many tags as one gesture. */
  setTags(changes: (TagFields & { tag: ID; in?: number; out?: number })[], label: string): Promise<Change | null> {
    return changes.length > 0 ? this.#change((clip) => this.#studio.setTags(clip, changes, label)) : Promise.resolve(null)
  }

  // ---- as text ----

  /** The tags in a format, with what it cannot carry of them; fails with a Fault. */
  async exportTags(format: string): ReturnType<Studio['exportTags']> {
    await this.flush()
    return this.#studio.exportTags(this.id, format)
  }
  /** Takes tags out of a text as one gesture; fails with a Fault, so that it is said where the text is. */
  async importTags(format: string, text: string): ReturnType<Studio['importTags']> {
    await this.flush()
    const done = await this.#studio.importTags(this.id, format, text)
    if (done.clip.card.id === this.id) this.#show(done.clip)
    if (done.message) this.say('success', done.message, { name: t('Undo'), run: () => this.undo() })
    return done
  }

  // ---- what a tag says ----

  setPath(tag: ID, path: Path): Promise<Change | null> {
    return this.#change(() => this.#studio.setPath(tag, path))
  }
  setTag(tag: ID, fields: TagFields): Promise<Change | null> {
    return this.#change(() => this.#studio.setTag(tag, fields))
  }
  setCover(frame: number): Promise<Change | null> {
    return this.#change((clip) => this.#studio.setClip(clip, { cover: frame }))
  }

  // ---- back and forth ----

  async undo(): Promise<void> {
    this.undoing++
    try { await this.#travel((clip) => this.#studio.undo(clip)) } finally { this.undoing-- }
  }
  async redo(): Promise<void> { await this.#travel((clip) => this.#studio.redo(clip)) }

  /** Goes to a step of the history; 0 is the very beginning. */
  travel(n: number): Promise<boolean> { return this.#travel((clip) => this.#studio.travel(clip, n)) }
  /** Names how the clip stands now. */
  checkpoint(name: string): Promise<Change | null> { return this.#change((clip) => this.#studio.checkpoint(clip, name)) }

  async #travel(verb: (clip: ID) => Promise<Change>): Promise<boolean> {
    const { id } = this
    await this.flush()
    const before = new Map(this.tags.map((t) => [t.id, JSON.stringify(t)]))
    const steps = [this.view?.undo, this.view?.redo]
    const done = await this.#change(() => verb(id), false)
    if (!done) return false
    if (done.message) this.#tell(done.message)
    const touched = this.tags.filter((t) => before.get(t.id) !== JSON.stringify(t)).map((t) => t.id)
    this.pulse = { tags: new Set(touched), times: this.pulse.times + 1 }
    // What pulses need not be told; what cannot be seen, or was kept for somebody
    // and stands behind the step itself, must.
    if (done.message && (touched.length === 0 || !steps.some((s) => s && done.message.endsWith(s)))) this.say('info', done.message)
    if (done.clip.tags.length === 0 && done.clip.card.frames === 0) this.close() // its own import was undone
    return true
  }

  /** What stands in the way of publishing to the first account there is; null when there is none yet. */
  async check(): Promise<CheckReport | null> {
    const { id } = this
    await this.flush()
    return (await this.#queue(async () => {
      const [account] = await this.#studio.accounts()
      return account ? await this.#studio.check(id, account.id, {}, '') : null
    })) ?? null
  }

  /** What every place would keep; null where that cannot be said. */
  losses(): Promise<LossReport | null> {
    return this.#studio.lossReport(this.id).catch(() => null)
  }

  /** Asks the team for the clip's own file, which is on somebody else's laptop. */
  async fetchOriginal(): Promise<void> {
    const { id } = this
    await this.#queue(() => this.#studio.fetchOriginal(id))
    await this.reload()
  }

  async history(): Promise<HistoryEntry[]> {
    const { id } = this
    await this.flush()
    return (await this.#queue(() => this.#studio.history(id))) ?? []
  }
}
