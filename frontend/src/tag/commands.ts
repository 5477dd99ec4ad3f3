// What can be asked for at the desk, with its keys. One table: the palette,
// the tooltips and the sheet of keys read it too.

import type { Command, Sentence } from '../commands/registry.svelte'
import type { Key } from '../commands/keys'
import type { Desk } from '../model/desk.svelte'
import { HOTSPOT_FINE, HOTSPOT_STEP } from '../model/hotspots.svelte'
import { mark, t } from '../words/words.svelte'
import { marking, offered } from './marking'
import { pasteInto } from './paste'
import { pointing } from './pointing'
import { workingCommands } from './working'

interface Extra { repeats?: boolean; shared?: boolean; quiet?: boolean; enabled?: () => boolean; release?: (at: number) => void }

function command(id: string, name: string, sentence: Sentence, keys: readonly Key[], run: (at: number) => unknown, extra: Extra = {}): Command {
  return { id: `tag.${id}`, name, sentence, places: ['tag'], keys, run, ...extra }
}

/** Everything of interaction.md that works at the desk. neighbour opens the clip before or after. */
export function tagCommands(desk: Desk, neighbour: (direction: 1 | -1) => void): Command[] {
  return offered(desk, [...playing(desk), ...walking(desk), ...tagging(desk), ...pointing(desk), ...editing(desk), ...looking(desk, neighbour), ...workingCommands(desk), ...marking(desk)])
}

function playing(desk: Desk): Command[] {
  const { head } = desk
  const open = (): boolean => desk.clip.view !== null
  return [
    command('play', mark('Play'), mark('Play from the playhead, or pause.'), ['Space'], () => { head.toggle() }, { enabled: open }),
    command('pause', mark('Pause'), mark('Pause; held with J or L it steps one frame.'), ['KeyK'], () => { head.pause(); desk.stepping = true }, { release: () => { desk.stepping = false } }),
    command('reverse', mark('Play backwards'), mark('Play backwards; press again for twice the speed.'), ['KeyJ'], () => { desk.shuttle(-1) }, { enabled: open }),
    command('forward', mark('Play forwards'), mark('Play forwards; press again for twice the speed.'), ['KeyL'], () => { desk.shuttle(1) }, { enabled: open }),
    command('loop', mark('Loop'), mark('Play the marked range or the clip again and again.'), ['Ctrl+KeyL'], () => { head.loop = !head.loop }),
    command('play-tag', mark('Play the tag'), mark('Play the selected tag with a second on either side, looped.'), ['KeyQ'], () => { desk.playSelected() }, { enabled: () => desk.clip.lead !== null }),
    command('play-around', mark('Play around the playhead'), mark('Play a second on either side of the playhead, looped.'), ['Shift+KeyQ'], () => { desk.playAround() }, { enabled: open }),
    command('mute', mark('Mute'), mark('Turn the sound off or on.'), ['Shift+KeyM'], () => { desk.muted = !desk.muted }),
  ]
}

