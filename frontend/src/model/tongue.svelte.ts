// Which language is spoken: the system's unless the person chose one. The
// studio is told, so that its own sentences come in the same language.

import type { Fault, Studio } from '../studio/studio'
import { language, LANGUAGES, nearest, speak, type Language } from '../words/words.svelte'
import { settings } from './settings.svelte'

/** What the person chose; "" follows the system. */
export const chosenLanguage = (): Language | '' => LANGUAGES.find((l) => l.id === settings.get('language'))?.id ?? ''

const wanted = (): Language => chosenLanguage() || nearest(navigator.languages)

/** Speaks as this window last did, before anything is shown. */
export const speakAsBefore = (): Promise<void> => speak(wanted())

/** Speaks as the studio remembers, and tells it what is spoken. */
export async function speakTo(studio: Pick<Studio, 'settings' | 'setSetting'>): Promise<void> {
  if (wanted() !== language()) await speak(wanted())
  if (settings.get('speaks') !== language()) await settings.set(studio, 'speaks', language())
}

/** Keeps the person's choice and speaks it. Answers what stood in the way; null when it is kept. */
export async function chooseLanguage(studio: Pick<Studio, 'settings' | 'setSetting'>, choice: Language | ''): Promise<Fault | null> {
  const fault = await settings.set(studio, 'language', choice)
  await speakTo(studio)
  return fault
}
