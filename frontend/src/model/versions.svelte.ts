// The versions of the open clip: which there are, the file that waits to become
// the next one, what goes with it, and which two are compared.

import { after, same, toNew, toOld, type Way } from '../maths/alignment'
import { parseRate, type Rate } from '../maths/frames'
import type { Compared, Cut, CutItem, Fault, ID, Stack, Studio, Version } from '../studio/studio'

export type { Cut, CutItem, Tally, Version } from '../studio/studio'
import { faultOf } from './fault'
import { Playhead } from './playhead.svelte'

export type Look = 'wipe' | 'beside' | 'difference'
export const LOOKS: readonly Look[] = ['wipe', 'beside', 'difference']

/** One side of a comparison: a version, or the file that waits. */
export interface Side { readonly id: ID; readonly n: number; readonly frames: number; readonly rate: Rate; readonly width: number; readonly height: number; readonly proxy: string; readonly current: boolean; readonly here: boolean }

interface Voice { fail(fault: Fault): void; say(kind: 'success' | 'info', message: string): void }

export class Versions {
  stack = $state.raw<Stack | null>(null)
  /** What is under way, if anything; comparing a file takes as long as both films are read. */
  busy = $state<'comparing' | 'writing' | null>(null)
  /** How two versions are compared; null: they are not. */
  look = $state<Look | null>(null)
  /** Where the wipe stands, 0–1 of the width. */
  wipe = $state(0.5)
  a = $state<ID>('')
  b = $state<ID>('')
  /** What of the file that waits is to be left behind. */
  left = $state.raw<ReadonlySet<ID>>(new Set())
  note = $state('')
  /** Leads while neither side is what the clip shows. */
  readonly own = new Playhead()

