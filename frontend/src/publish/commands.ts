// What can be asked for in the Publish place.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import type { Publishing } from '../model/publishing.svelte'
import { isPublic, type Part, type Queue } from '../model/queue.svelte'
import { every } from '../model/words'
import { mark, t } from '../words/words.svelte'
import { copyLosses, printLosses } from './paper'

const here = ['publish'] as const

/** What only the screen can do. */
export interface Hands {
  cover(): void
  field(name: string): void
  /** Chooses a moment for every place. */
  when?(): void
  unfold?(): void
  part?(part: 'checks' | 'history'): void
  week?(by: -1 | 0 | 1): void
}

export function publishCommands(shell: Shell, publishing: Publishing, queue: Queue, hands: Hands): Command[] {
  return [...going(shell, publishing, queue), ...writing(shell, publishing, hands), ...queueing(shell, queue, hands), ...reporting(shell, publishing)]
}

function going(shell: Shell, publishing: Publishing, queue: Queue): Command[] {
  const open = (): boolean => shell.current.view !== null
  const pages = (): boolean => (publishing.ready.length > 0 ? publishing.ready : publishing.columns).every((c) => c.account.service === 'webpage')
  const latest = () => publishing.columns.map((c) => queue.latest(shell.chosen, c.account.id)).find((p) => p !== null && isPublic(p) && p.link !== '') ?? null
  return [
    {
      id: 'publish.primary', usual: mark('Publish the clip'),
      get name() {
        const n = publishing.ready.length
        if (publishing.busy) return t('Freezing the clip…')
        return pages() ? t('{n, plural, =0 {Publish page} =1 {Publish 1 page} other {Publish # pages}}', { n }) : t('{n, plural, =0 {Nothing to queue} one {Queue 1 post} other {Queue # posts}}', { n })
      },
      sentence: mark('Freeze the clip as it stands and publish it wherever nothing blocks.'), places: here, keys: ['Ctrl+Enter'],
      enabled: () => open() && !publishing.busy && publishing.ready.length > 0,
      hint: () => blockedText(publishing),
      run: () => publishing.publish(),
    },
    { id: 'publish.open', name: mark('Open page'), sentence: mark('Open what became public in the browser.'), places: here, enabled: () => latest() !== null, run: () => { const p = latest(); if (p) void queue.open(p.id) } },
    {
      id: 'publish.everywhere', name: mark('Publish everywhere'), sentence: mark('Switch every place on.'), places: here, enabled: () => publishing.columns.some((c) => !c.on),
      run: () => { for (const c of publishing.columns) if (!c.on) publishing.switch(c.account.id, true) },
    },
    { id: 'publish.tag', name: mark('Back to the tags'), sentence: mark('Open this clip in the Tag place.'), places: here, keys: ['KeyT'], enabled: open, run: () => { shell.tag(shell.chosen) } },
  ]
}

function writing(shell: Shell, publishing: Publishing, hands: Hands): Command[] {
  const open = (): boolean => shell.current.view !== null
  return [
    { id: 'publish.title', name: mark('Change the title'), sentence: mark('Write the title of the page.'), places: here, keys: ['F2'], enabled: open, run: () => { hands.field('title') } },
    { id: 'publish.text', name: mark('Change the text'), sentence: mark('Write what the clip says in words.'), places: here, keys: ['KeyE'], enabled: open, run: () => { hands.field('caption') } },
    { id: 'publish.cover', name: mark('Edit cover…'), sentence: mark('Choose the frame, the cut and the words of the cover.'), places: here, keys: ['Shift+KeyC'], enabled: open, run: () => { hands.cover() } },
    { id: 'publish.when', name: mark('Choose when'), sentence: mark('Choose the moment at which the clip becomes public.'), places: here, keys: ['KeyW'], enabled: () => open() && publishing.columns.some((c) => c.on), run: () => hands.when?.() },
    { id: 'publish.options', name: mark('Options'), sentence: mark('Show or hide every question of the services.'), places: here, keys: ['KeyO'], enabled: open, run: () => hands.unfold?.() },
    { id: 'publish.audience', name: mark('Where your viewers are…'), sentence: mark('Say in which countries the clips are seen: their law says what has to be disclosed.'), places: here, keys: ['KeyV'], run: () => { publishing.audience.asked = true } },
    { id: 'publish.snippets', name: mark('Change the snippets…'), sentence: mark('Change the texts that are put in again and again.'), places: here, run: () => { publishing.snippets.editing = true } },
    { id: 'publish.mend', name: mark('Fix all'), sentence: mark('Mend everything that Taglane can mend by itself.'), places: here, keys: ['KeyF'], enabled: () => publishing.mendable.length > 0, run: () => publishing.mend(...publishing.mendable) },
    { id: 'publish.checks', name: mark('Checks'), sentence: mark('Show what the checks found.'), places: here, keys: ['KeyC'], enabled: open, run: () => hands.part?.('checks') },
    { id: 'publish.history', name: mark('History'), sentence: mark('Show what became of this clip at every place.'), places: here, keys: ['KeyH'], enabled: open, run: () => hands.part?.('history') },
  ]
}

