// What ties the creator to a product, in words. Unset blocks publishing.

import type { Relation } from '../studio/studio'

export const RELATIONS: readonly { value: Exclude<Relation, ''>; name: string; short: string }[] = [
  { value: 'paid', name: 'Paid partnership', short: 'paid' },
  { value: 'commission', name: 'Commission', short: 'commission' },
  { value: 'gifted', name: 'Gifted', short: 'gift' },
  { value: 'own', name: 'Own product', short: 'own shop' },
  { value: 'none', name: 'No relation', short: 'no tie' },
]

export const relationName = (r: Relation): string => RELATIONS.find((o) => o.value === r)?.name ?? 'Not said'

/** As short as a row of a list allows; "" while it is not said. */
export const shortTie = (r: Relation): string => RELATIONS.find((o) => o.value === r)?.short ?? ''
