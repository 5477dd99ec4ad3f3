// What can be asked for in the library.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import type { ClipCard, Library } from '../model/library.svelte'
import type { Asking } from './asking'

/** What the room's markup lends its commands. */
export interface Hands {
  readonly columns: () => number
  reveal(index: number): void
  search(): void
  add(): void
  addProject(): void
  ask(what: Asking): void
  /** Opens the list of projects to move clips to. */
  move(): void
  /** Looks for missing files below a folder the person shows. */
  look(): void
  /** Steps through the filmstrip of the chosen card; 0 puts it away. Answers whether one was open. */
  peek(by: -1 | 0 | 1): boolean
}

const here = ['library'] as const

export function libraryCommands(shell: Shell, library: Library, hands: Hands): Command[] {
  return [...clipCommands(shell, library, hands), ...picking(library, hands), ...lookingFor(library, hands), ...travelling(shell, library), ...arrows(library, hands)]
}

function clipCommands(shell: Shell, library: Library, hands: Hands): Command[] {
  const chosen = (): boolean => library.chosen !== null
  const withChosen = (fn: (card: ClipCard) => unknown) => (): void => { if (library.chosen) fn(library.chosen) }
  const some = (): boolean => library.subjects.length > 0 && !library.upkeep.busy
  const name = (): string => (library.subjects.length === 1 ? library.chosen?.title || library.chosen?.name || '' : '')
  return [
    { id: 'library.add', name: 'Add clips', sentence: 'Choose clips to bring into the library.', places: here, keys: ['Ctrl+KeyO'], run: () => { hands.add() } },
    { id: 'library.open', name: 'Tag products', sentence: 'Open the chosen clip and tag its products.', places: here, keys: ['Enter'], enabled: chosen, run: withChosen((c) => { shell.tag(c.id) }) },
    { id: 'library.publish', name: 'Go to publish', sentence: 'Look through the checks of the chosen clip.', places: here, keys: ['Ctrl+Enter'], enabled: chosen, run: withChosen((c) => { shell.publish(c.id) }) },
    { id: 'library.rename', name: 'Rename', sentence: 'Give the chosen clip another name.', places: here, keys: ['F2'], enabled: chosen, run: withChosen((card) => { hands.ask({ what: 'rename', card }) }) },
    { id: 'library.move', name: 'Move to project…', sentence: 'Move the picked clips, or the chosen one, to a project.', places: here, enabled: some, run: () => { hands.move() } },
    { id: 'library.language', name: 'Language…', sentence: 'Say which language the picked clips speak.', places: here, enabled: some, run: () => { hands.ask({ what: 'language', ids: library.subjects }) } },
    {
      id: 'library.find', name: 'Find file', sentence: 'Show where the file of the chosen clip lies now.', places: here,
      enabled: () => library.chosen?.state === 'missing', run: withChosen((c) => { if (library.upkeep.picks) void library.upkeep.findFile(c.id); else hands.look() }),
    },
    { id: 'library.look', name: 'Look in a folder…', sentence: 'Look below a folder for all files that are missing.', places: here, enabled: () => library.count('missing') > 0, run: () => { hands.look() } },
    { id: 'library.remove', name: 'Remove from library', sentence: 'Take the picked clips out of the library; their files stay.', places: here, keys: ['Delete'], enabled: some, run: () => library.upkeep.remove(library.subjects, name()) },
    { id: 'library.sample', name: 'Try the sample clip', sentence: 'Put the sample clip and its products into the library.', places: here, run: () => library.arrivals.sample() },
    { id: 'library.next-tile', name: 'Step forward in the card', sentence: 'Step forward through the pictures of the chosen clip.', places: here, keys: ['Period'], repeats: true, quiet: true, enabled: chosen, run: () => { hands.peek(1) } },
    { id: 'library.previous-tile', name: 'Step back in the card', sentence: 'Step back through the pictures of the chosen clip.', places: here, keys: ['Comma'], repeats: true, quiet: true, enabled: chosen, run: () => { hands.peek(-1) } },
  ]
}

