// Where a product seems to be seen again: what was found for one tag, in its
// clip or in the whole library, and what becomes of it. Nothing found is a tag
// until a person says so. A search is slow and cannot be stopped in Go, so the
// answer of a question nobody waits for any more is let fall here.

import { inOrder } from '../words/figures'
import { mark, t } from '../words/words.svelte'
import type { ClipCard, Ghost, ID, NewTag, Product, Studio, Tag } from '../studio/studio'
import type { OpenClip } from './clip.svelte'
import { faultOf } from './fault'

/** From these likenesses on a sighting is sure, or likely. */
export const SURE = 0.9
export const LIKELY = 0.8

export type Where = 'clip' | 'library'

/** A sighting with a name of its own, so that it can be pointed at. */
export interface Sighting extends Ghost { readonly id: string }

export type SightingDoor = Pick<Studio, 'seenAgain' | 'addTags' | 'undo' | 'clip'>

export class Sightings {
  /** Whether the list is shown. */
  open = $state(false)
  looking = $state(false)
  where = $state<Where>('clip')
  /** Why nothing could be looked for, as one sentence. */
  trouble = $state('')
  /** The tag that was asked about, and its product as it was then. */
  tag = $state.raw<Tag | null>(null)
  product = $state.raw<Product | null>(null)
  /** The one the keys mean. */
  chosen = $state('')

  /** The cards of the clips something was found in, as far as they are known. */
  cards = $state.raw<ReadonlyMap<ID, ClipCard>>(new Map())

  #found = $state.raw<readonly Sighting[]>([])
  /** Dropped, being accepted, or accepted in another clip. */
  #gone = $state.raw<ReadonlySet<string>>(new Set())
  #question = 0
  readonly #clip: OpenClip
  readonly #door: SightingDoor

