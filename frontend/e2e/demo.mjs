// node demo.mjs path/to/taglane — a bare machine's first page: made in one word, then judged by others' tools.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromiumPath, scratch, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()

const begun = Date.now()
const made = verb(binary, dir, 'demo', '--out', join(dir, 'page'))
const seconds = (Date.now() - begun) / 1000
check('demo answers with a page', made.page?.endsWith('index.html') && made.clip && made.publication, JSON.stringify(made))
check('demo takes at most 30 s', seconds <= 30, `${seconds} s`)
console.log(`demo: a page in ${seconds.toFixed(1)} s`)

const folder = dirname(made.page)
const expected = join(dir, 'expect.json')
writeFileSync(expected, JSON.stringify(expectations(JSON.parse(readFileSync(join(folder, 'timeline.json'), 'utf8')))))
const judge = join(dirname(fileURLToPath(import.meta.url)), '../../app/platform/webpage/testdata/browser/page.mjs')
const verdict = spawnSync('node', [judge, folder, expected, 'frames,plain,fragments,calm,reachable,countless,valid'], {
  encoding: 'utf8', timeout: 200_000, env: { ...process.env, TAGLANE_CHROMIUM: chromiumPath() },
})
process.stdout.write(verdict.stdout ?? '')
process.stderr.write(verdict.stderr ?? '')
check('tags at the right second, valid HTML and WebVTT, no serious accessibility finding, no request', verdict.status === 0, `exit ${verdict.status}`)
close()

/** What the page must show, from its own timeline; tags of one product that touch are one showing. */
function expectations({ clip, products, tags }) {
  const showings = []
  for (const t of tags.filter(t => t.path?.spots?.length)) {
    const n = products.findIndex(p => p.id === t.product) + 1
    const at = Object.fromEntries(t.path.spots.map(s => [s.frame, { x: s.x, y: s.y }]))
    const before = showings.find(s => s.n === n && s.out === t.in)
    if (before) Object.assign(before, { out: t.out, at: { ...before.at, ...at } })
    else showings.push({ n, in: t.in, out: t.out, at })
  }
  return { tags: showings, products: products.length, links: products.length, rate: clip.rate, frames: clip.frames }
}
