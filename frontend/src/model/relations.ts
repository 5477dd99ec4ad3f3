// What ties the creator to a product, in words. Unset blocks publishing.

import type { Relation } from '../studio/studio'
import { mark, t, tell } from '../words/words.svelte'

export interface Tie { readonly value: Exclude<Relation, ''>; readonly name: string; readonly short: string }

// Told when it is read, so that a list of ties follows the language.
const tie = (value: Tie['value'], name: string, short: string): Tie => ({
  value,
  get name() { return tell(name) },
  get short() { return tell(short) },
})

export const RELATIONS: readonly Tie[] = [
  tie('paid', mark('Paid partnership'), mark('paid')),
  tie('commission', mark('Commission'), mark('commission')),
  tie('gifted', mark('Gifted'), mark('gift')),
  tie('own', mark('Own product'), mark('own shop')),
  tie('none', mark('No relation'), mark('no tie')),
]

export const relationName = (r: Relation): string => RELATIONS.find((o) => o.value === r)?.name ?? t('Not said')

/** As short as a row of a list allows; "" while it is not said. */
export const shortTie = (r: Relation): string => RELATIONS.find((o) => o.value === r)?.short ?? ''
