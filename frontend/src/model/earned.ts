// What was earned, as it is told. Amounts of several currencies stand beside
// one another; nothing here knows a rate between them.

import { priceOf } from '../words/figures'
import type { Amount, Insights, Sums } from '../studio/studio'

export type { Amount, Sums } from '../studio/studio'

export const NONE: Sums = { earned: [], pending: [], returned: [], orders: 0, items: 0 }

/** "€3.20", every digit as the network told it. */
export const amountText = (a: Amount): string => priceOf({ amount: a.value, currency: a.currency })

/** All amounts in one line; "" for none. */
export const amountsText = (all: readonly Amount[]): string => all.map(amountText).join(' · ')

export const amountOf = (all: readonly Amount[], currency: string): number => Number(all.find((a) => a.currency === currency)?.value ?? 0)

/** The sums of one currency; an empty text where there is nothing. */
export interface Line { readonly currency: string; readonly earned: string; readonly pending: string; readonly returned: string }

/** Sums, one line for each currency in which there is anything, by the currency's name. */
export function linesOf(sums: Sums): Line[] {
  const currencies = [...new Set([...sums.earned, ...sums.pending, ...sums.returned].map((a) => a.currency))].sort()
  const text = (all: readonly Amount[], currency: string): string => {
    const a = all.find((x) => x.currency === currency)
    return a && Number(a.value) !== 0 ? amountText(a) : ''
  }
  return currencies.map((currency) => ({ currency, earned: text(sums.earned, currency), pending: text(sums.pending, currency), returned: text(sums.returned, currency) }))
    .filter((l) => l.earned + l.pending + l.returned !== '')
}

/** The currencies in which something came in on some day; the one with the most days first. */
export function currenciesOf(days: Insights['days']): string[] {
  const n = new Map<string, number>()
  for (const d of days) for (const a of d.commission) n.set(a.currency, (n.get(a.currency) ?? 0) + 1)
  return [...n].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([currency]) => currency)
}
