// What can be asked for about hotspots on the picture: placing them, the keys of
// their way, following a product, and seeing them as visitors will.

import type { Command, Sentence } from '../commands/registry.svelte'
import type { Key } from '../commands/keys'
import type { Desk } from '../model/desk.svelte'
import { HOTSPOT_FINE, HOTSPOT_STEP, keysOf } from '../model/hotspots.svelte'
import { isBox } from '../maths/path'
import { mark } from '../words/words.svelte'

interface Extra { repeats?: boolean; quiet?: boolean; enabled?: () => boolean }

function command(id: string, name: string, sentence: Sentence, keys: readonly Key[], run: () => unknown, extra: Extra = {}): Command {
  return { id: `tag.${id}`, name, sentence, places: ['tag'], keys, run, ...extra }
}

export function pointing(desk: Desk): Command[] {
  return [...placing(desk), ...walkingKeys(desk), ...seeing(desk)]
}

function placing(desk: Desk): Command[] {
  const { clip, hotspots } = desk
  const moved = { repeats: true, quiet: true, enabled: () => hotspots.mode }
  const boxed = (): boolean => (clip.lead?.spots ?? []).some(isBox)
  const asked = (): boolean => (clip.lead?.spots ?? []).length > 0
  return [
    command('hotspot', mark('Place the hotspot'), mark('Place the hotspot of the selected tag: a click places it, a drag draws a box, arrows move it.'), ['KeyH'],
      () => { hotspots.toggleMode() }, { enabled: () => hotspots.mode || clip.selection.size > 0 }),
    command('spot-up', mark('Hotspot up a little'), mark('Move the hotspot up by a tenth of a percent.'), ['Shift+ArrowUp'], () => { hotspots.move(0, -HOTSPOT_FINE) }, moved),
    command('spot-down', mark('Hotspot down a little'), mark('Move the hotspot down by a tenth of a percent.'), ['Shift+ArrowDown'], () => { hotspots.move(0, HOTSPOT_FINE) }, moved),
    command('box-narrower', mark('Narrower box'), mark('Make the box of the hotspot narrower.'), ['Alt+ArrowLeft'], () => { hotspots.grow(-HOTSPOT_STEP, 0) }, moved),
    command('box-wider', mark('Wider box'), mark('Make the box of the hotspot wider.'), ['Alt+ArrowRight'], () => { hotspots.grow(HOTSPOT_STEP, 0) }, moved),
    command('shape', mark('Point or box'), mark('Make the hotspot a box around the product, or a point again.'), ['Alt+KeyH'],
      () => clip.lead && hotspots.setShape(clip.lead, boxed() ? 'point' : 'box'), { enabled: asked }),
  ]
}

function walkingKeys(desk: Desk): Command[] {
  const { clip, head, hotspots } = desk
  const beside = (direction: 1 | -1): number | null => (clip.lead ? hotspots.keyBeside(clip.lead, direction) : null)
  const go = (direction: 1 | -1) => (): void => {
    const frame = beside(direction)
    if (frame !== null) desk.goTo(frame)
  }
  const keyed = (): boolean => clip.lead !== null && keysOf(clip.lead).includes(head.frame)
  return [
    command('key-back', mark('Previous key'), mark('Go to the previous key of the hotspot’s way.'), ['Ctrl+ArrowLeft'], go(-1), { repeats: true, enabled: () => beside(-1) !== null }),
    command('key-on', mark('Next key'), mark('Go to the next key of the hotspot’s way.'), ['Ctrl+ArrowRight'], go(1), { repeats: true, enabled: () => beside(1) !== null }),
    command('key-add', mark('Add a key here'), mark('Hold the hotspot where it stands at the playhead by a key.'), ['Alt+KeyK'], () => hotspots.addKey(), { enabled: () => hotspots.placeable !== null && !keyed() }),
    command('key-remove', mark('Remove the key here'), mark('Remove the key of the hotspot at the playhead.'), ['Alt+Shift+KeyK'],
      () => clip.lead && hotspots.removeKey(clip.lead, head.frame), { enabled: keyed }),
  ]
}

function seeing(desk: Desk): Command[] {
  const { head, hotspots } = desk
  const { follow, hindrances } = hotspots
  const covered = () => hindrances.now.find((c) => desk.clip.selection.has(c.tag.id)) ?? hindrances.now[0]
  return [
    command('follow', mark('Follow the product'), mark('Look for the way of what lies under the hotspot, and offer it.'), ['Shift+KeyH'],
      () => hotspots.placeable && follow.look(hotspots.placeable, head.frame), { enabled: () => (hotspots.placeable?.spots ?? []).length > 0 }),
    command('clear', mark('Move to the nearest clear spot'), mark('Move the hotspot out from under the buttons of the phone.'), [], () => {
      const c = covered()
      const way = c && hindrances.wayOut(c)
      return c && way ? hotspots.setWay(c.tag, way) : undefined
    }, { enabled: () => covered() !== undefined }),
    command('apart', mark('Move hotspots apart'), mark('Move one of two hotspots that lie on each other beside the other.'), [], () => {
      const pair = hindrances.pair
      const way = pair && hindrances.wayApart(pair)
      return pair && way ? hotspots.setWay(pair.moves, way) : undefined
    }, { enabled: () => hindrances.pair !== null }),
    command('as-page', mark('As on the page'), mark('Show the hotspots as visitors of the published page see them.'), ['Shift+KeyP'],
      () => { hotspots.togglePage() }, { enabled: () => desk.clip.view !== null }),
  ]
}
