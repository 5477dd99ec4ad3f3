// What is about to be published of the chosen clip, and where: one column per
// account, each with its own check. Checks run again by themselves whenever the
// clip, a product or a wish changes; a later answer always wins.

import type { Account, AccountHealth, Capabilities, CheckReport, ID, Relation, Service, Variant } from '../studio/studio'
import type { Shell } from './app.svelte'
import { Audience } from './audience.svelte'
import { faultOf } from './fault'
import { canMend, merged, type Remark } from './findings'
import { Losses } from './losses.svelte'
import { Plan } from './plan.svelte'
import { isPublic, type Queue } from './queue.svelte'
import { ANY, type Roster } from './roster.svelte'
import { settings, type Settings } from './settings.svelte'
import { Snippets } from './snippets.svelte'
import { LANGUAGES } from './spoken'
import { Variants } from './variants.svelte'
import { t } from '../words/words.svelte'

export type { Account, AccountHealth, Capabilities, CheckReport, Loss, Option, Relation, Service } from '../studio/studio'

/** A word typed is checked once the hand rests. */
const QUIET_MS = 250
/** Under this name it is remembered which accounts are switched off. */
const OFF = 'publish.off'

/** What an account takes. One that posts directly takes a moment as cover, also where its service does not otherwise. */
function takenBy(account: Account, service: Service | null): Capabilities {
  const takes = service?.capabilities ?? ANY
  return account.settings['mode'] === 'direct' ? { ...takes, cover_frame: true } : takes
}

export interface Column {
  readonly account: Account
  /** As a person would name the place: its service, or the account where there are several of one. */
  readonly name: string
  /** null until the services are known. */
  readonly service: Service | null
  readonly takes: Capabilities
  readonly variant: Variant | null
  readonly health: AccountHealth | null
  readonly on: boolean
  readonly report: CheckReport | null
  readonly blocks: number
  readonly warns: number
}

const kept = new WeakMap<Shell, Publishing>()
/** What is about to be published in a window: it stays, and goes on, while one is elsewhere. */
export function publishingOf(shell: Shell, queue: Queue, roster: Roster): Publishing {
  let made = kept.get(shell)
  if (!made) kept.set(shell, (made = new Publishing(shell, queue, roster)))
  return made
}

export class Publishing {
  busy = $state(false)
  /** Opens what became public by itself. */
  opens = $state(true)
  #off = $state.raw<ReadonlySet<ID>>(new Set())
  #reports = $state.raw<ReadonlyMap<ID, CheckReport>>(new Map())
  readonly #awaited = new Set<ID>()

