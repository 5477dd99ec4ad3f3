// Tags in and out of the clip as text in formats others know. What a format
// cannot carry is said before anything is copied or saved.

import type { Studio, TagFormat } from '../studio/studio'
import type { OpenClip } from './clip.svelte'
import { faultOf } from './fault'
import { t } from '../words/words.svelte'

export interface Written { readonly name: string; readonly text: string; readonly lost: readonly string[] }

export class Exchange {
  formats = $state.raw<readonly TagFormat[]>([])
  format = $state('')
  /** What the chosen format makes of this clip; null while it is not known. */
  written = $state.raw<Written | null>(null)
  /** Why there is nothing to show. */
  wrong = $state('')
  /** How many tags came in with the last text. */
  taken = $state(0)
  /** What of an imported text was left out, sentence by sentence. */
  refused = $state.raw<readonly string[]>([])
  readonly chosen = $derived(this.formats.find((f) => f.id === this.format) ?? null)
  readonly writes = $derived(this.formats.filter((f) => f.writes))
  readonly reads = $derived(this.formats.filter((f) => f.reads))
  #asked = 0

  readonly #studio: Studio
  readonly #clip: OpenClip

  constructor(studio: Studio, clip: OpenClip) {
    this.#studio = studio
    this.#clip = clip
  }

  /** Asks which formats there are, once. */
  async load(): Promise<void> {
    if (this.formats.length > 0) return
    try {
      this.formats = await this.#studio.tagFormats()
    } catch (e) {
      this.wrong = faultOf(e).message
    }
  }

  /** Shows the clip in a format. */
  async choose(format: string): Promise<void> {
    const asked = ++this.#asked
    this.format = format
    this.written = null
    this.wrong = ''
    try {
      const written = await this.#clip.exportTags(format)
      if (asked === this.#asked) this.written = written
    } catch (e) {
      if (asked === this.#asked) this.wrong = faultOf(e).message
    }
  }

  /** Opens for writing: the formats, and the first or last chosen one of them. */
  async openExport(): Promise<void> {
    await this.load()
    const keep = this.writes.find((f) => f.id === this.format) ?? this.writes[0]
    if (keep) await this.choose(keep.id)
  }

  /** Opens for reading; which format a text is in is found out unless it is said. */
  async openImport(): Promise<void> {
    this.refused = []
    this.wrong = ''
    await this.load()
  }

  /** Reads tags out of a text, as one change; format "" recognises it. True when something was taken. */
  async take(text: string, format = ''): Promise<boolean> {
    this.refused = []
    this.wrong = ''
    if (text.trim() === '') {
      this.wrong = t('Choose a file or paste its text.')
      return false
    }
    try {
      const done = await this.#clip.importTags(format, text)
      this.taken = done.taken
      this.refused = done.refused
      return true
    } catch (e) {
      this.wrong = faultOf(e).message
      return false
    }
  }

  /** The text a description on YouTube reads chapters from; says why when there is none. */
  async chapters(): Promise<string | null> {
    await this.load()
    const format = this.writes.find((f) => /youtube/i.test(`${f.id} ${f.name}`))
    if (!format) {
      this.#clip.say('error', this.wrong || t('Chapters cannot be written here.'))
      return null
    }
    try {
      return (await this.#clip.exportTags(format.id)).text
    } catch (e) {
      this.#clip.say('error', faultOf(e).message)
      return null
    }
  }
}
