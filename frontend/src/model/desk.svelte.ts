// The desk of the Tag place: the open clip, its playhead, its timeline and the
// pass under way, wired to one another, and what of the place is unfolded.
// Commands and rooms meet here; none of them knows another.

import { framesIn } from '../maths/frames'
import type { CheckReport, Finding, ID, LossReport, Studio } from '../studio/studio'
import { OpenClip, type Say } from './clip.svelte'
import { copies, laidAt } from './copies.svelte'
import { Hotspots } from './hotspots.svelte'
import { Performance } from './perform.svelte'
import { phones } from './phones.svelte'
import { Playhead } from './playhead.svelte'
import { Timeline } from './timeline.svelte'
import { Work } from './work.svelte'
import { t } from '../words/words.svelte'

export class Desk {
  readonly clip: OpenClip
  readonly head = new Playhead()
  readonly pass: Performance
  readonly timeline: Timeline
  /** The table, templates, history and exchange of the open clip. */
  readonly work: Work
  readonly hotspots: Hotspots

  /** Choosing the product of a new tag. */
  picking = $state(false)
  /** The table of tags instead of the inspector's fields. */
  table = $state(false)
  /** What publishing would say; null until it is known. */
  checks = $state.raw<CheckReport | 'no account' | null>(null)
  /** What every place would keep; null until it is known. */
  losses = $state.raw<LossReport | null>(null)
  readonly findings = $derived(this.checks && this.checks !== 'no account' ? this.checks.findings.length : 0)
  readonly blocked = $derived(this.checks && this.checks !== 'no account' ? this.checks.findings.some((f) => f.level !== 'info') : false)
  /** Wide enough to show the inspector always. */
  wide = $state(true)
  /** The inspector, where the window is too narrow to show it always. */
  drawer = $state(true)
  overlay = $state('reels')
  /** K is down: J and L step single frames. */
  stepping = false
  /** Asks the time display to take a typed time; counts the asking. */
  askTime = $state(0)
  fullScreen = $state(0)
  volume = $state(0.3)
  muted = $state(false)
  /** The sprite sheet as a blob address, "" until it is there. */
  sheet = $state('')

  /** What a control of a command carries as tooltip; the place fills it in. */
  tip: (command: string) => Record<string, string> = () => ({})

  #media = ''
  /** The clip on its way to the table. */
  #opening: { readonly id: ID; readonly done: Promise<void> } | null = null
  #stops: (() => void)[] = []

  constructor(studio: Studio, say: Say) {
    this.clip = new OpenClip(studio, say)
    this.pass = new Performance(this.head, this.clip, (product, span) => { void this.clip.addTag(product, span, null, false) })
    this.timeline = new Timeline(this.clip, this.head, this.pass, studio)
    this.work = new Work(studio, this.clip, this.pass)
    this.hotspots = new Hotspots(this.clip, this.head, studio, {
      phone: () => phones.of(this.overlay),
      hidden: (tag) => this.timeline.lanes.muted.has(tag.product),
    })
    this.head.onWrap((end) => { this.pass.wrap(end) })
    this.head.onMove((moment) => { this.timeline.follow(moment) })
    // Work in the background yields while something plays; if that cannot be said, it just does not.
    this.head.onPlaying((on) => { studio.playing(on).catch(() => undefined) })
    this.#stops.push(this.clip.listen())
  }

