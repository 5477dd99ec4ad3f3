// What people say about the clip on the table: its threads, which of them are
// looked at, and every verb that changes them. Threads come whole from each
// answer; nothing of them is written here.

import { t } from '../words/words.svelte'
import { emojis } from '../studio/notes'
import type { Comment, CommentFields, Fault, ID, Member, Studio } from '../studio/studio'
import { faultOf } from './fault'

export type { Approval, Comment, Fault, Member, Stroke, Verdict, VerdictAnswer } from '../studio/studio'

/** What a comment can be reacted with. */
export const EMOJIS = emojis
export const FILTERS = ['all', 'open', 'mine', 'assigned', 'resolved'] as const
export type Filter = (typeof FILTERS)[number]
export type Order = 'frame' | 'newest'

/** How failures and what was done are told. */
export interface Telling {
  fail(fault: Fault): void
  say(kind: 'success' | 'info', message: string): void
}

type Door = Pick<Studio, 'comments' | 'addComment' | 'replyComment' | 'setComment' | 'resolveComment' | 'removeComment' | 'assignComment' | 'doneComment' | 'toggleReaction' | 'undoNotes' | 'redoNotes' | 'members' | 'on' | 'onResync'>

export class Notes {
  clip = $state<ID>('')
  /** By frame, as the studio gives them. */
  threads = $state.raw<readonly Comment[]>([])
  members = $state.raw<readonly Member[]>([])
  /** Not one answer has come yet. */
  loading = $state(false)
  fault = $state.raw<Fault | null>(null)
  filter = $state<Filter>('all')
  order = $state<Order>('frame')
  chosen = $state<ID>('')
  /** What was done last, for a screen reader. */
  told = $state('')
  /** A verb is on its way. */
  busy = $state(0)

