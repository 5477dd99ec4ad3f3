// What can be asked for in the Publish place.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import type { Publishing } from '../model/publishing.svelte'
import type { Queue } from '../model/queue.svelte'
import { every } from '../model/words'
import { mark, t } from '../words/words.svelte'
import { copyLosses, printLosses } from './paper'

const here = ['publish'] as const

export function publishCommands(shell: Shell, publishing: Publishing, queue: Queue, hands: { cover(): void; field(name: string): void }): Command[] {
  const { losses } = publishing
  const open = (): boolean => shell.current.view !== null
  const reported = (): boolean => open() && losses.report !== null
  const latest = () => publishing.columns.map((c) => queue.latest(shell.chosen, c.account.id)).find((p) => p !== null && p.link !== '') ?? null
  return [
    {
      id: 'publish.primary',
      get name() { return publishing.busy ? t('Freezing the clip…') : t('{n, plural, =0 {Publish page} =1 {Publish 1 page} other {Publish # pages}}', { n: publishing.ready.length }) },
      sentence: mark('Freeze the clip as it stands and publish it wherever nothing blocks.'), places: here, keys: ['Ctrl+Enter'],
      enabled: () => open() && !publishing.busy && publishing.ready.length > 0,
      hint: () => blockedText(publishing),
      run: () => publishing.publish(),
    },
    { id: 'publish.open', name: mark('Open page'), sentence: mark('Open what became public in the browser.'), places: here, enabled: () => latest() !== null, run: () => { const p = latest(); if (p) void queue.open(p.id) } },
    { id: 'publish.title', name: mark('Change the title'), sentence: mark('Write the title of the page.'), places: here, keys: ['F2'], enabled: open, run: () => { hands.field('title') } },
    { id: 'publish.cover', name: mark('Edit cover…'), sentence: mark('Choose the frame, the cut and the words of the cover.'), places: here, keys: ['Shift+KeyC'], enabled: open, run: () => { hands.cover() } },
    { id: 'publish.tag', name: mark('Back to the tags'), sentence: mark('Open this clip in the Tag place.'), places: here, keys: ['KeyT'], enabled: open, run: () => { shell.tag(shell.chosen) } },
    { id: 'publish.account', name: mark('Add a folder for pages'), sentence: mark('Set up another folder that pages are written to.'), places: here, run: () => { publishing.editing = 'new' } },
    { id: 'publish.losses', name: mark('What each place keeps'), sentence: mark('Show what each place keeps of the clip and its tags, and why.'), places: here, keys: ['KeyK'], enabled: open, run: () => { losses.shown = !losses.shown } },
    { id: 'publish.print', name: mark('Print the loss report'), sentence: mark('Print what each place keeps, with every reason.'), places: here, keys: ['Ctrl+KeyP'], enabled: reported, run: () => printLosses(shell, losses) },
    { id: 'publish.copylosses', name: mark('Copy the loss report as text'), sentence: mark('Put what each place keeps on the clipboard as plain text.'), places: here, enabled: reported, run: () => copyLosses(shell, losses) },
  ]
}

function blockedText(publishing: Publishing): string {
  const names = publishing.blocked.map((c) => c.account.name)
  return names.length === 0 ? '' : t('{n, plural, one {{names} is blocked} other {{names} are blocked}}', { n: names.length, names: every(names) })
}
