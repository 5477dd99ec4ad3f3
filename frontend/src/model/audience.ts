// Where those live who see a clip, as text such as "US DE": their law says what
// has to be disclosed, and how. The places with rules of their own are those of
// the law file of the checks; every other country is elsewhere.

import { language, t } from '../words/words.svelte'

/** The name of it among settings, of a person, an account, or a clip at one account. */
export const AUDIENCE = 'audience'

/** Where rules of their own hold, in the order they are offered; ZZ is everywhere else. */
export const PLACES: readonly string[] = ['US', 'GB', 'DE', 'FR', 'IT', 'EU', 'ZZ']

/** Where a language is mostly read; it counts while nobody says where the viewers are. */
const USUAL: Readonly<Record<string, readonly string[]>> = { en: ['US', 'GB'], de: ['DE'], fr: ['FR'], it: ['IT'], es: ['EU'], '': ['US'] }

export function usual(spoken: string): readonly string[] {
  return USUAL[spoken.toLowerCase().split('-')[0] ?? ''] ?? USUAL['']!
}

/** The places a text names, each once: those offered first, then others in the order they stand there. */
export function placesOf(text: string): readonly string[] {
  const named = new Set(text.toUpperCase().split(/[\s,;]+/).filter(Boolean).map((place) => (place === 'UK' ? 'GB' : place)))
  return [...PLACES.filter((p) => named.has(p)), ...[...named].filter((p) => !PLACES.includes(p))]
}

export const textOf = (places: Iterable<string>): string => placesOf([...places].join(' ')).join(' ')

/** "United Kingdom"; as a person reads it in a list. */
export function placeName(place: string): string {
  if (place === 'EU') return t('Rest of the EU')
  if (place === 'ZZ') return t('Elsewhere')
  try {
    return new Intl.DisplayNames(language(), { type: 'region' }).of(place) ?? place
  } catch {
    return place // not a country
  }
}

/** "UK"; where there is little room. */
export const placeShort = (place: string): string => (place === 'GB' ? 'UK' : place === 'ZZ' ? t('Elsewhere') : place)

/** Every place there is to choose, and whatever a text names besides. */
export const offered = (text: string): readonly string[] => [...PLACES, ...placesOf(text).filter((p) => !PLACES.includes(p))]
