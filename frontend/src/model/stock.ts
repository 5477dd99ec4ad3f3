// How a product stands at its shop, in words and with a tone.

import { date } from '../words/figures'
import { mark, t, tell } from '../words/words.svelte'

export interface Stock { readonly word: string; readonly tone: '' | 'ok' | 'warn' | 'bad' }

const SAID: Record<string, { word: string; tone: Stock['tone'] }> = {
  in_stock: { word: mark('In stock'), tone: 'ok' },
  limited: { word: mark('Few left'), tone: 'warn' },
  preorder: { word: mark('Preorder'), tone: 'warn' },
  backorder: { word: mark('On backorder'), tone: 'warn' },
  out_of_stock: { word: mark('Out of stock'), tone: 'bad' },
}

/** null where nothing is known. */
export function stockOf(availability: string | undefined): Stock | null {
  const said = SAID[availability ?? '']
  return said ? { word: tell(said.word), tone: said.tone } : null
}

/** "24 Nov", with the year where it is another one. */
export function dayOf(at: string, now = Date.now()): string {
  const same = new Date(at).getFullYear() === new Date(now).getFullYear()
  return date(at, same ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' })
}

/** When a price was seen: "as of 24 Nov". */
export const asOf = (at: string): string => (at ? t('as of {day}', { day: dayOf(at) }) : '')
