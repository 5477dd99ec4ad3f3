// What is about to be published of the chosen clip, and where: one column per
// account, each with its own check. Checks run again by themselves whenever the
// clip, a product or a wish changes; a later answer always wins.

import type { Account, CheckReport, ID, Relation } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { merged, type Remark } from './findings'
import { Losses } from './losses.svelte'
import { isPublic, type Queue } from './queue.svelte'
import { t } from '../words/words.svelte'

export type { Account, CheckReport, Loss, Relation } from '../studio/studio'

/** A word typed is checked once the hand rests. */
const QUIET_MS = 250

/** Languages a page can speak by itself, each called as it calls itself. */
const SPOKEN = { en: 'English', de: 'Deutsch', fr: 'Français', it: 'Italiano' }
export const LANGUAGES: readonly { value: string; name: string }[] = Object.entries(SPOKEN).map(([value, name]) => ({ value, name }))

export interface Column {
  readonly account: Account
  readonly on: boolean
  readonly report: CheckReport | null
  readonly blocks: number
  readonly warns: number
}

/** What the person wishes of one clip's page, beyond the clip itself. */
export interface Wishes { readonly disclosedInVideo: boolean; readonly singleFile: boolean; readonly impressions: boolean }
const NO_WISHES: Wishes = { disclosedInVideo: false, singleFile: false, impressions: false }

export class Publishing {
  accounts = $state.raw<readonly Account[]>([])
  /** Texts as they stand in the form; null where they are as in the clip. */
  title = $state<string | null>(null)
  caption = $state<string | null>(null)
  busy = $state(false)
  /** Opens what became public by itself. */
  opens = $state(true)
  /** The account being set up; null for none. */
  editing = $state.raw<Account | 'new' | null>(null)

  #off = $state.raw<ReadonlySet<ID>>(new Set())
  #reports = $state.raw<ReadonlyMap<ID, CheckReport>>(new Map())
  #wishes = $state.raw<ReadonlyMap<ID, Wishes>>(new Map())
  readonly #awaited = new Set<ID>()

  readonly columns: readonly Column[] = $derived(this.accounts.map((account) => {
    const report = this.#reports.get(account.id) ?? null
    const many = (level: string): number => merged([{ account, report }]).filter((f) => f.level === level).length
    return { account, on: !this.#off.has(account.id), report, blocks: many('block'), warns: many('warn') }
  }))
  readonly remarks: readonly Remark[] = $derived(merged(this.columns.filter((c) => c.on)))
  readonly ready = $derived(this.columns.filter((c) => c.on && c.report !== null && c.blocks === 0))
  readonly blocked = $derived(this.columns.filter((c) => c.on && c.blocks > 0))
  readonly wishes: Wishes = $derived.by(() => this.#wishes.get(this.#shell.chosen) ?? NO_WISHES)

  /** What every place keeps of the clip, and in which order its products go. */
  readonly losses: Losses

  readonly #shell: Shell
  readonly #queue: Queue
  #timer: ReturnType<typeof setTimeout> | undefined
  #round = 0

  constructor(shell: Shell, queue: Queue) {
    this.#shell = shell
    this.#queue = queue
    this.losses = new Losses(shell)
  }

  async start(): Promise<void> {
    this.#shell.current.onChange((fresh) => {
      if (fresh) this.#forget()
      this.#soon()
    })
    this.#queue.onChange(() => { this.#arrived() })
    this.#shell.studio.onResync(() => { void this.load() })
    await this.load()
  }

  async load(): Promise<void> {
    try {
      this.accounts = await this.#shell.studio.accounts()
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await this.check()
  }

  #forget(): void {
    this.#reports = new Map()
    this.title = null
    this.caption = null
    this.losses.forget()
  }

  // ---- checking ----

