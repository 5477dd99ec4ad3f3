// Letting people in who are in the same network, as commands.

import type { Command } from '../commands/registry.svelte'
import type { Serving } from '../model/serving.svelte'
import { mark } from '../words/words.svelte'

export function guestCommands(serving: Serving, open: () => boolean): Command[] {
  return [
    { id: 'review.guests', name: mark('Show to guests…'), sentence: mark('Let people in the same network watch and answer in their browser.'), places: ['review'], keys: [], run: () => serving.ask(), enabled: open },
    { id: 'review.guests-out', name: mark('Stop showing'), sentence: mark('Send guests in the network away; links stay good for the next time.'), places: ['review'], keys: [], run: () => serving.stop(), enabled: () => serving.on },
  ]
}
