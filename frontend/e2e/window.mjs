// node window.mjs path/to/taglane-e2e — the real window: a newcomer's path, and frame truth in its own engine.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openWindow } from './driver.mjs'
import { numberedClips, random } from './frames.mjs'
import { roomFile } from './roomfile.mjs'
import { pause, readNumber, sandboxed, scratch, serve, tally, verb } from './kit.mjs'

const [binary] = process.argv.slice(2)
const { check, close } = tally()
process.setMaxListeners(30) // each window ends with this process

const shots = process.env.TAGLANE_SHOTS // a folder that keeps pictures of the screen, where ImageMagick can take them
const keep = async name => {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  await pause(400)
  execFileSync('import', ['-window', 'root', join(shots, name + '.png')])
}

/** A stand-in for the person's browser: it writes down what it was asked to open. */
function opener(dir) {
  const path = join(dir, 'opener')
  writeFileSync(path, `#!/bin/sh\nprintf %s "$1" > "${dir}/opened"\n`)
  chmodSync(path, 0o755)
  return path
}

await newcomer()
await roomFile(binary, check)
await frameTruth()
await contract()
await openElsewhere()
await dropped()
await startedAnew()
await another()
await stays()
unopened()
close()

/** What it says in another language is read from a file of the program's own. */
async function another() {
  const w = await openWindow(binary, sandboxed(scratch()))
  try {
    await w.until('[data-testid="sample"]')
    await w.run(async () => { await window.go.desktop.Bridge.SetSetting('language', 'de'); setTimeout(() => location.reload(), 50) })
    let said = ''
    for (let i = 0; i < 40 && !said.includes('Beispielclip'); i++) {
      await pause(250)
      said = await w.run(() => `${document.documentElement.lang}: ${document.body.innerText}`).catch(() => '')
    }
    check('it speaks German when asked to', said.startsWith('de: ') && said.includes('Beispielclip'), said.slice(0, 300))
  } finally {
    await w.close()
  }
}

/** No way leads out of the window: what stands in it is the studio, whatever a text, a link or a script asks for. */
async function stays() {
  const home = scratch()
  const w = await openWindow(binary, sandboxed(home))
  try {
    await w.until('[data-testid="sample"]')
    await w.run(() => { window.stayed = true })
    const ways = {
      'a page elsewhere': () => { location.href = 'https://canary.invalid/' },
      'a page of this machine': () => { location.assign('http://127.0.0.1:9/') },
      'a file': () => { location.href = 'file:///etc/passwd' },
      'a script': () => { try { location.href = 'javascript:window.stayed=false' } catch { /* refused by trusted types */ } },
      'a page of its own making': () => { location.href = 'data:text/html,<p>elsewhere' },
      'another page of its own': () => { location.href = 'wails://wails/assets/' },
      'a link': () => { const a = document.createElement('a'); a.href = 'https://canary.invalid/'; document.body.append(a); a.click(); a.remove() },
      'a window': () => { window.open('https://canary.invalid/') },
      'a frame': () => { const f = document.createElement('iframe'); f.src = 'https://canary.invalid/'; document.body.append(f) },
      'a form': () => { const f = document.createElement('form'); f.action = 'https://canary.invalid/'; document.body.append(f); f.submit() },
    }
    for (const [name, way] of Object.entries(ways)) {
      await w.run(way).catch(() => {})
      await pause(250)
      const here = await w.run(() => [location.href, window.stayed, document.querySelectorAll('[data-testid="sample"]').length, frames.length > 0 && (() => { try { return frames[0].location.href } catch { return 'elsewhere' } })()]).catch(e => [String(e)])
      check(`${name} does not lead out of the window`, here[0]?.startsWith('wails://wails/') && here[1] === true && here[2] > 0 && (!here[3] || here[3] === 'about:blank'), JSON.stringify(here))
    }
    // What the page made itself is saved all the same, where this system keeps what was saved.
    await w.run(() => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['tags'], { type: 'text/plain' }))
      link.download = 'tags.csv'
      link.click()
    })
    const saved = () => [home, join(home, 'Downloads')].some(dir => existsSync(join(dir, 'tags.csv')))
    for (let i = 0; i < 100 && !saved(); i++) await pause(50)
    check('a text of its own is saved', saved(), readdirSync(home).join(', '))
  } finally {
    await w.close()
  }
}

