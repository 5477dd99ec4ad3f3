// The library: every clip there is, what is shown of it, and how clips come in
// and go. Rows come from Go as they are; only the order and the choice are ours.

import { parseRate, seconds } from '../maths/frames'
import type { ClipCard, ID, ImportReport, Studio } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { ClipCard, Strip, Job } from '../studio/studio'

export type Sort = 'newest' | 'oldest' | 'name' | 'longest'
export type Filter = 'all' | 'untagged' | 'draft' | 'queued' | 'published' | 'unsure' | 'missing'

export const SORTS: readonly { value: Sort; name: string }[] = [
  { value: 'newest', name: 'Newest' },
  { value: 'oldest', name: 'Oldest' },
  { value: 'name', name: 'Name' },
  { value: 'longest', name: 'Longest' },
]

/** A file on its way into the library, before Go has looked at it. */
export interface Coming { readonly key: number; readonly name: string; readonly size: number; readonly share: number }

/** Several changes in a row are asked for once. */
const QUIET_MS = 120

const fits: Record<Filter, (c: ClipCard) => boolean> = {
  all: () => true,
  untagged: (c) => c.tags === 0,
  draft: (c) => c.state === 'draft',
  queued: (c) => c.state === 'queued',
  published: (c) => c.state === 'published',
  unsure: (c) => c.state === 'unsure',
  missing: (c) => c.state === 'missing',
}

const length = (c: ClipCard): number => seconds(c.frames, parseRate(c.rate))

const orders: Record<Sort, (a: ClipCard, b: ClipCard) => number> = {
  newest: (a, b) => b.addedAt.localeCompare(a.addedAt) || b.id.localeCompare(a.id),
  oldest: (a, b) => a.addedAt.localeCompare(b.addedAt) || a.id.localeCompare(b.id),
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }) || a.id.localeCompare(b.id),
  longest: (a, b) => length(b) - length(a) || a.id.localeCompare(b.id),
}

export class Library {
  all = $state.raw<readonly ClipCard[]>([])
  coming = $state.raw<readonly Coming[]>([])
  loaded = $state(false)
  fault = $state.raw<{ message: string } | null>(null)
  query = $state('')
  filter = $state<Filter>('all')
  sort = $state<Sort>('newest')
  /** What undo brings back, until something else is chosen. */
  removed = $state.raw<ClipCard | null>(null)
  /** Looking for a clip by words; null while nothing is typed. */
  #found = $state.raw<ReadonlySet<ID> | null>(null)

