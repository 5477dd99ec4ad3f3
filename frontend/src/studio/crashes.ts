// What went wrong badly enough to end something, as it was written down on this
// machine; none of it is ever sent.

import type { ID } from './studio'

export interface Crash {
  id: ID
  at: string
  kind: 'verb' | 'page' | 'end' // a verb fell, the page fell, or a run did not end well
  path: string // of the file, from ~ on
  text: string // all of the file, without secrets
}

export interface CrashVerbs {
  /** The newest first. */
  crashes(): Promise<Crash[]>
  /** Deletes the file. NotFound: it is gone already. */
  dropCrash(id: ID): Promise<void>
  /** Writes down what failed in the page. Later: it failed too often in this run. */
  reportCrash(what: string, stack: string): Promise<void>
}
