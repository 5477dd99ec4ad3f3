// What can be asked for of the chosen clip wherever one is, and inside the editor.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import { keymap } from '../model/keymap.svelte'
import type { Rendition } from '../model/rendition.svelte'
import { mark } from '../words/words.svelte'

/** Makes the draft the cover. The editor lies over every place, so the key is its own. */
export const USE = 'cover.use'

export function coverCommands(shell: Shell, editCover: () => void, rendition: Rendition): Command[] {
  const chosen = (): boolean => shell.chosen !== ''
  keymap.know([{ id: USE, name: mark('Use this cover'), sentence: mark('Make the draft the cover of the clip.'), places: ['cover'], keys: ['Ctrl+Enter'], quiet: true }])
  return [
    // In Publish the same has a key of its own, which in Tag takes the frame at the playhead.
    { id: 'cover.open', name: mark('Edit cover…'), sentence: mark('Choose the frame, the cut and the words of the cover.'), places: ['library', 'tag'], enabled: chosen, run: editCover },
    { id: 'export.open', name: mark('Export video…'), sentence: mark('Write the clip in another shape or size.'), places: 'everywhere', enabled: chosen, run: () => rendition.open() },
  ]
}