  readonly shown: readonly ClipCard[] = $derived.by(() => {
    const found = this.#found
    return this.all.filter((c) => fits[this.filter](c) && (found === null || found.has(c.id))).sort(orders[this.sort])
  })
  readonly chosen: ClipCard | null = $derived.by(() => this.all.find((c) => c.id === this.#shell.chosen) ?? null)
  readonly bytes = $derived(this.all.reduce((sum, c) => sum + c.size, 0))

  readonly #shell: Shell
  readonly #studio: Studio
  #timer: ReturnType<typeof setTimeout> | undefined
  #asked = 0
  #next = 1

  constructor(shell: Shell) {
    this.#shell = shell
    this.#studio = shell.studio
  }

  async start(): Promise<void> {
    this.#studio.on('library', () => { this.#soon() })
    this.#studio.on('clip', () => { this.#soon() })
    this.#studio.on('products', () => { this.#soon() })
    this.#studio.onResync(() => { void this.load() })
    this.#studio.onDrop((paths) => { void this.takePaths(paths) })
    await this.load()
    if (this.#shell.chosen === '') this.choose(this.shown[0]?.id ?? '')
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.load()
    }, QUIET_MS)
  }

  /** Asks for the list again; an older answer never overtakes a newer. */
  async load(): Promise<void> {
    const asked = ++this.#asked
    const query = this.query.trim()
    try {
      const all = await this.#studio.clips('')
      const found = query === '' ? null : new Set((await this.#studio.clips(query)).map((c) => c.id))
      if (asked !== this.#asked) return
      this.all = all
      this.#found = found
      this.fault = null
      this.#shell.offline = false
    } catch (e) {
      if (asked !== this.#asked) return
      const fault = faultOf(e)
      // What is shown stays as it was; nothing of it is wrong.
      if (fault.kind === 'Offline' && this.loaded) this.#shell.fail(fault)
      else this.fault = fault
    }
    this.loaded = true
  }

  search(query: string): void {
    this.query = query
    this.#soon()
  }

  count(filter: Filter): number { return this.all.filter(fits[filter]).length }

  // ---- choosing ----

  choose(id: ID): void {
    this.removed = null
    this.#shell.chosen = id
  }

  /** Moves the choice along what is shown; answers where it is now, −1 for nowhere. */
  move(by: number): number {
    if (this.shown.length === 0) return -1
    const at = this.shown.findIndex((c) => c.id === this.#shell.chosen)
    const to = at < 0 ? (by > 0 ? 0 : this.shown.length - 1) : at + by
    // A step over the edge of a row of several stays where it is.
    if (Math.abs(by) > 1 && (to < 0 || to >= this.shown.length)) return at
    const held = Math.min(this.shown.length - 1, Math.max(0, to))
    this.choose(this.shown[held]?.id ?? '')
    return held
  }

  // ---- coming in ----

  async takePaths(paths: readonly string[]): Promise<void> {
    if (paths.length > 0) await this.#taken(() => this.#studio.importPaths([...paths]))
  }

  async pick(): Promise<void> {
    await this.#taken(() => this.#studio.pickClips())
  }

  /** Whether a file that is gone can be shown to Taglane again from here. */
  get finds(): boolean { return this.#studio.able.pick }

  /** Lets the person show where a clip's file lies now. */
  async findFile(clip: ID): Promise<void> {
    try {
      await this.#studio.findFile(clip)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  /** Streams files in, one after the other, each a card at once. */
  async takeFiles(files: readonly File[]): Promise<void> {
    const rows = files.map((f) => ({ key: this.#next++, name: f.name, size: f.size, share: 0 }))
    this.coming = [...rows, ...this.coming]
    const report: ImportReport = { imported: [], refused: [] }
    for (const [i, row] of rows.entries()) {
      const file = files[i]
      if (!file) continue
      try {
        const one = await this.#studio.importFile(file, (share) => {
          this.coming = this.coming.map((c) => (c.key === row.key ? { ...c, share } : c))
        })
        report.imported.push(...one.imported)
        report.refused.push(...one.refused)
      } catch (e) {
        report.refused.push({ path: row.name, error: faultOf(e) })
      }
      await this.load()
      this.coming = this.coming.filter((c) => c.key !== row.key)
    }
    this.#tell(report)
  }

  async sample(): Promise<void> {
    try {
      const { clip } = await this.#studio.sample()
      await this.load()
      this.#shell.tag(clip)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  async #taken(verb: () => Promise<ImportReport>): Promise<void> {
    try {
      const report = await verb()
      await this.load()
      this.#tell(report)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  #tell(report: ImportReport): void {
    const fresh = report.imported.filter((c) => c.duplicateOf === '')
    const known = report.imported.filter((c) => c.duplicateOf !== '')
    const first = fresh[0] ?? known[0]
    if (first) this.choose(first.id)
    if (fresh.length === 1) this.#shell.say('success', `${fresh[0]?.name ?? ''} is in the library.`)
    if (fresh.length > 1) this.#shell.say('success', `${fresh.length} clips are in the library.`)
    if (known.length === 1) this.#shell.say('info', `${known[0]?.name ?? ''} has the same content as a clip you have.`)
    if (known.length > 1) this.#shell.say('info', `${known.length} clips have the same content as clips you have.`)
    for (const r of report.refused) {
      const name = r.path.split(/[\\/]/).pop() ?? r.path
      this.#shell.notices.add({ kind: 'error', message: `${name}: ${r.error.message}`, details: `${r.path}\n${r.error.kind}: ${r.error.message}` })
    }
  }

  // ---- going ----

  /** Takes a clip out of the library; the file stays, and undo brings the clip back. */
  async remove(clip: ClipCard): Promise<void> {
    const at = this.shown.findIndex((c) => c.id === clip.id)
    try {
      await this.#studio.removeClip(clip.id)
      await this.load()
      this.choose(this.shown[Math.min(at, this.shown.length - 1)]?.id ?? '')
      this.removed = clip
      this.#shell.notices.add({
        kind: 'success',
        message: `${clip.title || clip.name} is out of the library. The file stays where it is.`,
        fix: { name: 'Undo', run: () => this.bringBack(clip) },
      })
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  /** Undoes the removal of a clip. */
  async bringBack(clip: ClipCard): Promise<void> {
    try {
      await this.#studio.undo(clip.id)
      await this.load()
      this.choose(clip.id)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  async rename(clip: ID, name: string): Promise<void> {
    try {
      await this.#studio.setClip(clip, { name })
      await this.load()
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }
}
