// The versions of a clip as the screens know them: a stack of cuts, a file that
// waits to become the next, and what moves with the footage.

import type { ID, Span } from './studio'

/** One cut of a clip. Note and names may come from a stranger: plain text, one line. */
export interface Version {
  id: ID
  n: number // from 1, the oldest
  name: string // of its file
  note: string
  by: string // who brought it; '' unknown
  at: string // when, RFC 3339
  frames: number
  rate: string // as a clip's
  width: number
  height: number
  size: number // bytes; 0 unknown
  seconds: number
  current: boolean // the clip shows it
  /** Somebody approved a draft that showed it: it is not dropped, and nothing takes its number. */
  locked: boolean
  lockedBy: string // names, as one text; '' while it is not
  here: boolean // its file is on this machine
  poster: string // media id; '' until it is made
  proxy: string // media id of what a player shows; '' until it is made, or its file is not here
  /** What moved when it took the place of the version before; the first has none. */
  moved: Moved | null
}

export type How = 'kept' | 'moved' | 'shortened' | 'unsure' | 'lost'
export type Carried = 'tag' | 'marker' | 'comment' | 'cover'

/** What becomes of one thing on the new cut. Frames of old are the old cut's, all others the new one's. */
export interface CutItem {
  id: ID
  kind: Carried
  title: string // the product's, the marker's or comment's words, shortened; '' for the cover
  author: string // of a comment; '' otherwise
  colour: number // of the tag's lane or the comment's author, 1–8; 0 none
  how: How
  old: Span // of a point, out is in
  oldTime: string
  /** Where it goes, the longest first: [] lost; more than one where its frames lie apart now and it becomes several. */
  new: Span[]
  newTime: string // '' lost
  by: number // frames it moved by; below 0: earlier
  bySeconds: number
  less: number // frames that are gone of it
  /** Of a tag: where its hotspot's keys go; new −1 where that frame is gone. */
  keys: { old: number; new: number }[]
  line: string // what becomes of it, in a few words
}

/** How many of each, and by how much most of them moved. */
export interface Tally {
  kind: Carried
  how: How
  count: number
  seconds: number // most of them moved by; 0 for those that did not move
  line: string // '7 tags moved'
}

export interface Moved { tallies: Tally[]; items: CutItem[] }

/** A file that waits to become the next version; nothing is changed by it. */
export interface Cut extends Moved {
  id: ID // of the proposal; it stays while nothing is different
  clip: ID
  from: ID // the version it is compared with
  n: number // that it would have
  name: string
  frames: number
  rate: string // as a clip's
  width: number
  height: number
  size: number
  seconds: number
  known: number // share of it that the version before shows too
  line: string // how it differs, in a sentence
  poster: string
  proxy: string
}

export interface Stack {
  clip: ID
  versions: Version[] // the newest first; at least one
  cut: Cut | null
  lost: CutItem[] // what a cut left without a place, and can be brought back; new says where it may lie
  message: string // what a verb did; '' otherwise
}

/** The same moments of two cuts: frames new.in … of b show what frames old … of a show. */
export interface Compared {
  a: ID
  b: ID
  pieces: { new: Span; old: number }[] // in b's order
}

export interface VersionVerbs {
  versions(clip: ID): Promise<Stack>
  /** Window only: the native dialog; the stack as it is where nothing was chosen. Takes as long as both films are read. */
  pickCut(clip: ID): Promise<Stack>
  /** Window only: of a file that was dropped. Invalid, Conflict, NotFound say what is wrong with it. */
  newCut(clip: ID, path: string): Promise<Stack>
  /** Another clip of the library as the next version of this one; that clip stays. */
  cutFromClip(clip: ID, other: ID): Promise<Stack>
  /** Everything that is not chosen is left behind and listed as lost; null: all. One step of undo(clip). Conflict where the proposal no longer holds. */
  acceptCut(clip: ID, cut: ID, chosen: ID[] | null, note: string): Promise<Stack>
  dropCut(clip: ID): Promise<Stack>
  /** Lost things get a place again: where they may lie, or at a frame; at −1 for the former. */
  bringBack(clip: ID, ids: ID[], at: number): Promise<Stack>
  setVersion(clip: ID, version: ID, note: string): Promise<Stack>
  /** Takes a version out of the list; Refused where it is shown or locked. */
  dropVersion(clip: ID, version: ID): Promise<Stack>
  /** b may also be the id of the file that waits. */
  compareVersions(clip: ID, a: ID, b: ID): Promise<Compared>
}