/** Asked to start anew, as after another library was chosen, it is there again, once and under another number. */
async function startedAnew() {
  const dir = scratch()
  const w = await openWindow(binary, sandboxed(dir))
  await w.until('[data-testid="sample"]')
  const before = running(dir)
  await w.run(() => { setTimeout(() => window.go.desktop.Bridge.StartAgain(), 50) })
  let now = before
  for (let i = 0; i < 80 && !(now.length === 1 && !before.includes(now[0])); i++) {
    await pause(250)
    now = running(dir)
  }
  check('started anew, it runs once', before.length === 1 && now.length === 1 && now[0] !== before[0], `${before} then ${now}`)
  await pause(1500) // it has its library's lock and its window by now
  check('and stays', running(dir).join() === now.join(), running(dir).join())
  for (const pid of now) process.kill(pid, 'SIGTERM')
}

/** What cannot be a window says so in a sentence, and ends. */
function unopened() {
  const start = (words, env) => spawnSync(binary, words, { env: sandboxed(scratch(), env), encoding: 'utf8', timeout: 30_000 })
  const dark = start([], { DISPLAY: '', WAYLAND_DISPLAY: '' })
  check('without a display it names another way', dark.status === 1 && /^There is no display here; `taglane serve` .*\n$/.test(dark.stderr), dark.stderr)
  const mistyped = start(['clisp', 'kettle'])
  check('a verb mistyped is no file', mistyped.status === 2 && mistyped.stderr.includes('There is no verb "clisp"'), mistyped.stderr)
}

/** The programs of ours that have this folder's library. */
function running(dir) {
  return readdirSync('/proc').filter(p => /^\d+$/.test(p)).filter(p => {
    try {
      return basename(readFileSync(`/proc/${p}/cmdline`, 'utf8').split('\0')[0]) === basename(binary) && readFileSync(`/proc/${p}/environ`, 'utf8').includes(`TAGLANE_LIBRARY=${join(dir, 'library')}`)
    } catch {
      return false // gone meanwhile
    }
  }).map(Number)
}

/** Files dropped on the window: one becomes a card, one is refused with a sentence that stays. */
async function dropped() {
  const dir = scratch()
  const order = join(dir, 'drop')
  const [clip, opened] = numberedClips(dir, ['25', '30'])
  const text = join(dir, 'notes.mp4')
  writeFileSync(text, 'words that are no video')
  const w = await openWindow(binary, sandboxed(dir, { TAGLANE_TEST_DROP: order }), ['--', opened.path])
  try {
    await w.until('[data-testid="card"]')
    const first = await w.run(() => document.querySelector('[data-testid="card"]').textContent)
    check('a clip opened with the program becomes a card', first.includes(opened.name), first)
    const later = join(dir, 'later.mp4')
    copyFileSync(opened.path, later)
    const second = spawnSync(binary, ['--', later], { env: sandboxed(dir), encoding: 'utf8', timeout: 30_000 })
    check('a second start ends well and without a word', second.status === 0 && second.stderr === '', `${second.status} ${second.stderr}`)
    check('and its clip becomes a card in the first', await cardsUntil(w, 'later'))
    check('a path that nobody dropped is refused', await w.run(async path => {
      try { await window.go.desktop.Bridge.ImportPaths([path]); return false } catch (e) { return JSON.parse(e.message ?? e).kind === 'Refused' }
    }, clip.path))
    writeFileSync(order + '.new', [clip.path, text].join('\n'))
    renameSync(order + '.new', order)
    check('a dropped clip becomes a card', await cardsUntil(w, clip.name))
    await w.until('[data-testid="notice"][data-kind="error"]')
    const says = await w.run(() => document.querySelector('[data-testid="notice"][data-kind="error"]').textContent)
    check('what is no clip is refused with its reason', says.includes('text, not a video'), says)
  } catch (e) {
    check('a drop arrives', false, e.message)
  }
  await w.close()
}

