// What can be asked for in the library.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import type { ClipCard, Library } from '../model/library.svelte'

/** What the room's markup lends its commands. */
export interface Hands {
  readonly columns: () => number
  reveal(index: number): void
  search(): void
  add(): void
  rename(card: ClipCard): void
  remove(card: ClipCard): void
}

const here = ['library'] as const

export function libraryCommands(shell: Shell, library: Library, hands: Hands): Command[] {
  const chosen = (): boolean => library.chosen !== null
  const withChosen = (fn: (card: ClipCard) => unknown) => (): void => { if (library.chosen) fn(library.chosen) }
  const go = (by: () => number) => (): void => { hands.reveal(library.move(by())) }
  return [
    { id: 'library.add', name: 'Add clips', sentence: 'Choose clips to bring into the library.', places: here, keys: ['Ctrl+KeyO'], run: () => { hands.add() } },
    { id: 'library.open', name: 'Tag products', sentence: 'Open the chosen clip and tag its products.', places: here, keys: ['Enter'], enabled: chosen, run: withChosen((c) => { shell.tag(c.id) }) },
    { id: 'library.publish', name: 'Go to publish', sentence: 'Look through the checks of the chosen clip.', places: here, keys: ['Ctrl+Enter'], enabled: chosen, run: withChosen((c) => { shell.publish(c.id) }) },
    { id: 'library.rename', name: 'Rename', sentence: 'Give the chosen clip another name.', places: here, keys: ['F2'], enabled: chosen, run: withChosen((c) => { hands.rename(c) }) },
    {
      id: 'library.find', name: 'Find file', sentence: 'Show where the file of the chosen clip lies now.', places: here,
      enabled: () => library.finds && library.chosen?.state === 'missing', run: withChosen((c) => library.findFile(c.id)),
    },
    { id: 'library.remove', name: 'Remove from library', sentence: 'Take the chosen clip out of the library; its file stays.', places: here, keys: ['Delete'], enabled: chosen, run: withChosen((c) => { hands.remove(c) }) },
    { id: 'library.search', name: 'Find clips', sentence: 'Find clips by name, title or product.', places: here, keys: ["'/'"], run: () => { hands.search() } },
    { id: 'library.sample', name: 'Try the sample clip', sentence: 'Put the sample clip and its products into the library.', places: here, run: () => library.sample() },
    {
      id: 'library.undo', name: 'Undo', sentence: 'Take back the last change to the chosen clip, or its removal.', places: here, keys: ['Ctrl+KeyZ'],
      enabled: () => library.removed !== null || (shell.current.view?.undo ?? '') !== '', run: () => (library.removed ? library.bringBack(library.removed) : shell.undo()),
    },
    {
      id: 'library.redo', name: 'Redo', sentence: 'Do again what was taken back.', places: here, keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'],
      enabled: () => library.removed === null && (shell.current.view?.redo ?? '') !== '', run: () => shell.redo(),
    },
    ...arrows(go, hands.columns),
    {
      id: 'library.escape', name: 'Clear', sentence: 'Clear the search, then the filter, then the choice.', places: here, keys: ['Escape'], quiet: true,
      run: () => {
        if (library.query !== '') library.search('')
        else if (library.filter !== 'all') library.filter = 'all'
        else library.choose('')
      },
    },
  ]
}

function arrows(go: (by: () => number) => () => void, columns: () => number): Command[] {
  const far = 1e9
  const all = [
    ['left', 'Previous clip', 'Choose the clip before this one.', 'ArrowLeft', () => -1],
    ['right', 'Next clip', 'Choose the clip after this one.', 'ArrowRight', () => 1],
    ['up', 'Clip above', 'Choose the clip in the row above.', 'ArrowUp', () => -columns()],
    ['down', 'Clip below', 'Choose the clip in the row below.', 'ArrowDown', () => columns()],
    ['first', 'First clip', 'Choose the first clip shown.', 'Home', () => -far],
    ['last', 'Last clip', 'Choose the last clip shown.', 'End', () => far],
  ] as const
  return all.map(([id, name, sentence, key, by]) => ({ id: `library.${id}`, name, sentence, places: here, keys: [key], repeats: true, quiet: true, run: go(by) }))
}
