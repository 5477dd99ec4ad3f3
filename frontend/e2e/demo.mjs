// node demo.mjs path/to/taglane — a bare machine's first page: made in one word, then judged by others' tools.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratch, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const dir = scratch()
const { check, close } = tally()

const begun = Date.now()
const made = verb(binary, dir, 'demo', '--out', join(dir, 'page'))
const seconds = (Date.now() - begun) / 1000
check('demo answers with a page', made.page?.endsWith('index.html') && made.clip && made.publication, JSON.stringify(made))
check('demo takes at most 30 s', seconds <= 30, `${seconds} s`)
console.log(`demo: a page in ${seconds.toFixed(1)} s`)

const judge = join(dirname(fileURLToPath(import.meta.url)), '../../app/platform/webpage/testdata/browser/page.mjs')
const verdict = spawnSync('node', [judge, dirname(made.page)], { encoding: 'utf8', timeout: 120_000 })
process.stdout.write(verdict.stdout ?? '')
process.stderr.write(verdict.stderr ?? '')
check('the page passes the browser, HTML, WebVTT and accessibility checks', verdict.status === 0, `exit ${verdict.status}`)
close()
