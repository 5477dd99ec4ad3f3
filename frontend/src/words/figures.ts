// Numbers, money and dates as the person's language writes them.

import { small } from './message'
import { language, t } from './words.svelte'

export interface Price {
  readonly amount: string // decimal text
  readonly currency: string // ISO 4217
}

type NumberWish = Intl.NumberFormatOptions
const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

function numbering(wish: NumberWish): Intl.NumberFormat {
  const key = language() + JSON.stringify(wish)
  let made = numbers.get(key)
  if (!made) numbers.set(key, (made = new Intl.NumberFormat(language(), wish)))
  return made
}

/** "12,345" in English, "12.345" in German. */
export const number = (n: number, wish?: NumberWish): string => (wish ? null : small(n)) ?? numbering(wish ?? {}).format(n)

/** A share of one as "12 %"; digits after the point as asked. */
export const percent = (share: number, digits = 0): string =>
  numbering({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share)

/** A length of time as "0.4 s", one digit after the point. */
export const secondsLong = (seconds: number, digits = 1): string =>
  t('{n} s', { n: number(seconds, { minimumFractionDigits: digits, maximumFractionDigits: digits }) }).replace(' ', '\u00a0')

/** "€18.50"; "" for no price. The amount is never rounded: digits beyond those of its currency are shown unless they are nothing. */
export function priceOf(price: Price | null | undefined): string {
  if (!price || price.amount === '') return ''
  const cents = price.amount.split('.')[1]?.replace(/0+$/, '').length ?? 0
  try {
    const usual = numbering({ style: 'currency', currency: price.currency }).resolvedOptions().maximumFractionDigits ?? 2
    const wish = { style: 'currency', currency: price.currency, minimumFractionDigits: Math.max(cents, usual), maximumFractionDigits: Math.max(cents, usual) } as const
    return numbering(wish).format(price.amount as `${number}`)
  } catch {
    return `${price.currency} ${price.amount}` // a currency nobody knows
  }
}

/** A moment as the language writes dates; what of it is shown is the caller's wish. */
export function date(at: string | number | Date, wish: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
  const key = language() + JSON.stringify(wish)
  let made = dates.get(key)
  if (!made) dates.set(key, (made = new Intl.DateTimeFormat(language(), wish)))
  return made.format(new Date(at))
}

/** Orders names as the language does, with 2 before 10. */
export const inOrder = (a: string, b: string): number => collator().compare(a, b)
const collators = new Map<string, Intl.Collator>()
function collator(): Intl.Collator {
  let made = collators.get(language())
  if (!made) collators.set(language(), (made = new Intl.Collator(language(), { numeric: true, sensitivity: 'base' })))
  return made
}
