// Markers and the menus of the timeline, as commands.

import type { Command, Sentence } from '../commands/registry.svelte'
import type { Key } from '../commands/keys'
import type { Desk } from '../model/desk.svelte'
import { mark } from '../words/words.svelte'

function command(id: string, name: string, sentence: Sentence, keys: readonly Key[], run: (at: number) => unknown, enabled: () => boolean): Command {
  return { id: `tag.${id}`, name, sentence, places: ['tag'], keys, run, enabled }
}

export function marking(desk: Desk): Command[] {
  const { clip, head, timeline } = desk
  const { markers, sightings } = timeline
  const find = (): void => {
    desk.drawer = true
    void sightings.ask(clip.lead)
  }
  const open = (): boolean => clip.view !== null
  const some = (): boolean => markers.all.length > 0
  const chosen = (): boolean => markers.can && markers.of(markers.chosen) !== undefined
  function goBeside(direction: 1 | -1): void {
    const next = markers.beside(head.frame, direction)
    if (!next) return
    markers.chosen = next.id
    desk.goTo(next.frame)
  }
  return [
    command('marker', mark('Marker'), mark('Set a marker at the playhead or over the marked range, or name the one that is there.'), ['KeyM'],
      () => (head.playing ? markers.set(head.frame) : markers.ask(head.frame, head.range)), () => markers.can),
    command('marker-edit', mark('Name the marker'), mark('Change the name of the marker touched last.'), [], () => { markers.edit(markers.chosen) }, chosen),
    command('marker-remove', mark('Remove the marker'), mark('Remove the marker touched last.'), ['Alt+KeyM'], () => markers.remove(), chosen),
    command('marker-back', mark('Previous marker'), mark('Go to the marker before the playhead.'), ['Ctrl+ArrowUp'], () => { goBeside(-1) }, some),
    command('marker-on', mark('Next marker'), mark('Go to the marker after the playhead.'), ['Ctrl+ArrowDown'], () => { goBeside(1) }, some),
    command('find-elsewhere', mark('Find it elsewhere'), mark('Look where else in this clip or the library the product under the hotspot is seen.'), ['Ctrl+Shift+KeyF'], find, () => sightings.can(clip.lead)),
    command('menu', mark('Menu'), mark('Show what can be done with the selected tag, or at the playhead.'), ['Shift+F10', 'ContextMenu'],
      () => { timeline.asked = { about: clip.lead ? 'tag' : 'track', at: null } }, open),
  ]
}

/** The same commands, known to the menus of the timeline too. */
export function offered(desk: Desk, commands: Command[]): Command[] {
  desk.timeline.offers = commands
  return commands
}