  readonly all: readonly Version[] = $derived(this.stack?.versions ?? [])
  readonly current: Version | null = $derived(this.all.find((v) => v.current) ?? null)
  readonly cut: Cut | null = $derived(this.stack?.cut ?? null)
  readonly lost: readonly CutItem[] = $derived(this.stack?.lost ?? [])
  readonly sideA: Side | null = $derived(this.#side(this.a))
  readonly sideB: Side | null = $derived(this.#side(this.b))
  /** Two are compared, and both are known. */
  readonly comparing: boolean = $derived(this.look !== null && this.sideA !== null && this.sideB !== null)
  /** Where A shows what B shows. */
  readonly way: Way = $derived(this.#between())

  readonly #studio: Studio
  readonly #voice: Voice
  #clip: ID = ''
  #round = 0
  #compared = $state.raw<Compared | null>(null)

  constructor(studio: Studio, voice: Voice) {
    this.#studio = studio
    this.#voice = voice
  }

  get picks(): boolean { return this.#studio.able.pick }

  listen(): () => void {
    const stops = [
      this.#studio.on('clip', ({ id }) => { if (id === this.#clip) void this.load() }),
      this.#studio.on('notes', ({ clip }) => { if (this.#clip && (clip === '' || clip === this.#clip)) void this.load() }),
      this.#studio.onResync(() => void this.load()),
    ]
    return () => { for (const stop of stops) stop() }
  }

  async show(clip: ID): Promise<void> {
    if (clip === this.#clip) return
    this.#clip = clip
    this.stack = null
    this.#end()
    await this.load()
  }

  /** A later answer always wins. That nothing is known is said once, by the clip itself. */
  async load(): Promise<void> {
    const round = ++this.#round
    if (!this.#clip) return
    const stack = await this.#studio.versions(this.#clip).catch(() => null)
    if (round === this.#round && stack) this.#take(stack)
  }

  #take(stack: Stack): void {
    const before = this.cut?.id
    this.stack = stack
    if (stack.cut?.id !== before) this.left = new Set()
    if (this.look !== null && !(this.sideA && this.sideB)) this.#end()
  }

  // ---- a new cut ----

  /** Asks for a file, or takes one whose path was dropped. */
  async bring(path?: string): Promise<void> {
    await this.#deed('comparing', () => (path === undefined ? this.#studio.pickCut(this.#clip) : this.#studio.newCut(this.#clip, path)))
  }

  /** In a browser the file goes into the library first. */
  async upload(file: File): Promise<void> {
    const clip = this.#clip
    await this.#deed('comparing', async () => {
      const report = await this.#studio.importFile(file, () => undefined)
      const [refused] = report.refused
      if (refused) throw refused.error
      const [came] = report.imported
      return came ? this.#studio.cutFromClip(clip, came.id) : this.#studio.versions(clip)
    })
  }

  goes(id: ID): boolean { return !this.left.has(id) }

  leave(id: ID, behind: boolean): void {
    const left = new Set(this.left)
    if (behind) left.add(id)
    else left.delete(id)
    this.left = left
  }

  async accept(): Promise<void> {
    const { cut } = this
    if (!cut) return
    const chosen = this.left.size === 0 ? null : cut.items.filter((x) => this.goes(x.id)).map((x) => x.id)
    if (await this.#deed('writing', () => this.#studio.acceptCut(this.#clip, cut.id, chosen, this.note))) this.note = ''
  }

  async letGo(): Promise<void> { await this.#deed('writing', () => this.#studio.dropCut(this.#clip)) }

  async bringBack(ids: readonly ID[], at: number): Promise<void> {
    await this.#deed('writing', () => this.#studio.bringBack(this.#clip, [...ids], at))
  }

  async setNote(version: ID, note: string): Promise<void> { await this.#deed('writing', () => this.#studio.setVersion(this.#clip, version, note)) }
  async drop(version: ID): Promise<void> { await this.#deed('writing', () => this.#studio.dropVersion(this.#clip, version)) }

  async #deed(what: 'comparing' | 'writing', verb: () => Promise<Stack>): Promise<boolean> {
    if (this.busy) return false
    const clip = this.#clip
    this.busy = what
    const round = ++this.#round
    try {
      const stack = await verb()
      if (clip !== this.#clip) return true
      if (round === this.#round) this.#take(stack) // else it was asked for since, and that answer is the later one
      if (stack.message) this.#voice.say('success', stack.message)
      return true
    } catch (e) {
      this.#voice.fail(faultOf(e))
      await this.load()
      return false
    } finally {
      this.busy = null
    }
  }

  // ---- comparing ----

  /** Which letter an id has while two are compared. */
  letter(id: ID): 'A' | 'B' | '' {
    return this.look === null ? '' : id === this.b ? 'B' : id === this.a ? 'A' : ''
  }

  /** Compares with what the clip shows, or, once more, ends it. The file that waits is the newer side. */
  async against(id: ID): Promise<void> {
    const now = this.current?.id ?? ''
    if (this.letter(id) !== '' || id === now) return this.#end()
    await (id === this.cut?.id ? this.compare(now, id) : this.compare(id, now))
  }

  async compare(a: ID, b: ID): Promise<void> {
    if (!this.#side(a) || !this.#side(b) || a === b) return
    const known = this.#versionOf(a)
    try {
      // What waits is always the newer one of the two.
      const [older, newer] = a === this.cut?.id || (known && (this.#versionOf(b)?.n ?? Infinity) < known.n) ? [b, a] : [a, b]
      const compared = await this.#studio.compareVersions(this.#clip, older, newer)
      ;[this.a, this.b, this.#compared] = [a, b, compared]
      this.look ??= 'wipe'
      const side = this.#side(b)
      if (side && !side.current) this.own.open(side.frames, side.rate)
    } catch (e) {
      this.#voice.fail(faultOf(e))
    }
  }

  /** Compares with the version before, or ends it. */
  async toggle(): Promise<void> {
    if (this.look !== null) return this.#end()
    const [, before] = this.all
    const other = this.cut?.id ?? before?.id
    if (other !== undefined) await this.against(other)
  }

  /** Lets A lead. The moment stays, where A shows it too. */
  async swap(clip: Playhead): Promise<void> {
    if (this.look === null) return
    const to = this.way(this.lead(clip).frame)
    await this.compare(this.b, this.a)
    if (to !== null) this.lead(clip).seek(to)
  }

  /** What leads: the clip's playhead where B is what the clip shows, else an own one. */
  lead(clip: Playhead): Playhead { return this.sideB?.current ? clip : this.own }

  nextLook(): void {
    if (this.look !== null) this.look = LOOKS[(LOOKS.indexOf(this.look) + 1) % LOOKS.length] ?? 'wipe'
  }

  end(): void { this.#end() }
  #end(): void {
    this.own.pause()
    ;[this.look, this.a, this.b, this.#compared] = [null, '', '', null]
  }

  #versionOf(id: ID): Version | undefined { return this.all.find((v) => v.id === id) }

  #side(id: ID): Side | null {
    const v = id === this.cut?.id ? this.cut : this.#versionOf(id)
    if (!v) return null
    const { n, frames, width, height, proxy } = v
    return { id, n, frames, rate: parseRate(v.rate), width, height, proxy, current: 'current' in v && v.current, here: !('here' in v) || v.here }
  }

  #between(): Way {
    const c = this.#compared
    const [a, b] = [this.sideA, this.sideB]
    if (!c || !a || !b) return same
    return c.a === a.id ? toOld(c.pieces, b.rate, a.rate, a.frames) : after(toNew(c.pieces, a.rate, b.rate), (f) => Math.min(f, a.frames - 1))
  }
}
