// Giving a draft to people without Taglane, as commands.

import type { Command } from '../commands/registry.svelte'
import type { Review } from '../model/review.svelte'
import { mark } from '../words/words.svelte'

export function handingCommands(review: Review): Command[] {
  const open = (): boolean => review.desk.clip.view !== null
  return [
    { id: 'review.hand', name: mark('Save as a review file…'), sentence: mark('Write this draft as one file that people without Taglane open, comment on and judge.'), places: ['review'], keys: ['Ctrl+KeyS'], run: () => { review.handing = 'file' }, enabled: open },
    { id: 'review.answer', name: mark('Take in an answer…'), sentence: mark('Take in what came back of a review file, as a file or as text.'), places: ['review'], keys: [], run: () => { review.handing = 'answer' } },
    { id: 'review.export', name: mark('Export comments…'), sentence: mark('Write what was said for other tools, or as pages with a picture for each thread.'), places: ['review'], keys: [], run: () => { review.handing = 'notes' }, enabled: open },
  ]
}