/** Whether a card of that name comes. */
async function cardsUntil(w, name) {
  for (let i = 0; i < 200; i++) {
    if (await w.run(name => [...document.querySelectorAll('[data-testid="card"]')].some(c => c.textContent.includes(name)), name)) return true
    await pause(100)
  }
  return false
}

/** A library that another Taglane holds: one sentence, and a way on. */
async function openElsewhere() {
  const dir = scratch()
  const other = await serve(binary, dir)
  const w = await openWindow(binary, sandboxed(dir))
  try {
    await w.until('[data-testid="again"]')
    const says = await w.run(() => document.querySelector('main').innerText)
    check('the window says where the library is open', says.includes('is open in another Taglane'), says)
    await keep('elsewhere')
    await other.stop()
    await w.click('[data-testid="again"]')
    await w.until('[data-testid="sample"]')
    check('the window goes on once the other is closed', true)
  } catch (e) {
    check('a held library is not the end', false, e.message)
  }
  await w.close()
}

/** The same promises as over the browser twin, asked through the window's own bridge. */
async function contract() {
  const here = dirname(fileURLToPath(import.meta.url))
  const { build } = await import('vite')
  const { svelte } = await import('@sveltejs/vite-plugin-svelte')
  const made = await build({
    root: join(here, '..'), configFile: false, logLevel: 'error', plugins: [svelte({ configFile: false })],
    build: { write: false, minify: false, lib: { entry: join(here, 'contract.ts'), formats: ['iife'], name: 'asked' } },
  })
  const code = (Array.isArray(made) ? made[0] : made).output[0].code
  const dir = scratch()
  const w = await openWindow(binary, sandboxed(dir))
  try {
    await w.until('[data-testid="sample"]')
    const { kept, broken } = await w.run(`async () => { ${code}; return asked.ask() }`)
    console.log(`contract in the window: ${kept} promises kept`)
    check('the window keeps every promise of the contract', kept > 40 && broken.length === 0, broken.join('\n'))
  } catch (e) {
    check('the contract can be asked in the window', false, e.message)
  }
  await w.close()
}

async function newcomer() {
  const dir = scratch()
  const begun = Date.now()
  const steps = []
  const step = name => { steps.push(`${((Date.now() - begun) / 1000).toFixed(1)} s ${name}`) }
  const w = await openWindow(binary, sandboxed(dir, { TAGLANE_OPENER: opener(dir) }))
  try {
    await w.until('[data-testid="sample"]')
    step('the empty library stands')
    await keep('empty')
    await w.click('[data-testid="sample"]')
    await w.until('[data-testid="player"]')
    await ready(w)
    step('the sample can be played')
    await w.press(' ')
    await pause(700)
    await w.press('1', 1500)
    await w.press(' ')
    await w.until('[data-testid^="tag-"][data-tag]')
    const [from, to] = await w.run(() => { const d = document.querySelector('[data-testid^="tag-"][data-tag]').dataset; return [Number(d.in), Number(d.out)] })
    check('a held key tags what was held', to - from > 15, `${from}–${to}`)
    step('the first product is tagged')
    await keep('tag')
    await w.press('4', 0, 'Control')
    await w.until('[data-testid="checks"]')
    await keep('publish')
    await w.click('[data-testid="primary"]')
    await w.until('[data-testid="queue-row"][data-stage="tagged"]', 30_000)
    step('the page is published')
    await w.click('[data-testid="open-page"]')
    for (let i = 0; i < 100 && !existsSync(join(dir, 'opened')); i++) await pause(50)
    const address = readFileSync(join(dir, 'opened'), 'utf8')
    const html = await (await fetch(address)).text()
    step('the page is open')
    check('the page that opens is the sample\'s', html.includes('<h1') && html.includes('Slow Sunday'), address)
    check('a newcomer needs at most 90 s', Date.now() - begun < 90_000, steps.at(-1))
    console.log('newcomer: ' + steps.join(' · '))
    await undo(w)
    await menu(w)
  } catch (e) {
    check('the newcomer gets through', false, `${e.message} after: ${steps.join(' · ')}`)
    mkdirSync('out', { recursive: true })
    writeFileSync('out/window-failed.png', await w.screenshot().catch(() => Buffer.alloc(0)))
  }
  await w.close()
}