  readonly open = $derived(this.threads.filter((c) => !c.resolved).length)
  readonly shown: readonly Comment[] = $derived.by(() => {
    const some = this.threads.filter((c) => this.#fits(c))
    return this.order === 'frame' ? some : some.toSorted((a, b) => (latest(b) < latest(a) ? -1 : latest(b) > latest(a) ? 1 : 0))
  })
  readonly current: Comment | null = $derived(this.threads.find((c) => c.id === this.chosen) ?? null)
  readonly me: Member | null = $derived(this.members.find((m) => m.me) ?? null)
  /** Who has no Taglane, and came by the answer to a review. */
  readonly guests: ReadonlySet<ID> = $derived(new Set(this.members.filter((m) => m.guest).map((m) => m.id)))

  readonly #door: Door
  readonly #telling: Telling
  #round = 0
  #reading: Promise<void> | null = null
  #again = false
  #line: Promise<unknown> = Promise.resolve()

  constructor(door: Door, telling: Telling) {
    this.#door = door
    this.#telling = telling
  }

  /** Hears what others say; answers how to stop. */
  listen(): () => void {
    const stops = [
      this.#door.on('notes', ({ clip }) => { if (clip === '' || clip === this.clip) void this.load() }),
      this.#door.onResync(() => { void this.load() }),
    ]
    return () => { this.#round++; for (const stop of stops) stop() }
  }

  /** What was chosen stays in sight until something else is. */
  #fits(c: Comment): boolean { return c.id === this.chosen || isOf(c, this.filter) }
  countOf(filter: Filter): number { return this.threads.filter((c) => isOf(c, filter)).length }

  async show(clip: ID): Promise<void> {
    if (clip === this.clip) return
    this.clip = clip
    this.threads = []
    this.chosen = ''
    this.fault = null
    this.#round++
    this.#reading = null
    if (clip !== '') await this.load()
  }

  /** Asks for all threads again; however often it is wanted meanwhile, once more at the end. */
  load(): Promise<void> {
    if (this.#reading) {
      this.#again = true
      return this.#reading
    }
    const round = ++this.#round
    const reading = this.#read(round).finally(() => {
      if (this.#reading === reading) this.#reading = null
    })
    this.#reading = reading
    return reading
  }

  async #read(round: number): Promise<void> {
    const { clip } = this
    this.loading = this.threads.length === 0
    do {
      this.#again = false
      try {
        const [threads, members] = await Promise.all([this.#door.comments(clip), this.#door.members().catch(() => this.members)])
        if (round !== this.#round) return
        this.threads = threads
        this.members = members
        this.fault = null
        if (!threads.some((c) => c.id === this.chosen)) this.chosen = ''
      } catch (e) {
        if (round !== this.#round) return
        this.fault = faultOf(e)
      }
    } while (this.#again)
    this.loading = false
  }

  // Verbs run one after the other. What was answered takes its place at once.
  #do(verb: () => Promise<Comment | null>, done: string): Promise<Comment | null> {
    const { clip } = this
    this.busy++
    let round = 0
    const run = this.#line.then(() => {
      round = this.#round
      return verb()
    }).then((thread) => {
      if (clip === this.clip && thread) this.#put(thread)
      if (clip === this.clip && round !== this.#round) void this.load() // all were asked for since: one of them may be newer than this answer
      this.#tell(done)
      return thread
    }).catch((e: unknown) => {
      this.#telling.fail(faultOf(e))
      return null
    }).finally(() => { this.busy-- })
    this.#line = run
    return run
  }

  #put(thread: Comment): void {
    const rest = this.threads.filter((c) => c.id !== thread.id)
    const at = rest.findIndex((c) => c.frame > thread.frame)
    this.threads = at < 0 ? [...rest, thread] : [...rest.slice(0, at), thread, ...rest.slice(at)]
  }

  #tell(what: string): void { this.told = what === this.told ? `${what}\u00a0` : what }

  // ---- verbs; null where it failed, which was told ----

  async add(fields: CommentFields): Promise<Comment | null> {
    const thread = await this.#do(() => this.#door.addComment(this.clip, fields), t('Comment sent'))
    if (thread) this.chosen = thread.id
    return thread
  }
  reply(to: ID, text: string): Promise<Comment | null> {
    return this.#do(() => this.#door.replyComment(to, text), t('Reply sent'))
  }
  set(id: ID, fields: CommentFields): Promise<Comment | null> {
    return this.#do(() => this.#door.setComment(id, fields), t('Comment changed'))
  }
  resolve(id: ID, resolved: boolean): Promise<Comment | null> {
    return this.#do(() => this.#door.resolveComment(id, resolved), resolved ? t('Thread resolved') : t('Thread open again'))
  }
  assign(id: ID, member: ID): Promise<Comment | null> {
    const name = this.members.find((m) => m.id === member)?.name ?? ''
    return this.#do(() => this.#door.assignComment(id, member), member === '' ? t('The thread waits for nobody') : t('The thread waits for {name}', { name }))
  }
  done(id: ID, done: boolean): Promise<Comment | null> {
    return this.#do(() => this.#door.doneComment(id, done), done ? t('Marked as done') : t('Not done any more'))
  }
  react(id: ID, emoji: string): Promise<Comment | null> {
    return this.#do(() => this.#door.toggleReaction(id, emoji), t('Reaction changed'))
  }
  async remove(id: ID): Promise<void> {
    const root = this.threads.find((c) => c.id === id)
    await this.#do(async () => { await this.#door.removeComment(id); return null }, t('Comment deleted'))
    if (root && root.replies.length === 0 && this.chosen === id) this.chosen = ''
    await this.load()
  }

  async undo(): Promise<void> { await this.#travel(() => this.#door.undoNotes(this.clip)) }
  async redo(): Promise<void> { await this.#travel(() => this.#door.redoNotes(this.clip)) }
  async #travel(verb: () => Promise<{ message: string }>): Promise<void> {
    let told = ''
    await this.#do(async () => {
      told = (await verb()).message
      return null
    }, '')
    if (told) this.#telling.say('success', told)
    this.#tell(told)
    await this.load()
  }

  /** The comment or answer of this name, with its thread. */
  find(id: ID): { thread: Comment; said: Comment } | null {
    for (const thread of this.threads) {
      const said = thread.id === id ? thread : thread.replies.find((r) => r.id === id)
      if (said) return { thread, said }
    }
    return null
  }
}

function isOf(c: Comment, filter: Filter): boolean {
  if (filter === 'open') return !c.resolved
  if (filter === 'resolved') return c.resolved
  if (filter === 'assigned') return c.assignee?.me === true && !c.done && !c.resolved
  if (filter === 'mine') return c.mine || c.replies.some((r) => r.mine)
  return true
}

/** When something was last said in a thread. */
const latest = (c: Comment): string => c.replies.at(-1)?.at ?? c.at
