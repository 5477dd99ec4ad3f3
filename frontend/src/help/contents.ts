// The pages of the guide, in the order in which one reads them, and how they
// are found. Their text lies beside this as Markdown.

import { mark, type Language } from '../words/words.svelte'
import { linesOf, type GuidePage } from './blocks'

export interface Entry {
  readonly id: string
  readonly name: string
  readonly about: string // marked for words, as the name is
  /** What people may call it, in any language. */
  readonly finds: string
}

export const CONTENTS: readonly Entry[] = [
  { id: 'start', name: mark('Your first page'), about: mark('From an empty library to a page that opens, in a minute.'), finds: mark('begin first sample quick tutorial') },
  { id: 'library', name: mark('Library'), about: mark('Bringing clips in, finding them, and what to do when a file has moved.'), finds: mark('import add folder watch project missing double search') },
  { id: 'tag', name: mark('Tag|place'), about: mark('Performing tags while the clip plays, and making them exact.'), finds: mark('timeline trim split frame undo history template shelf') },
  { id: 'hotspots', name: mark('Hotspots'), about: mark('Where in the picture a product is, and what the phone covers.'), finds: mark('marker point box follow track overlay safe area') },
  { id: 'publish', name: mark('Publish|place'), about: mark('One table of places, their checks, and what is on its way.'), finds: mark('post upload schedule queue checks disclosure ad losses') },
  { id: 'services', name: mark('Services, one by one'), about: mark('What each service takes, and what it lets no program do.'), finds: mark('YouTube TikTok Instagram Facebook Shopify login account keys') },
  { id: 'links', name: mark('Products, links and earnings'), about: mark('What is sold, the links that pay, and what they brought in.'), finds: mark('affiliate price stock catalogue money commission insights embargo launch') },
  { id: 'review', name: mark('Review|place'), about: mark('Comments, new cuts, guests and verdicts.'), finds: mark('comment draw version compare approve guest client feedback') },
  { id: 'team', name: mark('Team'), about: mark('Several people on one set of clips, by a folder or a hub.'), finds: mark('sync share folder hub bundle member together offline') },
  { id: 'safety', name: mark('Safety'), about: mark('Where things lie, what cannot be lost, and who cannot get in.'), finds: mark('backup copy restore recover password privacy crash report') },
  { id: 'keys', name: mark('Keys'), about: mark('Every command from the keyboard, and how to change its key.'), finds: mark('shortcut keyboard preset Premiere Resolve theme size') },
  { id: 'troubles', name: mark('Troubles'), about: mark('What to do when something does not work.'), finds: mark('problem broken error slow stuck help does not work') },
  { id: 'missing', name: mark('What is missing'), about: mark('Whether this machine has what Taglane needs, and the command that mends it.'), finds: mark('ffmpeg doctor install codec check machine') },
  { id: 'messages', name: mark('Messages'), about: mark('Every message there is, what it means and what to do.'), finds: mark('error message meaning refused invalid offline') },
]

/** Pages by their id; those that are made on the spot have none. */
export type Pages = Readonly<Record<string, GuidePage>>

const WRITTEN: Readonly<Record<Language, () => Promise<{ default: Pages }>>> = {
  en: () => import('virtual:pages/en'),
  es: () => import('virtual:pages/es'),
  de: () => import('virtual:pages/de'),
  ja: () => import('virtual:pages/ja'),
  'zh-Hans': () => import('virtual:pages/zh-Hans'),
}

/** Every page in a language. */
export const pagesIn = async (language: Language): Promise<Pages> => (await WRITTEN[language]()).default

/** The page about a place of the window. */
export const PAGE_OF_PLACE: Readonly<Record<string, string>> = { library: 'library', tag: 'tag', review: 'review', publish: 'publish', insights: 'links', products: 'links' }

export interface Hit { readonly entry: Entry; readonly line: string }

const plain = (text: string, language: string): string => text.toLocaleLowerCase(language).normalize('NFKD').replace(/\p{M}/gu, '')

/** The pages in which every word of a query occurs, those named so first; told tells a marked text, name the name of a command. */
export function search(query: string, pages: Pages, language: string, told: (text: string) => string, name: (command: string) => string): Hit[] {
  const words = plain(query, language).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const fits = (text: string): boolean => words.every((w) => plain(text, language).includes(w))
  const hits = CONTENTS.flatMap((entry): (Hit & { rank: number })[] => {
    const lines = (pages[entry.id]?.blocks ?? []).flatMap(linesOf).map((parts) => parts.map((p) => (p.is === 'command' ? name(p.text) : p.text)).join(''))
    const line = lines.find(fits) ?? ''
    if (fits(told(entry.name))) return [{ entry, line, rank: 0 }]
    if (fits(`${told(entry.name)} ${told(entry.about)} ${told(entry.finds)} ${entry.finds}`)) return [{ entry, line, rank: 1 }]
    if (line !== '' || fits(lines.join(' '))) return [{ entry, line, rank: line === '' ? 3 : 2 }]
    return []
  })
  return hits.sort((a, b) => a.rank - b.rank).map(({ entry, line }) => ({ entry, line }))
}
