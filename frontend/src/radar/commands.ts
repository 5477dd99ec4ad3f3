// What can be answered where something needs a look.

import type { Command } from '../commands/registry.svelte'
import { waits, type Radar } from '../model/radar.svelte'
import { mark } from '../words/words.svelte'

const here = ['products'] as const

export function radarCommands(radar: Radar): Command[] {
  const asked = (): boolean => radar.subject !== null && waits(radar.subject) && radar.answering === '' && radar.replacement === null
  return [
    { id: 'radar.approve', name: mark('Approve what is proposed'), sentence: mark('Give the place of what cannot be bought to what is proposed.'), places: here, keys: ['KeyA'], enabled: asked, run: () => radar.approve() },
    { id: 'radar.decline', name: mark('Decline what is proposed…'), sentence: mark('Leave the product where it is, and say why.'), places: here, keys: ['KeyX'], enabled: asked, run: () => { radar.ask() } },
  ]
}
