// What can be asked for in the Publish place.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import type { Publishing } from '../model/publishing.svelte'
import type { Queue } from '../model/queue.svelte'

const here = ['publish'] as const

export function publishCommands(shell: Shell, publishing: Publishing, queue: Queue, hands: { cover(): void; field(name: string): void }): Command[] {
  const open = (): boolean => shell.current.view !== null
  const latest = () => publishing.columns.map((c) => queue.latest(shell.chosen, c.account.id)).find((p) => p !== null && p.link !== '') ?? null
  return [
    {
      id: 'publish.primary',
      get name() { return publishing.busy ? 'Freezing the clip…' : publishing.ready.length < 2 ? `Publish ${publishing.ready.length || ''} page`.replace('  ', ' ') : `Publish ${publishing.ready.length} pages` },
      sentence: 'Freeze the clip as it stands and publish it wherever nothing blocks.', places: here, keys: ['Ctrl+Enter'],
      enabled: () => open() && !publishing.busy && publishing.ready.length > 0,
      hint: () => blockedText(publishing),
      run: () => publishing.publish(),
    },
    { id: 'publish.open', name: 'Open page', sentence: 'Open what became public in the browser.', places: here, enabled: () => latest() !== null, run: () => { const p = latest(); if (p) void queue.open(p.id) } },
    { id: 'publish.title', name: 'Change the title', sentence: 'Write the title of the page.', places: here, keys: ['F2'], enabled: open, run: () => { hands.field('title') } },
    { id: 'publish.cover', name: 'Edit cover…', sentence: 'Choose the frame, the cut and the words of the cover.', places: here, keys: ['Shift+KeyC'], enabled: open, run: () => { hands.cover() } },
    { id: 'publish.tag', name: 'Back to the tags', sentence: 'Open this clip in the Tag place.', places: here, keys: ['KeyT'], enabled: open, run: () => { shell.tag(shell.chosen) } },
    { id: 'publish.account', name: 'Add a folder for pages', sentence: 'Set up another folder that pages are written to.', places: here, run: () => { publishing.editing = 'new' } },
  ]
}

function blockedText(publishing: Publishing): string {
  const names = publishing.blocked.map((c) => c.account.name)
  if (names.length === 0) return ''
  const [last, ...rest] = names.reverse()
  return rest.length === 0 ? `${last} is blocked` : `${rest.reverse().join(', ')} and ${last} are blocked`
}