function queueing(shell: Shell, queue: Queue, hands: Hands): Command[] {
  const show = (part: Part) => () => { queue.part = part }
  const byHand = () => queue.of(shell.chosen).find((p) => p.byHand > 0) ?? queue.rows.find((p) => p.byHand > 0)
  const changed = () => queue.of(shell.chosen).filter((p) => p.canUpdate)
  return [
    {
      id: 'publish.pause', usual: mark('Pause all or go on'), get name() { return queue.paused ? t('Go on') : t('Pause all') }, sentence: mark('Stop sending anything, or go on where it stopped.'), places: here, keys: ['KeyP'],
      enabled: () => queue.paused || queue.rows.length > 0, run: () => queue.pauseAll(!queue.paused),
    },
    { id: 'publish.update', name: mark('Make it say what the clip says now'), sentence: mark('Bring what is public of this clip up to date, without posting it again.'), places: here, enabled: () => changed().length > 0, run: async () => { for (const p of changed()) await queue.update(p.id) } },
    { id: 'publish.byhand', name: mark('What is left to do by hand…'), sentence: mark('Show the list of what a service lets no program do.'), places: here, keys: ['KeyL'], enabled: () => byHand() !== undefined, run: () => { queue.byHand = byHand() ?? null } },
    { id: 'publish.queue.all', name: mark('Everything in the queue'), sentence: mark('Show the whole queue again.'), places: here, enabled: () => queue.part !== 'all', run: show('all') },
    { id: 'publish.queue.you', name: mark('What needs you'), sentence: mark('Show only what waits for you.'), places: here, keys: ['KeyN'], enabled: () => queue.rows.length > 0, run: show('you') },
    { id: 'publish.queue.clip', name: mark('Only this clip'), sentence: mark('Show only what became of this clip in the queue.'), places: here, enabled: () => queue.rows.length > 0, run: show('clip') },
    { id: 'publish.week.previous', name: mark('Previous week'), sentence: mark('Turn the calendar back by a week.'), places: here, keys: ['Comma'], repeats: true, run: () => hands.week?.(-1) },
    { id: 'publish.week.next', name: mark('Next week'), sentence: mark('Turn the calendar on by a week.'), places: here, keys: ['Period'], repeats: true, run: () => hands.week?.(1) },
    { id: 'publish.week.today', name: mark('This week'), sentence: mark('Turn the calendar back to today.'), places: here, keys: ['Home'], run: () => hands.week?.(0) },
  ]
}

function reporting(shell: Shell, { losses }: Publishing): Command[] {
  const open = (): boolean => shell.current.view !== null
  const reported = (): boolean => open() && losses.report !== null
  return [
    { id: 'publish.losses', name: mark('What each place keeps'), sentence: mark('Show what each place keeps of the clip and its tags, and why.'), places: here, keys: ['KeyK'], enabled: open, run: () => { losses.shown = !losses.shown } },
    { id: 'publish.print', name: mark('Print the loss report'), sentence: mark('Print what each place keeps, with every reason.'), places: here, keys: ['Ctrl+KeyP'], enabled: reported, run: () => printLosses(shell, losses) },
    { id: 'publish.copylosses', name: mark('Copy the loss report as text'), sentence: mark('Put what each place keeps on the clipboard as plain text.'), places: here, enabled: reported, run: () => copyLosses(shell, losses) },
  ]
}

function blockedText(publishing: Publishing): string {
  const names = publishing.blocked.map((c) => c.name)
  return names.length === 0 ? '' : t('{n, plural, one {{names} is blocked} other {{names} are blocked}}', { n: names.length, names: every(names) })
}
