// What ties the creator to a product, in words. Unset blocks publishing.

import type { Relation } from '../studio/studio'

export const RELATIONS: readonly { value: Relation; name: string }[] = [
  { value: 'paid', name: 'Paid partnership' },
  { value: 'commission', name: 'Commission' },
  { value: 'gifted', name: 'Gifted' },
  { value: 'own', name: 'Own product' },
  { value: 'none', name: 'No relation' },
]

export const relationName = (r: Relation): string => RELATIONS.find((o) => o.value === r)?.name ?? 'Not said'
