// One clip, second by second: who is still watching, what its tags bring in
// there, and where a tag would be seen by more.

import type { ClipInsights, Fault, ID } from '../studio/studio'
import { timecode, parseRate } from '../maths/frames'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { ClipInsights } from '../studio/studio'
export type ClipTag = ClipInsights['tags'][number]

/** Services where people watch to an end or leave, those that give out a file first. */
const WATCHED = ['youtube', 'tiktok', 'instagram', 'facebook']

export class ClipFigures {
  id = $state<ID>('')
  answer = $state.raw<ClipInsights | null>(null)
  wrong = $state.raw<Fault | null>(null)
  /** The second that is read out. */
  second = $state(0)
  #tag = $state<ID>('')
  /** Where the tag that was moved last stood before. */
  moved = $state.raw<{ readonly tag: ID; readonly from: number } | null>(null)
  /** A file is being taken in: what it holds, or null. */
  importing = $state<'curve' | 'counts' | null>(null)
  /** Whose curves can be taken in. */
  services = $state.raw<readonly { readonly id: string; readonly title: string }[]>([])
  /** Why the last file was not taken in. */
  refused = $state('')
  busy = $state(false)

  readonly seconds = $derived(this.answer?.seconds ?? [])
  /** The chosen tag; at first the one that has the most to gain. */
  readonly tag: ClipTag | null = $derived.by(() => {
    const tags = this.answer?.tags ?? []
    return tags.find((x) => x.tag === this.#tag) ?? tags.reduce<ClipTag | null>((a, b) => ((b.best?.gain ?? 0) > (a?.best?.gain ?? 0) ? b : a), null) ?? tags[0] ?? null
  })
  /** The tags that are in the picture in the second read out. */
  readonly shown: readonly ClipTag[] = $derived((this.answer?.tags ?? []).filter((x) => x.seconds[0] < this.second + 1 && x.seconds[1] > this.second))

  #asked = 0
  readonly #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  async open(clip: ID, tag: ID = ''): Promise<void> {
    if (clip !== this.id) {
      this.answer = null
      this.wrong = null
      this.second = 0
      this.moved = null
    }
    this.id = clip
    this.#tag = tag
    await this.load()
  }

  close(): void {
    this.#asked++ // what is still on its way is of no use
    this.id = ''
    this.answer = null
    this.importing = null
  }

  choose(tag: ID): void { this.#tag = tag }

  async load(): Promise<void> {
    const asked = ++this.#asked
    if (this.id === '') return
    try {
      const answer = await this.#shell.studio.clipInsights(this.id)
      if (asked !== this.#asked) return
      this.answer = answer
      this.wrong = null
      const { moved } = this
      if (moved && answer.tags.find((x) => x.tag === moved.tag)?.in === moved.from) this.moved = null // it was taken back elsewhere
    } catch (e) {
      if (asked !== this.#asked) return
      this.wrong = faultOf(e)
      if (this.answer) this.#shell.fail(this.wrong)
    }
  }

  step(by: number): void {
    this.second = Math.min(Math.max(0, this.seconds.length - 1), Math.max(0, this.second + by))
  }

  /** Moves a tag to where more are watching: one step that undo takes back. */
  async move(tag = this.tag): Promise<void> {
    const card = this.#shell.current.view?.card
    if (!tag?.best || !card || this.busy) return
    this.busy = true
    this.#tag = tag.tag
    try {
      await this.#shell.studio.moveTags(this.id, [{ tag: tag.tag, in: tag.best.in, out: tag.best.out }], t('Move {name} to where more are watching', { name: tag.product.title }))
      this.moved = { tag: tag.tag, from: tag.in }
      this.#shell.notices.add({
        kind: 'success', message: t('{name} now begins at {time}.', { name: tag.product.title, time: timecode(tag.best.in, parseRate(card.rate)) }),
        fix: { name: t('Undo'), run: () => this.back() },
      })
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    this.busy = false
    await Promise.all([this.load(), this.#shell.current.load()])
  }

  /** Takes the last change of the clip back. */
  async back(): Promise<void> {
    this.moved = null
    await this.#shell.undo()
    await this.load()
  }

  /** Opens the door for a file of who stays, or of what a page counted. */
  async ask(what: 'curve' | 'counts'): Promise<void> {
    this.refused = ''
    try {
      if (this.services.length === 0) {
        const all = await this.#shell.studio.services()
        this.services = WATCHED.flatMap((id) => all.find((s) => s.service === id) ?? []).map((s) => ({ id: s.service, title: s.title }))
      }
      this.importing = what
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  /** Takes in a file of who stays, or of what a page counted; service is whose curve it is. True when it could be read. */
  async take(text: string, service: string): Promise<boolean> {
    this.refused = ''
    if (text.trim() === '') {
      this.refused = t('Choose a file or paste its text.')
      return false
    }
    this.busy = true
    try {
      this.answer = this.importing === 'counts' ? await this.#shell.studio.importImpressions(this.id, text) : await this.#shell.studio.importCurve(this.id, service, text)
      this.importing = null
      return true
    } catch (e) {
      this.refused = faultOf(e).message
      return false
    } finally {
      this.busy = false
    }
  }
}
