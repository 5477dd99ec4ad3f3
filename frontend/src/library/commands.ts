// What can be asked for in the library.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import type { ClipCard, Library } from '../model/library.svelte'
import { mark } from '../words/words.svelte'
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
    { id: 'library.add', name: mark('Add clips'), sentence: mark('Choose clips to bring into the library.'), places: here, keys: ['Ctrl+KeyO'], run: () => { hands.add() } },
    { id: 'library.open', name: mark('Tag products'), sentence: mark('Open the chosen clip and tag its products.'), places: here, keys: ['Enter'], enabled: chosen, run: withChosen((c) => { shell.tag(c.id) }) },
    { id: 'library.publish', name: mark('Go to publish'), sentence: mark('Look through the checks of the chosen clip.'), places: here, keys: ['Ctrl+Enter'], enabled: chosen, run: withChosen((c) => { shell.publish(c.id) }) },
    { id: 'library.rename', name: mark('Rename'), sentence: mark('Give the chosen clip another name.'), places: here, keys: ['F2'], enabled: chosen, run: withChosen((card) => { hands.ask({ what: 'rename', card }) }) },
    { id: 'library.move', name: mark('Move to project…'), sentence: mark('Move the picked clips, or the chosen one, to a project.'), places: here, enabled: some, run: () => { hands.move() } },
    { id: 'library.language', name: mark('Language…'), sentence: mark('Say which language the picked clips speak.'), places: here, enabled: some, run: () => { hands.ask({ what: 'language', ids: library.subjects }) } },
    {
      id: 'library.find', name: mark('Find file'), sentence: mark('Show where the file of the chosen clip lies now.'), places: here,
      enabled: () => library.chosen?.state === 'missing', run: withChosen((c) => { if (library.upkeep.picks) void library.upkeep.findFile(c.id); else hands.look() }),
    },
    { id: 'library.look', name: mark('Look in a folder…'), sentence: mark('Look below a folder for all files that are missing.'), places: here, enabled: () => library.count('missing') > 0, run: () => { hands.look() } },
    { id: 'library.remove', name: mark('Remove from library'), sentence: mark('Take the picked clips out of the library; their files stay.'), places: here, keys: ['Delete'], enabled: some, run: () => library.upkeep.remove(library.subjects, name()) },
    { id: 'library.sample', name: mark('Try the sample clip'), sentence: mark('Put the sample clip and its products into the library.'), places: here, run: () => library.arrivals.sample() },
    { id: 'library.next-tile', name: mark('Step forward in the card'), sentence: mark('Step forward through the pictures of the chosen clip.'), places: here, keys: ['Period'], repeats: true, quiet: true, enabled: chosen, run: () => { hands.peek(1) } },
    { id: 'library.previous-tile', name: mark('Step back in the card'), sentence: mark('Step back through the pictures of the chosen clip.'), places: here, keys: ['Comma'], repeats: true, quiet: true, enabled: chosen, run: () => { hands.peek(-1) } },
  ]
}

function picking(library: Library, hands: Hands): Command[] {
  return [
    { id: 'library.all', name: mark('Pick all'), sentence: mark('Pick every clip that fits, in sight or not.'), places: here, keys: ['Ctrl+KeyA'], enabled: () => library.pages.total > 0, run: () => library.pickAll() },
    {
      id: 'library.toggle', name: mark('Pick or let go'), sentence: mark('Pick the chosen clip, or let go of it.'), places: here, keys: ['Space'], quiet: true,
      enabled: () => library.chosen !== null, run: () => { if (library.chosen) library.toggle(library.chosen.id) },
    },
    {
      id: 'library.escape', name: mark('Clear'), sentence: mark('Clear what is picked, then the search, then the choice.'), places: here, keys: ['Escape'], quiet: true,
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
    { id: 'library.search', name: mark('Find clips'), sentence: mark('Find clips by name, title, note or product.'), places: here, keys: ["'/'"], run: () => { hands.search() } },
    { id: 'library.everything', name: mark('All clips'), sentence: mark('Show all clips of the library again.'), places: here, run: () => { library.showAll() } },
    { id: 'library.doubles', name: mark('Doubles'), sentence: mark('Show clips with the same content side by side.'), places: here, run: () => { library.show({ filter: 'double', text: '', project: '' }) } },
    { id: 'library.project', name: mark('New project'), sentence: mark('Make a project to keep clips together.'), places: here, run: () => { hands.addProject() } },
    { id: 'library.watch', name: mark('Watched folders'), sentence: mark('Choose folders whose new clips come in by themselves.'), places: here, run: () => { hands.ask({ what: 'watch' }) } },
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
      id: 'library.undo', name: mark('Undo'), sentence: mark('Take back the last change to the library or the chosen clip.'), places: here, keys: ['Ctrl+KeyZ'],
      enabled: () => ofLibrary('undo') || ofClip('undo'), hint: says('undo'), run: () => (first('undo') ? library.upkeep.undo() : shell.undo()),
    },
    {
      id: 'library.redo', name: mark('Redo'), sentence: mark('Do again what was taken back.'), places: here, keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'],
      enabled: () => ofLibrary('redo') || ofClip('redo'), hint: says('redo'), run: () => (first('redo') ? library.upkeep.redo() : shell.redo()),
    },
  ]
}

function arrows(library: Library, hands: Hands): Command[] {
  const all = [
    { id: 'left', key: 'ArrowLeft', by: () => -1, name: mark('Previous clip'), sentence: mark('Choose the clip before this one.'), pick: mark('Pick to the previous clip'), picks: mark('Pick everything up to the clip before this one.') },
    { id: 'right', key: 'ArrowRight', by: () => 1, name: mark('Next clip'), sentence: mark('Choose the clip after this one.'), pick: mark('Pick to the next clip'), picks: mark('Pick everything up to the clip after this one.') },
    { id: 'up', key: 'ArrowUp', by: () => -hands.columns(), name: mark('Clip above'), sentence: mark('Choose the clip in the row above.'), pick: mark('Pick to the clip above'), picks: mark('Pick everything up to the clip in the row above.') },
    { id: 'down', key: 'ArrowDown', by: () => hands.columns(), name: mark('Clip below'), sentence: mark('Choose the clip in the row below.'), pick: mark('Pick to the clip below'), picks: mark('Pick everything up to the clip in the row below.') },
    { id: 'first', key: 'Home', by: () => -Infinity, name: mark('First clip'), sentence: mark('Choose the first clip shown.'), pick: mark('Pick to the first clip'), picks: mark('Pick everything up to the first clip shown.') },
    { id: 'last', key: 'End', by: () => Infinity, name: mark('Last clip'), sentence: mark('Choose the last clip shown.'), pick: mark('Pick to the last clip'), picks: mark('Pick everything up to the last clip shown.') },
  ] as const
  return all.flatMap(({ id, key, by, name, sentence, pick, picks }): Command[] => [
    { id: `library.${id}`, name, sentence, places: here, keys: [key], repeats: true, quiet: true, run: () => { hands.peek(0); hands.reveal(library.move(by())) } },
    { id: `library.pick-${id}`, name: pick, sentence: picks, places: here, keys: [`Shift+${key}`], repeats: true, quiet: true, run: () => { hands.reveal(library.move(by(), true)) } },
  ])
}
