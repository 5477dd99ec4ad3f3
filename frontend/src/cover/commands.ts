// What can be asked for of the chosen clip wherever one is.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import type { CoverEditor } from '../model/cover.svelte'
import type { Rendition } from '../model/rendition.svelte'

export function coverCommands(shell: Shell, cover: CoverEditor, rendition: Rendition): Command[] {
  const chosen = (): boolean => shell.chosen !== ''
  return [
    // In Publish the same has a key of its own, which in Tag takes the frame at the playhead.
    { id: 'cover.open', name: 'Edit cover…', sentence: 'Choose the frame, the cut and the words of the cover.', places: ['library', 'tag'], enabled: chosen, run: () => { cover.open() } },
    { id: 'export.open', name: 'Export video…', sentence: 'Write the clip in another shape or size.', places: 'everywhere', enabled: chosen, run: () => rendition.open() },
  ]
}
