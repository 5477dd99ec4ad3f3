// What the chosen clip says at each account. Until somebody writes something
// else for one account, all of them say what the clip says. What is typed is a
// draft until the hand leaves it; it is never lost when another clip is chosen.

import type { Account, Fault, ID, Variant } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Variant } from '../studio/studio'

/** Texts that belong to the clip as long as an account has none of its own. */
export type Own = 'title' | 'caption'

export class Variants {
  #known = $state.raw<ReadonlyMap<ID, Variant>>(new Map())
  /** What is typed and not yet kept, by account and field. */
  #drafts = $state.raw<ReadonlyMap<string, string>>(new Map())
  /** Why what an account would say is not known; by account. */
  #wrong = $state.raw<ReadonlyMap<ID, Fault>>(new Map())

  readonly #shell: Shell
  readonly #accounts: () => readonly Account[]
  readonly #changed: (account: ID | null) => void
  #clip: ID = ''
  #round = 0

  /** changed is told when what is said has changed by hand, and where; null for everywhere. */
  constructor(shell: Shell, accounts: () => readonly Account[], changed: (account: ID | null) => void) {
    this.#shell = shell
    this.#accounts = accounts
    this.#changed = changed
  }

  /** Asks for every account at once; a later answer always wins. */
  async load(): Promise<void> {
    const clip = this.#shell.chosen
    const round = ++this.#round
    if (clip === '') return
    this.#clip = clip
    const asked = await Promise.all(this.#accounts().map(async ({ id }) => {
      try {
        return { id, variant: await this.#shell.studio.variant(clip, id), fault: null }
      } catch (e) {
        return { id, variant: null, fault: faultOf(e) }
      }
    }))
    if (round !== this.#round || clip !== this.#shell.chosen) return
    const gone = asked.find((a) => a.fault?.kind === 'Offline')
    if (gone?.fault) { // that is nothing about the clip: what was said last still stands
      this.#shell.fail(gone.fault)
      return
    }
    this.#known = new Map(asked.flatMap(({ id, variant }) => (variant ? [[id, variant] as const] : [])))
    this.#wrong = new Map(asked.flatMap(({ id, fault }) => (fault ? [[id, fault] as const] : [])))
  }

