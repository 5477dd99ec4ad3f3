// Accounts as the screens know them: what a service wants, how a login goes,
// how an account stands, and where credentials lie.

import type { ID } from './studio'

/** sealed: its credentials lie in the vault. connected: somebody is logged in. */
export interface Account {
  id: ID
  service: string
  name: string
  base_url?: string
  sealed?: boolean
  settings: Record<string, string>
}

export type Unit = 'characters' | 'bytes' | 'utf16' | 'graphemes'

/** What a service takes, as far as the form of publishing has to know. */
export interface Capabilities {
  title_max: number // 0 any, -1 posts have no title
  title_unit: Unit
  caption_max: number // 0 any
  caption_unit: Unit
  fold: number // characters seen before "more"; 0 unknown
  hashtags_max: number
  cover: boolean
  cover_frame: boolean
  schedules: boolean // publishes at a time by itself; else Taglane must be running then
  first_comment: boolean
  tags_max: number
  tag_model: string
  per_day: number
  checked_on: string
}

/** One thing a person enters before they can log in. */
export interface Need { key: string; title: string; hint: string; secret: boolean; may: boolean }
/** One step of a setup guide. */
export interface GuideStep { text: string; link: string; copy: string; note: string }
/** One thing a person decides; default "" means that somebody has to. */
export interface Option {
  key: string
  title: string
  hint: string
  kind: 'choice' | 'switch' | 'text' | 'time'
  choices: { value: string; title: string; why: string /* it cannot be chosen now; "" if it can */ }[]
  default: string
  account: boolean // decided of the account; its answer is the default of each publication otherwise
  why: string // it cannot be decided now, as the service says; "" if it can
}
export interface Service {
  service: string
  title: string
  connects: boolean // there is a login
  needs: Need[]
  guide: GuideStep[]
  options: Option[]
  capabilities: Capabilities
  publishes: boolean // clips can go there
  sells: boolean // its products can be searched
  pays: boolean // it reports what was earned
}

/** A login under way. At most one at a time. */
export interface Login {
  state: 'none' | 'browser' /* waits for the browser */ | 'paste' /* waits for a code */ | 'choose' | 'done' | 'failed'
  account: ID
  address: string // where the person logs in, to open or copy again; "" for none
  question: string // of choose
  names: string[]
  message: string // one sentence on where it stands, or why it failed
}

export interface Quota { what: string; left: number; most: number; resetAt: string }
export interface AccountHealth {
  account: ID
  state: 'ok' | 'login' | 'offline' | 'trouble'
  name: string // as the service calls it
  message: string // one sentence
  scopes: { name: string; for: string; granted: boolean }[]
  expires: string // RFC 3339; "" unknown or never
  quotas: Quota[]
  note: string
  lastFault: string // the last error of anything that went there; "" for none
  lastFaultAt: string
  quiet: string // that nothing is earned there although its links are clicked; "" where that is not so
  checkedAt: string
}

/** Where credentials lie. */
export interface Vault {
  state: 'none' /* nothing is kept yet */ | 'open' | 'locked' /* a passphrase is needed */ | 'unkept' /* no keyring here: choose */
  kind: '' | 'keyring' | 'passphrase' | 'memory'
  message: string
}

export interface AccountVerbs {
  services(): Promise<Service[]>
  accounts(): Promise<Account[]>
  /** secret: what a person entered of their developer app; kept in the vault, never given back. */
  addAccount(service: string, name: string, settings: Record<string, string>, secret: Record<string, string>): Promise<Account>
  setAccount(id: ID, name: string, settings: Record<string, string>): Promise<Account>
  /** Enters anew what a login begins with; the login there is stays until the next. */
  enterAccount(id: ID, secret: Record<string, string>): Promise<Account>
  /** Forgets the account; its leave is taken back at the service first, as far as that answers. */
  removeAccount(id: ID): Promise<void>
  /** Begins a login in the person's browser. What becomes of it is told by the event "login". */
  connectAccount(id: ID): Promise<Login>
  login(): Promise<Login>
  pasteLogin(text: string): Promise<Login>
  chooseLogin(n: number): Promise<Login>
  cancelLogin(): Promise<Login>
  /** Takes the leave back at the service and forgets the credentials; the account stays. */
  disconnectAccount(id: ID): Promise<Account>
  /** How an account stands; fresh asks the service. */
  accountHealth(id: ID, fresh: boolean): Promise<AccountHealth>
  vault(): Promise<Vault>
  /** kind: keyring, passphrase or memory ("do not remember"). */
  chooseVault(kind: string, passphrase: string): Promise<Vault>
  unlockVault(passphrase: string): Promise<Vault>
}
