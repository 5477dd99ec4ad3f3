// The cover editor: a draft of frame, focus and words, what it looks like in
// every shape, and the way it becomes the cover. A state chart:
//
//   closed → open → (held → open)* → saving → closed
//
// held is a drag under way; Escape drops it and puts the draft back. Closing
// asks nothing: the draft waits for as long as the window lives.

import { clampFrame, parseRate } from '../maths/frames'
import { cutOf, pushed, within, type CutShape } from '../maths/crop'
import type { CoverCandidate, CoverPreview, CoverTarget, Exported, Fault, ID, Point } from '../studio/studio'
import { priceOf } from '../words/figures'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { changed, designOf, draftOf, isSame, mended, remarksOf, type Draft, type Finding, type Part } from './design'
import { faultOf } from './fault'

export type { CoverCandidate, CoverPreview, CoverTarget, Exported, Strip } from '../studio/studio'
export type Format = 'jpeg' | 'png' | 'webp'

/** The true pictures are asked for once the hand rests. */
export const PREVIEW_QUIET_MS = 200

export class CoverEditor {
  isOpen = $state(false)
  clip = $state<ID>('')
  draft = $state.raw<Draft>(draftOf(null, null))
  /** This draft was left unused before, and found again. */
  found = $state(false)
  busy = $state<'' | 'saving' | 'exporting'>('')
  /** Why the last deed failed; null when it did not. */
  trouble = $state.raw<Fault | null>(null)

  candidates = $state.raw<readonly CoverCandidate[]>([])
  looking = $state(false)
  candidatesFault = $state.raw<Fault | null>(null)
  faces = $state.raw<readonly string[]>([])
  targets = $state.raw<readonly CoverTarget[]>([])
  /** Choosing which pictures to export. */
  exporting = $state(false)

  #pictures = $state.raw<{ of: Draft; list: readonly CoverPreview[] } | null>(null)
  /** Why there are no true pictures; null while there are or may come. */
  previewFault = $state.raw<Fault | null>(null)
  /** The draft as the clip has it. */
  #base = $state.raw<Draft>(draftOf(null, null))
  /** The draft as it was when a drag began; null while none is under way. */
  held = $state.raw<Draft | null>(null)

