// node sent.mjs [folder of the built page] — what a person is sent of JavaScript to come to each place and each
// dialog, gzipped: the first page with what comes to it unasked, what brings one there, and all that these need.
// English, nothing fetched ahead.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** The most a way may cost, in KB of 1024 bytes. */
export const SENT_KB = 150
/** Parts that are there without being asked for: a hint at a first visit, and what is said of the last one. */
const UNASKED = /^(Hint|Aside)-[\w-]{8}\.js$/
const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist')

export const kilobytes = bodies => bodies.reduce((sum, b) => sum + gzipSync(b, { level: 9 }).length, 0) / 1024

/** Every way there is, dearest first, each {name, kb}; and the sum of all code. What a language says is sent as texts, which are no code. */
export function ways(folder = dist) {
  const assets = join(folder, 'assets')
  const texts = new Map(readdirSync(assets).filter(f => f.endsWith('.js')).map(f => [f, readFileSync(join(assets, f), 'utf8')]))
  const sizes = new Map([...texts].map(([f, text]) => [f, kilobytes([text])])) // each is pressed once, though many ways lead through it
  const kb = files => [...files].reduce((sum, f) => sum + sizes.get(f), 0)
  const named = (file, shape) => [...texts.get(file).matchAll(shape)].map(m => basename(m[1]))
  /** Those, with all they import at once. */
  const whole = (...files) => {
    const all = new Set()
    const take = f => { if (!all.has(f)) { all.add(f); named(f, /(?:\bfrom|\bimport)\s*["'`](\.\/[^"'`]+\.js)["'`]/g).forEach(take) } }
    files.forEach(take)
    return all
  }
  const entry = basename(/<script[^>]* src="([^"]+)"/.exec(readFileSync(join(folder, 'index.html'), 'utf8'))[1])
  // From each place on to what it asks for later; where several ways lead, the shortest counts.
  const unasked = [...texts.keys()].filter(f => UNASKED.test(f))
  if (unasked.length !== 2) throw new Error(`what comes unasked is not there: ${unasked.join(', ')}`)
  const reached = new Map([[entry, whole(entry, ...unasked)]])
  for (const [here, have] of reached) {
    for (const file of have) {
      for (const next of named(file, /\bimport\(\s*["'`](\.\/[^"'`]+\.js)["'`]/g)) {
        const way = whole(...have, next)
        if (have.has(next) || (reached.has(next) && kb(reached.get(next)) <= kb(way))) continue
        reached.delete(next) // and is looked at again
        reached.set(next, way)
      }
    }
    if (reached.size > texts.size) throw new Error(`more ways than files at ${here}`)
  }
  return {
    ways: [...reached].map(([file, files]) => ({ name: file.replace(/-[\w-]{8}\.js$/, ''), kb: kb(files), files: files.size })).sort((a, b) => b.kb - a.kb),
    sum: kb(texts.keys()), files: texts.size,
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const sent = ways(process.argv[2])
  for (const { name, kb } of sent.ways) console.log(`${kb.toFixed(1).padStart(7)} KB  ${name}${kb > SENT_KB ? `  MORE THAN ${SENT_KB}` : ''}`)
  console.log(`${sent.sum.toFixed(1).padStart(7)} KB  all of it, in ${sent.files} files`)
  const [dearest] = sent.ways
  if (sent.ways.length < 10 || dearest.kb > SENT_KB) { console.error(`FAILED: a way of at most ${SENT_KB} KB to each of ten places or more`); process.exit(1) }
}
