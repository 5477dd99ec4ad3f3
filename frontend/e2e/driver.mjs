// Drives the real window, and the browser of its engine, through WebKitWebDriver with plain requests; no package needed.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { pause } from './kit.mjs'

const KEYS = { Escape: '\uE00C', Enter: '\uE007', Control: '\uE009', Shift: '\uE008', Home: '\uE011', ArrowLeft: '\uE012', ArrowRight: '\uE014' }

/** Starts the window under the driver; env and words are the program's. */
export async function openWindow(binary, env, words = []) {
  const { w, driver } = await begin({ binary: resolve(binary), args: words }, env)
  /** Closes the window as a person would, then the driver. */
  const close = async () => {
    await w.run(() => { setTimeout(() => window.runtime.Quit(), 50) })
    await pause(1500)
    driver.kill('SIGTERM')
  }
  return { ...w, close }
}

/** WebKit as a browser, which has no program behind it; what it asks the network goes by this proxy. */
export async function openBrowser(env, proxy) {
  const { w, driver, ask, at } = await begin(null, env, { proxy: { proxyType: 'manual', httpProxy: proxy, sslProxy: proxy } })
  const close = async () => {
    await ask('DELETE', at).catch(() => {}) // it may be gone
    driver.kill('SIGTERM')
  }
  return { ...w, go: url => ask('POST', at + '/url', { url }), close }
}

async function begin(browser, env, more = {}) {
  const port = await freePort()
  const root = `http://127.0.0.1:${port}`
  // Neither driver nor window may hold our output: one that stays behind would keep the run open.
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore' })
  process.on('exit', () => driver.kill('SIGKILL'))
  const ask = async (method, path, body, ms = 40_000) => {
    const r = await fetch(root + path, { method, signal: AbortSignal.timeout(ms), headers: { 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) })
    const { value } = await r.json()
    if (value?.error) throw new Error(`${path}: ${value.error}: ${value.message}`)
    return value
  }
  for (let i = 0; ; i++) {
    try { await ask('GET', '/status'); break } catch (e) { if (i > 40) throw e; await pause(100) }
  }
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: { ...(browser ? { 'webkitgtk:browserOptions': browser } : {}), ...more } } })
  const at = `/session/${sessionId}`
  await ask('POST', at + '/timeouts', { script: 90_000 })

  const find = async css => Object.values(await ask('POST', at + '/element', { using: 'css selector', value: css }))[0]
  const w = {
    find,
    /** Waits until there is such an element. */
    async until(css, ms = 20_000) {
      for (const end = Date.now() + ms; ;) {
        try { return await find(css) } catch (e) { if (Date.now() > end) throw new Error(`there is no ${css} after ${ms} ms`) }
        await pause(50)
      }
    },
    async click(css) { await ask('POST', `${at}/element/${await w.until(css)}/click`, {}) },
    async text(css) { return ask('GET', `${at}/element/${await w.until(css)}/text`) },
    async attr(css, name) { return ask('GET', `${at}/element/${await w.until(css)}/attribute/${name}`) },
    /** Runs a function of the page; it may be async and take values. */
    async run(fn, ...args) {
      const [ok, value] = await ask('POST', at + '/execute/async', {
        script: `const done = arguments[arguments.length - 1]; Promise.resolve().then(() => (${fn})(...Array.prototype.slice.call(arguments, 0, -1))).then(v => done([true, v]), e => done([false, String(e?.message ?? e)]))`,
        args,
      }, 95_000) // a little more than the driver gives a script
      if (!ok) throw new Error(value)
      return value
    },
    /** Presses a key, holds it, lets go; with are keys held meanwhile. */
    async press(key, holdMs = 0, ...hold) {
      const name = k => KEYS[k] ?? k
      await ask('POST', at + '/actions', { actions: [{ type: 'key', id: 'keys', actions: [
        ...hold.map(k => ({ type: 'keyDown', value: name(k) })),
        { type: 'keyDown', value: name(key) }, { type: 'pause', duration: holdMs }, { type: 'keyUp', value: name(key) },
        ...hold.map(k => ({ type: 'keyUp', value: name(k) })),
      ] }] })
    },
    /** Takes hold at a place of the page and goes over these, one every 16 ms. */
    async drag(from, over) {
      const to = ([x, y], duration) => ({ type: 'pointerMove', x, y, duration, origin: 'viewport' })
      await ask('POST', at + '/actions', { actions: [{ type: 'pointer', id: 'hand', parameters: { pointerType: 'mouse' }, actions: [
        to(from, 0), { type: 'pointerDown', button: 0 }, ...over.map(p => to(p, 16)), { type: 'pointerUp', button: 0 },
      ] }] })
    },
    /** Presses the right button at a place of the page, holds it as a hand does, lets go. */
    async right([x, y]) {
      await ask('POST', at + '/actions', { actions: [{ type: 'pointer', id: 'hand', parameters: { pointerType: 'mouse' }, actions: [
        { type: 'pointerMove', x, y, duration: 0, origin: 'viewport' }, { type: 'pointerDown', button: 2 }, { type: 'pause', duration: 120 }, { type: 'pointerUp', button: 2 },
      ] }] })
    },
    async type(css, text) { await ask('POST', `${at}/element/${await w.until(css)}/value`, { text }) },
    /** A picture of the page; under software rendering the driver may never give one. */
    async screenshot() { return Buffer.from(await ask('GET', at + '/screenshot', undefined, 5000), 'base64') },
  }
  return { w, driver, ask, at }
}

function freePort() {
  return new Promise(ok => {
    const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)) })
  })
}
