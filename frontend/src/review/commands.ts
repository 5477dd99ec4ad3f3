// What can be asked for in the Review place, with its keys. Playing and walking
// have the keys they have at the desk.

import type { Command, Sentence } from '../commands/registry.svelte'
import type { Key } from '../commands/keys'
import { FILTERS, type Filter } from '../model/notes.svelte'
import { TOOLS, type Tool } from '../model/notesdrawing.svelte'
import type { Review } from '../model/review.svelte'
import { mark } from '../words/words.svelte'
import { handingCommands } from './handing'

/** What only the place itself can do. */
export interface Hands {
  approve(): unknown
  changes(): unknown
  neighbour(direction: 1 | -1): unknown
  /** Ends what is left to end when nothing of the table is. */
  leave(): unknown
}

type Extra = Partial<Pick<Command, 'repeats' | 'quiet' | 'enabled' | 'release'>>

function command(id: string, name: string, sentence: Sentence, keys: readonly Key[], run: (at: number) => unknown, extra: Extra = {}): Command {
  return { id: `review.${id}`, name, sentence, places: ['review'], keys, run, ...extra }
}

export function reviewCommands(review: Review, hands: Hands): Command[] {
  return [...saying(review), ...handingCommands(review), ...drawing(review), ...answering(review, hands), ...playing(review), ...walking(review), ...looking(review, hands)]
}

