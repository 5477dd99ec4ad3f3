// Promises about speed, each beside what was seen. A promise is broken only beyond what a busy machine can do to it:
// where others take the processor, the thread's own time is judged and the clock on the wall only told.
import { appendFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'

/** What others took of the processors in the second before we began, 0 to 1. */
const others = await (async () => {
  const spent = () => cpus().reduce(([idle, all], { times }) => [idle + times.idle, all + Object.values(times).reduce((a, b) => a + b, 0)], [0, 0])
  const [idle, all] = spent()
  await new Promise(r => setTimeout(r, 1000))
  const [idle2, all2] = spent()
  return 1 - (idle2 - idle) / Math.max(1, all2 - all)
})()

/** Others take so much that the clock on the wall says nothing about us. */
export const busy = () => others > 0.35

/** Collects {what, promised, seen, kept} and prints them as a table; close says whether all were kept. */
export function promises(title) {
  const rows = []
  return {
    /** holds: true, false, or null where the machine was too busy to judge. */
    add(what, promised, seen, holds, more = '') { rows.push({ what, promised, seen, holds, more }) },
    close() {
      const wide = Math.max(...rows.map(r => r.what.length)) + 2
      console.log(`${title}; load ${loadavg()[0].toFixed(1)} on ${cpus().length} processors, of which others took ${(100 * others).toFixed(0)} % before`)
      console.log(`${''.padEnd(wide)}${'promised'.padStart(14)}${'seen'.padStart(14)}  `)
      for (const r of rows) console.log(`${r.what.padEnd(wide)}${r.promised.padStart(14)}${r.seen.padStart(14)}  ${r.holds === null ? 'not judged, the machine is busy' : r.holds ? 'kept' : 'BROKEN'}${r.more ? `, ${r.more}` : ''}`)
      const file = process.env.TAGLANE_FIGURES // where all figures are gathered
      if (file) appendFileSync(file, rows.map(r => JSON.stringify(r) + '\n').join(''))
      return rows.every(r => r.holds !== false)
    },
  }
}

/** The value below which this share of them lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}
