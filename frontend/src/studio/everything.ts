// The whole library as a folder that needs no Taglane to be read, and back.

import type { Job, LibraryPlace } from './studio'

export interface EverythingChoice {
  films: boolean // the footage is copied; otherwise its place is told
  private: boolean // with notes for nobody else
  zip: boolean // one file instead of a folder
}

/** A library that was made of a folder, beside the one in use. */
export interface Brought {
  created: string // when the folder was written, RFC 3339
  clips: number
  edits: number
  films: number
  linked: number // films that are shown from the folder, as they are nowhere else
  wrong: string[] // a sentence for each picture and film that is not as it was written
  place: LibraryPlace // next: the folder of the new library
}

export interface EverythingVerbs {
  /** Writes into a new folder or file below one, "" for where exports go, in the background; a notice tells the end. */
  exportEverything(choice: EverythingChoice, folder: string): Promise<Job>
  /**
   * Makes a library of a folder, or of one file, that is chosen in the dialog; the next start opens it. null: the dialog was dismissed.
   * Invalid: it holds none, or a file in it is wrong. Refused: there is no dialog, or a newer Taglane wrote it.
   */
  bringEverything(zip: boolean): Promise<Brought | null>
}
