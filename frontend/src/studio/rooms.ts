// Reviews by people without the app: a clip as one file that they open, and the
// answers that come back.

import type { VerdictAnswer } from './notes'
import type { ID } from './studio'

/** What guests may do; three switches. */
export interface Rights { comment: boolean; approve: boolean; download: boolean }

/** What a room is like. */
export interface RoomOptions {
  folder: string // "" is where exports go
  rights: Rights
  note: string // to the guests
  bare: boolean // without the film: guests have it already
}

/** A room that was written. */
export interface Handed {
  room: ID
  path: string
  bytes: number
  film: string // the file that has to go with it; "" where the film lies inside or is left out
  line: string // what to send, in a sentence
}

/** An answer that was taken in. */
export interface GuestsAnswer {
  clip: ID
  name: string // the guest's, a stranger's text
  comments: number // that are new, replies included
  verdict: VerdictAnswer | '' // that is new
  line: string // all of it in a sentence
}

export interface RoomVerbs {
  /** Writes a clip as it stands; a film that is too large to lie inside lies beside it. */
  reviewRoom(clip: ID, options: RoomOptions): Promise<Handed>
  /** What is in the file that a guest sent, or the text with it. Twice is once. Refused: of another library. */
  takeAnswer(text: string): Promise<GuestsAnswer>
  /** A file that was dropped into the window. */
  takeAnswerFile(path: string): Promise<GuestsAnswer>
}
