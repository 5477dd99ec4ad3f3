// What can be asked for everywhere, and undo where no room keeps its own.

import { PLACES, type Shell } from '../model/app.svelte'
import { keymap } from '../model/keymap.svelte'
import { mark } from '../words/words.svelte'
import type { Command } from './registry.svelte'

/** The shell's commands; the person's keys follow as soon as the studio tells them. */
export function shellCommands(shell: Shell): Command[] {
  void keymap.follow(shell.studio)
  return [...going(shell), ...looking(shell), ...travelling(shell)]
}

function going(shell: Shell): Command[] {
  const said: Record<string, Command['sentence']> = {
    library: mark('Go to the library of clips.'),
    products: mark('Go to everything that can be tagged.'),
    tag: mark('Tag the products of the chosen clip.'),
    review: mark('Look at the chosen clip with others, and say what you think of it.'),
    publish: mark('Look through the checks and publish the chosen clip.'),
    insights: mark('See what came of what was published.'),
  }
  return [
    ...PLACES.map(({ place, name, digit }): Command => ({
      id: `app.${place}`, name, sentence: said[place] ?? mark('Go there now.'), places: 'everywhere', keys: [`Ctrl+Digit${digit}`], run: () => { shell.go(place) },
    })),
    {
      id: 'tag.primary', name: mark('Publish'), sentence: mark('Go on to the checks of this clip and publish it.'), places: ['tag'], keys: ['Ctrl+Enter'],
      enabled: () => shell.chosen !== '', run: () => { shell.publish(shell.chosen) },
    },
  ]
}

function looking(shell: Shell): Command[] {
  const over = (what: NonNullable<Shell['overlay']>) => () => { shell.overlay = shell.overlay === what ? null : what }
  const zoom = (places: Command['places'], ids: string): Command[] => [
    { id: `${ids}.larger`, name: mark('Larger interface'), sentence: mark('Show everything larger, up to 150%.'), places, keys: ['Ctrl+Equal', 'Ctrl+Shift+Equal'], run: () => { shell.look.resize(1) } },
    { id: `${ids}.smaller`, name: mark('Smaller interface'), sentence: mark('Show everything smaller, down to 90%.'), places, keys: ['Ctrl+Minus'], run: () => { shell.look.resize(-1) } },
    { id: `${ids}.size`, name: mark('Usual size'), sentence: mark('Show everything in its usual size.'), places, keys: ['Ctrl+Digit0'], run: () => { shell.look.resize(0) } },
  ]
  return [
    { id: 'app.palette', name: mark('Command palette'), sentence: mark('Search or run any command.'), places: 'everywhere', keys: ['Ctrl+KeyK', 'Ctrl+Shift+KeyP'], quiet: true, run: over('palette') },
    { id: 'app.keys', name: mark('Keys'), sentence: mark('Show every key that does something here.'), places: 'everywhere', keys: ["'?'"], run: over('keys') },
    { id: 'app.help', name: mark('Guide'), sentence: mark('Open the guide at the page about this place.'), places: 'everywhere', keys: ['F1'], run: () => { shell.help() } },
    { id: 'app.settings', name: mark('Settings'), sentence: mark('Choose the look, the keys, the pace of your hand and the library.'), places: 'everywhere', keys: ['Ctrl+Comma'], run: over('settings') },
    { id: 'app.dark', name: mark('Dark theme'), sentence: mark('Show the window dark.'), places: 'everywhere', run: () => { shell.look.set({ theme: 'dark' }) } },
    { id: 'app.light', name: mark('Light theme'), sentence: mark('Show the window light.'), places: 'everywhere', run: () => { shell.look.set({ theme: 'light' }) } },
    // The Tag place zooms its timeline with the same keys.
    ...zoom(['library', 'products', 'publish', 'insights'], 'app'),
  ]
}

function travelling(shell: Shell): Command[] {
  return [
    {
      id: 'app.undo', name: mark('Undo'), sentence: mark('Take back the last change to this clip.'), places: ['publish', 'insights'], keys: ['Ctrl+KeyZ'],
      enabled: () => (shell.current.view?.undo ?? '') !== '', run: () => shell.undo(),
    },
    {
      id: 'app.redo', name: mark('Redo'), sentence: mark('Do again what was taken back.'), places: ['publish', 'insights'], keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'],
      enabled: () => (shell.current.view?.redo ?? '') !== '', run: () => shell.redo(),
    },
  ]
}