function walking(desk: Desk): Command[] {
  const { head } = desk
  const arrow = (dx: number, dy: number, step: number, else_: () => void) => (): void => {
    if (desk.hotspots.mode) desk.hotspots.move(dx * step, dy * step)
    else else_()
  }
  const repeats = { repeats: true }
  return [
    command('frame-back', mark('One frame back'), mark('Go one frame back.'), ['ArrowLeft'], arrow(-1, 0, HOTSPOT_STEP, () => { head.step(-1) }), repeats),
    command('frame-on', mark('One frame on'), mark('Go one frame on.'), ['ArrowRight'], arrow(1, 0, HOTSPOT_STEP, () => { head.step(1) }), repeats),
    command('second-back', mark('One second back'), mark('Go one second back.'), ['Shift+ArrowLeft'], arrow(-1, 0, HOTSPOT_FINE, () => { desk.stepSecond(-1) }), repeats),
    command('second-on', mark('One second on'), mark('Go one second on.'), ['Shift+ArrowRight'], arrow(1, 0, HOTSPOT_FINE, () => { desk.stepSecond(1) }), repeats),
    command('edge-back', mark('Previous edge'), mark('Go to the previous edge of a tag.'), ['ArrowUp'], arrow(0, -1, HOTSPOT_STEP, () => { desk.jumpToEdge(-1) }), repeats),
    command('edge-on', mark('Next edge'), mark('Go to the next edge of a tag.'), ['ArrowDown'], arrow(0, 1, HOTSPOT_STEP, () => { desk.jumpToEdge(1) }), repeats),
    command('start', mark('Start'), mark('Go to the first frame of the clip.'), ['Home'], () => { desk.goTo(0) }),
    command('end', mark('End'), mark('Go to the last frame of the clip.'), ['End'], () => { desk.goTo(desk.clip.frames - 1) }),
    command('go-to', mark('Go to time'), mark('Type the time to go to.'), ['KeyG'], () => { desk.askTime++ }),
    command('mark-in', mark('Mark in'), mark('Let the marked range begin at the playhead.'), ['KeyI'], () => { head.markIn() }),
    command('mark-out', mark('Mark out'), mark('Let the marked range end with this frame.'), ['KeyO'], () => { head.markOut() }),
    command('clear-range', mark('Clear range'), mark('Forget the marked range.'), ['Alt+KeyX'], () => { head.clearRange() }),
  ]
}

function tagging(desk: Desk): Command[] {
  const { clip, pass } = desk
  const some = (): boolean => clip.selection.size > 0
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const
  return [
    ...digits.map((n) => ({
      ...command(`hold-${n}`, '', mark('Tag this product of the shelf for as long as the key is held.'), [`Digit${n}`],
        (at) => { pass.press(n, at) }, { quiet: true, release: (at) => { pass.release(n, at) } }),
      get name() { return t('Tag product {n}', { n }) },
    })),
    command('new', mark('New tag'), mark('Tag a product at the playhead, or over the marked range.'), ['KeyT'], () => { desk.picking = true }, { enabled: () => clip.view !== null }),
    command('trim-in', mark('Start at the playhead'), mark('Let the selected tags start at the playhead.'), ['BracketLeft'], () => desk.trim('in'), { enabled: some }),
    command('trim-out', mark('End at the playhead'), mark('Let the selected tags end with the frame at the playhead.'), ['BracketRight'], () => desk.trim('out'), { enabled: some }),
    command('nudge-back', mark('Nudge back'), mark('Move the selected tags one frame back.'), ['Comma'], () => { clip.nudge(-1) }, { repeats: true, enabled: some }),
    command('nudge-on', mark('Nudge on'), mark('Move the selected tags one frame on.'), ['Period'], () => { clip.nudge(1) }, { repeats: true, enabled: some }),
    command('nudge-back-10', mark('Nudge back ten'), mark('Move the selected tags ten frames back.'), ['Shift+Comma'], () => { clip.nudge(-10) }, { repeats: true, enabled: some }),
    command('nudge-on-10', mark('Nudge on ten'), mark('Move the selected tags ten frames on.'), ['Shift+Period'], () => { clip.nudge(10) }, { repeats: true, enabled: some }),
    command('split', mark('Split tag'), mark('Split the tag under the playhead in two.'), ['KeyB'], () => clip.split(desk.head.frame)),
    command('cover', mark('Cover from here'), mark('Make this frame the cover of the clip.'), ['Shift+KeyC'], () => clip.setCover(desk.head.frame), { enabled: () => clip.view !== null }),
  ]
}