  /** What is left to decide: by clip, that of the tag first, and by time in each. */
  readonly all: readonly Sighting[] = $derived.by(() =>
    this.#found.filter((g) => !this.#gone.has(g.id) && !this.#isTagged(g)).toSorted((a, b) => this.#rank(a) - this.#rank(b) || inOrder(a.clipName, b.clipName) || (a.clip < b.clip ? -1 : a.clip > b.clip ? 1 : a.in - b.in)))
  /** Those of the open clip. */
  readonly here: readonly Sighting[] = $derived.by(() => (this.open ? this.all.filter((g) => g.clip === this.#clip.id) : []))
  readonly sure: readonly Sighting[] = $derived.by(() => this.all.filter((g) => g.score >= SURE))
  readonly current: Sighting | null = $derived.by(() => this.all.find((g) => g.id === this.chosen) ?? this.all[0] ?? null)
  /** Whether the last question was answered with nothing at all. */
  readonly nothing: boolean = $derived.by(() => this.open && !this.looking && this.trouble === '' && this.#found.length === 0)

  constructor(clip: OpenClip, door: SightingDoor) {
    this.#clip = clip
    this.#door = door
  }

  /** Whether there is something under a tag's hotspot to look for. */
  can(tag: Tag | null): tag is Tag { return tag !== null && (tag.spots ?? []).length > 0 }

  /** Looks for what lies under a tag's hotspot. An older question is forgotten. */
  async ask(tag: Tag | null = this.tag, where: Where = this.where): Promise<void> {
    if (!this.can(tag)) return
    const question = ++this.#question
    this.#begin(tag, where)
    try {
      await this.#clip.flush()
      const ghosts = await this.#door.seenAgain(tag.id, where)
      if (question === this.#question) this.#found = ghosts.map((g, i) => ({ ...g, id: `${String(question)}.${String(i)}` }))
    } catch (e) {
      if (question === this.#question) this.trouble = faultOf(e).message
    }
    if (question !== this.#question) return
    this.looking = false
    await this.#fetchCards(question)
  }

  // Without its card a sighting has no picture and no time; it can be decided all the same.
  async #fetchCards(question: number): Promise<void> {
    for (const id of new Set(this.#found.map((g) => g.clip))) {
      if (question !== this.#question) return
      if (id === this.#clip.id) continue
      const card = await this.#door.clip(id).then((v) => v.card, () => null)
      if (card) this.cards = new Map([...this.cards, [id, card]])
    }
  }
  /** The card of a clip, where it is known by now. */
  cardOf(clip: ID): ClipCard | null { return clip === this.#clip.id ? (this.#clip.view?.card ?? null) : (this.cards.get(clip) ?? null) }

  #begin(tag: Tag, where: Where): void {
    if (tag.id !== this.tag?.id) this.product = this.#clip.products.get(tag.product) ?? null
    this.tag = tag
    this.where = where
    this.open = true
    this.looking = true
    this.trouble = ''
    this.#found = []
    this.#gone = new Set()
    this.chosen = ''
  }

  /** Waits no longer; what comes is let fall. */
  cancel(): void {
    this.#question++
    this.looking = false
    this.open = false
  }

  close(): void {
    this.cancel()
    this.#found = []
  }

  // ---- walking ----

  choose(id: string): void { this.chosen = id }

  /** The next one before or after the chosen one; it stops at the ends. */
  step(by: 1 | -1): Sighting | null {
    const i = this.all.findIndex((g) => g.id === this.current?.id)
    const next = this.all[Math.min(this.all.length - 1, Math.max(0, i + by))] ?? null
    this.chosen = next?.id ?? ''
    return next
  }

  // ---- deciding ----

  /** It is not the product, or not wanted. */
  drop(id = this.current?.id ?? ''): void { this.#take([id]) }

  /** Makes a tag of one. */
  async accept(id = this.current?.id ?? ''): Promise<void> {
    const ghost = this.all.find((g) => g.id === id)
    if (ghost) await this.#accept([ghost])
  }

  /** Makes tags of all that are sure: one gesture in each clip. */
  async acceptSure(): Promise<void> {
    const sure = this.sure
    for (const clip of new Set(sure.map((g) => g.clip))) await this.#accept(sure.filter((g) => g.clip === clip))
  }

  async #accept(ghosts: readonly Sighting[]): Promise<void> {
    const [first] = ghosts
    if (!first) return
    const ids = ghosts.map((g) => g.id)
    this.#take(ids)
    const here = first.clip === this.#clip.id
    const done = here ? await this.#tagHere(ghosts, first) : await this.#tagThere(ghosts, first)
    // In the open clip the tag itself hides its sighting, so that undo shows it again.
    if (here || !done) this.#giveBack(ids)
  }

  async #tagHere(ghosts: readonly Sighting[], first: Sighting): Promise<boolean> {
    const done = ghosts.length === 1
      ? await this.#clip.addTag(first.product, first, pathOf(first), false)
      : await this.#clip.addTags(ghosts.map(tagOf), this.#label(ghosts))
    return done !== null
  }

  async #tagThere(ghosts: readonly Sighting[], first: Sighting): Promise<boolean> {
    const { clip, clipName } = first
    const back = async (): Promise<void> => {
      await this.#door.undo(clip)
      this.#giveBack(ghosts.map((g) => g.id))
    }
    try {
      await this.#door.addTags(clip, ghosts.map(tagOf), this.#label(ghosts))
      this.#clip.say('success', t('{n, plural, one {Tagged once} other {Tagged # times}} in {clip}.', { n: ghosts.length, clip: clipName }), { name: t('Undo'), run: back })
      return true
    } catch (e) {
      this.#clip.say('error', faultOf(e).message)
      return false
    }
  }

  #label(ghosts: readonly Sighting[]): string {
    const name = this.product?.title ?? ''
    return t('{n, plural, one {Tag {name} where it is seen again} other {Tag {name} # times where it is seen again}}', { name, n: ghosts.length })
  }

  #take(ids: readonly string[]): void {
    const i = this.all.findIndex((g) => ids.includes(g.id))
    this.#gone = new Set([...this.#gone, ...ids])
    if (!this.all.some((g) => g.id === this.chosen)) this.chosen = (this.all[i] ?? this.all.at(-1))?.id ?? ''
  }
  #giveBack(ids: readonly string[]): void { this.#gone = new Set([...this.#gone].filter((id) => !ids.includes(id))) }

  // Go leaves these out when it looks; since then tags may have come or gone.
  #isTagged(g: Ghost): boolean {
    return g.clip === this.#clip.id && this.#clip.tags.some((tag) => tag.product === g.product && tag.in < g.out && g.in < tag.out)
  }
  #rank(g: Ghost): number { return g.clip === this.tag?.clip ? 0 : 1 }
}

const pathOf = (g: Ghost): { interpolation: 'linear'; spots: NonNullable<NewTag['spots']> } => ({ interpolation: 'linear', spots: [{ ...g.spot, frame: g.in }] })
const tagOf = (g: Ghost): NewTag => ({ product: g.product, in: g.in, out: g.out, ...pathOf(g) })

const SAID = { sure: mark('Surely'), likely: mark('Probably'), maybe: mark('Perhaps') }
/** How sure a sighting is, for tell. */
export const likeness = (score: number): string => (score >= SURE ? SAID.sure : score >= LIKELY ? SAID.likely : SAID.maybe)
