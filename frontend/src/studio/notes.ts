// What people say about a clip as the screens know it: comments, who says them,
// and whether the draft has the approvals that its project asks for.

import type { Exported, ID } from './studio'

/** One form of a drawing over the picture. Points are fractions 0..1 of the picture as displayed. */
export interface Stroke {
  kind: 'arrow' | 'box' | 'free' | 'text' | 'point' // arrow: from, to; box: two corners; text, point: one point
  points: [number, number][]
  colour?: number // 1–8; absent: its author's
  text?: string // of 'text' alone
}

/**
 * A comment; where it begins a thread, with its answers. All texts may come from a
 * stranger: they are plain text, without controls, and never markup.
 */
export interface Comment {
  id: ID
  clip: ID
  frame: number
  out: number // the first frame after it; frame itself for a point
  time: string // of its frame
  author: ID
  name: string
  colour: number // 1–8, the author's
  mine: boolean // only its author edits and deletes it; anybody answers and resolves
  at: string // RFC 3339
  text: string
  /** Written at the same time by somebody who did not see text; editing takes the place of all. */
  others: { text: string; by: string; at: string }[]
  drawing: Stroke[]
  edited: boolean
  deleted: boolean // there only for its answers
  resolved: boolean
  resolvedBy: string // also where words came after that and it is open again; "" nobody
  resolvedAt: string
  replies: Comment[] // the oldest first; [] in an answer
  parts: { text: string; member: ID }[] // text in pieces; member: whom "@name" means, '' for plain text
  assignee: Person | null // whom the thread waits for
  done: boolean // what it asks for, apart from resolved
  doneBy: string
  doneAt: string
  reactions: { emoji: string; mine: boolean; names: string[] }[] // in the order of emojis; this member's name comes first
  private: boolean // stays on this machine; its answers are private too
  version: number // of the clip, that it was made on; 0 unknown
  placing: '' | 'moved' | 'lost' // '': made on the version that is shown; 'lost': its footage is gone, and frame is where it was
}

/** A member as a comment shows one. */
export interface Person { id: ID; name: string; colour: number; me: boolean; guest: boolean }

/** What a comment is reacted with; nothing else is taken. */
export const emojis = ['👍', '🎉', '😍', '😄', '👀', '🤔'] as const

/** What is said of a comment; absent leaves it as it is. */
export interface CommentFields {
  frame?: number
  out?: number
  text?: string
  drawing?: Stroke[]
  private?: boolean // true: a new thread that nobody else sees; false: gives a private one to everybody
}

/** Something that waits for whoever works here. */
export interface Waits {
  /** assigned: a comment, neither done nor resolved. changes: somebody wants the draft changed. version: it was changed since their verdict. verdict: their verdict is asked for. */
  why: 'assigned' | 'changes' | 'version' | 'verdict'
  clip: ID
  name: string // the clip's
  line: string // why, in a few words
  comment: ID // of 'assigned' alone
  text: string // of that comment, or the note with the verdict
  frame: number
  time: string // of that frame; '' without a comment
  at: string // RFC 3339; '' unknown
}

/** Somebody who works on the same clips. */
export interface Member {
  id: ID
  name: string
  colour: number // 1–8
  me: boolean
  guest: boolean // without the app: came by the answer to a review; draw them as a guest everywhere
  fingerprint: string // of their key, XXXX-XXXX-XXXX-XXXX; "" while they have none
  /** known: compared here. new: nobody here said it is theirs. changed: another was theirs before. none: no key. */
  standing: 'known' | 'new' | 'changed' | 'none'
}

export type VerdictAnswer = 'approves' | 'changes' | 'withdrawn'

/** A member's last answer. */
export interface Verdict {
  member: ID
  name: string
  colour: number
  me: boolean
  answer: VerdictAnswer
  note: string
  at: string
  /** earlier: of an earlier draft. unknown: their key was not compared here. broken: not what they signed. guest: never counts. */
  standing: 'counts' | 'earlier' | 'unknown' | 'broken' | 'guest'
  guest: boolean
  version: number // of the clip, that it is about; 0 unknown
}

/** Where a draft stands with those who are asked. */
export interface Approval {
  clip: ID
  digest: string // of the draft as it stands; giveVerdict wants it back
  needs: number // approvals its project asks for; 0: none
  has: number
  ready: boolean // it may be published
  line: string // all of this in a sentence or two; "" where nothing is asked for and nobody said anything
  mine: VerdictAnswer | '' // this member's to this draft
  verdicts: Verdict[] // the latest first
}

export interface NotesVerbs {
  /** The threads of a clip by frame. */
  comments(clip: ID): Promise<Comment[]>
  /** Begins a thread. Each verb about a comment answers with its whole thread. */
  addComment(clip: ID, fields: CommentFields): Promise<Comment>
  /** At the end of the thread; a resolved one is open again. */
  replyComment(to: ID, text: string): Promise<Comment>
  setComment(id: ID, fields: CommentFields): Promise<Comment>
  resolveComment(id: ID, resolved: boolean): Promise<Comment>
  removeComment(id: ID): Promise<void>
  /** The thread waits for a member, '' for nobody, and what it asks for is not done. Refused of a private note. */
  assignComment(id: ID, member: ID): Promise<Comment>
  /** By anybody, also where nobody is assigned. */
  doneComment(id: ID, done: boolean): Promise<Comment>
  /** Gives a comment or an answer one of emojis, or takes this member's back; answers with the thread. */
  toggleReaction(id: ID, emoji: string): Promise<Comment>
  /** Over all clips; first what was assigned, then changes, version, verdict. */
  waiting(): Promise<Waits[]>
  /** pdf: pages with a picture for each thread. folder '': the library's own. Private notes only where own asks for them. */
  exportNotes(clip: ID, format: 'csv' | 'pdf' | 'edl' | 'otio', folder: string, own: boolean): Promise<Exported>
  /** What was done to comments has an undo list of its own, per clip. */
  undoNotes(clip: ID): Promise<{ message: string }>
  redoNotes(clip: ID): Promise<{ message: string }>
  /** Whoever works here comes first. */
  members(): Promise<Member[]>
  setMe(name: string, colour: number): Promise<Member>
  /** The fingerprint as its owner read it out; "" takes it back. */
  knowMember(id: ID, fingerprint: string): Promise<Member[]>
  approval(clip: ID): Promise<Approval>
  /** Conflict where the clip was changed since digest was read; Login where the vault has to be opened. */
  giveVerdict(clip: ID, digest: string, answer: VerdictAnswer, note: string): Promise<Approval>
  /** How many approvals the clips of a project need; project "": clips without one. */
  approvals(project: ID): Promise<number>
  setApprovals(project: ID, needs: number): Promise<number>
}