  close(): void {
    for (const stop of this.#stops) stop()
    URL.revokeObjectURL(this.sheet)
  }

  async open(id: ID): Promise<void> {
    if (this.#opening?.id === id) return this.#opening.done
    if (id === this.clip.id && !this.#opening) return
    const mine = { id, done: this.#lay(id) }
    this.#opening = mine
    await mine.done
    if (this.#opening === mine) this.#opening = null
  }

  async #lay(id: ID): Promise<void> {
    this.pass.drop()
    this.head.pause()
    this.hotspots.mode = false
    this.hotspots.follow.drop()
    await this.hotspots.flush()
    await this.clip.open(id)
    if (this.#opening?.id !== id) return // another was opened since
    this.head.open(this.clip.frames, this.clip.rate)
    this.timeline.fit()
  }

  /** Asks what publishing would say; the answer of an older clip is dropped. */
  async check(): Promise<void> {
    const id = this.clip.id
    const [report, losses] = await Promise.all([this.clip.check(), this.clip.losses()])
    if (id !== this.clip.id) return
    this.checks = report ?? 'no account'
    this.losses = losses
  }

  /** Whether a finding is somewhere on the table. */
  placed(f: Finding): boolean { return !!f.place.tag || !!f.place.product || f.place.frame !== undefined }
  /** Goes to where a finding is. */
  show(f: Finding): void {
    const { tags } = this.clip
    const tag = tags.find((g) => g.id === f.place.tag) ?? tags.find((g) => f.place.product && g.product === f.place.product)
    if (tag) this.clip.select([tag.id])
    const frame = f.place.frame ?? tag?.in
    if (frame !== undefined) this.goTo(frame)
  }

  /** Fetches the sprite sheet once; both the filmstrip and the stage cut tiles from it. */
  async loadSheet(media: string): Promise<void> {
    this.#media = media
    URL.revokeObjectURL(this.sheet)
    this.sheet = ''
    if (!media) return
    try {
      const answer = await fetch(this.clip.urlOf(media))
      if (!answer.ok) return
      const url = URL.createObjectURL(await answer.blob())
      if (this.#media === media) this.sheet = url
      else URL.revokeObjectURL(url)
    } catch {
      // Without pictures the strip stays grey; the clip itself says what is wrong.
    }
  }

  // ---- tags at the playhead ----

  /** Tags a product over the marked range, or a tap's length from the playhead. */
  async tagHere(product: ID): Promise<void> {
    this.picking = false
    await this.clip.addTag(product, this.timeline.newSpan(this.pass.tap))
  }

  async trim(edge: 'in' | 'out'): Promise<void> {
    // The end of a tag is the first frame outside, so the frame shown stays inside.
    await this.clip.trimTo(edge, edge === 'in' ? this.head.frame : this.head.frame + 1)
  }

  jumpToEdge(direction: 1 | -1): void {
    const edge = this.timeline.edgeFrom(this.head.frame, direction)
    if (edge !== null) this.goTo(edge)
  }

  goTo(frame: number): void {
    this.head.seek(frame)
    this.timeline.reveal(this.head.frame)
  }

  shuttle(direction: 1 | -1): void {
    if (this.stepping) this.head.step(direction)
    else this.head.shuttle(direction)
  }

  stepSecond(direction: 1 | -1): void { this.head.step(direction * framesIn(1, this.clip.rate)) }

  playSelected(): void {
    const second = framesIn(1, this.clip.rate)
    const tag = this.clip.lead
    if (tag) this.head.playStretch(tag.in - second, tag.out + second)
  }

  playAround(): void {
    const second = framesIn(1, this.clip.rate)
    this.head.playStretch(this.head.frame - second, this.head.frame + second)
  }

  duplicate(): void {
    const end = Math.max(...this.clip.selected.map((t) => t.out))
    if (this.clip.selected.length > 0) void this.clip.duplicate(this.clip.selected.map((t) => t.id), end)
  }

  /** Pastes the copies at a frame, or where they stood. */
  paste(sameTimes: boolean, at = this.head.frame): void {
    const tags = laidAt(copies.now, this.clip.rate, this.clip.frames, sameTimes ? null : at)
    if (tags.length === 0) this.clip.say('info', t('There is no room for the copy before the end of the clip.'))
    else void this.clip.addTags(tags, t('Paste {n, plural, one {# tag} other {# tags}}', { n: tags.length }))
  }

  async undo(): Promise<void> { await this.hotspots.flush(); await this.clip.undo(); this.#showPulse() }
  async redo(): Promise<void> { await this.hotspots.flush(); await this.clip.redo(); this.#showPulse() }

  #showPulse(): void {
    const first = this.clip.tags.find((t) => this.clip.pulse.tags.has(t.id))
    if (first) this.timeline.reveal(first.in)
  }

  /** One thing at a time, the nearest first: drafts, modes, then the selection. False when nothing was left. */
  escape(): boolean {
    if (this.pass.drop()) return true
    if (this.clip.dropNudge() || this.hotspots.drop() || this.hotspots.follow.drop()) return true
    if (this.picking) { this.picking = false; return true }
    if (this.hotspots.asPage) { this.hotspots.asPage = false; return true }
    if (this.hotspots.mode) { this.hotspots.mode = false; return true }
    if (this.timeline.sightings.open) { this.timeline.sightings.close(); return true }
    if (this.clip.selection.size > 0) { this.clip.select([]); return true }
    if (this.table) { this.table = false; return true }
    return false
  }

  cycleOverlay(): void {
    const all = [...phones.all.map((p) => p.id), 'off']
    this.overlay = all[(all.indexOf(this.overlay) + 1) % all.length] ?? 'off'
  }
}
