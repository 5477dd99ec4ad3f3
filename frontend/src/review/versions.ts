// What can be asked for about versions in the Review place, with its keys.

import type { Key } from '../commands/keys'
import type { Command, Sentence } from '../commands/registry.svelte'
import type { Playhead } from '../model/playhead.svelte'
import type { Versions } from '../model/versions.svelte'
import { mark } from '../words/words.svelte'

/** To be added to the commands of the place, as long as it is open. */
export function versionCommands(versions: Versions, head: () => Playhead): Command[] {
  const command = (id: string, name: string, sentence: Sentence, keys: readonly Key[], run: () => unknown, enabled: () => boolean): Command => ({ id: `review.${id}`, name, sentence, places: ['review'], keys, run, enabled })
  const two = (): boolean => versions.comparing
  const waits = (): boolean => versions.cut !== null && versions.busy === null
  return [
    command('compare', mark('Compare versions'), mark('Show the version before beside this one, or end it.'), ['KeyA'], () => versions.toggle(), () => two() || versions.all.length > 1 || versions.cut !== null),
    command('compare-look', mark('Next way to compare'), mark('Compare with a wipe, side by side, or by what differs.'), ['KeyW'], () => { versions.nextLook() }, two),
    command('compare-swap', mark('Swap A and B'), mark('Let the other version lead.'), ['KeyS'], () => versions.swap(head()), two),
    command('accept-cut', mark('Accept the new cut'), mark('Make the file that waits the next version, with everything that is chosen.'), [], () => versions.accept(), waits),
    command('drop-cut', mark('Let the new cut go'), mark('Keep the clip as it is; the file stays where it lies.'), [], () => versions.letGo(), waits),
    command('new-cut', mark('New cut'), mark('Choose the file of a new cut and see what would move with it.'), [], () => versions.bring(), () => versions.picks && versions.busy === null),
  ]
}
