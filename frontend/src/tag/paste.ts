// Pasting: tags that came as text from elsewhere, in any of the formats that
// can be read, or else the tags copied here.

import type { Desk } from '../model/desk.svelte'
import { t } from '../words/words.svelte'
import { FILES, readForeign } from './clipboard'

/** More than this is no list of tags, letters. */
const MOST = 8_000_000

/** Pastes what was copied last, in another program or here. read: what others left on the clipboard. */
export async function pasteInto(desk: Desk, sameTimes: boolean, read = readForeign): Promise<void> {
  const { clip } = desk
  const [id, frame] = [clip.id, desk.head.frame] // both as they were when it was asked for
  const text = await read()
  if (clip.id !== id || text === FILES) return
  const wrong = text !== null && text.length <= MOST ? await bringIn(desk, text) : t('There is nothing to paste. Copy tags first, or their text in another program.')
  if (wrong === '' || clip.id !== id) return
  if (clip.copied.tags.length > 0) desk.paste(sameTimes, frame)
  else clip.say('info', wrong)
}

/** Takes the tags out of a text as one gesture. Answers why it could not, "" when it could. */
async function bringIn({ clip, work: { exchange } }: Desk, text: string): Promise<string> {
  if (!await exchange.take(text)) return exchange.wrong
  const [first] = exchange.refused
  const undo = { name: t('Undo'), run: () => clip.undo() }
  if (first === undefined) clip.say('success', t('{n, plural, one {# tag came in.} other {# tags came in.}}', { n: exchange.taken }), undo)
  else clip.say('info', t('{n, plural, one {# tag came in} other {# tags came in}}, but not all as it was written: {first}', { n: exchange.taken, first }), undo)
  return ''
}
