// What can be asked for at the desk, with its keys. One table: the palette,
// the tooltips and the sheet of keys read it too.

import type { Command, Sentence } from '../commands/registry.svelte'
import type { Key } from '../commands/keys'
import type { Desk } from '../model/desk.svelte'
import { HOTSPOT_FINE, HOTSPOT_STEP } from '../model/hotspots.svelte'
import { marking, offered } from './marking'
import { pointing } from './pointing'
import { workingCommands } from './working'

interface Extra { repeats?: boolean; quiet?: boolean; enabled?: () => boolean; release?: (at: number) => void }

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
    command('play', 'Play', 'Play from the playhead, or pause.', ['Space'], () => { head.toggle() }, { enabled: open }),
    command('pause', 'Pause', 'Pause; held with J or L it steps one frame.', ['KeyK'], () => { head.pause(); desk.stepping = true }, { release: () => { desk.stepping = false } }),
    command('reverse', 'Play backwards', 'Play backwards; press again for twice the speed.', ['KeyJ'], () => { desk.shuttle(-1) }, { enabled: open }),
    command('forward', 'Play forwards', 'Play forwards; press again for twice the speed.', ['KeyL'], () => { desk.shuttle(1) }, { enabled: open }),
    command('loop', 'Loop', 'Play the marked range or the clip again and again.', ['Ctrl+KeyL'], () => { head.loop = !head.loop }),
    command('play-tag', 'Play the tag', 'Play the selected tag with a second on either side, looped.', ['KeyQ'], () => { desk.playSelected() }, { enabled: () => desk.clip.lead !== null }),
    command('play-around', 'Play around the playhead', 'Play a second on either side of the playhead, looped.', ['Shift+KeyQ'], () => { desk.playAround() }, { enabled: open }),
    command('mute', 'Mute', 'Turn the sound off or on.', ['Shift+KeyM'], () => { desk.muted = !desk.muted }),
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
    command('frame-back', 'One frame back', 'Go one frame back.', ['ArrowLeft'], arrow(-1, 0, HOTSPOT_STEP, () => { head.step(-1) }), repeats),
    command('frame-on', 'One frame on', 'Go one frame on.', ['ArrowRight'], arrow(1, 0, HOTSPOT_STEP, () => { head.step(1) }), repeats),
    command('second-back', 'One second back', 'Go one second back.', ['Shift+ArrowLeft'], arrow(-1, 0, HOTSPOT_FINE, () => { desk.stepSecond(-1) }), repeats),
    command('second-on', 'One second on', 'Go one second on.', ['Shift+ArrowRight'], arrow(1, 0, HOTSPOT_FINE, () => { desk.stepSecond(1) }), repeats),
    command('edge-back', 'Previous edge', 'Go to the previous edge of a tag.', ['ArrowUp'], arrow(0, -1, HOTSPOT_STEP, () => { desk.jumpToEdge(-1) }), repeats),
    command('edge-on', 'Next edge', 'Go to the next edge of a tag.', ['ArrowDown'], arrow(0, 1, HOTSPOT_STEP, () => { desk.jumpToEdge(1) }), repeats),
    command('start', 'Start', 'Go to the first frame of the clip.', ['Home'], () => { desk.goTo(0) }),
    command('end', 'End', 'Go to the last frame of the clip.', ['End'], () => { desk.goTo(desk.clip.frames - 1) }),
    command('go-to', 'Go to time', 'Type the time to go to.', ['KeyG'], () => { desk.askTime++ }),
    command('mark-in', 'Mark in', 'Let the marked range begin at the playhead.', ['KeyI'], () => { head.markIn() }),
    command('mark-out', 'Mark out', 'Let the marked range end with this frame.', ['KeyO'], () => { head.markOut() }),
    command('clear-range', 'Clear range', 'Forget the marked range.', ['Alt+KeyX'], () => { head.clearRange() }),
  ]
}