  /** The accounts that take clips; a network pays for what is sold and takes none. */
  readonly places: readonly Account[] = $derived.by(() => this.roster.accounts.filter((a) => this.roster.serviceOf(a)?.publishes !== false))
  readonly columns: readonly Column[] = $derived(this.places.map((account) => {
    const report = this.#reports.get(account.id) ?? null
    const many = (level: string): number => merged([{ account, report }]).filter((f) => f.level === level).length
    const service = this.roster.serviceOf(account)
    const alone = service !== null && account.service !== 'webpage' && this.roster.accounts.filter((a) => a.service === account.service).length === 1
    return {
      account, service, name: alone ? service.title : account.name, takes: takenBy(account, service), variant: this.variants.of(account.id), health: this.roster.healths.of(account.id),
      on: !this.#off.has(account.id), report, blocks: many('block'), warns: many('warn'),
    }
  }))
  readonly remarks: readonly Remark[] = $derived(merged(this.columns.filter((c) => c.on)))
  readonly mendable: readonly Remark[] = $derived(this.remarks.filter(canMend))
  /** Where it can go now. A page may always be written anew; a post is brought up to date instead of posted twice. */
  readonly ready = $derived(this.columns.filter((c) => c.on && c.report !== null && c.blocks === 0 && this.#goes(c)))
  /** Where it could go if nothing stood in the way. */
  readonly blocked = $derived(this.columns.filter((c) => c.on && c.blocks > 0 && this.#goes(c)))

  #goes(c: Column): boolean { return c.account.service === 'webpage' || !this.#queue.holds(this.#shell.chosen, c.account.id) }

  readonly roster: Roster
  /** What every place keeps of the clip, and in which order its products go. */
  readonly losses: Losses
  readonly variants: Variants
  readonly snippets: Snippets
  readonly plan: Plan
  readonly audience: Audience

  readonly #shell: Shell
  readonly #queue: Queue
  readonly #wishes: Settings
  #timer: ReturnType<typeof setTimeout> | undefined
  #round = 0
  /** When each account was asked last. */
  readonly #rounds = new Map<ID, number>()

  constructor(shell: Shell, queue: Queue, roster: Roster, wishes: Settings = settings) {
    this.#shell = shell
    this.#queue = queue
    this.roster = roster
    this.#wishes = wishes
    this.losses = new Losses(shell)
    this.snippets = new Snippets(shell)
    this.plan = new Plan(shell, (account) => { this.#soon(account) })
    this.variants = new Variants(shell, () => this.places, (account) => { this.#soon(account) })
    this.audience = new Audience(shell, wishes, this.variants, () => this.places, () => { this.#soon(null) })
  }

  /** On every entry of the place all of it is looked at; from the first on, what changes is followed wherever one is. */
  async enter(): Promise<void> {
    if (!this.#follows) this.#follow()
    await Promise.all([this.load(), this.snippets.load()])
  }
  #follows = false
  #follow(): void {
    this.#follows = true
    this.#off = new Set(this.#wishes.get(OFF).split(' ').filter(Boolean))
    this.#shell.current.onChange((fresh) => {
      if (fresh) this.#forget()
      this.#soon(null)
    })
    this.#queue.onChange(() => { this.#arrived() })
    this.roster.onLoad(() => this.load())
  }

  /** What the clip says everywhere, and whether it can go. */
  async load(): Promise<void> {
    await this.variants.load()
    await this.check()
  }

  #forget(): void {
    this.variants.forget()
    this.#reports = new Map()
    this.losses.forget()
  }

  // ---- checking ----

  /** What is to be looked at once the hand rests: some accounts, or all of them with what they say. */
  #stale: Set<ID> | 'all' = new Set()
  #soon(account: ID | null): void {
    if (account === null || this.#stale === 'all') this.#stale = 'all'
    else this.#stale.add(account)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { void this.#look() }, QUIET_MS)
  }
  async #look(): Promise<void> {
    const stale = this.#stale
    this.#stale = new Set()
    if (stale === 'all') await this.variants.load()
    await this.check(stale === 'all' ? null : stale)
  }

  /** Checks again, everywhere or at some accounts: a service may not like to be asked at every letter. */
  async check(only: ReadonlySet<ID> | null = null): Promise<void> {
    void this.losses.load()
    const round = ++this.#round
    const clip = this.#shell.chosen
    if (clip === '' || this.#shell.current.view === null) return
    const asked = await Promise.all(this.places.filter(({ id }) => only?.has(id) ?? true).map(async ({ id }) => {
      this.#rounds.set(id, round)
      try {
        return { id, report: await this.#shell.studio.check(clip, id, this.variants.drafts(id), this.plan.textOf(id, Date.now())), fault: null }
      } catch (e) {
        return { id, report: null, fault: faultOf(e) }
      }
    }))
    const gone = asked.find((a) => a.fault?.kind === 'Offline')
    if (gone?.fault) { // that is nothing about the clip: what was found last still stands
      this.#shell.fail(gone.fault)
      return
    }
    if (clip !== this.#shell.chosen) return
    const before = this.#reports
    // A later answer always wins, account by account; a service that wants to be asked later has said nothing of the clip.
    const reports = asked.filter(({ id }) => this.#rounds.get(id) === round)
      .map(({ id, report, fault }) => [id, report ?? (fault?.kind === 'Later' ? before.get(id) : undefined) ?? asReport(fault?.message ?? '')] as const)
    this.#reports = new Map([...before, ...reports])
  }

  // ---- the form ----

  switch(account: ID, on: boolean): void {
    const off = new Set(this.#off)
    if (on) off.delete(account)
    else off.add(account)
    this.#off = off
    void this.#wishes.set(this.#shell.studio, OFF, [...off].join(' '))
  }

  /** Mends what a check found, at every account where it was found. */
  async mend(...remarks: readonly Remark[]): Promise<void> {
    const clip = this.#shell.chosen
    for (const r of remarks) {
      for (const { account, rule } of r.found.filter((f) => f.mend)) {
        try {
          this.variants.put(clip, await this.#shell.studio.mend(clip, account.id, rule))
        } catch (e) {
          const fault = faultOf(e)
          if (fault.kind !== 'NotFound') this.#shell.fail(fault) // what was mended before it has mended this
        }
      }
    }
    await this.#shell.current.load()
    await this.load()
  }

  /** Leaves what a check found as it is, at every account where that may be; no reason raises it again. */
  async leave(remark: Remark, reason: string): Promise<void> {
    const clip = this.#shell.chosen
    for (const { account, rule } of remark.found.filter((f) => f.leave)) {
      try {
        this.variants.put(clip, await this.#shell.studio.leaveFinding(clip, account.id, rule, reason))
      } catch (e) {
        this.#shell.fail(faultOf(e))
      }
    }
    await this.#shell.current.load()
    await this.load()
  }

  /** The languages on offer; one that a clip names already is among them. */
  languagesWith(now: string): readonly { value: string; name: string }[] {
    return LANGUAGES.some((l) => l.value === now) ? LANGUAGES : [...LANGUAGES, { value: now, name: now || t('Not said') }]
  }

  async setLanguage(language: string): Promise<void> { await this.#change(() => this.#shell.studio.setClip(this.#shell.chosen, { language })) }
  async setCover(frame: number): Promise<void> { await this.#change(() => this.#shell.studio.setClip(this.#shell.chosen, { cover: frame })) }

  // ---- fixes ----

  /** Mends a product. Answers what is wrong with it, "" for nothing. */
  async setProduct(product: ID, fields: { relation?: Relation; url?: string; price?: string; title?: string }): Promise<string> {
    try {
      await this.#shell.studio.setProduct(product, fields)
    } catch (e) {
      return faultOf(e).message
    }
    await this.#shell.current.load()
    return ''
  }

  async move(tag: ID, span: { in: number; out: number }): Promise<void> {
    await this.#change(() => this.#shell.studio.moveTags(this.#shell.chosen, [{ tag, ...span }], ''))
  }

  async #change(verb: () => Promise<unknown>): Promise<boolean> {
    try {
      await verb()
    } catch (e) {
      this.#shell.fail(faultOf(e))
      return false
    }
    await this.#shell.current.load()
    return true
  }

  // ---- publishing ----

  async publish(): Promise<void> {
    if (this.busy) return
    this.busy = true
    const clip = this.#shell.chosen
    await this.variants.keepAll()
    await this.check()
    for (const { account } of this.ready) {
      try {
        const p = await this.#shell.studio.publish(clip, account.id, {}, this.plan.textOf(account.id, Date.now()))
        this.#awaited.add(p.id)
        this.plan.set([account], null)
      } catch (e) {
        this.#shell.fail(faultOf(e))
      }
    }
    await Promise.all([this.#queue.load(), this.roster.weigh()])
    this.busy = false
  }

  #arrived(): void {
    let arrived = false
    for (const p of this.#queue.rows) {
      if (p.stage !== 'tagged' || !isPublic(p) || !this.#awaited.delete(p.id)) continue
      arrived = true
      this.#shell.notices.add({ kind: 'success', message: t('{name} is public.', { name: p.clipName }), fix: { name: p.service === 'webpage' ? t('Open page') : t('Open post'), run: () => this.#queue.open(p.id) } })
      if (this.opens && p.at === '') void this.#queue.open(p.id) // whoever chose an hour may be elsewhere by then
    }
    if (arrived) void this.roster.weigh() // one more is used up
  }
}

function asReport(message: string): CheckReport {
  return { findings: [{ rule: 'check', level: 'block', message, place: {} }], losses: [] }
}
