// What Taglane says, in the language of its person. The English sentence is
// its own key: code stays readable, and a sentence nobody has translated yet
// is still told. Sentences are ICU messages: "{n, plural, one {# clip} other
// {# clips}}". Where one English word is two elsewhere, a key says after a bar
// which is meant: "Look|button" is told as "Look" in English. What follows the language when it changes must call t where it
// is shown, not keep the answer.

import { reader, type Telling, type Values } from './message'

export const LANGUAGES = [
  { id: 'en', name: 'English' },
  { id: 'es', name: 'Español' },
  { id: 'de', name: 'Deutsch' },
  { id: 'ja', name: '日本語' },
  { id: 'zh-Hans', name: '简体中文' },
] as const

export type Language = (typeof LANGUAGES)[number]['id']
export type { Values }
/** Translations by English sentence. */
export type Catalog = Readonly<Record<string, string>>

/** Where each catalog lies. They are sent as what they are: texts, not scripts that hold texts. */
const catalogs = import.meta.glob<string>('./catalogs/*.json', { query: '?url', import: 'default', eager: true })

let spoken = $state.raw<{ language: Language; catalog: Catalog }>({ language: 'en', catalog: {} })
let read = reader('en')
let tellings = new Map<string, Telling>()

/** The language being spoken, as a BCP 47 tag. */
export const language = (): Language => spoken.language

/** The nearest language we speak to one a system asks for: "de-AT" is German, "zh-CN" simplified Chinese. */
export function nearest(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const base = wish.toLowerCase().split(/[-_]/)[0]
    const found = LANGUAGES.find((l) => l.id.split('-')[0] === base)
    if (found) return found.id
  }
  return 'en'
}

async function catalogOf(wanted: Language): Promise<Catalog> {
  const at = catalogs[`./catalogs/${wanted}.json`]
  if (at === undefined) return {}
  // The name is of our own list, whose catalog was found above: no other is ever loaded.
  // eslint-disable-next-line no-unsanitized/method
  if (import.meta.env.MODE === 'test') return (await import(`./catalogs/${wanted}.json`) as { default: Catalog }).default // nobody serves files there
  return await (await fetch(at)).json() as Catalog
}

/** Speaks a language from now on; English stays where its sentences cannot be had. */
export async function speak(wanted: Language): Promise<void> {
  const catalog = await catalogOf(wanted).catch(() => null)
  if (!catalog) return
  read = reader(wanted)
  tellings = new Map()
  spoken = { language: wanted, catalog }
  if (typeof document !== 'undefined') document.documentElement.lang = wanted
}

/** A sentence in the language spoken, with its values put in. */
export function t(sentence: string, values?: Values): string {
  const text = spoken.catalog[sentence] ?? sentence.split('|', 1)[0] ?? ''
  if (!text.includes('{')) return text
  let telling = tellings.get(sentence)
  if (!telling) tellings.set(sentence, (telling = read(text)))
  return telling(values ?? {})
}

/** Marks a sentence that is kept in a table and told later, by tell. */
export const mark = <const S extends string>(sentence: S): S => sentence

/** Tells a sentence that was marked where it was written. */
export const tell: (sentence: string, values?: Values) => string = t

/** One sentence after another. Where a sentence ends with a full stop of its own width, no blank follows. */
export const sentences = (all: readonly string[]): string => all.filter(Boolean).reduce((told, next) => told + (told === '' || told.endsWith('。') ? '' : ' ') + next, '')
