// Hints: one sentence about what can be done here next. At most one at a time;
// it goes for good once its person did it or put it away, and all of them can
// be called back.

import type { Fault } from '../studio/studio'
import { mark } from '../words/words.svelte'
import type { Place, Shell } from './app.svelte'
import type { Settings } from './settings.svelte'

export interface Hint {
  readonly id: string
  readonly place: Place
  readonly says: string // marked for words; {key} is the key of its command
  /** The command whose key it shows; running it is having understood. */
  readonly command: string
  /** Whether it makes sense just now. */
  readonly when?: (shell: Shell) => boolean
  /** What else shows that it is understood. */
  readonly done?: (shell: Shell) => boolean
}

const tags = (shell: Shell): number => shell.current.view?.tags.length ?? 0
const open = (shell: Shell): boolean => shell.current.view !== null

/** By place, in the order in which they come. */
export const HINTS: readonly Hint[] = [
  { id: 'perform', place: 'tag', says: mark('Play it and hold `{key}` while the product is in the picture: that is a tag.'), command: 'tag.hold-1', when: open, done: (s) => tags(s) > 0 },
  { id: 'trim', place: 'tag', says: mark('Drag the ends of a tag, or let it begin at the playhead with `{key}`.'), command: 'tag.trim-in', when: (s) => tags(s) > 0 },
  { id: 'page', place: 'tag', says: mark('`{key}` shows the picture as visitors of your page see it.'), command: 'tag.as-page', when: (s) => tags(s) > 0 },
  { id: 'cut', place: 'review', says: mark('Drop a new cut of this clip here: it is laid beside this one.'), command: 'review.compare', when: open, done: (s) => s.cut !== null },
  { id: 'talk', place: 'review', says: mark('`{key}` says something about exactly this frame.'), command: 'review.comment', when: open },
  { id: 'checks', place: 'publish', says: mark('`{key}` mends everything the checks found that can be mended by itself.'), command: 'publish.mend', when: open },
  { id: 'keeps', place: 'publish', says: mark('`{key}` shows what each place keeps of your tags.'), command: 'publish.losses', when: open },
  { id: 'feed', place: 'products', says: mark('Drop a product file here, or choose one with `{key}`.'), command: 'products.import' },
  { id: 'second', place: 'insights', says: mark('`{key}` shows the chosen clip second by second.'), command: 'insights.chosen', when: (s) => s.chosen !== '' },
  { id: 'palette', place: 'library', says: mark('`{key}` finds every command and clip by a few letters.'), command: 'app.palette', when: (s) => s.chosen !== '' },
]

const SETTING = 'hints'
/** What stands in the setting when none are wanted. */
const OFF = 'off'

export class Hints {
  readonly #shell: Shell
  readonly #settings: Settings

  constructor(shell: Shell, settings: Settings) {
    this.#shell = shell
    this.#settings = settings
  }

  get wanted(): boolean { return this.#settings.get(SETTING) !== OFF }

  #over(): readonly string[] { return this.#settings.get(SETTING).split(' ').filter(Boolean) }

  /** The one to show here now; null for none. */
  get now(): Hint | null {
    if (!this.wanted || this.#shell.shut) return null
    const over = this.#over()
    return HINTS.find((h) => h.place === this.#shell.place && !over.includes(h.id) && (h.when?.(this.#shell) ?? true) && !(h.done?.(this.#shell) ?? false)) ?? null
  }

  /** A command ran: what told of it is understood. */
  ran(command: string): void {
    this.#end(HINTS.filter((h) => h.command === command))
  }

  /** Ends what has been done without a command. */
  settle(): void {
    this.#end(HINTS.filter((h) => h.place === this.#shell.place && (h.done?.(this.#shell) ?? false)))
  }

  /** Puts a hint away for good. */
  dismiss(id: string): void {
    this.#end(HINTS.filter((h) => h.id === id))
  }

  #end(hints: readonly Hint[]): void {
    const over = this.#over()
    const more = hints.map((h) => h.id).filter((id) => !over.includes(id))
    if (this.wanted && more.length > 0) void this.#settings.set(this.#shell.studio, SETTING, [...over, ...more].join(' '))
  }

  /** Shows all of them again, or none any more. */
  want(on: boolean): Promise<Fault | null> { return this.#settings.set(this.#shell.studio, SETTING, on ? '' : OFF) }
}
