// What can go wrong, by what can be done about it. The sentences are read from
// where the program says them; here stands what each kind means, and which page
// tells more about the room that says it.

import { mark, type Language } from '../words/words.svelte'
import type { Told } from './blocks'

export interface Meaning { readonly kind: string; readonly name: string; readonly means: string; readonly todo: string }

export const MEANINGS: readonly Meaning[] = [
  { kind: 'Invalid', name: mark('What was entered does not fit'), means: mark('Something typed, chosen or handed over cannot be used as it is. Nothing was changed.'), todo: mark('Change what the message names and try again.') },
  { kind: 'NotFound', name: mark('It is not there'), means: mark('A file, a clip, a product or a post that was asked for is gone or elsewhere.'), todo: mark('Look for it where it lies now, or bring it back with undo. A disk may have to be connected.') },
  { kind: 'Conflict', name: mark('Somebody was first'), means: mark('Another window, another person or another step changed the same thing, or holds it just now.'), todo: mark('Look at how it stands now, then decide again. Close a second Taglane if one is open.') },
  { kind: 'Login', name: mark('You are wanted'), means: mark('An account or the place of your sign-ins asks for its person.'), todo: mark('Log in again, or enter your passphrase. What waited goes on by itself.') },
  { kind: 'Refused', name: mark('A plain no'), means: mark('It is not allowed here. Asking again gives the same answer.'), todo: mark('Do what the message says instead; usually it names the way that works.') },
  { kind: 'Later', name: mark('Not now'), means: mark('A limit is reached, or something is busy. Nothing is lost.'), todo: mark('Wait. Taglane asks again by itself where it may, at the time it shows.') },
  { kind: 'Offline', name: mark('No network'), means: mark('The other side cannot be reached.'), todo: mark('Look at your network. Everything that needs none goes on, and the queue waits.') },
  { kind: 'Unsure', name: mark('Nobody knows'), means: mark('A service did not answer at the decisive moment, so it may or may not have happened.'), todo: mark('Look at the service yourself, then say in Taglane whether it is there. It is never tried again by itself.') },
  { kind: 'Internal', name: mark('Our own mistake'), means: mark('Something failed that should not. What you did before is kept.'), todo: mark('Try again; then start Taglane anew. The disk may be full. If it stays, the crash report on this machine says more.') },
]

/** The page that tells more about what a room says; the longest name that fits counts. */
const PAGES: readonly (readonly [room: string, page: string])[] = [
  ['access', 'services'], ['secrets', 'safety'], ['platform', 'services'], ['platform/webpage', 'publish'], ['platform/rules', 'publish'], ['platform/rakuten', 'links'], ['platform/cj', 'links'],
  ['catalog', 'links'], ['link', 'links'], ['trade', 'links'], ['insight', 'links'], ['drop', 'links'],
  ['review', 'review'], ['notes', 'review'], ['versions', 'review'], ['conform', 'review'], ['sheet', 'review'],
  ['team', 'team'], ['crew', 'team'], ['outbox', 'publish'], ['wording', 'publish'], ['fitted', 'publish'],
  ['exchange', 'tag'], ['sight', 'hotspots'], ['cover', 'library'], ['intake', 'library'], ['watch', 'library'], ['sample', 'start'],
  ['media', 'troubles'], ['store', 'safety'], ['files', 'safety'], ['crash', 'safety'], ['everything', 'safety'], ['snapshot', 'safety'],
]

/** The page about a room of the program; one that is not named above has troubles like any other. */
export function pageOfRoom(room: string): string {
  const fits = PAGES.filter(([name]) => room === name || room.startsWith(`${name}/`))
  return fits.sort((a, b) => b[0].length - a[0].length)[0]?.[1] ?? 'troubles'
}

const TOLD: Readonly<Record<Language, () => Promise<{ default: readonly Told[] }>>> = {
  en: () => import('virtual:errors/en'),
  es: () => import('virtual:errors/es'),
  de: () => import('virtual:errors/de'),
  ja: () => import('virtual:errors/ja'),
  'zh-Hans': () => import('virtual:errors/zh-Hans'),
}

/** Every message in a language. */
export const messagesIn = async (language: Language): Promise<readonly Told[]> => (await TOLD[language]()).default

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The messages a text may be: said whole, or with all of its words. The nearest come first. */
export function matching(all: readonly Told[], text: string, language: string): readonly Told[] {
  const query = text.trim()
  if (query === '') return all
  const said = all.filter(([, , s]) => new RegExp(`^${s.split('…').map(escaped).join('[^]*')}$`, 'u').test(query) && s.replaceAll('…', '').trim().length > 8)
  if (said.length > 0) return said.toSorted((a, b) => b[2].length - a[2].length)
  const words = query.toLocaleLowerCase(language).split(/\s+/)
  return all.filter(([, , s]) => words.every((w) => s.toLocaleLowerCase(language).includes(w)))
}
