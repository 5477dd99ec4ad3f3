// Publishing as the screens know it: what goes to each account, when, how far
// it got, and what is left to do by hand.

import type { Option } from './accounts'
import type { Finding, ID, LeftAsIs, Loss } from './studio'

export interface CheckReport { findings: Finding[]; losses: Loss[] }

/**
 * What one clip says at one account. fields holds only what was decided for this
 * pair; said is what counts: account's answers, defaults and the clip's own texts.
 * Keys besides the service's options: title, caption, hashtags, first_comment,
 * cover_frame, signature ("no" leaves it out), fit ("yes": a file made to fit).
 */
export interface Variant {
  clip: ID
  account: ID
  fields: Record<string, string>
  said: Record<string, string>
  /** The whole text as it will stand there: disclosure, caption, hashtags, signature. */
  text: string
  options: Option[] // as the account allows them now
  who: string // as whom it is posted: the name at the service; "" unknown
  notes: string[] // what the service wants to be said before posting
}

/** One thing left to do by hand after a post is there. */
export interface SheetStep { n: number; text: string; copy: string; product: ID; done: boolean }
export interface Sheet { title: string; where: string; steps: SheetStep[] }

export interface Publication {
  id: ID
  clip: ID
  clipName: string
  poster: string
  revision: string
  account: ID
  accountName: string
  service: string
  stage: 'queued' | 'open' | 'sent' | 'ready' | 'live' | 'tagged'
  wait: '' | 'until' | 'offline' | 'login' | 'approval' | 'refused' | 'unsure' | 'paused' | 'late' | 'canceled' | 'elsewhere'
  until: string
  at: string // when it is to become public, RFC 3339; "" for at once
  own: boolean // our own clock publishes then: Taglane must be running
  tries: number
  offset: number
  size: number
  speed: number // bytes a second now; 0 while nothing is sent
  left: number // seconds until every byte is there; 0 unknown
  post: string
  link: string // file:// or https:// address of what became public
  publicAt: string // when the platform makes it public by itself; "" if it is
  message: string // one sentence: what happened, what is safe, what happens next
  evidence: string // of unsure: what was asked, when, and what was answered; "" otherwise
  lookAt: string // https: the account's own list, to look for oneself; "" for none
  canCancel: boolean
  canPause: boolean
  canRetry: boolean
  canUpdate: boolean // it is public, and the clip has changed since
  byHand: number // steps of its sheet that are not done
  leftAsIs: LeftAsIs[] // what was found and left as it is, each with its reason
  steps: { at: string; intent: string; outcome: string; detail: string }[]
}

/** Texts to put in again and again. */
export interface Snippet { id: ID; name: string; text: string }

export interface PublishingVerbs {
  /** settings are laid over what the variant says; usually {}. at: when it is to become public, as publish is told it. */
  check(clip: ID, account: ID, settings: Record<string, string>, at: string): Promise<CheckReport>
  /** at: RFC 3339 with the name of the zone it is meant in, 2026-12-01T18:00:00+01:00[Europe/Berlin]; "" for at once. */
  publish(clip: ID, account: ID, settings: Record<string, string>, at: string): Promise<Publication>
  variant(clip: ID, account: ID): Promise<Variant>
  /** "" takes a decision back. One step that undo takes back. */
  setVariant(clip: ID, account: ID, fields: Record<string, string>): Promise<Variant>
  /** Mends what a finding found, where Taglane can do that by itself; the rule as the finding names it. */
  mend(clip: ID, account: ID, rule: string): Promise<Variant>
  /**
   * Leaves what a finding found as it is, with a reason, until what it was found of says
   * something else; "" raises it again. One step that undo takes back.
   */
  leaveFinding(clip: ID, account: ID, rule: string, reason: string): Promise<Variant>
  /**
   * Makes all of these accounts say the same, as one step that undo takes back: a title and
   * a caption become the clip's own and no account's any more, anything else each account's.
   */
  writeForAll(clip: ID, accounts: ID[], fields: Record<string, string>): Promise<Variant[]>
  outbox(): Promise<Publication[]>
  publication(id: ID): Promise<Publication>
  answer(id: ID, posted: boolean, link: string): Promise<Publication>
  cancelPublication(id: ID): Promise<Publication>
  pausePublication(id: ID): Promise<Publication>
  /** Lets what waits for a person, is paused, or is late, go on; it asks the platform first. */
  retryPublication(id: ID): Promise<Publication>
  /** Another time, before it is public, as publish is told it; "" for at once. */
  schedulePublication(id: ID, at: string): Promise<Publication>
  /** Publications that Taglane publishes at one time become public together or not at all; one alone is by itself again. */
  publishTogether(ids: ID[]): Promise<Publication[]>
  /** Makes a public post say what the clip says now. Never a second post. */
  updatePublication(id: ID): Promise<Publication>
  pauseOutbox(paused: boolean): Promise<boolean>
  outboxPaused(): Promise<boolean>
  sheet(publication: ID): Promise<Sheet>
  setSheetStep(publication: ID, n: number, done: boolean): Promise<Sheet>
  snippets(): Promise<Snippet[]>
  setSnippets(snippets: Snippet[]): Promise<Snippet[]>
  /** Opens what became public in the person's own browser. In the twin: in a new tab, through the loopback server. */
  openPost(id: ID): Promise<{ url: string }>
  /** Opens an https address that Taglane itself named (a guide, a login, a sheet) in the person's own browser. */
  openLink(address: string): Promise<{ url: string }>
}