function tagging(desk: Desk): Command[] {
  const { clip, pass } = desk
  const some = (): boolean => clip.selection.size > 0
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const
  return [
    ...digits.map((n) => command(`hold-${n}`, `Tag product ${n}`, 'Tag this product of the shelf for as long as the key is held.', [`Digit${n}`],
      (at) => { pass.press(n, at) }, { quiet: true, release: (at) => { pass.release(n, at) } })),
    command('new', 'New tag', 'Tag a product at the playhead, or over the marked range.', ['KeyT'], () => { desk.picking = true }, { enabled: () => clip.view !== null }),
    command('trim-in', 'Start at the playhead', 'Let the selected tags start at the playhead.', ['BracketLeft'], () => desk.trim('in'), { enabled: some }),
    command('trim-out', 'End at the playhead', 'Let the selected tags end with the frame at the playhead.', ['BracketRight'], () => desk.trim('out'), { enabled: some }),
    command('nudge-back', 'Nudge back', 'Move the selected tags one frame back.', ['Comma'], () => { clip.nudge(-1) }, { repeats: true, enabled: some }),
    command('nudge-on', 'Nudge on', 'Move the selected tags one frame on.', ['Period'], () => { clip.nudge(1) }, { repeats: true, enabled: some }),
    command('nudge-back-10', 'Nudge back ten', 'Move the selected tags ten frames back.', ['Shift+Comma'], () => { clip.nudge(-10) }, { repeats: true, enabled: some }),
    command('nudge-on-10', 'Nudge on ten', 'Move the selected tags ten frames on.', ['Shift+Period'], () => { clip.nudge(10) }, { repeats: true, enabled: some }),
    command('split', 'Split tag', 'Split the tag under the playhead in two.', ['KeyB'], () => clip.split(desk.head.frame)),
    command('cover', 'Cover from here', 'Make this frame the cover of the clip.', ['Shift+KeyC'], () => clip.setCover(desk.head.frame), { enabled: () => clip.view !== null }),
  ]
}

function editing(desk: Desk): Command[] {
  const { clip } = desk
  const some = (): boolean => clip.selection.size > 0
  return [
    command('undo', 'Undo', 'Take back the last change to this clip.', ['Ctrl+KeyZ'], () => desk.undo(), { repeats: true, enabled: () => !!clip.view?.undo || clip.nudged.size > 0 }),
    command('redo', 'Redo', 'Bring back what was undone last.', ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'], () => desk.redo(), { repeats: true, enabled: () => !!clip.view?.redo }),
    command('delete', 'Delete', 'Remove the selected tags.', ['Delete', 'Backspace'], () => clip.remove(false), { enabled: some }),
    command('close-up', 'Delete and close up', 'Remove the selected tags and let later tags of the product move up.', ['Shift+Delete'], () => clip.remove(true), { enabled: some }),
    command('copy', 'Copy', 'Copy the selected tags.', ['Ctrl+KeyC'], () => { clip.copy() }, { enabled: some }),
    command('paste', 'Paste', 'Paste the copied tags at the playhead.', ['Ctrl+KeyV'], () => { desk.paste(false) }, { enabled: () => clip.copied.tags.length > 0 }),
    command('paste-same', 'Paste at the same times', 'Paste the copied tags where they stood, also in another clip.', ['Ctrl+Shift+KeyV'], () => { desk.paste(true) }, { enabled: () => clip.copied.tags.length > 0 }),
    command('duplicate', 'Duplicate', 'Put a copy of the selected tags right after them.', ['Ctrl+KeyD'], () => { desk.duplicate() }, { enabled: some }),
    command('select-all', 'Select all', 'Select all tags of the lane; again, all of the clip.', ['Ctrl+KeyA'], () => { clip.selectLaneThenAll() }),
    command('escape', 'Leave', 'Drop what is under way, then the mode, then the selection.', ['Escape'], () => { desk.escape() }, { quiet: true }),
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
    command('snapping', 'Snapping', 'Let dragged tags stick to edges, cuts and the playhead.', ['KeyS'], () => { timeline.snapping = !timeline.snapping }),
    command('fit', 'Fit', 'Show the whole clip on the timeline.', ['Backslash'], () => { timeline.fit() }),
    command('zoom-in', 'Zoom in', 'Show less of the clip, larger.', ['Ctrl+Equal'], () => { timeline.zoomIn() }, { repeats: true }),
    command('zoom-out', 'Zoom out', 'Show more of the clip, smaller.', ['Ctrl+Minus'], () => { timeline.zoomOut() }, { repeats: true }),
    command('zoom-selection', 'Zoom to selection', 'Show the selected tags as large as they go.', ['KeyZ'], () => { timeline.zoomToSelection() }),
    command('overlay', 'Phone overlay', 'Show what the next phone app lays over the picture.', ['KeyP'], () => { desk.cycleOverlay() }),
    command('full-screen', 'Full screen', 'Show the picture on the whole screen.', ['KeyF'], () => { desk.fullScreen++ }),
    command('table', 'Tags as a table', 'Show all tags as a table to edit.', ['Ctrl+KeyT'], () => { desk.table = !desk.table }),
    command('inspector', 'Inspector', 'Show or hide the inspector, where the window is narrow.', ['Ctrl+KeyI'], () => { desk.drawer = !desk.drawer }, { enabled: () => !desk.wide }),
    command('previous-clip', 'Previous clip', 'Open the clip before this one.', ['Alt+ArrowUp', 'PageUp'], () => { beside(-1) }),
    command('next-clip', 'Next clip', 'Open the clip after this one.', ['Alt+ArrowDown', 'PageDown'], () => { beside(1) }),
  ]
}