function picking(library: Library, hands: Hands): Command[] {
  return [
    { id: 'library.all', name: 'Pick all', sentence: 'Pick every clip that fits, in sight or not.', places: here, keys: ['Ctrl+KeyA'], enabled: () => library.pages.total > 0, run: () => library.pickAll() },
    {
      id: 'library.toggle', name: 'Pick or let go', sentence: 'Pick the chosen clip, or let go of it.', places: here, keys: ['Space'], quiet: true,
      enabled: () => library.chosen !== null, run: () => { if (library.chosen) library.toggle(library.chosen.id) },
    },
    {
      id: 'library.escape', name: 'Clear', sentence: 'Clear what is picked, then the search, then the choice.', places: here, keys: ['Escape'], quiet: true,
      run: () => {
        if (hands.peek(0)) return
        if (library.picks.size > 0) library.picks.clear()
        else if (library.text !== '') library.show({ text: '' })
        else if (library.filter !== 'all' || library.project !== '') library.showAll()
        else library.choose('')
      },
    },
  ]
}

function lookingFor(library: Library, hands: Hands): Command[] {
  return [
    { id: 'library.search', name: 'Find clips', sentence: 'Find clips by name, title, note or product.', places: here, keys: ["'/'"], run: () => { hands.search() } },
    { id: 'library.everything', name: 'All clips', sentence: 'Show all clips of the library again.', places: here, run: () => { library.showAll() } },
    { id: 'library.doubles', name: 'Doubles', sentence: 'Show clips with the same content side by side.', places: here, run: () => { library.show({ filter: 'double', text: '', project: '' }) } },
    { id: 'library.project', name: 'New project', sentence: 'Make a project to keep clips together.', places: here, run: () => { hands.addProject() } },
    { id: 'library.watch', name: 'Watched folders', sentence: 'Choose folders whose new clips come in by themselves.', places: here, run: () => { hands.ask({ what: 'watch' }) } },
  ]
}

/** Undo speaks of whatever was done last: to the library, or to the chosen clip. */
function travelling(shell: Shell, library: Library): Command[] {
  const ofClip = (way: 'undo' | 'redo'): boolean => (shell.current.view?.[way] ?? '') !== ''
  const ofLibrary = (way: 'undo' | 'redo'): boolean => (library.facts?.[way] ?? '') !== ''
  const first = (way: 'undo' | 'redo'): boolean => (library.upkeep.lately === 'library' ? ofLibrary(way) : ofLibrary(way) && !ofClip(way))
  const says = (way: 'undo' | 'redo') => (): string => (first(way) ? library.facts?.[way] : shell.current.view?.[way]) ?? ''
  return [
    {
      id: 'library.undo', name: 'Undo', sentence: 'Take back the last change to the library or the chosen clip.', places: here, keys: ['Ctrl+KeyZ'],
      enabled: () => ofLibrary('undo') || ofClip('undo'), hint: says('undo'), run: () => (first('undo') ? library.upkeep.undo() : shell.undo()),
    },
    {
      id: 'library.redo', name: 'Redo', sentence: 'Do again what was taken back.', places: here, keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'],
      enabled: () => ofLibrary('redo') || ofClip('redo'), hint: says('redo'), run: () => (first('redo') ? library.upkeep.redo() : shell.redo()),
    },
  ]
}

function arrows(library: Library, hands: Hands): Command[] {
  const all = [
    ['left', 'Previous clip', 'the clip before this one', 'ArrowLeft', () => -1],
    ['right', 'Next clip', 'the clip after this one', 'ArrowRight', () => 1],
    ['up', 'Clip above', 'the clip in the row above', 'ArrowUp', () => -hands.columns()],
    ['down', 'Clip below', 'the clip in the row below', 'ArrowDown', () => hands.columns()],
    ['first', 'First clip', 'the first clip shown', 'Home', () => -Infinity],
    ['last', 'Last clip', 'the last clip shown', 'End', () => Infinity],
  ] as const
  return all.flatMap(([id, name, what, key, by]): Command[] => [
    { id: `library.${id}`, name, sentence: `Choose ${what}.`, places: here, keys: [key], repeats: true, quiet: true, run: () => { hands.peek(0); hands.reveal(library.move(by())) } },
    { id: `library.pick-${id}`, name: `Pick to the ${name.toLowerCase()}`, sentence: `Pick everything up to ${what}.`, places: here, keys: [`Shift+${key}`], repeats: true, quiet: true, run: () => { hands.reveal(library.move(by(), true)) } },
  ])
}
