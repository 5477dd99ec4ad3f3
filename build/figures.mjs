// node build/figures.mjs [PART...] — measures what is promised about speed and size, and writes it as one table,
// build/performance.md. Without words all parts are measured; with words those alone, and what was measured of the others
// before stands as it was, with its day. Ends with 1 where a promise is broken.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const top = join(dirname(fileURLToPath(import.meta.url)), '..')
const page = join(top, 'build', 'performance.md')
const tags = 'sqlite_fts5'
const browser = 'out/taglane-nowindow'
const underX = ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24 -nolisten tcp', 'dbus-run-session', '--']

const few = n => n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toPrecision(2)
const whole = n => Math.round(n).toLocaleString('en')
const inMs = ns => `${few(ns / 1e6)} ms`
const times = n => `${n.toFixed(2)} ×`

/** The benchmarks of Go: [which, unit, what is measured, what is promised, how it is written, whether it is kept]. */
const go = (packages, bench, rows, { time = '1s', env = {} } = {}) => ({
  command: ['go', 'test', '-tags', tags, '-run', '^$', '-bench', bench, '-benchtime', time, '-timeout', '120m', ...packages], env, rows,
})
const script = (file, binary = browser) => ({ command: ['node', `frontend/e2e/${file}`, binary] })

const PARTS = {
  log: {
    title: 'The log and the library',
    runs: [
      go(['./app/store'], '^BenchmarkGesture$', [['Gesture', 'of-a-bare-row', 'a gesture on the disk for good, against one bare row of the same database', '', times], ['Gesture', 'µs/gesture', 'the same', '', v => `${few(v / 1000)} ms`]]),
      go(['./app/snapshot'], '^BenchmarkStall$', [
        ['Stall', 'stall-ms', 'how much longer the slowest gesture takes while a snapshot of 17 MB is taken, than the slowest alone', '≤ 50 ms', v => `${few(v)} ms`, v => v <= 50],
        ['Stall', 'of-alone', 'a gesture meanwhile, against one alone', '', times],
      ], { time: '15x' }),
      go(['./app/edit'], '^BenchmarkMerge$', [['Merge', 'edits/s', 'edits of a teammate taken in, in memory', '', whole]]),
      go(['./app/studio'], '^BenchmarkViewOf300Tags$', [['ViewOf300Tags', 'ns/op', 'a clip with 300 tags, read for a screen', '', inMs]]),
      go(['./app/studio'], '^BenchmarkCardAfterDrop$', [['CardAfterDrop', 'ns/op', 'from a dropped clip to its card', '≤ 300 ms', inMs, v => v <= 300e6]]),
      go(['./app/studio'], '^BenchmarkFortyClipsDropped$', [['FortyClipsDropped', 'cards-ms', '40 clips dropped: all their cards', '', v => `${few(v)} ms`], ['FortyClipsDropped', 'x-of-40-posters/2', '40 clips dropped: all their posters, as a share of 40 posters one by one on two processors', '', times]], { time: '3x' }),
    ],
  },
  large: {
    title: 'A library of 100,000 clips and a million tags',
    runs: [go(['./app/studio'], '^BenchmarkLargeLibrary$', [
      ['LargeLibrary', 'cold-start-p99-ms', 'from the start to the first page', '≤ 2 s', v => `${few(v)} ms`, v => v <= 2000],
      ['LargeLibrary', 'page-p99-ms', 'a page of the list', '≤ 100 ms', v => `${few(v)} ms`, v => v <= 100],
      ['LargeLibrary', 'page-while-importing-p99-ms', 'a page while clips come in', '≤ 200 ms', v => `${few(v)} ms`, v => v <= 200],
      ['LargeLibrary', 'search-while-importing-p99-ms', 'a search while clips come in', '≤ 50 ms', v => `${few(v)} ms`, v => v <= 50],
      ['LargeLibrary', 'facts-p99-ms', 'what stands beside the list', '≤ 100 ms', v => `${few(v)} ms`, v => v <= 100],
    ], { time: '1x', env: { TAGLANE_BENCH_DIR: process.env.TAGLANE_BENCH_DIR || join(top, 'out', 'bench') } })],
  },
  media: { title: 'Reading video, beside other programs', runs: [{ command: ['build/bench-media'] }] },
  pictures: {
    title: 'Covers, and products that are seen again',
    runs: [
      go(['./app/cover'], '^Benchmark(Rank|Check|Compose)$', [['Rank', 'µs/frame', 'a frame weighed as a cover', '', v => `${few(v)} µs`], ['Check', 'ns/op', 'a title checked against what lies over it', '', inMs], ['Compose/1080', 'ns/op', 'a cover of 1080 × 1920 made', '', inMs]]),
      go(['./app/sight'], '^Benchmark(Follow|Seen)$', [['Follow', 'ns/op', 'a hotspot followed over one frame', '', inMs], ['Seen', 'ns/op', 'one frame searched for one thing', '', inMs]]),
    ],
  },
  publish: {
    title: 'Publishing',
    runs: [
      go(['./app/platform/all'], '^BenchmarkUpload$', [
        ['Upload', 'of-curl', 'an upload of a gigabyte to a stand-in here, as a share of curl’s speed', '≥ 0.9', v => v.toFixed(2), v => v >= 0.9],
        ['Upload', 'MiB-above-idle', 'memory it takes', '≤ 64 MiB', v => `${few(v)} MiB`, v => v <= 64],
      ], { time: '1x' }),
      go(['./app/drop'], '^BenchmarkScan$', [['Scan/page.html', 'MB/s', 'a page searched for what is kept back', '', v => `${whole(v)} MB/s`], ['Scan/film.mp4', 'MB/s', 'a film searched for what is kept back', '', v => `${whole(v)} MB/s`]]),
    ],
  },
  products: {
    title: 'Products and figures',
    runs: [
      go(['./app/catalog'], '^BenchmarkFeed$', [
        ['Feed', 'rows/cpu-s', 'rows of a product file of a gigabyte read in a second of work', '≥ 50,000', whole, v => v >= 50_000],
        ['Feed', '×csv', 'the same as a share of the plain reader’s speed', '', v => v.toFixed(2)],
        ['Feed', 'peak-MB', 'memory it takes', '≤ 256 MB', v => `${few(v)} MB`, v => v <= 256],
      ], { time: '1x' }),
      go(['./app/trade'], '^BenchmarkInsights', [
        ['InsightsOfTenThousandPosts/28_days', 'of-the-rows', 'insights of 10,000 posts over 28 days, against reading their rows alone', '≤ 1.0 ×', times, v => v <= 1],
        ['InsightsOfTenThousandPosts/a_year', 'of-the-rows', 'the same over a year', '≤ 0.5 ×', times, v => v <= 0.5],
        ['InsightsOfAHundredThousandSales/28_days', 'of-the-lines', 'earnings of 100,000 sales over 28 days, against reading their lines alone', '≤ 3.0 ×', times, v => v <= 3],
        ['InsightsOfAHundredThousandSales/a_year', 'of-the-lines', 'the same over a year', '≤ 3.0 ×', times, v => v <= 3],
      ], { time: '5x' }),
    ],
  },
  team: {
    title: 'Teams',
    runs: [
      go(['./app/crew'], '^BenchmarkJoining$', [['Joining', 's/join', '100 laptops with 10,000 edits each joined', '≤ 60 s', v => `${few(v)} s`, v => v <= 60]], { time: '1x', env: { TAGLANE_JOIN: '10000' } }),
      go(['./app/crew'], '^BenchmarkOneEdit$', [['OneEdit/folder', 'ns/op', 'one edit to a teammate through a folder', '≤ 1 s', inMs, v => v <= 1e9], ['OneEdit/hub', 'ns/op', 'one edit to a teammate through a hub here', '≤ 200 ms', inMs, v => v <= 200e6]]),
    ],
  },
  page: { title: 'The page', needs: 'nowindow', runs: [script('figures.mjs')] },
  timeline: { title: 'The timeline', needs: 'nowindow', runs: [script('speed.mjs')] },
  window: { title: 'The window', needs: 'window', runs: [{ command: [...underX, 'node', 'frontend/e2e/speed-window.mjs', 'out/taglane-e2e'] }] },
  start: { title: 'The start', runs: [{ command: ['build/bench-start'] }] },
}

