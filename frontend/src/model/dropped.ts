// Where files go that were dropped into the window, by their names and the
// place that is open.

import type { Place } from './app.svelte'

/** Files that list products. Tags come in such files too, so the Tag place keeps them. */
const LISTS = /\.(csv|tsv|xml|jsonl?|ndjson|gz|zip)$/i
const CLIP = /\.(mp4|m4v|mov|webm|mkv|avi)$/i
/** What somebody of a team wrote for others, wherever it is dropped. */
const BUNDLE = /\.taglane$/i
/** What a guest sent back of a review. */
const ANSWER = /\.review\.json$/i
const NAMED = /\.[a-z0-9]{1,8}$/i

/** one: they are product files, of which one is taken at a time; bundles likewise. cut: a new cut of the clip in Review. answers: of guests. */
export function dropsTo(names: readonly string[], place: Place): 'products' | 'library' | 'one' | 'bundle' | 'bundles' | 'cut' | 'answers' {
  if (names.some((name) => BUNDLE.test(name))) return names.length === 1 ? 'bundle' : 'bundles'
  if (names.length > 0 && names.every((name) => ANSWER.test(name))) return 'answers'
  if (place === 'review' && names.length === 1 && CLIP.test(names[0] ?? '')) return 'cut'
  // In the Products place whatever is no clip and no folder is meant as a product file; it says itself when it is none.
  const lists = (name: string): boolean => LISTS.test(name) || (place === 'products' && NAMED.test(name) && !CLIP.test(name))
  if (place === 'tag' || names.length === 0 || !names.every(lists)) return 'library'
  return names.length === 1 ? 'products' : 'one'
}
