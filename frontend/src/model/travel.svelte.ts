// The way through what was done to a clip: the list with where one stands,
// named states, and going there.

import type { HistoryEntry } from '../studio/studio'
import type { OpenClip } from './clip.svelte'
import { date } from '../words/figures'
import { language, t } from '../words/words.svelte'

export class Travel {
  entries = $state.raw<readonly HistoryEntry[] | null>(null)
  /** What was just reached or named, for a screen reader. */
  told = $state('')
  /** The step the clip stands at; 0 while none is done. */
  readonly here = $derived(this.entries?.find((e) => !e.undone)?.n ?? 0)
  readonly named = $derived((this.entries ?? []).filter((e) => e.checkpoint !== ''))
  #asked = 0
  /** The clip the list is of. */
  #of = ''

  readonly #clip: OpenClip

  constructor(clip: OpenClip) {
    this.#clip = clip
  }

  /** Asks for the list anew; an older answer never replaces a newer one. */
  async load(): Promise<void> {
    const asked = ++this.#asked
    if (this.#of !== this.#clip.id) {
      this.#of = this.#clip.id
      this.entries = null
      this.told = ''
    }
    const entries = await this.#clip.history()
    if (asked === this.#asked) this.entries = entries
  }

  /** Goes to a step: everything after it is undone, it and everything before is
   *  done. Behind the first, the clip coming in, the clip itself would be gone. */
  async go(n: number): Promise<void> {
    const to = this.entries?.find((e) => e.n === n)
    if (n === this.here || !to) return
    if (!(await this.#clip.travel(n))) return
    await this.load()
    this.told = t('The clip stands as after “{what}”.', { what: to.checkpoint || to.sentence })
  }

  /** Names how the clip stands now. Answers what is wrong, or "". */
  async name(name: string): Promise<string> {
    const called = name.trim()
    if (called === '') return t('Give this state a name.')
    if ([...called].length > 80) return t('A name holds up to {n} characters.', { n: 80 })
    if (this.here === 0) return t('Nothing was done to this clip yet.')
    if (!(await this.#clip.checkpoint(called))) return t('It could not be named.')
    await this.load()
    this.told = t('This state is called “{name}”.', { name: called })
    return ''
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const spans = new Map<string, Intl.RelativeTimeFormat>()
function ago(n: number, unit: Intl.RelativeTimeFormatUnit): string {
  let made = spans.get(language())
  if (!made) spans.set(language(), (made = new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style: 'short' })))
  return made.format(-n, unit)
}

/** "just now", "5 min. ago", "yesterday", and a date after a week. */
export function sinceThen(at: string, now: Date): string {
  const then = new Date(at)
  const gone = now.getTime() - then.getTime()
  if (Number.isNaN(gone)) return ''
  if (gone < MINUTE) return t('just now')
  if (gone < HOUR) return ago(Math.floor(gone / MINUTE), 'minute')
  if (gone < DAY) return ago(Math.floor(gone / HOUR), 'hour')
  if (gone < 7 * DAY) return ago(Math.floor(gone / DAY), 'day')
  return date(then, { day: 'numeric', month: 'short', ...(then.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }) })
}

/** The moment in full, for a person who wants to know. */
export const exactly = (at: string): string => date(at, { dateStyle: 'medium', timeStyle: 'medium' })
