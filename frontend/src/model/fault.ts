// Whatever was thrown, as the one sentence a person may see.

import type { Fault } from '../studio/studio'
import { t } from '../words/words.svelte'

export function faultOf(e: unknown): Fault {
  if (e !== null && typeof e === 'object' && 'kind' in e && 'message' in e) return e as Fault
  return { kind: 'Internal', message: t('Something went wrong inside Taglane. Try again.') }
}