  #soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { void this.check() }, QUIET_MS)
  }

  async check(): Promise<void> {
    void this.losses.load()
    const round = ++this.#round
    const clip = this.#shell.chosen
    if (clip === '' || this.#shell.current.view === null) return
    const reports = new Map<ID, CheckReport>()
    for (const account of this.accounts) {
      try {
        reports.set(account.id, await this.#shell.studio.check(clip, account.id, this.settings))
      } catch (e) {
        const fault = faultOf(e)
        if (fault.kind === 'Offline') { // that is nothing about the clip: what was found last still stands
          this.#shell.fail(fault)
          return
        }
        reports.set(account.id, asReport(fault.message))
      }
    }
    if (round === this.#round && clip === this.#shell.chosen) this.#reports = reports
  }

  /** What goes along with the clip itself. */
  get settings(): Record<string, string> {
    const card = this.#shell.current.view?.card
    const w = this.wishes
    return {
      title: (this.title ?? card?.title ?? '').trim() || (card?.name ?? ''),
      ...(w.disclosedInVideo ? { disclosed_in_video: 'true' } : {}),
      ...(w.singleFile ? { single_file: 'true' } : {}),
      ...(w.impressions ? { impressions: 'true' } : {}),
    }
  }

  // ---- the form ----

  switch(account: ID, on: boolean): void {
    const off = new Set(this.#off)
    if (on) off.delete(account)
    else off.add(account)
    this.#off = off
  }

  wish(w: Partial<Wishes>): void {
    this.#wishes = new Map([...this.#wishes, [this.#shell.chosen, { ...this.wishes, ...w }]])
    this.#soon()
  }

  write(field: 'title' | 'caption', text: string): void {
    this[field] = text
    if (field === 'title') this.#soon()
  }

  /** Keeps what was typed, as one step that undo takes back. */
  async keep(): Promise<void> {
    const view = this.#shell.current.view
    if (!view) return
    const { title, caption } = this
    const fields = {
      ...(title !== null && title.trim() !== view.card.title ? { title: title.trim() } : {}),
      ...(caption !== null && caption !== view.caption ? { caption } : {}),
    }
    if (Object.keys(fields).length > 0) {
      if (!(await this.#change(() => this.#shell.studio.setClip(view.card.id, fields)))) return
      await this.#shell.current.load()
    }
    if (this.title === title) this.title = null
    if (this.caption === caption) this.caption = null
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

  // ---- accounts ----

  /** Adds a place for pages, or changes one. Answers what is wrong, "" for nothing. */
  async keepAccount(old: Account | null, name: string, settings: Record<string, string>): Promise<string> {
    if (old && this.#queue.rows.some((p) => p.account === old.id && !isPublic(p) && p.wait !== 'canceled')) {
      return t('Something is on its way there. Wait for it, or cancel it first.')
    }
    const { studio } = this.#shell
    try {
      await (old ? studio.setAccount(old.id, name, settings) : studio.addAccount('webpage', name, settings, {}))
    } catch (e) {
      return faultOf(e).message
    } finally {
      await this.load()
    }
    return ''
  }

  async removeAccount(account: Account): Promise<void> {
    try {
      await this.#shell.studio.removeAccount(account.id)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await this.load()
  }

  // ---- publishing ----

  async publish(): Promise<void> {
    if (this.busy) return
    this.busy = true
    await this.keep()
    for (const { account } of this.ready) {
      try {
        const p = await this.#shell.studio.publish(this.#shell.chosen, account.id, this.settings, '')
        this.#awaited.add(p.id)
      } catch (e) {
        this.#shell.fail(faultOf(e))
      }
    }
    await this.#queue.load()
    this.busy = false
  }

  #arrived(): void {
    for (const p of this.#queue.rows) {
      if (p.stage !== 'tagged' || !this.#awaited.delete(p.id)) continue
      this.#shell.notices.add({ kind: 'success', message: t('{name} is public.', { name: p.clipName }), fix: { name: t('Open page'), run: () => this.#queue.open(p.id) } })
      if (this.opens) void this.#queue.open(p.id)
    }
  }
}

function asReport(message: string): CheckReport {
  return { findings: [{ rule: 'check', level: 'block', message, place: {} }], losses: [] }
}