function saying(review: Review): Command[] {
  const { notes, composer, desk } = review
  const open = (): boolean => desk.clip.view !== null
  const some = (): boolean => review.subject !== null
  const mine = (): boolean => review.mine !== null
  return [
    command('comment', mark('Comment'), mark('Say something about this frame, or about the marked range.'), ['KeyC'], () => { composer.comment() }, { enabled: open }),
    command('next', mark('Next comment'), mark('Go to the next comment along the clip.'), ['ArrowDown'], () => { if (review.drawing.on) review.drawing.move(0, 1, false); else review.step(1) }, { repeats: true }),
    command('previous', mark('Previous comment'), mark('Go to the previous comment along the clip.'), ['ArrowUp'], () => { if (review.drawing.on) review.drawing.move(0, -1, false); else review.step(-1) }, { repeats: true }),
    command('reply', mark('Reply'), mark('Answer the thread that is chosen.'), ['KeyR'], () => { review.reply() }, { enabled: some }),
    command('resolve', mark('Resolve or reopen'), mark('Say that the chosen thread is done, or open it again.'), ['KeyE'], () => review.resolve(), { enabled: some }),
    command('done', mark('Done'), mark('Say that what the chosen thread asks for is done, or that it is not.'), ['Shift+KeyE'], () => review.done(), { enabled: some }),
    command('assign', mark('Assign to…'), mark('Say whom the chosen thread waits for.'), ['Shift+KeyA'], () => { review.ask('member') }, { enabled: some }),
    command('react', mark('React'), mark('Answer the chosen thread with a sign.'), ['Shift+KeyR'], () => { review.ask('emoji') }, { enabled: some }),
    command('private', mark('Private note'), mark('Write a note about this frame that nobody else sees.'), ['Shift+KeyC'], () => { composer.comment(); composer.private = true }, { enabled: open }),
    command('edit', mark('Change my comment'), mark('Change what you said in the chosen thread.'), ['F2'], () => { review.edit() }, { enabled: mine }),
    command('delete', mark('Delete my comment'), mark('Delete what you said last in the chosen thread.'), ['Delete', 'Backspace'], () => { review.remove() }, { enabled: mine }),
    command('undo', mark('Undo'), mark('Take back what was done last to the comments of this clip.'), ['Ctrl+KeyZ'], () => review.undo(), { repeats: true, enabled: open }),
    command('redo', mark('Redo'), mark('Do again what was taken back.'), ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'], () => review.redo(), { repeats: true, enabled: open }),
    ...FILTERS.map((filter) => command(`show-${filter}`, shows[filter].name, shows[filter].sentence, [], () => { notes.filter = filter })),
    command('order', mark('Newest first'), mark('List the comments by when they were said, or along the clip.'), [], () => { notes.order = notes.order === 'frame' ? 'newest' : 'frame' }),
  ]
}

const shows: Record<Filter, { name: string; sentence: Sentence }> = {
  all: { name: mark('Show all comments'), sentence: mark('List every comment of this clip.') },
  open: { name: mark('Show open comments'), sentence: mark('List the comments that are not resolved.') },
  mine: { name: mark('Show my comments'), sentence: mark('List the threads in which you said something.') },
  assigned: { name: mark('Show what waits for me'), sentence: mark('List the threads that wait for you.') },
  resolved: { name: mark('Show resolved comments'), sentence: mark('List the comments that are done.') },
}

function drawing(review: Review): Command[] {
  const { drawing: ink } = review
  const on = (): boolean => ink.on
  const tools: Record<Tool, { name: string; sentence: Sentence }> = {
    free: { name: mark('Draw by hand'), sentence: mark('Draw lines as the hand goes.') },
    arrow: { name: mark('Draw an arrow'), sentence: mark('Draw an arrow from where it begins to its tip.') },
    box: { name: mark('Draw a box'), sentence: mark('Draw a box from corner to corner.') },
    text: { name: mark('Write on the picture'), sentence: mark('Write words on the picture.') },
  }
  return [
    command('draw', mark('Draw on the picture'), mark('Draw what you mean on this frame; `Esc` ends it.'), ['KeyD'], () => { review.draw() }, { enabled: () => review.desk.clip.view !== null }),
    ...TOOLS.map((tool, i) => command(`tool-${tool}`, tools[tool].name, tools[tool].sentence, [`Digit${i + 1}`], () => { ink.tool = tool }, { enabled: on })),
    command('colour', mark('Next colour'), mark('Draw in the next colour.'), ['KeyX'], () => { ink.nextColour() }, { enabled: on }),
    command('press', mark('Put the pen down'), mark('Begin a form at the cross, or end it there.'), ['Enter'], () => { ink.press() }, { enabled: on, quiet: true }),
    command('ink', mark('Show drawings'), mark('Show or hide what is drawn on the picture.'), ['KeyV'], () => { review.ink = !review.ink }),
  ]
}

function answering(review: Review, hands: Hands): Command[] {
  const can = (): boolean => review.approvals?.now !== null && review.approvals?.giving === false
  return [
    command('approve', mark('Approve'), mark('Say that this draft may be published.'), ['Ctrl+Enter'], () => hands.approve(), { enabled: can }),
    command('changes', mark('Ask for changes'), mark('Say that this draft needs changes first.'), ['Ctrl+Shift+Enter'], () => hands.changes(), { enabled: can }),
    command('withdraw', mark('Take my verdict back'), mark('Say neither yes nor no to this draft.'), [], () => review.approvals?.give('withdrawn'), { enabled: () => can() && review.approvals?.now?.mine !== '' }),
  ]
}

function playing({ desk }: Review): Command[] {
  const { head } = desk
  const open = (): boolean => desk.clip.view !== null
  return [
    command('play', mark('Play'), mark('Play from the playhead, or pause.'), ['Space'], () => { head.toggle() }, { enabled: open }),
    command('pause', mark('Pause'), mark('Pause; held with J or L it steps one frame.'), ['KeyK'], () => { head.pause(); desk.stepping = true }, { release: () => { desk.stepping = false } }),
    command('reverse', mark('Play backwards'), mark('Play backwards; press again for twice the speed.'), ['KeyJ'], () => { desk.shuttle(-1) }, { enabled: open }),
    command('forward', mark('Play forwards'), mark('Play forwards; press again for twice the speed.'), ['KeyL'], () => { desk.shuttle(1) }, { enabled: open }),
    command('loop', mark('Loop'), mark('Play the marked range or the clip again and again.'), ['Ctrl+KeyL'], () => { head.loop = !head.loop }),
    command('play-around', mark('Play around the playhead'), mark('Play a second on either side of the playhead, looped.'), ['KeyQ'], () => { desk.playAround() }, { enabled: open }),
    command('mute', mark('Mute'), mark('Turn the sound off or on.'), ['Shift+KeyM'], () => { desk.muted = !desk.muted }),
  ]
}

function walking(review: Review): Command[] {
  const { desk, drawing: ink } = review
  const { head } = desk
  // While a drawing is made, the arrows move its cross.
  const arrow = (dx: number, fine: boolean, walk: () => void) => (): void => { if (ink.on) ink.move(dx, 0, fine); else walk() }
  const repeats = { repeats: true }
  return [
    command('frame-back', mark('One frame back'), mark('Go one frame back.'), ['ArrowLeft'], arrow(-1, false, () => { head.step(-1) }), repeats),
    command('frame-on', mark('One frame on'), mark('Go one frame on.'), ['ArrowRight'], arrow(1, false, () => { head.step(1) }), repeats),
    command('second-back', mark('One second back'), mark('Go one second back.'), ['Shift+ArrowLeft'], arrow(-1, true, () => { desk.stepSecond(-1) }), repeats),
    command('second-on', mark('One second on'), mark('Go one second on.'), ['Shift+ArrowRight'], arrow(1, true, () => { desk.stepSecond(1) }), repeats),
    command('cross-up', mark('Cross up a little'), mark('Move the cross of a drawing up a little.'), ['Shift+ArrowUp'], () => { ink.move(0, -1, true) }, { ...repeats, quiet: true, enabled: () => ink.on }),
    command('cross-down', mark('Cross down a little'), mark('Move the cross of a drawing down a little.'), ['Shift+ArrowDown'], () => { ink.move(0, 1, true) }, { ...repeats, quiet: true, enabled: () => ink.on }),
    command('start', mark('Start'), mark('Go to the first frame of the clip.'), ['Home'], () => { desk.goTo(0) }),
    command('end', mark('End'), mark('Go to the last frame of the clip.'), ['End'], () => { desk.goTo(desk.clip.frames - 1) }),
    command('go-to', mark('Go to time'), mark('Type the time to go to.'), ['KeyG'], () => { desk.askTime++ }),
    command('mark-in', mark('Mark in'), mark('Let the marked range begin at the playhead.'), ['BracketLeft', 'KeyI'], () => { head.markIn() }),
    command('mark-out', mark('Mark out'), mark('Let the marked range end with this frame.'), ['BracketRight', 'KeyO'], () => { head.markOut() }),
    command('clear-range', mark('Clear range'), mark('Forget the marked range.'), ['Alt+KeyX'], () => { head.clearRange() }),
  ]
}

function looking(review: Review, hands: Hands): Command[] {
  const { desk } = review
  const { timeline } = desk
  return [
    command('fit', mark('Fit'), mark('Show the whole clip on the timeline.'), ['Backslash'], () => { timeline.fit() }),
    command('zoom-in', mark('Zoom in'), mark('Show less of the clip, larger.'), ['Ctrl+Equal'], () => { timeline.zoomIn() }, { repeats: true }),
    command('zoom-out', mark('Zoom out'), mark('Show more of the clip, smaller.'), ['Ctrl+Minus'], () => { timeline.zoomOut() }, { repeats: true }),
    command('overlay', mark('Phone overlay'), mark('Show what the next phone app lays over the picture.'), ['KeyP'], () => { desk.cycleOverlay() }),
    command('full-screen', mark('Full screen'), mark('Show the picture on the whole screen.'), ['KeyF'], () => { desk.fullScreen++ }),
    command('side', mark('Versions and what waits'), mark('Show or hide the panel at the left, where the window is narrow.'), ['Ctrl+KeyI'], () => { review.side = !review.side }, { enabled: () => !review.wide }),
    command('previous-clip', mark('Previous clip'), mark('Open the clip before this one.'), ['Alt+ArrowUp', 'PageUp'], () => hands.neighbour(-1)),
    command('next-clip', mark('Next clip'), mark('Open the clip after this one.'), ['Alt+ArrowDown', 'PageDown'], () => hands.neighbour(1)),
    command('escape', mark('Leave'), mark('Drop what is under way, then the range, then the choice.'), ['Escape'], () => { if (!review.escape()) hands.leave() }, { quiet: true }),
  ]
}
