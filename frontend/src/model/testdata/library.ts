// What is said beside the clips, for tests.

import type { Filter, LibraryFacts } from '../../studio/studio'

const none: Record<Filter, number> = { all: 0, untagged: 0, draft: 0, queued: 0, published: 0, unsure: 0, missing: 0, cover: 0, nocover: 0, double: 0 }

export function facts(more: Omit<Partial<LibraryFacts>, 'counts'> & { counts?: Partial<LibraryFacts['counts']> } = {}): LibraryFacts {
  return { bytes: 0, projects: [], undo: '', redo: '', ...more, counts: { ...none, ...more.counts } }
}