/** Runs a command, shows what it says, and answers it. */
function run([program, ...args], env = {}) {
  return new Promise(ok => {
    const child = spawn(program, args, { cwd: top, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', d => { said += d; process.stdout.write(d) })
    child.on('error', e => ok({ said, code: String(e) }))
    child.on('close', code => ok({ said, code }))
  })
}

/** What Go prints of a benchmark: {name: {unit: value}}, the middle where it ran several times. */
function measured(said) {
  const all = {}
  for (const [, name, rest] of said.matchAll(/^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$/gm)) {
    for (const [, value, unit] of rest.matchAll(/([\d.e+-]+)\s+(\S+)/g)) ((all[name] ??= {})[unit] ??= []).push(Number(value))
  }
  return all
}

/** Others that take this much of the processors make a time on the wall worthless. */
const busy = () => loadavg()[0] > cpus().length * 1.5

async function measure(part) {
  const rows = []
  for (const r of part.runs) {
    const before = busy()
    const file = join(top, 'out', 'figures-part.jsonl')
    writeFileSync(file, '')
    const { said, code } = await run(r.command, { ...r.env, TAGLANE_FIGURES: file })
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) rows.push(JSON.parse(line))
    const found = r.rows ? measured(said) : {}
    for (const [name, unit, what, promised, tell, holds] of r.rows ?? []) {
      const value = found[name]?.[unit]?.sort((a, b) => a - b)
      const v = value?.[Math.floor(value.length / 2)]
      if (v === undefined) rows.push({ what, promised, seen: 'not measured', holds: false, more: `the benchmark ended with ${code}` })
      else rows.push({ what, promised, seen: tell(v), holds: !holds ? undefined : holds(v) ? true : before ? null : false })
    }
    if (code !== 0 && !rows.some(x => x.holds === false)) rows.push({ what: r.command.slice(0, 3).join(' '), promised: '', seen: 'failed', holds: false, more: `it ended with ${code}` })
  }
  return { title: part.title, day: new Date().toISOString().slice(0, 10), load: loadavg()[0].toFixed(1), rows }
}

const VERDICT = { true: 'kept', false: '**broken**', null: 'not judged, the machine was busy' }
const cell = text => String(text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')
const machine = `${cpus()[0]?.model.trim() || 'A processor'}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}.`

function write(all) {
  const out = ['# Performance', '',
    'Written by `make bench`. Ratios are of the same run on the same machine; times alone are of that machine.', '',
    machine, '',
    '| what | promised | seen | |', '|---|---|---|---|']
  for (const name of Object.keys(PARTS)) {
    const p = all[name]
    if (!p) { out.push(`| **${PARTS[name].title}**, not measured here | | | |`); continue }
    out.push(`| **${p.title}**, ${p.day}, load ${p.load} | | | |`)
    for (const r of p.rows) out.push(`| ${cell(r.what)} | ${cell(r.promised) || '–'} | ${cell(r.seen)} | ${cell([VERDICT[String(r.holds)], r.more].filter(Boolean).join('; '))} |`)
  }
  writeFileSync(page, out.join('\n') + '\n')
}

/** What the table says of every part; nothing where another machine wrote it. */
function read() {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : ''
  const all = {}
  if (!text.includes(`\n${machine}\n`)) return all
  let part
  for (const line of text.split('\n').filter(l => l.startsWith('| '))) {
    const [what, promised, seen, said] = line.slice(2, -2).split(/(?<!\\) \| ?/).map(c => c.replaceAll('\\|', '|').trim())
    const head = /^\*\*(.+)\*\*, (?:(\S+), load (\S+)|not measured here)$/.exec(what)
    if (head) {
      part = { title: head[1], day: head[2], load: head[3], rows: [] }
      const name = Object.keys(PARTS).find(n => PARTS[n].title === head[1])
      if (name && head[2]) all[name] = part
    } else if (part) {
      const [holds] = Object.entries(VERDICT).find(([, v]) => said === v || said.startsWith(`${v}; `)) ?? []
      const more = holds === undefined ? said : said.slice(VERDICT[holds].length + 2)
      part.rows.push({ what, promised: promised === '–' ? '' : promised, seen, holds: { true: true, false: false, null: null }[holds], more })
    }
  }
  return all
}

const wanted = process.argv.slice(2)
for (const w of wanted) if (!PARTS[w]) { console.error(`There is no part ${w}; there are ${Object.keys(PARTS).join(', ')}.`); process.exit(2) }
mkdirSync(join(top, 'out'), { recursive: true })
const all = read()
const parts = wanted.length > 0 ? wanted : Object.keys(PARTS)
for (const name of parts) {
  console.log(`\n== ${PARTS[name].title}`)
  all[name] = await measure(PARTS[name])
  write(all)
}
console.log(`\n${readFileSync(page, 'utf8')}`)
process.exit(parts.some(name => all[name].rows.some(r => r.holds === false)) ? 1 : 0)
