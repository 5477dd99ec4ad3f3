// What is wrong with products that clips show, gathered by product, the gravest
// first; and giving a product's place to another. Nothing is changed by itself.

import type { Decision, Fault, ID, Looks, Product, Proposal, ReplacePlan, Trouble, Use } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import { agreed } from './links.svelte'
import { settings, type Settings } from './settings.svelte'

export type { Decision, Evidence, Looks, Product, Proposal, ReplacePlan, Trouble, Use } from '../studio/studio'

/** All that is wrong with one product. */
export interface Case {
  readonly product: Product
  /** Of the gravest trouble. */
  readonly level: Trouble['level']
  readonly troubles: readonly Trouble[]
  readonly uses: readonly Use[]
  readonly seconds: number
  readonly views: number
  /** When the gravest was seen, RFC 3339; "" unknown. */
  readonly since: string
  readonly instead: readonly Product[]
  /** What is proposed since it certainly cannot be had; null while nothing is. */
  readonly proposal: Proposal | null
}

/** Whether a person's answer is waited for. */
export const waits = (of: Case): boolean => of.proposal !== null && of.proposal.declined === null

/** Troubles come the gravest first, and so do the products they are of. */
export function casesOf(troubles: readonly Trouble[]): readonly Case[] {
  const by = new Map<ID, Trouble[]>()
  for (const trouble of troubles) by.set(trouble.product.id, [...(by.get(trouble.product.id) ?? []), trouble])
  return [...by.values()].flatMap((all) => {
    const [first] = all
    if (!first) return []
    const { product, level, uses, views, at, instead } = first
    return [{ product, level, troubles: all, uses, seconds: uses.reduce((n, u) => n + u.seconds, 0), views, since: at, instead, proposal: all.find((x) => x.proposal)?.proposal ?? null }]
  })
}

export type Post = ReplacePlan['clips'][number]['posts'][number]

/** Posts of a plan by what can become of them. */
export function postsOf(plan: ReplacePlan, clips: ReadonlySet<ID>): { readonly update: readonly Post[]; readonly byHand: readonly Post[]; readonly no: readonly Post[] } {
  const all = plan.clips.filter((c) => clips.has(c.clip)).flatMap((c) => c.posts)
  return { update: all.filter((p) => p.can === 'update'), byHand: all.filter((p) => p.can === 'by hand'), no: all.filter((p) => p.can === 'no') }
}

/** A replacement that is being thought over, or was made. */
export class Replacement {
  readonly product: Product
  by = $state.raw<Product | null>(null)
  plan = $state.raw<ReplacePlan | null>(null)
  picked = $state.raw<ReadonlySet<ID>>(new Set())
  /** Why there is no plan. */
  wrong = $state('')
  busy = $state(false)
  /** The clips show the other product now. */
  done = $state(false)
  /** How each post fared that was asked to follow: "" queued, else why not. */
  asked = $state.raw<ReadonlyMap<ID, string>>(new Map())

  readonly posts = $derived(this.plan ? postsOf(this.plan, this.picked) : { update: [], byHand: [], no: [] })
  readonly tags = $derived(this.plan?.clips.filter((c) => this.picked.has(c.clip)).reduce((n, c) => n + c.tags, 0) ?? 0)

  readonly #shell: Shell
  readonly #undo: () => void
  #round = 0

  constructor(shell: Shell, product: Product, by: Product | null, undo: () => void) {
    this.#shell = shell
    this.product = product
    this.#undo = undo
    if (by) void this.choose(by)
  }

  /** One that was approved: only the posts are left to follow. by is null where the product says now that it is sold out. */
  static approved(shell: Shell, product: Product, by: Product | null, plan: ReplacePlan): Replacement {
    const r = new Replacement(shell, product, null, () => undefined)
    r.by = by
    r.plan = plan
    r.picked = new Set(plan.clips.map((c) => c.clip))
    r.done = true
    return r
  }

