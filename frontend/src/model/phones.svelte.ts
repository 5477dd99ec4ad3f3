// The phones a picture is looked at on, with the margins a person chose in
// place of ours. What is kept is only what differs from the rule pack, so that
// newer figures reach everybody who never changed them.

import { MOST_MARGIN, PHONES, phoneOf, SIDES, withMargins, type Margins, type Phone as Pack, type Side } from '../maths/safearea'
import type { Fault, Studio } from '../studio/studio'
import { date, percent } from '../words/figures'
import { mark, t, tell } from '../words/words.svelte'
import { settings, type Settings } from './settings.svelte'

/** A phone as this person wants it drawn. */
export interface Phone extends Pack {
  /** Its margins are the person's own. */
  readonly edited: boolean
}

const NAME = 'phones'
type Kept = Readonly<Record<string, Margins>>

export class Phones {
  readonly #settings: Settings
  readonly #kept = $derived.by(() => read(this.#settings.get(NAME)))
  /** Every phone, in the order of the rule pack. */
  readonly all: readonly Phone[] = $derived(PHONES.map((p) => {
    const own = this.#kept[p.id]
    return own ? { ...withMargins(p, own), edited: true } : { ...p, edited: false }
  }))

  constructor(of: Settings) { this.#settings = of }

  of(id: string): Phone | null { return this.all.find((p) => p.id === id) ?? null }

  /** Keeps margins of one's own, shares of the picture. Answers what stood in the way; null when they are kept. */
  async setMargins(studio: Keeper, id: string, margins: Margins): Promise<Fault | null> {
    const pack = phoneOf(id)
    if (!pack || !SIDES.every((side) => isMargin(margins[side]))) {
      return { kind: 'Invalid', message: t('A margin is a number from 0 to {most}.', { most: percent(MOST_MARGIN) }) }
    }
    const { [id]: _, ...rest } = this.#kept
    return this.#keep(studio, isSame(pack.margins, margins) ? rest : { ...rest, [id]: margins })
  }

  /** Goes back to the figures of the rule pack. */
  async reset(studio: Keeper, id: string): Promise<Fault | null> {
    const { [id]: _, ...rest } = this.#kept
    return this.#keep(studio, rest)
  }

  #keep(studio: Keeper, kept: Kept): Promise<Fault | null> {
    return this.#settings.set(studio, NAME, Object.keys(kept).length > 0 ? JSON.stringify(kept) : '')
  }
}

type Keeper = Pick<Studio, 'settings' | 'setSetting'>

const isMargin = (n: unknown): n is number => typeof n === 'number' && n >= 0 && n <= MOST_MARGIN
const isSame = (a: Margins, b: Margins): boolean => SIDES.every((side) => a[side] === b[side])

// Whatever is broken in it counts as not said.
function read(text: string): Kept {
  let all: unknown
  try {
    all = JSON.parse(text || '{}')
  } catch {
    return {}
  }
  if (typeof all !== 'object' || all === null) return {}
  const said = all as Record<string, Partial<Record<Side, unknown>> | null | undefined>
  return Object.fromEntries(PHONES.flatMap((pack) => {
    const its = Object.hasOwn(said, pack.id) ? said[pack.id] : null
    if (typeof its !== 'object' || its === null) return []
    const of = (side: Side): number => (isMargin(its[side]) ? its[side] : pack.margins[side])
    const margins: Margins = { top: of('top'), right: of('right'), bottom: of('bottom'), left: of('left') }
    return isSame(margins, pack.margins) ? [] : [[pack.id, margins] as const]
  }))
}

/** What the rule pack says in words, marked here because it is kept as data. */
export const SAID: readonly string[] = [
  mark('Shoppable page'),
  mark('Articles by others, which differ: top 10–15%, bottom 15–25%, right about 12%. We know of no figures by the platform itself.'),
  mark('Articles by others, which differ. As they quote Meta, ads should keep more free: 14% at the top, 35% at the bottom, 6% at the sides.'),
  mark('Our own page, which lays nothing over the picture.'),
]
const UNDER: Readonly<Record<string, string>> = {
  'the title': mark('{title} sits under the title'),
  'the camera button': mark('{title} sits under the camera button'),
  'the button rail': mark('{title} sits under the button rail'),
  'the account': mark('{title} sits under the account'),
  'the caption': mark('{title} sits under the caption'),
  'the progress bar': mark('{title} sits under the progress bar'),
  'the tabs': mark('{title} sits under the tabs'),
  'the search button': mark('{title} sits under the search button'),
  'the record': mark('{title} sits under the record'),
  'the tab bar': mark('{title} sits under the tab bar'),
  'the back button': mark('{title} sits under the back button'),
  'the menu button': mark('{title} sits under the menu button'),
  'the sound': mark('{title} sits under the sound'),
  'the comment field': mark('{title} sits under the comment field'),
  'your margin': mark('{title} sits within your margin'),
}

/** The name of a phone, as the language has it. Those of platforms are the same in all. */
export const nameOf = (phone: Pick<Pack, 'name'>): string => tell(phone.name)

/** "Leather bag sits under the button rail": what lies over something, by the part of a shape. */
export const sitsUnder = (title: string, part: string): string => tell(UNDER[part] ?? mark('{title} is covered'), { title })

/** Of what day the figures of a phone are, or that they are the person's own. */
export const datedOf = (phone: Phone): string =>
  (phone.edited ? t('your margins') : t('rules of {day}', { day: date(phone.checked, { dateStyle: 'medium', timeZone: 'UTC' }) }))

/** The phones of this window's person. */
export const phones = new Phones(settings)
