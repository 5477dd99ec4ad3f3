// Copies of the library that Taglane keeps by itself, and what can be done when
// the library cannot be opened. All of these answer without an open library too.

/** A copy of the library that was read back whole before it counted. */
export interface Snapshot {
  id: string
  at: string // when it was taken, RFC 3339
  /** What it was taken for: by itself while the library was open, at its close, before an update of its form, because a person said so, or of what was put away for another snapshot. */
  why: 'hour' | 'close' | 'update' | 'hand' | 'restore'
  bytes: number
  clips: number
  edits: number
  /** It was read back when it was taken, and nothing is known against it. false: damaged since; it cannot be put back. */
  verified: boolean
}

export interface Snapshots {
  all: Snapshot[] // the newest first
  bytes: number // of all of them
  folder: string // where they lie
  minutes: number // how often one is taken while the library is open and something changed
  /** What this start found put back; null where it is the library as it was left. */
  restored: Restored | null
}

/** A snapshot that was taken; fresh false: nothing has changed since this one, so none was needed. */
export interface Taken { snapshot: Snapshot; fresh: boolean; message: string }

/** How the library stands. */
export interface Recovery {
  /**
   * open: all is well. damaged: nothing was overwritten, and nothing is until the person says so.
   * newer: a newer Taglane made it. shut: it cannot be opened for another reason, such as another
   * Taglane that has it open; trying again may help.
   */
  state: 'open' | 'damaged' | 'newer' | 'shut'
  message: string // why it cannot be opened, in a sentence; "" where it is open
  folder: string // the library's
  offered: Snapshot | null // the newest that was read through just now and is whole; null: there is none
  others: Snapshot[] // the rest, the newest first
}

/** What was put back, or is about to be. */
export interface Restored {
  snapshot: Snapshot | null // null: an empty library
  /** The folder in which all that was there lies now; "" where it was whole, and a snapshot of it was taken. */
  aside: string
  /** How many publications the publish ledger knew more of than the snapshot; their posts are not made again. Known at the start that put it back. */
  behind: number
  /** The library was open: it is put back at the next start. Call startAgain; what is shown has to be asked for again. */
  again: boolean
  message: string // all of it, in sentences
}

/** What holds of the whole library for as long as it does; each is a sentence, "" where it does not hold. */
export interface Standing {
  viewed: string // it is only shown: a newer Taglane made it, or it cannot be written
  full: string // its disk is full, and nothing is kept until there is room
}

export interface SafetyVerbs {
  snapshots(): Promise<Snapshots>
  /** Later: the disk is full. */
  takeSnapshot(): Promise<Taken>
  /**
   * Puts a snapshot in the library's place. The library as it stands is taken as a snapshot first, or moved
   * aside whole where it is damaged. NotFound: there is no such snapshot. Refused: it is damaged itself.
   */
  restoreSnapshot(id: string): Promise<Restored>
  /** Moves a damaged library aside and begins with an empty one. Refused where the library is whole. */
  startEmpty(): Promise<Restored>
  recovery(): Promise<Recovery>
  standing(): Promise<Standing>
  /** Opens a library that a newer Taglane made, to be read alone. Refused: it is open already, or shut for another reason. */
  viewLibrary(): Promise<Standing>
  /** Opens a folder of Taglane's in the file manager. Refused: it is another's, or this shell cannot. NotFound: it is gone. */
  showFolder(path: string): Promise<void>
}