  /** Another clip has been chosen: what was typed is kept for the one before. */
  forget(): void {
    const typed = this.#typing().map((account) => ({ account, ...this.#typed(account) }))
    const clip = this.#clip
    void (async () => { for (const { account, ...t } of typed) await this.#write(clip, account, t) })()
    this.#round++
    this.#known = new Map()
    this.#wrong = new Map()
    this.#drafts = new Map()
  }

  of(account: ID): Variant | null { return this.#known.get(account) ?? null }
  wrongOf(account: ID): string { return this.#wrong.get(account)?.message ?? '' }

  // ---- what is said ----

  /** What a field says at an account now, drafts included. */
  said(account: ID, field: string): string {
    return this.#drafts.get(at(account, field)) ?? this.of(account)?.said[field] ?? this.#clips(field)
  }

  #clips(field: string): string {
    const view = this.#shell.current.view
    return field === 'title' ? (view?.card.title ?? '') : field === 'caption' ? (view?.caption ?? '') : ''
  }

  /** Whether an account says something of its own. */
  isOwn(account: ID, field: string): boolean {
    if (this.#decided(account, field)) return true
    const typed = this.#drafts.get(at(account, field))
    return typed !== undefined && !this.#isClips(account, field) && typed !== (this.of(account)?.said[field] ?? this.#clips(field))
  }

  #decided(account: ID, field: string): boolean { return (this.of(account)?.fields[field] ?? '') !== '' }

  /** With one place only, what is written there is the clip's own. */
  #isClips(account: ID, field: string): boolean {
    return (field === 'title' || field === 'caption') && this.#accounts().length === 1 && !this.#decided(account, field)
  }

  /** Everything typed for an account and not yet kept, for a check on the way. */
  drafts(account: ID): Record<string, string> {
    const prefix = `${account} `
    return Object.fromEntries([...this.#drafts].filter(([key]) => key.startsWith(prefix)).map(([key, text]) => [key.slice(prefix.length), text.trim()]))
  }

  // ---- writing ----

  write(account: ID, field: string, text: string): void {
    this.#drafts = new Map([...this.#drafts, [at(account, field), text]])
    this.#changed(account)
  }

  /** Drops what was typed. */
  drop(account: ID, field: string): void {
    this.#take([at(account, field)])
    this.#changed(account)
  }

  #take(keys: readonly string[]): void {
    const left = new Map(this.#drafts)
    for (const key of keys) left.delete(key)
    this.#drafts = left
  }

  /** What was typed for an account and says something new, apart by whose it is. */
  #typed(account: ID): { clips: Record<string, string>; own: Record<string, string>; keys: string[] } {
    const all = Object.entries(this.drafts(account))
    const news = all.filter(([field, text]) => text !== (this.of(account)?.said[field] ?? this.#clips(field)).trim())
    return {
      clips: Object.fromEntries(news.filter(([field]) => this.#isClips(account, field))),
      own: Object.fromEntries(news.filter(([field]) => !this.#isClips(account, field))),
      keys: all.map(([field]) => at(account, field)),
    }
  }

  /** Keeps what was typed for an account, as one step that undo takes back. What could not be kept stays typed. */
  async keep(account: ID): Promise<boolean> {
    const { keys, ...typed } = this.#typed(account)
    const before = this.#drafts
    if (!(await this.#write(this.#clip, account, typed))) return false
    // What was typed meanwhile is still a draft.
    this.#take(keys.filter((key) => this.#drafts.get(key) === before.get(key)))
    return true
  }

  async #write(clip: ID, account: ID, { clips, own }: { clips: Record<string, string>; own: Record<string, string> }): Promise<boolean> {
    if (Object.keys(clips).length > 0 && !(await this.#change(clip, () => this.#shell.studio.setClip(clip, clips)))) return false
    return Object.keys(own).length === 0 || this.#set(clip, account, own)
  }

  #typing(): ID[] { return [...new Set([...this.#drafts.keys()].map((key) => key.slice(0, key.indexOf(' '))))] }

  async keepAll(): Promise<void> {
    for (const account of this.#typing()) await this.keep(account)
  }

  /** Decides something at once: an option, a switch. "" takes a decision back. */
  async decide(account: ID, fields: Record<string, string>): Promise<void> {
    await this.#set(this.#clip, account, fields)
  }

  /** Decides the same at several accounts, as one step that undo takes back. */
  async decideAll(accounts: readonly ID[], fields: Record<string, string>): Promise<boolean> {
    const clip = this.#clip
    return this.#change(clip, async () => {
      for (const v of await this.#shell.studio.writeForAll(clip, [...accounts], fields)) this.put(clip, v)
    })
  }

  /** An account says again what the clip says. */
  async same(account: ID, field: string): Promise<void> {
    this.#take([at(account, field)])
    if (this.#decided(account, field)) await this.decide(account, { [field]: '' })
    else this.#changed(account)
  }

  /** What one account says becomes the clip's, and every account says it: one step. */
  async forAll(account: ID, field: Own): Promise<void> {
    const ids = this.#accounts().map(({ id }) => id)
    if (await this.decideAll(ids, { [field]: this.said(account, field).trim() })) this.#take(ids.map((id) => at(id, field)))
  }

  async #set(clip: ID, account: ID, fields: Record<string, string>): Promise<boolean> {
    return this.#change(clip, async () => {
      this.put(clip, await this.#shell.studio.setVariant(clip, account, fields))
    })
  }

  /** A verb has answered with what an account says now. */
  put(clip: ID, variant: Variant): void {
    if (clip !== this.#shell.chosen) return
    this.#round++ // a question on its way knows less
    this.#known = new Map([...this.#known, [variant.account, variant]])
  }

  async #change(clip: ID, verb: () => Promise<unknown>): Promise<boolean> {
    try {
      await verb()
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return false
    }
    if (clip === this.#shell.chosen) {
      await this.#shell.current.load()
      this.#changed(null)
    }
    return true
  }
}

const at = (account: ID, field: string): string => `${account} ${field}`