function editing(desk: Desk): Command[] {
  const { clip } = desk
  const open = (): boolean => clip.view !== null
  const some = (): boolean => clip.selection.size > 0
  return [
    command('undo', mark('Undo'), mark('Take back the last change to this clip.'), ['Ctrl+KeyZ'], () => desk.undo(), { repeats: true, enabled: () => !!clip.view?.undo || clip.nudged.size > 0 }),
    command('redo', mark('Redo'), mark('Bring back what was undone last.'), ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'], () => desk.redo(), { repeats: true, enabled: () => !!clip.view?.redo || clip.undoing > 0 }),
    command('delete', mark('Delete'), mark('Remove the selected tags.'), ['Delete', 'Backspace'], () => clip.remove(false), { enabled: some }),
    command('close-up', mark('Delete and close up'), mark('Remove the selected tags and let later tags of the product move up.'), ['Shift+Delete'], () => clip.remove(true), { enabled: some }),
    command('copy', mark('Copy'), mark('Copy the selected tags.'), ['Ctrl+KeyC'], () => { clip.copy() }, { enabled: some }),
    command('paste', mark('Paste'), mark('Paste the copied tags at the playhead.'), ['Ctrl+KeyV'], () => pasteInto(desk, false), { shared: true, enabled: open }),
    command('paste-same', mark('Paste at the same times'), mark('Paste the copied tags where they stood, also in another clip.'), ['Ctrl+Shift+KeyV'], () => pasteInto(desk, true), { shared: true, enabled: open }),
    command('duplicate', mark('Duplicate'), mark('Put a copy of the selected tags right after them.'), ['Ctrl+KeyD'], () => { desk.duplicate() }, { enabled: some }),
    command('select-all', mark('Select all'), mark('Select all tags of the lane; again, all of the clip.'), ['Ctrl+KeyA'], () => { clip.selectLaneThenAll() }),
    command('escape', mark('Leave'), mark('Drop what is under way, then the mode, then the selection.'), ['Escape'], () => { desk.escape() }, { quiet: true }),
  ]
}

function looking(desk: Desk, neighbour: (direction: 1 | -1) => void): Command[] {
  const { timeline, hotspots } = desk
  // Where hotspots are placed, Alt and the arrows are for the size of their box.
  const beside = (direction: 1 | -1): void => {
    if (hotspots.mode) hotspots.grow(0, -direction * HOTSPOT_STEP)
    else neighbour(direction)
  }
  return [
    command('snapping', mark('Snapping'), mark('Let dragged tags stick to edges, cuts and the playhead.'), ['KeyS'], () => { timeline.snapping = !timeline.snapping }),
    command('fit', mark('Fit'), mark('Show the whole clip on the timeline.'), ['Backslash'], () => { timeline.fit() }),
    command('zoom-in', mark('Zoom in'), mark('Show less of the clip, larger.'), ['Ctrl+Equal'], () => { timeline.zoomIn() }, { repeats: true }),
    command('zoom-out', mark('Zoom out'), mark('Show more of the clip, smaller.'), ['Ctrl+Minus'], () => { timeline.zoomOut() }, { repeats: true }),
    command('zoom-selection', mark('Zoom to selection'), mark('Show the selected tags as large as they go.'), ['KeyZ'], () => { timeline.zoomToSelection() }),
    command('overlay', mark('Phone overlay'), mark('Show what the next phone app lays over the picture.'), ['KeyP'], () => { desk.cycleOverlay() }),
    command('full-screen', mark('Full screen'), mark('Show the picture on the whole screen.'), ['KeyF'], () => { desk.fullScreen++ }),
    command('table', mark('Tags as a table'), mark('Show all tags as a table to edit.'), ['Ctrl+KeyT'], () => { desk.table = !desk.table }),
    command('inspector', mark('Inspector'), mark('Show or hide the inspector, where the window is narrow.'), ['Ctrl+KeyI'], () => { desk.drawer = !desk.drawer }, { enabled: () => !desk.wide }),
    command('previous-clip', mark('Previous clip'), mark('Open the clip before this one.'), ['Alt+ArrowUp', 'PageUp'], () => { beside(-1) }),
    command('next-clip', mark('Next clip'), mark('Open the clip after this one.'), ['Alt+ArrowDown', 'PageDown'], () => { beside(1) }),
  ]
}