  /** Which product takes the place; asks what that would change. Nothing picked before is lost. */
  async choose(by: Product): Promise<void> {
    const round = ++this.#round
    this.by = by
    this.wrong = ''
    const first = this.plan === null
    try {
      const plan = await this.#shell.studio.replacePlan(this.product.id, by.id, [])
      if (round !== this.#round) return
      this.plan = plan
      if (first) this.picked = new Set(plan.clips.map((c) => c.clip))
    } catch (e) {
      if (round === this.#round) this.wrong = faultOf(e).message
    }
  }

  pick(clip: ID, on: boolean): void {
    const picked = new Set(this.picked)
    if (on) picked.add(clip)
    else picked.delete(clip)
    this.picked = picked
  }
  pickAll(on: boolean): void { this.picked = new Set(on ? this.plan?.clips.map((c) => c.clip) : []) }

  /** Gives the place in the picked clips; true when it is done. */
  async replace(): Promise<boolean> {
    const { by, plan } = this
    const clips = plan?.clips.map((c) => c.clip).filter((c) => this.picked.has(c)) ?? []
    if (!by || this.busy || clips.length === 0) return false
    this.busy = true
    this.wrong = ''
    try {
      this.plan = await this.#shell.studio.replaceProduct(this.product.id, by.id, clips)
      this.picked = new Set(clips)
      this.done = true
      this.#undo()
    } catch (e) {
      this.wrong = faultOf(e).message
    }
    this.busy = false
    return this.done
  }

  /** Lets every post follow that can. */
  async update(): Promise<void> {
    this.busy = true
    for (const p of this.posts.update) {
      let wrong = ''
      try {
        await this.#shell.studio.updatePublication(p.publication)
      } catch (e) {
        wrong = faultOf(e).message
      }
      this.asked = new Map([...this.asked, [p.publication, wrong]])
    }
    this.busy = false
  }
}

export class Radar {
  cases = $state.raw<readonly Case[]>([])
  loaded = $state(false)
  /** Why there is no list at all. */
  fault = $state.raw<Fault | null>(null)
  /** The product being asked for at its source; "" for none. */
  asking = $state<ID>('')
  /** While all are asked one after another: how many of how many. */
  tour = $state.raw<{ readonly done: number; readonly all: number } | null>(null)
  /** Why a source did not answer, by product. */
  unanswered = $state.raw<ReadonlyMap<ID, string>>(new Map())
  /** What a screen reader is told of the last look. */
  said = $state('')
  replacement = $state.raw<Replacement | null>(null)
  /** Every product, for whoever wants another one than proposed; null until they are known. */
  products = $state.raw<readonly Product[] | null>(null)
  /** How the radar looks by itself; null until that is known. */
  looks = $state.raw<Looks | null>(null)
  /** What was answered so far, the latest first. */
  past = $state.raw<readonly Decision[]>([])
  /** The case whose answer is being given; "" for none. */
  answering = $state<ID>('')
  /** The case a reason is asked for, before it is declined; "" for none. */
  declining = $state<ID>('')
  /** The case with the focus; "" for none. */
  at = $state<ID>('')
  /** What an answer is about: the case with the focus, or else the first that waits for one. */
  readonly subject = $derived(this.cases.find((c) => c.product.id === this.at && waits(c)) ?? this.cases.find(waits) ?? null)
  readonly waiting = $derived(this.cases.filter(waits).length)

  readonly #shell: Shell
  readonly #wishes: Settings
  #asked = 0
  #stopped = false

  constructor(shell: Shell, wishes: Settings = settings) {
    this.#shell = shell
    this.#wishes = wishes
  }

  /** Loads, and follows what happens; answers how to stop. */
  start(): () => void {
    const load = (): void => { void this.load() }
    const stops = [this.#shell.studio.on('products', load), this.#shell.studio.on('library', load), this.#shell.studio.onResync(load)]
    load()
    return () => {
      this.stop()
      for (const stop of stops) stop()
    }
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const [troubles, looks, past] = await Promise.all([this.#shell.studio.radar(), this.#shell.studio.looks().catch(() => this.looks), this.#shell.studio.swaps('').catch(() => this.past)])
      if (asked !== this.#asked) return
      this.cases = casesOf(troubles)
      this.looks = looks
      this.past = past
      this.fault = null
      this.loaded = true
    } catch (e) {
      if (asked !== this.#asked) return
      this.fault = faultOf(e)
      if (this.loaded) this.#shell.fail(this.fault)
    }
  }

  // ---- looking again ----

  /** Asks the source of a product how it stands now; false when nobody could be reached. */
  async lookAgain(id: ID): Promise<boolean> {
    this.asking = id
    const title = this.cases.find((c) => c.product.id === id)?.product.title ?? ''
    let reached = true
    try {
      await this.#shell.studio.lookAgain(id)
      this.#answered(id, '')
      this.said = t('Looked at {name} again.', { name: title })
    } catch (e) {
      const fault = faultOf(e)
      reached = fault.kind !== 'Offline'
      this.#answered(id, fault.message)
      this.said = t('{name}: {message}', { name: title, message: fault.message })
    }
    this.asking = ''
    return reached
  }

  /** Asks for all, one after another, until stopped or until nobody can be reached. */
  async lookAtAll(): Promise<void> {
    const ids = this.cases.map((c) => c.product.id)
    this.#stopped = false
    this.unanswered = new Map()
    for (const [done, id] of ids.entries()) {
      this.tour = { done, all: ids.length }
      if (!(await this.lookAgain(id)) || this.#stopped) break
    }
    this.tour = null
    await this.load()
  }
  stop(): void { this.#stopped = true }

  #answered(id: ID, why: string): void {
    const all = new Map(this.unanswered)
    if (why) all.set(id, why)
    else all.delete(id)
    this.unanswered = all
  }

  // ---- answering what is proposed ----

  /** Gives the place to what is proposed; true when it is done. Then the posts are shown that can follow. */
  async approve(of: Case | null = this.subject): Promise<boolean> {
    if (!of || !waits(of) || this.answering !== '') return false
    const by = of.proposal?.by ?? null
    const plan = await this.#answer(of, () => this.#shell.studio.approveSwap(of.product.id, by?.id ?? '', [], ''))
    if (!plan) return false
    this.replacement = Replacement.approved(this.#shell, of.product, by, plan)
    this.#offerUndo()
    return true
  }

  /** Asks why, before it is declined. */
  ask(of: Case | null = this.subject): void { if (of && waits(of)) this.declining = of.product.id }

  /** Leaves the product where it is, for a reason; true when it is done. */
  async decline(of: Case, why: string): Promise<boolean> {
    if (why.trim() === '' || this.answering !== '') return false
    const done = await this.#answer(of, async () => { await this.#shell.studio.declineSwap(of.product.id, of.proposal?.by?.id ?? '', why.trim()); return true })
    if (!done) return false
    this.declining = ''
    this.said = t('{name} stays where it is.', { name: of.product.title })
    await this.load()
    return true
  }

  async #answer<T>(of: Case, say: () => Promise<T>): Promise<T | null> {
    this.answering = of.product.id
    let answer: T | null = null
    try {
      answer = await say()
    } catch (e) {
      this.#shell.fail(faultOf(e))
      await this.load()
    }
    this.answering = ''
    return answer
  }

  // ---- looking by itself ----

  /** Whether the radar looks by itself from now on, and which networks' links it may open. */
  async letLook(on: boolean, networks: readonly string[]): Promise<void> {
    const set = async (name: string, yes: boolean): Promise<Fault | null> => this.#wishes.set(this.#shell.studio, name, yes ? 'yes' : '')
    const wrong = [await set('radar.looks', on)]
    if (on) for (const { network } of this.looks?.follows ?? []) wrong.push(await set(agreed(network), networks.includes(network)))
    const fault = wrong.find((f) => f !== null)
    if (fault) this.#shell.fail(fault)
    await this.load()
  }

  /** Whether what a doubted source said is true after all. */
  async believe(source: string, yes: boolean): Promise<void> {
    try {
      this.looks = await this.#shell.studio.believeLooks(source, yes)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await this.load()
  }

  // ---- replacing ----

  /** Begins a replacement; by is what is proposed first. */
  async replace(of: Case, by: Product | null = of.instead[0] ?? null): Promise<void> {
    this.replacement = new Replacement(this.#shell, of.product, by, () => { this.#offerUndo() })
    try {
      this.products = await this.#shell.studio.products('')
    } catch (e) {
      this.products ??= []
      this.#shell.fail(faultOf(e))
    }
  }

  #offerUndo(): void {
    const r = this.replacement
    if (!r) return
    const said = r.by === null ? t('{name} says now that it is sold out.', { name: r.product.title }) : t('{now} has the place of {was} in {n, plural, one {# clip} other {# clips}}.', { now: r.by.title, was: r.product.title, n: r.picked.size })
    this.#shell.notices.offer(said, () => this.#undo())
    void this.load()
  }

  async #undo(): Promise<void> {
    try {
      const { message } = await this.#shell.studio.undoLibrary()
      if (message) this.#shell.say('success', message)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
    await this.load()
  }
}
