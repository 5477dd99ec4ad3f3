// What can be asked for beside tagging itself: the table, templates, text in
// and out, named states and the measure of one's own hand.

import type { Command, Sentence } from '../commands/registry.svelte'
import type { Key } from '../commands/keys'
import type { Desk } from '../model/desk.svelte'
import type { WorkDialog } from '../model/work.svelte'
import { mark, t } from '../words/words.svelte'
import { copyText } from './clipboard'

export function workingCommands(desk: Desk): Command[] {
  const { work, clip } = desk
  const open = (): boolean => clip.view !== null
  const tagged = (): boolean => clip.tags.length > 0
  const command = (id: string, name: string, sentence: Sentence, run: () => unknown, enabled: () => boolean, keys: readonly Key[] = []): Command =>
    ({ id: `tag.${id}`, name, sentence, places: ['tag'], keys, run, enabled })
  const ask = (dialog: WorkDialog) => (): void => { work.dialog = dialog }
  const replace = (): void => {
    desk.table = true
    work.replacing = true
  }
  const chapters = async (): Promise<void> => {
    const text = await work.exchange.chapters()
    if (text === null) return
    if (await copyText(text)) clip.say('success', t('The chapters are on the clipboard.'))
    else clip.say('info', t('The clipboard cannot be reached here. Export the tags to see the chapters.'))
  }
  return [
    command('replace', mark('Find and replace'), mark('Find a text in stickers and notes and replace it in all tags.'), replace, tagged, ['Ctrl+KeyH']),
    command('templates', mark('Tag by a template…'), mark('Tag this clip the way other clips were tagged.'), ask('templates'), open),
    command('save-template', mark('Save tags as a template…'), mark('Keep how this clip is tagged, to tag other clips the same way.'), ask('save-template'), tagged),
    command('import-tags', mark('Import tags…'), mark('Take tags out of a file or a pasted text.'), ask('import'), open),
    command('export-tags', mark('Export tags…'), mark('Write the tags in a format that other programs read.'), ask('export'), tagged),
    command('chapters', mark('Copy YouTube chapters'), mark('Put the tags on the clipboard as chapters for a description.'), chapters, tagged),
    command('name-state', mark('Name this state…'), mark('Give the clip as it stands now a name to come back to.'), ask('name-state'), () => !!clip.view?.undo),
    command('reaction', mark('Measure my reaction…'), mark('Find out in ten seconds how far your hand lags behind your eye.'), ask('calibrate'), () => true),
  ]
}