  readonly view = $derived.by(() => (this.#shell.current.id === this.clip ? this.#shell.current.view : null))
  readonly frames = $derived(this.view?.card.frames ?? 0)
  readonly rate = $derived(parseRate(this.view?.card.rate ?? ''))
  readonly missing = $derived(this.view?.card.state === 'missing')
  readonly dirty = $derived(!isSame(this.draft, this.#base))
  /** The true pictures show the draft as it is now. */
  readonly fresh = $derived(this.#pictures !== null && isSame(this.#pictures.of, this.draft))
  readonly previews: ReadonlyMap<CutShape, CoverPreview> = $derived(new Map(this.#pictures?.list.map((p) => [p.shape, p])))
  readonly remarks = $derived(remarksOf(this.#pictures?.list ?? []))
  /** The price of the first tagged product that has one. */
  readonly price = $derived.by(() => {
    for (const tag of this.view?.tags ?? []) {
      const product = this.view?.products.find((p) => p.id === tag.product)
      const text = priceOf(product?.offer?.price)
      if (product && text) return { text, of: product.title }
    }
    return null
  })

  /** The day and the time from which something held back may be seen, the first there is; "" for none. A picture says nothing that is true only for a while. */
  readonly opens = $derived(Object.values(this.view?.held ?? {}).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0]?.says ?? '')

  readonly #shell: Shell
  readonly #kept = new Map<ID, Draft>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = false
  #again = false

  constructor(shell: Shell) {
    this.#shell = shell
    shell.current.onChange(() => { this.#arrived() })
  }

  /** Opens over the place, for the chosen clip. */
  open(): void {
    if (this.isOpen || this.#shell.chosen === '') return
    this.clip = this.#shell.chosen
    this.candidates = []
    this.candidatesFault = null
    this.#pictures = null
    this.previewFault = null
    this.trouble = null
    this.held = null
    this.isOpen = true
    const kept = this.#kept.get(this.clip)
    this.found = kept !== undefined
    this.#base = draftOf(this.view?.cover ?? null, this.view?.design ?? null)
    this.draft = kept ?? this.#base
    void this.#learn()
    void this.lookForCandidates()
    this.#soon(0)
  }

  /** Closes; a draft that was not used waits. */
  close(): void {
    clearTimeout(this.#timer)
    if (this.held) this.drop()
    if (this.dirty && this.draft.frame >= 0) this.#kept.set(this.clip, this.draft)
    else this.#kept.delete(this.clip)
    this.exporting = false
    this.isOpen = false
  }

  // The clip was asked for anew, by whoever.
  #arrived(): void {
    if (!this.isOpen) return
    if (this.#shell.current.id !== this.clip) { this.close(); return }
    if (!this.view) return
    const clean = !this.dirty
    const next = draftOf(this.view.cover, this.view.design)
    this.#base = next.frame < 0 && this.#base.frame >= 0 ? { ...next, frame: this.#base.frame } : next
    if (clean && !this.held) this.#set(this.#base)
    if (this.candidates.length === 0 && !this.looking && this.view.card.strip) void this.lookForCandidates()
  }

  async #learn(): Promise<void> {
    const { studio } = this.#shell
    try {
      if (this.faces.length === 0) this.faces = await studio.coverFaces()
      if (this.targets.length === 0) this.targets = await studio.coverTargets()
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  /** Asks which frames would make good covers. Where the clip has no cover of its own, the best becomes the draft's. */
  async lookForCandidates(): Promise<void> {
    const { clip } = this
    this.looking = true
    this.candidatesFault = null
    let found: readonly CoverCandidate[] = []
    try {
      found = await this.#shell.studio.coverCandidates(clip)
    } catch (e) {
      if (clip === this.clip) this.candidatesFault = faultOf(e)
    }
    if (clip !== this.clip || !this.isOpen) return
    this.looking = false
    this.candidates = found
    if (this.draft.frame < 0 && this.frames > 0) {
      const frame = clampFrame(found[0]?.frame ?? this.frames / 2, this.frames)
      this.#base = { ...this.#base, frame }
      this.#set({ ...this.draft, frame })
    }
  }

  // ---- the frame ----

  go(frame: number): void { if (this.frames > 0) this.#set({ ...this.draft, frame: clampFrame(frame, this.frames) }) }
  step(by: number): void { this.go(Math.max(0, this.draft.frame) + by) }

  // ---- the cut ----

  setFocus(at: Point): void { this.#set({ ...this.draft, focus: within(at) }) }
  moveFocus(dx: number, dy: number): void { this.setFocus({ x: this.draft.focus.x + dx, y: this.draft.focus.y + dy }) }

  /** The picture was pushed inside a cut, by shares of the cut since the drag began. */
  push(shape: CutShape, dx: number, dy: number): void {
    const card = this.view?.card
    if (card && this.held) this.setFocus(pushed(card.width, card.height, shape, this.held.focus, dx, dy))
  }

  cut(shape: CutShape) {
    const card = this.view?.card
    return cutOf(card?.width || 9, card?.height || 16, shape, this.draft.focus)
  }

  // ---- the words ----

  write(part: Part, by: Parameters<typeof changed>[2]): void { this.#set({ ...this.draft, [part]: changed(part, this.draft[part], by) }) }
  /** Words were dragged by shares of a cut since the drag began. */
  shift(part: Part, dx: number, dy: number): void {
    const from = (this.held ?? this.draft)[part].at
    this.write(part, { at: { x: from.x + dx, y: from.y + dy } })
  }
  /** Whether one press mends a finding. */
  mends(f: Finding): boolean { return mended(this.draft, f) !== null }
  mend(f: Finding): void {
    const next = mended(this.draft, f)
    if (next) this.#set(next)
  }

  // ---- a drag ----

  grab(): void { this.held = this.draft }
  letGo(): void { this.held = null }
  /** Escape: the draft is as it was before. True when a drag was under way. */
  drop(): boolean {
    const { held } = this
    if (!held) return false
    this.held = null
    this.#set(held)
    return true
  }

  /** Back to what the clip has. */
  reset(): void {
    this.found = false
    this.#set(this.#base)
  }

  #set(draft: Draft): void {
    if (isSame(draft, this.draft)) {
      this.draft = draft // what is switched off may have changed
      return
    }
    this.draft = draft
    this.trouble = null
    this.#soon(PREVIEW_QUIET_MS)
  }

  // ---- the true pictures ----

  #soon(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { void this.#preview() }, ms)
  }
  again(): void { this.#soon(0) }

  // One question at a time: a slow machine is never asked for pictures nobody will see.
  async #preview(): Promise<void> {
    if (!this.isOpen || this.fresh || this.missing || this.draft.frame < 0) return
    if (this.#asking) { this.#again = true; return }
    const { clip, draft } = this
    this.#asking = true
    try {
      const list = await this.#shell.studio.coverPreview(clip, draft.frame, designOf(draft))
      if (this.#stands(clip, draft)) { this.#pictures = { of: draft, list }; this.previewFault = null }
    } catch (e) {
      if (this.#stands(clip, draft)) this.previewFault = this.#told(e)
    }
    this.#asking = false
    if (!this.#again) return
    this.#again = false
    void this.#preview()
  }
  #stands(clip: ID, draft: Draft): boolean { return this.isOpen && clip === this.clip && isSame(draft, this.draft) }

  // Whether anybody answers is the shell's to know; the sentence is said here.
  #told(e: unknown): Fault {
    const fault = faultOf(e)
    if (fault.kind === 'Offline') this.#shell.fail(fault)
    return fault
  }

  // ---- becoming the cover ----

  /** The draft becomes the clip's cover, as one step that undo takes back. */
  async use(): Promise<boolean> {
    if (this.draft.frame < 0 || this.busy) return false
    if (!this.dirty && this.view?.cover !== null) { this.close(); return true }
    const { draft } = this
    return this.#deed('saving', async () => { await this.#keep(draft.frame, draft) })
  }

  /** Frame and words are Taglane's to choose again. */
  async letChoose(): Promise<boolean> {
    return this.#deed('saving', async () => { await this.#keep(-1, null) })
  }

  async #keep(frame: number, draft: Draft | null): Promise<void> {
    const done = await this.#shell.studio.setCover(this.clip, frame, draft && designOf(draft))
    this.#settle(draft)
    this.close()
    this.#shell.notices.add({ kind: 'success', message: done.message || t('The cover is set.'), fix: { name: t('Undo'), run: () => this.#shell.undo() } })
    await this.#shell.current.load()
  }

  #settle(draft: Draft | null): void {
    this.#base = draft ?? draftOf(null, null)
    this.draft = this.#base
    this.found = false
    this.#kept.delete(this.clip)
  }

  /** Asks which pictures to write. */
  choosePictures(): void {
    this.trouble = null
    this.exporting = true
  }

  /** Writes the cover as files; a draft becomes the cover first. null when it could not be. */
  async exportPictures(targets: ID[], format: Format, folder: string): Promise<readonly Exported[] | null> {
    let made: readonly Exported[] | null = null
    const { draft, clip } = this
    await this.#deed('exporting', async () => {
      if (this.dirty) {
        await this.#shell.studio.setCover(clip, draft.frame, designOf(draft))
        this.#settle(draft)
        await this.#shell.current.load()
      }
      made = await this.#shell.studio.exportCovers(clip, targets, format, folder)
    })
    return made
  }

  async #deed(busy: 'saving' | 'exporting', run: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.busy = busy
    this.trouble = null
    try {
      await run()
      return true
    } catch (e) {
      this.trouble = this.#told(e)
      return false
    } finally {
      this.busy = ''
    }
  }

  /** Window only: lets the person show where the file lies now. */
  async find(): Promise<void> {
    if (await this.#deed('saving', () => this.#shell.studio.findFile(this.clip))) {
      await this.#shell.current.load()
      void this.lookForCandidates()
      this.again()
    }
  }
  get finds(): boolean { return this.#shell.studio.able.pick }
  async pickFolder(): Promise<string> {
    try {
      return await this.#shell.studio.pickFolder()
    } catch (e) {
      this.trouble = this.#told(e)
      return ''
    }
  }
}
