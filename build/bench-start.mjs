// node bench-start.mjs FRAMEBUFFER BARE OURS — starts both by turns and looks at the screen until something is painted on it.
import { spawn } from 'node:child_process'
import { appendFileSync, openSync, readSync } from 'node:fs'

const [framebuffer, bare, ours] = process.argv.slice(2)
const rounds = Number(process.env.TAGLANE_BENCH_ROUNDS ?? 9)
const limit = 1.5
const pause = ms => new Promise(r => setTimeout(r, ms))

// The X server keeps its screen in a file: a header of big-endian words, a table of colours, then the rows.
const screen = openSync(framebuffer, 'r')
const header = Buffer.alloc(100)
readSync(screen, header, 0, 100, 0)
const word = n => header.readUInt32BE(n * 4)
const [rows, stride, first] = [word(5), word(12), word(0) + word(19) * 12]

/** How many colours every eighth row has: a blank screen has one or two, words have dozens by their smooth edges. */
function colours() {
  const seen = new Set()
  const row = Buffer.alloc(stride)
  for (let y = 4; y < rows && seen.size < 40; y += 8) {
    readSync(screen, row, 0, stride, first + y * stride)
    for (let x = 0; x < stride; x += 4) seen.add(row.readUInt32LE(x) & 0xffffff)
  }
  return seen.size
}

/** Milliseconds from the start of a program until its screen is painted. */
async function start(binary) {
  const begun = performance.now()
  const program = spawn(binary, [], { stdio: 'ignore' })
  const ended = new Promise(r => program.on('exit', r))
  while (colours() < 16) {
    if (program.exitCode !== null) throw new Error(`${binary} ended with ${program.exitCode} before it painted anything`)
    if (performance.now() - begun > 120_000) throw new Error(`${binary} paints nothing in two minutes`)
    await pause(2)
  }
  const took = performance.now() - begun
  await pause(300)
  program.kill('SIGTERM')
  await ended
  while (colours() > 8) await pause(20) // the screen is empty again
  return took
}

const times = { bare: [], ours: [] }
for (const b of [bare, ours]) await start(b) // the first of each reads the disk, and makes the library
for (let i = 0; i < rounds; i++) {
  times.bare.push(await start(bare))
  times.ours.push(await start(ours))
}
const of = (list, part) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * part)]
const ratio = of(times.ours, 0.5) / of(times.bare, 0.5)
const say = (name, list) => console.log(`${name.padEnd(14)} ${[0, 0.5, 1].map(p => String(Math.round(of(list, p))).padStart(6)).join(' ')}`)
console.log(`from start to painted, ${rounds} times each, by turns, in ms\n                least median   most`)
say('bare window', times.bare)
say('Taglane', times.ours)
console.log(`ratio ${ratio.toFixed(2)}, promised ${limit}`)
const file = process.env.TAGLANE_FIGURES // where all figures are gathered
if (file) appendFileSync(file, JSON.stringify({ what: 'from its start to its painted screen, against a bare window', promised: '≤ 1.5 ×', seen: `${ratio.toFixed(2)} ×`, holds: ratio <= limit }) + '\n')
process.exitCode = ratio <= limit ? 0 : 1
