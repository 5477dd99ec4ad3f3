// Finds what a few typed letters mean: each word typed must begin a word, or
// else lie somewhere inside; what begins earlier in the first text comes first.

/** Those that match, best first; with nothing typed, all in their own order. */
export function rank<T>(query: string, all: readonly T[], texts: (t: T) => readonly string[]): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...all]
  return all
    .map((t, i) => ({ t, i, score: scoreOf(words, texts(t)) }))
    .filter((x) => x.score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map((x) => x.t)
}

function scoreOf(words: readonly string[], texts: readonly string[]): number {
  let sum = 0
  for (const w of words) {
    const best = Math.max(0, ...texts.map((text, i) => wordScore(w, text.toLowerCase()) / (i + 1)))
    if (best === 0) return 0
    sum += best
  }
  return sum
}

function wordScore(word: string, text: string): number {
  const at = text.indexOf(word)
  if (at < 0) return 0
  if (at === 0) return 4
  if (new RegExp(`[^\\p{L}\\p{N}]${escape(word)}`, 'u').test(text)) return 3
  return word.length > 1 ? 1 : 0
}

const escape = (s: string): string => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
