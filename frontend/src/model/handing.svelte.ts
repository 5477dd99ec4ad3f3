// A draft that goes to people without Taglane and comes back: the review as one
// file, what they answered, and the comments as other tools read them.

import type { Exported, Fault, GuestRights, GuestsAnswer, Handed, ID, Studio } from '../studio/studio'
import { faultOf } from './fault'

import type { HandingPage } from './review.svelte'

export type { HandingPage } from './review.svelte'
export type { Exported, GuestsAnswer, Handed } from '../studio/studio'

type Door = Pick<Studio, 'reviewRoom' | 'takeAnswer' | 'takeAnswerFile' | 'exportNotes' | 'pickFolder' | 'able'>
export const HANDING: readonly HandingPage[] = ['file', 'answer', 'notes']
export const FORMATS = ['pdf', 'csv', 'edl', 'otio'] as const
export type NotesFormat = (typeof FORMATS)[number]
/** Whatever is larger is no answer, bytes. */
const MOST_ANSWER = 16 << 20

export class Handing {
  rights = $state.raw<readonly (keyof GuestRights)[]>(['comment', 'approve'])
  note = $state('')
  /** Without the film: whoever gets the file has it already. */
  bare = $state(false)
  /** "" for the library's own folder. */
  folder = $state('')
  handed = $state.raw<Handed | null>(null)
  /** What somebody pasted. */
  text = $state('')
  took = $state.raw<readonly GuestsAnswer[]>([])
  format = $state<NotesFormat>('pdf')
  /** With the notes that nobody else sees. */
  own = $state(false)
  written = $state.raw<Exported | null>(null)
  busy = $state(false)
  wrong = $state.raw<Fault | null>(null)

  readonly #door: Door

  constructor(door: Door) {
    this.#door = door
  }

  get picks(): boolean { return this.#door.able.pick }

  /** Forgets what was done, as another page is turned to. */
  anew(): void {
    this.handed = this.written = this.wrong = null
    this.took = []
  }

  async pick(): Promise<void> { await this.#do(async () => { this.folder = (await this.#door.pickFolder()) || this.folder }) }

  /** Writes the review of a clip as it stands. */
  async save(clip: ID): Promise<void> {
    const may = (right: keyof GuestRights): boolean => this.rights.includes(right)
    this.handed = null
    await this.#do(async () => {
      this.handed = await this.#door.reviewRoom(clip, { folder: this.folder, rights: { comment: may('comment'), approve: may('approve'), download: may('download') }, note: this.note.trim(), bare: this.bare })
    })
  }

  /** Takes in what was pasted; it stays where it was refused. */
  async takeText(): Promise<void> {
    if (this.text.trim() === '') return
    await this.#do(async () => {
      this.#took(await this.#door.takeAnswer(this.text))
      this.text = ''
    })
  }

  /** Takes in files, or paths that were dropped, one after the other; the first that is refused ends it. */
  async take(all: readonly (File | string)[]): Promise<void> {
    await this.#do(async () => {
      for (const one of all) this.#took(typeof one === 'string' ? await this.#door.takeAnswerFile(one) : await this.#door.takeAnswer(await one.slice(0, MOST_ANSWER).text()))
    })
  }

  async export(clip: ID): Promise<void> {
    this.written = null
    await this.#do(async () => { this.written = await this.#door.exportNotes(clip, this.format, this.folder, this.own) })
  }

  #took(answer: GuestsAnswer): void { this.took = [answer, ...this.took] }

  async #do(deed: () => Promise<void>): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.wrong = null
    try {
      await deed()
    } catch (e) {
      this.wrong = faultOf(e)
    } finally {
      this.busy = false
    }
  }
}
