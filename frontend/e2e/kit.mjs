// What the browser tests share: starting the program, numbered clips, checks that count.
import { spawn, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const pause = ms => new Promise(r => setTimeout(r, ms))

/** A folder of its own for one run, gone at the end. */
export function scratch() {
  const dir = mkdtempSync(join(tmpdir(), 'taglane-e2e-'))
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Environment in which nothing of the person's own is touched. */
export function sandboxed(dir, more = {}) {
  return { ...process.env, HOME: dir, XDG_DATA_HOME: join(dir, 'data'), XDG_STATE_HOME: join(dir, 'state'), TAGLANE_LIBRARY: join(dir, 'library'), ...more }
}

/** Starts `taglane serve` and resolves with its address; it is ended with this process. */
export function serve(binary, dir, args = []) {
  const app = spawn(resolve(binary), ['serve', ...args], { env: sandboxed(dir), stdio: ['ignore', 'pipe', 'inherit'] })
  process.on('exit', () => app.kill('SIGTERM'))
  return new Promise((ok, no) => {
    app.once('exit', code => no(new Error(`serve ended with ${code}`)))
    app.stdout.once('data', d => ok({ url: String(d).trim(), stop: () => new Promise(r => { app.removeAllListeners('exit'); app.once('exit', r); app.kill('SIGTERM') }) }))
  })
}

/** Runs a verb and returns its JSON answer. */
export function verb(binary, dir, ...args) {
  return JSON.parse(execFileSync(resolve(binary), [...args, '--json'], { env: sandboxed(dir), encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 120_000 }))
}

export function chromiumPath() {
  const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(p => existsSync(p))
  if (!path) throw new Error('Chromium is missing: sudo apt-get install -y chromium')
  return path
}

/**
 * In the page: counts the verbs that are not answered yet. With TAGLANE_LAG=400 every answer reaches it up to 400 ms late, each
 * by another time, as on a machine that has much else to do: what a walk, or the page, takes for granted then shows.
 */
const counted = most => {
  const { fetch, setTimeout } = window
  const pause = ms => new Promise(r => setTimeout(r, ms))
  let asked = 0
  window.__unanswered = 0
  window.fetch = async (what, ...more) => {
    if (!String(what.url ?? what).includes('/verb/')) return fetch(what, ...more)
    window.__unanswered++
    try {
      const said = await fetch(what, ...more)
      if (most > 0) await pause(most * (++asked * 0.618 % 1))
      return said
    } finally {
      setTimeout(() => { window.__unanswered-- }, 20) // it still is to be read, and to be shown
    }
  }
}

/** Waits until the page has heard all it asked, so that it knows what the program knows; not for ever, since a walk may hold an answer back. */
export const answered = page => page.waitForFunction(() => window.__unanswered === 0, null, { timeout: 5000 }).catch(() => {})

/** A wait until something holds and the page has heard all it asked; answers false after so many ms. */
export const patience = page => async (what, more = 10_000) => {
  for (const end = Date.now() + more; Date.now() < end;) {
    if (await Promise.resolve().then(what).catch(() => false)) { await answered(page); return true }
    await pause(40)
  }
  return false
}

/** Chromium with nothing in the background that asks the network. */
export async function chromium() {
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
  })
  browser.on('context', context => context.addInitScript(counted, Number(process.env.TAGLANE_LAG ?? 0)))
  return browser
}

/** Frames carry their number as 12 black or white boxes along the top sixteenth of the picture. */
export const BITS = 12

/** In the page: reads the number off what the video shows now; −1 if it is no number. */
export const readNumber = video => {
  const c = document.createElement('canvas')
  c.width = video.videoWidth
  c.height = video.videoHeight
  const g = c.getContext('2d', { willReadFrequently: true })
  g.drawImage(video, 0, 0)
  let n = 0
  for (let i = 0; i < 12; i++) {
    const x = Math.round((i + 0.5) * c.width / 12), y = Math.round(c.height / 32)
    const [r, gr, b] = g.getImageData(x, y, 1, 1).data
    const light = (r + gr + b) / 3
    if (light > 100 && light < 155) return -1
    if (light >= 155) n |= 1 << i
  }
  return n
}

/** Makes a clip whose frames carry their number. rate is "30000/1001"; drop keeps some frames only, for a variable rate. */
export function numberedClip(path, { rate, seconds = 4, drop = false, width = 360, height = 640 }) {
  const boxes = Array.from({ length: BITS }, (_, i) =>
    `drawbox=x=${Math.round(i * width / BITS)}:y=0:w=${Math.ceil(width / BITS)}:h=${height / 16}:t=fill:color=white:enable='mod(floor(n/${2 ** i})\\,2)'`)
  const filter = [`color=black:s=${width}x${height}:r=${rate}:d=${seconds}`, ...boxes].join(',') + (drop ? `,select='not(mod(n\\,3)*between(n\\,30\\,90))'` : '')
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', filter, '-fps_mode', drop ? 'vfr' : 'cfr', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '60', '-bf', '2', '-crf', '18', '-movflags', '+faststart', path])
}

/** Counts what holds and what does not; prints the closing line. */
export function tally() {
  let passed = 0, failed = 0
  const check = (name, ok, detail = '') => {
    if (ok) passed++
    else { failed++; console.error(`FAILED: ${name}${detail ? ' — ' + detail : ''}`) }
    return ok
  }
  const close = () => { console.log(`${passed} passed, ${failed} failed`); process.exit(failed ? 1 : 0) }
  return { check, close }
}
