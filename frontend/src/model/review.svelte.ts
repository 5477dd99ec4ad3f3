// The table of the Review place: the open clip with its playhead and timeline,
// what is said about it, and what is about to be said. Commands and rooms meet here.

import { framesIn } from '../maths/frames'
import type { Comment, ID } from '../studio/studio'
import { Approvals } from './approval.svelte'
import type { Shell } from './app.svelte'
import { Desk } from './desk.svelte'
import { Composer, type DraftShelf } from './notescomposer.svelte'
import { Drawing } from './notesdrawing.svelte'
import { Notes } from './notes.svelte'
import { takingPart, type Participant } from './talk'

export type HandingPage = 'file' | 'answer' | 'notes'

export class Review {
  readonly desk: Desk
  readonly notes: Notes
  readonly drawing = new Drawing()
  readonly composer: Composer
  /** Whether the clip on the table may be published; null while there is none. */
  approvals = $state.raw<Approvals | null>(null)
  /** Drawings lie on the picture. */
  ink = $state(true)
  /** Wide enough to show versions and what waits always. */
  wide = $state(true)
  /** The same, where the window is too narrow to show them always. */
  side = $state(false)
  /** What the panel at the right shows. */
  tab = $state<'threads' | 'checks' | 'history'>('threads')
  /** What of giving the draft to people without Taglane is open. */
  handing = $state<HandingPage | null>(null)
  /** Asks for a note to go with a verdict. */
  asking = $state(false)
  /** A thread to be looked at as soon as its clip lies on the table. */
  awaited: ID = ''
  /** Asks whom the thread is for, or how it is reacted to. */
  choosing = $state<'member' | 'emoji' | ''>('')
  /** Thread to be deleted once that was confirmed; "" for none. */
  removing = $state<ID>('')

  /** The threads under the playhead. While it runs, one at a single frame stays for half a second. */
  readonly here: ReadonlySet<ID> = $derived.by(() => {
    const { head, clip } = this.desk
    const at = head.frame
    const after = head.playing ? framesIn(0.5, clip.rate) : 1
    return new Set(this.notes.threads.filter((c) => c.frame <= at && at < Math.max(c.out, c.frame + after)).map((c) => c.id))
  })
  /** Those whose drawing lies on the picture now. */
  readonly inked: readonly Comment[] = $derived.by(() => {
    const at = this.desk.head.frame
    const { chosen } = this.notes
    if (!this.ink || this.composer.aim.kind === 'edit') return []
    return this.notes.threads.filter((c) => c.drawing.length > 0 && !c.deleted && (c.frame === at || (c.id === chosen && c.frame <= at && at < c.out)))
  })

  /** Who takes part, for the title bar. */
  readonly people: readonly Participant[] = $derived.by(() => takingPart(this.notes.threads, this.approvals?.now?.verdicts ?? [], this.notes.members))

  readonly #shell: Shell
  #stops: (() => void)[] = []

  constructor(shell: Shell, store?: DraftShelf) {
    this.#shell = shell
    this.desk = new Desk(shell.studio, (kind, message, fix) => { shell.notices.add({ kind, message, fix: fix ?? null }) })
    this.desk.clip.onfault = (fault) => { shell.fail(fault) }
    this.desk.overlay = 'off'
    this.notes = new Notes(shell.studio, { fail: (fault) => { shell.fail(fault) }, say: shell.say })
    this.composer = new Composer(this.notes, this.desk.head, this.drawing, store)
    this.#stops.push(this.notes.listen())
  }

  close(): void {
    this.desk.head.pause()
    this.#watch(null)
    for (const stop of this.#stops) stop()
    this.desk.close()
  }

  async open(id: ID): Promise<void> {
    if (id === this.desk.clip.id && id === this.notes.clip) return
    this.composer.show(id)
    this.#watch(id)
    await Promise.all([this.desk.open(id), this.notes.show(id)])
  }

  #unwatch: () => void = () => undefined
  #watch(id: ID | null): void {
    this.#unwatch()
    this.approvals = id ? new Approvals(this.#shell, id) : null
    this.#unwatch = this.approvals?.watch() ?? (() => undefined)
  }

  // ---- among the threads ----

  /** Looks at a thread: its frame is shown, and stands still. */
  choose(id: ID): void {
    const thread = this.notes.threads.find((c) => c.id === id)
    if (!thread) return
    this.notes.chosen = id
    this.tab = 'threads'
    this.desk.head.pause()
    this.desk.goTo(thread.frame)
  }

  /** Looks at the thread that was asked for, if it is of this clip. */
  meet(): void {
    const id = this.awaited
    this.awaited = ''
    const found = id ? this.notes.find(id) : null
    if (found) this.choose(found.thread.id)
  }

  /** The next thread along the clip, of those that are shown. */
  step(direction: 1 | -1): void {
    const all = this.notes.shown.toSorted((a, b) => a.frame - b.frame)
    const at = all.findIndex((c) => c.id === this.notes.chosen)
    const { frame } = this.desk.head
    const chosen = all[at]
    const onIt = chosen && chosen.frame <= frame && frame <= Math.max(chosen.frame, chosen.out)
    const beyond = direction > 0 ? all.find((c) => c.frame > frame) : all.findLast((c) => c.frame < frame)
    const next = onIt ? all[at + direction] : beyond
    if (next) this.choose(next.id)
  }

  /** What a key about a thread means: the one chosen, else the first under the playhead. */
  get subject(): Comment | null {
    return this.notes.current ?? this.notes.threads.find((c) => this.here.has(c.id)) ?? null
  }

  reply(): void { if (this.subject) this.composer.reply(this.subject) }
  /** The last thing that whoever works here said in the thread. */
  get mine(): Comment | null {
    const { subject } = this
    return subject ? ([subject, ...subject.replies].findLast((c) => c.mine && !c.deleted) ?? null) : null
  }
  edit(): void { if (this.mine) this.composer.edit(this.mine) }
  async resolve(): Promise<void> {
    const { subject } = this
    if (subject) await this.notes.resolve(subject.id, !subject.resolved)
  }
  async done(): Promise<void> {
    const { subject } = this
    if (subject) await this.notes.done(subject.id, !subject.done)
  }
  ask(what: 'member' | 'emoji'): void {
    const { subject } = this
    if (!subject) return
    this.notes.chosen = subject.id
    this.choosing = what
  }
  remove(): void { if (this.mine) this.removing = this.mine.id }

  draw(): void {
    if (this.drawing.on) { this.drawing.escape(); return }
    if (this.composer.aim.kind === 'reply') this.composer.cancel()
    this.desk.head.pause()
    this.drawing.on = true
  }

  async undo(): Promise<void> { if (!(this.drawing.on && this.drawing.undo())) await this.notes.undo() }
  async redo(): Promise<void> { if (!(this.drawing.on && this.drawing.redo())) await this.notes.redo() }

  /** One thing at a time, the nearest first. */
  escape(): boolean {
    if (this.drawing.escape()) return true
    if (this.composer.aim.kind !== 'comment') { this.composer.cancel(); return true }
    const { in: from, out } = this.desk.head.range
    if (from !== null || out !== null) { this.desk.head.clearRange(); return true }
    if (this.notes.chosen) { this.notes.chosen = ''; return true }
    if (this.side) { this.side = false; return true }
    return false
  }
}
