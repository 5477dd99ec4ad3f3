// What is about to be said: a comment on the frame or over the marked range, an
// answer, or other words for what was said. Each clip and each thread keeps what
// was begun, until it is sent.

import type { FrameSpan } from '../maths/frames'
import type { Comment, ID } from '../studio/studio'
import type { Drawing } from './notesdrawing.svelte'
import type { Notes } from './notes.svelte'
import type { Playhead } from './playhead.svelte'

/** What the words are for. */
export type Aim = { readonly kind: 'comment' } | { readonly kind: 'reply'; readonly to: Comment } | { readonly kind: 'edit'; readonly of: Comment }

/** Where drafts are kept; what cannot be kept lasts until the window closes. */
export type DraftShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** As long as a comment may be. */
export const MOST = 5000

const COMMENT: Aim = { kind: 'comment' }

export class Composer {
  readonly drawing: Drawing
  text = $state('')
  aim = $state.raw<Aim>(COMMENT)
  sending = $state(false)
  /** Nobody else is to see it. */
  private = $state(false)
  /** Asks the field to take the keyboard; counts the asking. */
  asked = $state(0)

  readonly #notes: Notes
  readonly #head: Playhead
  readonly #store: DraftShelf
  #clip: ID = ''
  #resume = false

  /** What a comment would lie over now. */
  readonly span: FrameSpan = $derived.by(() => {
    if (this.aim.kind === 'edit') return { in: this.aim.of.frame, out: this.aim.of.out }
    const { in: from, out } = this.#head.range
    if (from !== null && out !== null) return { in: from, out }
    return { in: this.#head.frame, out: this.#head.frame }
  })
  readonly canSend = $derived.by(() => !this.sending && this.text.length <= MOST && (this.text.trim() !== '' || (this.aim.kind !== 'reply' && this.drawing.strokes.length > 0)))

  constructor(notes: Notes, head: Playhead, drawing: Drawing, store: DraftShelf = shelf()) {
    this.#notes = notes
    this.#head = head
    this.drawing = drawing
    this.#store = store
  }

  /** Another clip lies on the table: what was begun there comes back. */
  show(clip: ID): void {
    if (clip === this.#clip) return
    this.#clip = clip
    this.#resume = false
    this.#aim(COMMENT)
    this.drawing.take([])
    this.drawing.on = false
  }

  get #key(): string {
    const { aim } = this
    return `taglane.said.${this.#clip}${aim.kind === 'reply' ? `.${aim.to.id}` : aim.kind === 'edit' ? `.=${aim.of.id}` : ''}`
  }
  #aim(aim: Aim): void {
    this.aim = aim
    this.text = this.#store.getItem(this.#key) ?? (aim.kind === 'edit' ? aim.of.text : '')
  }

  /** A hand writes: what plays waits for it. */
  typed(text: string): void {
    this.text = text
    if (this.#head.playing) {
      this.#head.pause()
      this.#resume = true
    }
    const said = this.aim.kind === 'edit' ? this.aim.of.text : ''
    if (text === said) this.#store.removeItem(this.#key)
    else this.#store.setItem(this.#key, text)
  }

  comment(): void {
    if (this.aim.kind !== 'comment') this.cancel()
    if (this.#head.playing) {
      this.#head.pause()
      this.#resume = true
    }
    this.asked++
  }
  reply(to: Comment): void {
    this.cancel()
    this.#aim({ kind: 'reply', to })
    this.asked++
  }
  edit(of: Comment): void {
    this.cancel()
    this.#aim({ kind: 'edit', of })
    if (of.drawing.length > 0) this.drawing.take(of.drawing)
    this.asked++
  }

  /** Back to a comment of its own; what was begun is kept. */
  cancel(): void {
    if (this.aim.kind === 'comment') return
    if (this.aim.kind === 'edit') {
      this.drawing.take([])
      this.drawing.on = false
    }
    this.#aim(COMMENT)
  }

  async send(): Promise<Comment | null> {
    if (!this.canSend) return null
    const { aim } = this
    const [clip, key, text] = [this.#clip, this.#key, this.text.trim()]
    const drawing = [...this.drawing.strokes]
    this.sending = true
    let done: Comment | null
    if (aim.kind === 'reply') done = await this.#notes.reply(aim.to.id, text)
    else if (aim.kind === 'edit') done = await this.#notes.set(aim.of.id, { text, ...(aim.of.drawing.length > 0 || drawing.length > 0 ? { drawing } : {}) })
    else done = await this.#notes.add({ frame: this.span.in, out: this.span.out, text, drawing, ...(this.private ? { private: true } : {}) })
    this.sending = false
    if (!done) return null
    this.#store.removeItem(key)
    if (clip !== this.#clip) return done
    if (aim.kind !== 'reply') {
      this.drawing.take([])
      this.drawing.on = false
    }
    if (aim.kind === 'comment') this.#head.clearRange()
    this.#aim(COMMENT)
    if (aim.kind === 'comment') {
      this.text = ''
      this.private = false
    }
    if (this.#resume) this.#head.play()
    this.#resume = false
    return done
  }

  /** The keyboard left the field: with nothing begun, nothing waits to go on. */
  left(): void {
    if (this.text.trim() === '' && this.drawing.strokes.length === 0) this.#resume = false
  }
}

// The window's own store where there is one; it may be full, or shut off.
function shelf(): DraftShelf {
  const here = new Map<string, string>()
  const store = (globalThis as { localStorage?: Storage }).localStorage
  const tried = <T>(fn: () => T): T | undefined => { try { return fn() } catch { return undefined } }
  return {
    getItem: (key) => here.get(key) ?? tried(() => store?.getItem(key)) ?? null,
    setItem: (key, text) => { here.set(key, text); tried(() => store?.setItem(key, text)) },
    removeItem: (key) => { here.delete(key); tried(() => store?.removeItem(key)) },
  }
}
