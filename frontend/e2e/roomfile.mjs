// A review as a file, opened from disk in WebKit without any program behind it: as somebody has it who was sent one.
// node roomfile.mjs path/to/taglane — alone; window.mjs asks it too.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { openBrowser } from './driver.mjs'
import { numberedClips } from './frames.mjs'
import { pause, readNumber, sandboxed, scratch, tally, verb } from './kit.mjs'

const SAID = 'The spoon is <b>gone</b> here.'
const ANSWER = 'Warmer, please. <img src=x onerror=alert(1)>'

/** A proxy that lets nobody through and counts who wanted to. */
function counting() {
  let asked = 0
  const server = createServer(socket => { asked++; socket.on('error', () => {}); socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n') })
  return new Promise(ok => server.listen(0, '127.0.0.1', () => ok({ address: `127.0.0.1:${server.address().port}`, count: () => asked, close: () => server.close() })))
}

export async function roomFile(binary, check) {
  const dir = scratch()
  const [numbered] = numberedClips(dir, ['25'])
  verb(binary, dir, 'import', numbered.path)
  const [clip] = verb(binary, dir, 'clips').clips
  verb(binary, dir, 'comment', clip.id, SAID, '--at', 'f37')
  const file = join(dir, 'draft.review.html')
  verb(binary, dir, 'review', 'export', clip.id, '--out', file)
  const net = await counting()
  const w = await openBrowser(sandboxed(scratch()), net.address)
  const until = async (what, ok) => {
    let is
    for (const end = Date.now() + 15_000; Date.now() < end; await pause(50)) if (ok(is = await w.run(what))) return is
    return is
  }
  try {
    await w.go(pathToFileURL(file).href)
    await w.until('article')
    const seen = await w.run(() => ({ title: document.title, from: location.protocol, said: document.querySelector('article').innerText, bold: document.querySelectorAll('article b').length }))
    check('a review file opens from disk in WebKit', seen.from === 'file:' && seen.title.includes(clip.title || clip.name), JSON.stringify(seen))
    check('what was said is there, as letters', seen.said.includes(SAID), seen.said)
    check('its film plays there', await until(() => document.querySelector('video')?.readyState ?? 0, n => n >= 2) >= 2)
    await w.run(() => document.activeElement?.blur())
    for (let i = 0; i < 3; i++) await w.press('ArrowRight')
    const clock = await until(() => document.querySelector('.clock').textContent, t => t === '00:00.03')
    check('a key steps one frame', clock === '00:00.03', clock)
    const shown = await until(`() => (${readNumber})(document.querySelector('video'))`, n => n === 3)
    check('and that frame is seen', shown === 3, String(shown))
    const text = await answered(w, check, until)
    const letter = join(dir, 'answer.txt')
    writeFileSync(letter, `Hi!\n\n${text}\n`)
    verb(binary, dir, 'review', 'import', letter)
    const { comments } = verb(binary, dir, 'comments', clip.id)
    check('and comes home in the answer, as text', comments.some(c => c.text === ANSWER && !c.mine), JSON.stringify(comments))
    check('nothing is asked of the network', net.count() === 0, String(net.count()))
    await w.go('http://elsewhere.invalid/').catch(() => {})
    check('which would have been counted', net.count() > 0)
  } catch (e) {
    check('a review file can be used in WebKit', false, e.message)
  } finally {
    await w.close()
    net.close()
  }
}

/** A comment is written; answers the text that carries it away. */
async function answered(w, check, until) {
  await w.type('.comp textarea', ANSWER)
  await w.press('Enter', 0, 'Control')
  await w.type('dialog input', 'Ida')
  await w.press('Enter')
  const all = await until(() => [...document.querySelectorAll('article')].map(a => a.textContent), t => t.length === 2)
  check('a comment is written', all.some(text => text.includes(ANSWER)), all.join(' | '))
  await w.run(() => [...document.querySelectorAll('.top button')].find(b => b.textContent.includes('Send answer')).click())
  await w.until('dialog textarea.code')
  return w.run(() => document.querySelector('dialog textarea.code').value)
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [binary] = process.argv.slice(2)
  const { check, close } = tally()
  const begun = Date.now()
  await roomFile(binary, check)
  console.log(`a review file in WebKit: ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  close()
}
