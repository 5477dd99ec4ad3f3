// What the links of a network's account tell the shop's own statistics: what is
// entered, and what one real link comes to with it.

import type { ID, UTM, UTMPage } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { UTM, UTMPage } from '../studio/studio'

const OFF: UTM = { source: '', medium: '', campaign: '', content: '', term: '' }
/** What is offered when somebody turns it on; every text can be changed. */
const OFFERED: UTM = { source: '{platform}', medium: 'shoppable-video', campaign: '{clip}', content: '{tag}', term: '' }
export const TEXTS = Object.keys(OFF) as readonly (keyof UTM)[]

export class ShopNote {
  /** What was told last; null where the links of this account are not made here. */
  page = $state.raw<UTMPage | null>(null)
  utm = $state<UTM>({ ...OFF })
  /** Why this may not be in a link; "" for nothing. */
  wrong = $state('')

  readonly on: boolean = $derived(TEXTS.some((k) => this.utm[k].trim() !== ''))
  /** What is added to the shop's address, with what stands before and behind it. */
  readonly parts: readonly [string, string, string] = $derived.by(() => apart(this.page?.before ?? '', this.page?.after ?? ''))

  /** What is added at each place where the person publishes; none where it is the same at all. */
  readonly places: readonly { readonly title: string; readonly told: string }[] = $derived.by(() => {
    const all = (this.page?.places ?? []).map((p) => ({ title: p.title, told: apart(this.page?.before ?? '', p.after)[1] }))
    return all.every((p) => p.told === all[0]?.told) ? [] : all
  })

  #kept: UTM = OFF
  #asked = 0
  readonly #shell: Shell
  readonly #account: ID

  constructor(shell: Shell, account: ID) {
    this.#shell = shell
    this.#account = account
  }

  async load(): Promise<void> {
    try {
      const page = await this.#shell.studio.linkUTM(this.#account)
      this.page = page
      this.#kept = page.utm
      this.utm = { ...page.utm }
    } catch (e) {
      const fault = faultOf(e)
      if (fault.kind !== 'Refused') this.wrong = fault.message
    }
  }

  turn(on: boolean): void {
    this.utm = { ...(on ? OFFERED : OFF) }
    void this.try()
  }

  say(text: keyof UTM, value: string): void {
    this.utm = { ...this.utm, [text]: value }
    void this.try()
  }

  /** Shows what is entered in a link; the last answer counts. */
  async try(): Promise<void> {
    const asked = ++this.#asked
    try {
      const page = await this.#shell.studio.tryLinkUTM(this.#account, { ...this.utm })
      if (asked !== this.#asked) return
      this.page = page
      this.wrong = ''
    } catch (e) {
      if (asked === this.#asked) this.wrong = faultOf(e).message
    }
  }

  /** Keeps what is entered, where it is anything new. False: it may not be kept. */
  async keep(): Promise<boolean> {
    if (this.page === null || TEXTS.every((k) => this.utm[k].trim() === this.#kept[k])) return true
    try {
      this.page = await this.#shell.studio.setLinkUTM(this.#account, { ...this.utm })
      this.#kept = this.page.utm
      this.wrong = ''
      return true
    } catch (e) {
      this.wrong = faultOf(e).message
      return false
    }
  }
}

/** What after has that before has not, where it stands: before it, it, behind it. */
export function apart(before: string, after: string): [string, string, string] {
  const least = Math.min(before.length, after.length)
  let head = 0
  while (head < least && before[head] === after[head]) head++
  let tail = 0
  while (tail < least - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return [after.slice(0, head), after.slice(head, after.length - tail), after.slice(after.length - tail)]
}
