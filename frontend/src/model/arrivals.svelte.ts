// How clips come in: dropped, chosen, streamed, or the sample; and what the
// person is told of it.

import type { ID, ImportReport, Studio } from '../studio/studio'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

/** A file on its way into the library, before Go has looked at it. */
export interface Coming { readonly key: number; readonly name: string; readonly size: number; readonly share: number }

/** What the library does with what has come in. */
export interface Host {
  load(): Promise<void>
  choose(id: ID): void
  showDoubles(of: ID): void
}

export class Arrivals {
  coming = $state.raw<readonly Coming[]>([])

  readonly #shell: Shell
  readonly #studio: Studio
  readonly #host: Host
  #next = 1

  constructor(shell: Shell, host: Host) {
    this.#shell = shell
    this.#studio = shell.studio
    this.#host = host
  }

  async takePaths(paths: readonly string[]): Promise<void> {
    if (paths.length > 0) await this.#taken(() => this.#studio.importPaths([...paths]))
  }

  async pick(): Promise<void> {
    await this.#taken(() => this.#studio.pickClips())
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
      await this.#host.load()
      this.coming = this.coming.filter((c) => c.key !== row.key)
    }
    this.#tell(report)
  }

  async sample(): Promise<void> {
    try {
      const { clip } = await this.#studio.sample()
      await this.#host.load()
      this.#shell.tag(clip)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  async #taken(verb: () => Promise<ImportReport>): Promise<void> {
    try {
      const report = await verb()
      await this.#host.load()
      this.#tell(report)
    } catch (e) {
      this.#shell.fail(faultOf(e))
    }
  }

  #tell(report: ImportReport): void {
    const back = report.imported.filter((c) => c.returned)
    const fresh = report.imported.filter((c) => !c.returned && c.duplicateOf === '')
    const known = report.imported.filter((c) => !c.returned && c.duplicateOf !== '')
    const [first] = [...fresh, ...known, ...back]
    if (first) this.#host.choose(first.id)
    const told = (clips: readonly { name: string }[]) => ({ n: clips.length, name: clips[0]?.name ?? '' })
    if (fresh.length > 0) this.#shell.say('success', t('{n, plural, =1 {{name} is in the library.} other {# clips are in the library.}}', told(fresh)))
    if (back.length > 0) this.#shell.say('success', t('{n, plural, =1 {{name} was missing and is found again, with its tags.} other {# clips were missing and are found again, with their tags.}}', told(back)))
    const [double] = known
    if (double) {
      const message = t('{n, plural, =1 {{name} has the same content as a clip you have.} other {# clips have the same content as clips you have.}}', told(known))
      this.#shell.notices.add({ kind: 'info', message, fix: { name: t('Show both'), run: () => { this.#host.showDoubles(double.id) } } })
    }
    for (const r of report.refused) {
      const name = r.path.split(/[\\/]/).pop() ?? r.path
      this.#shell.notices.add({ kind: 'error', message: `${name}: ${r.error.message}`, details: `${r.path}\n${r.error.kind}: ${r.error.message}` })
    }
  }
}
