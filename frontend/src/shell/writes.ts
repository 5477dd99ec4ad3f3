// The commands that change the library: while it is only shown they may not run.
// What leads to a place, shows a dialog or writes a file elsewhere is none of them.

const of = (room: string, ids: string): string[] => ids.split(' ').map((id) => `${room}.${id}`)

export const WRITES: ReadonlySet<string> = new Set([
  ...of('app', 'undo redo'),
  ...of('library', 'add rename move language find look remove sample project watch undo redo'),
  ...of('products', 'primary import pictures edit look shelve unshelve remove undo redo'),
  ...of('radar', 'approve decline'),
  ...of('tag', 'hold-1 hold-2 hold-3 hold-4 hold-5 hold-6 hold-7 hold-8 hold-9 new trim-in trim-out nudge-back nudge-on nudge-back-10 nudge-on-10 split cover undo redo delete close-up paste paste-same duplicate'),
  ...of('tag', 'hotspot spot-up spot-down box-narrower box-wider shape key-add key-remove follow clear apart replace templates save-template import-tags name-state marker marker-edit marker-remove'),
  ...of('review', 'comment reply resolve done assign react private edit delete undo redo answer draw press approve changes withdraw guests guests-out'),
  ...of('publish', 'primary everywhere title text when audience snippets mend pause update'),
  ...of('insights', 'primary ask move curve counts'),
  ...of('accounts', 'add login'),
  ...of('team', 'sync'),
])