async function undo(w) {
  const count = () => w.run(() => document.querySelectorAll('[data-testid^="tag-"][data-tag]').length)
  await w.press('2', 0, 'Control')
  await w.until('[data-testid^="tag-"][data-tag]')
  const before = await count()
  await w.press('z', 0, 'Control')
  await pause(500)
  const after = await count()
  check('one press takes the tag back', after === before - 1, `${before} → ${after}`)
}

/** The release of the button that opened a menu is no press outside of it. */
async function menu(w) {
  const open = () => w.run(() => document.querySelectorAll('[role="menu"]').length)
  await w.press('1', 0, 'Control')
  await w.until('[data-testid="card"]')
  await w.right(await w.run(() => { const r = document.querySelector('[data-testid="card"]').getBoundingClientRect(); return [Math.round(r.x + r.width / 2), Math.round(r.y + r.height / 3)] }))
  await pause(400)
  check('a menu stays when the button is let go', await open() === 1, String(await open()))
  await w.press('Escape')
  await pause(200)
  check('and goes at Escape', await open() === 0, String(await open()))
}

/** Waits until the player has a picture. */
async function ready(w) {
  for (const end = Date.now() + 60_000; ;) {
    if (await w.run(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2)) return
    if (Date.now() > end) throw new Error('the player never gets a picture')
    await pause(100)
  }
}

async function frameTruth() {
  const dir = scratch()
  const clips = numberedClips(dir, ['25', '29.97', 'variable'])
  verb(binary, dir, 'import', ...clips.map(c => c.path))
  const w = await openWindow(binary, sandboxed(dir))
  const next = random(42)
  let exact = 0, tried = 0
  try {
    await w.until('[data-testid="card"]')
    for (const clip of clips) {
      await w.press('1', 0, 'Control')
      await w.until('[data-testid="card"]')
      await w.run(name => { [...document.querySelectorAll('[data-testid="card"]')].find(c => c.textContent.includes(name)).dispatchEvent(new MouseEvent('dblclick', { bubbles: true })) }, clip.name)
      await w.until('[data-testid="player"]')
      await ready(w)
      for (let i = 0; i < 30; i++) {
        const frame = Math.floor(next() * clip.frames)
        const shown = await seekAndRead(w, frame)
        tried++
        if (shown === clip.shows(frame)) exact++
        else console.error(`${clip.name}: frame ${frame} shows ${shown}, not ${clip.shows(frame)}`)
      }
    }
  } catch (e) {
    check('every clip opens in the window', false, e.message)
  }
  console.log(`frame truth in the window: ${exact} of ${tried} seeks show the frame the counter says`)
  check('what is shown is the frame the counter says', exact === tried && tried === 90, `${exact} of ${tried}`)
  await w.close()
}

async function seekAndRead(w, frame) {
  await w.click('[data-testid="time"]')
  await w.run(n => {
    const field = document.querySelector('[data-testid="time-input"]')
    field.value = `f${n}`
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true }))
  }, frame)
  return w.run(`async n => {
    const player = document.querySelector('[data-testid="player"]')
    for (const end = performance.now() + 10000; player.dataset.frame !== String(n);) {
      if (performance.now() > end) throw new Error('the counter never reaches ' + n)
      await new Promise(r => setTimeout(r, 10))
    }
    return (${readNumber})(player.querySelector('video'))
  }`, frame)
}
