// What can be asked for everywhere.

import type { Shell } from '../model/app.svelte'
import type { Command } from './registry.svelte'

export function shellCommands(shell: Shell): Command[] {
  return [
    { id: 'app.library', name: 'Library', sentence: 'Go to the library.', places: 'everywhere', keys: ['Ctrl+Digit1'], run: () => { shell.go('library') } },
    { id: 'app.tag', name: 'Tag', sentence: 'Tag the products of the chosen clip.', places: 'everywhere', keys: ['Ctrl+Digit2'], run: () => { shell.go('tag') } },
    { id: 'app.publish', name: 'Publish', sentence: 'Publish the chosen clip.', places: 'everywhere', keys: ['Ctrl+Digit4'], run: () => { shell.go('publish') } },
  ]
}
