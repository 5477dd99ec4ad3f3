// What can be asked for in rooms nobody has entered yet, for the list of keys
// and the palette. Each room's own table says it, held by a desk nobody sits at.

import { remembered } from './commands/registry.svelte'
import type { Shell } from './model/app.svelte'
import type { Keymap, Known } from './model/keymap.svelte'
import type { Library } from './model/library.svelte'
import type { Queue } from './model/queue.svelte'
import type { Roster } from './model/roster.svelte'

const nothing = (): undefined => undefined

/** Tells the keymap the commands of every room that comes later. */
export async function knowRooms(shell: Shell, library: Library, queue: Queue, roster: Roster, keymap: Keymap): Promise<void> {
  const [{ tagCommands }, { publishCommands }, { Publishing }, { productCommands }, { Products }, { insightCommands }, { insightsOf }, { Desk }, { reviewCommands }, { Review }] = await Promise.all([import('./tag/commands'), import('./publish/commands'), import('./model/publishing.svelte'), import('./catalogue/commands'), import('./model/products.svelte'), import('./insights/commands'), import('./model/insights.svelte'), import('./model/desk.svelte'), import('./review/commands'), import('./model/review.svelte')])
  const desk = new Desk(shell.studio, nothing)
  const review = new Review(shell)
  const known = new Set(keymap.all.map((c) => c.id))
  const all: Known[] = [...tagCommands(desk, nothing), ...reviewCommands(review, { approve: nothing, changes: nothing, neighbour: nothing, leave: nothing }), ...publishCommands(shell, new Publishing(shell, queue, roster), queue, { cover: nothing, field: nothing }), ...productCommands(new Products(shell), library, { search: nothing, add: nothing, importFile: nothing, doubles: nothing, pictures: nothing, edit: nothing, remove: nothing, reveal: nothing }), ...insightCommands(shell, insightsOf(shell), { save: nothing })]
    .map(remembered)
  keymap.know(all.filter((c) => !known.has(c.id)))
  desk.close()
  review.close()
}
