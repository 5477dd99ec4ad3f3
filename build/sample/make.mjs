// Makes the sample that ships with Taglane: a clip, five product pictures and
// the shelf with its tags. Nothing is downloaded; every frame is drawn here and
// every sound is computed here, so that the whole sample is the project's own.
//
//   node build/sample/make.mjs           writes app/sample/{clip.mp4,products/*.jpg,shelf.json}
//   node build/sample/make.mjs marks     writes out/sample-marks.png: frames with every tag's hotspot drawn on
//
// Needs: ffmpeg with libx264; Chromium (CHROMIUM names it, else /usr/bin/chromium);
// the packages of frontend/package.json installed. Takes about two minutes.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { described, shelf } from './shelf.mjs'
import { score } from './sound.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const target = join(root, 'app', 'sample')
const { chromium } = createRequire(join(root, 'frontend', 'package.json'))('playwright-core')
const FPS = 30

// stage opens the drawing code in a browser that never leaves this machine.
async function stage() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' })
  const page = await browser.newPage()
  page.on('pageerror', (e) => { throw e })
  await page.route('http://stage.example/**', (route) => {
    const name = new URL(route.request().url()).pathname.slice(1)
    return name.endsWith('.js')
      ? route.fulfill({ body: readFileSync(join(here, name)), contentType: 'text/javascript' })
      : route.fulfill({ body: '<!doctype html>', contentType: 'text/html' })
  })
  await page.goto('http://stage.example/')
  await page.evaluate(async () => { globalThis.stage = await import('/stage.js') })
  return { page, close: () => browser.close() }
}

function encoder(sound, out) {
  const args = ['-v', 'error', '-y',
    '-f', 'image2pipe', '-framerate', String(FPS), '-c:v', 'png', '-i', '-', '-i', sound,
    '-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p',
    '-c:v', 'libx264', '-preset', 'slow', '-crf', '22', '-profile:v', 'high', '-g', '60', '-threads', '2',
    '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv',
    '-c:a', 'aac', '-b:a', '96k', '-shortest',
    '-map_metadata', '-1', '-fflags', '+bitexact', '-movflags', '+faststart', out]
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'inherit', 'inherit'] })
  return { pipe: child.stdin, done: once(child, 'close').then(([code]) => { if (code) throw new Error(`ffmpeg ended with ${code}`) }) }
}

async function film(page) {
  const { total, cuts } = await page.evaluate(() => ({ total: stage.total, cuts: stage.cuts() }))
  const scratch = mkdtempSync(join(tmpdir(), 'taglane-sample-'))
  const sound = join(scratch, 'sound.wav')
  writeFileSync(sound, score(total / FPS, cuts.slice(0, -1).map((f) => f / FPS)))
  const ffmpeg = encoder(sound, join(target, 'clip.mp4'))
  const marks = []
  for (let f = 0; f < total; f++) {
    const drawn = await page.evaluate((n) => stage.frame(n), f)
    marks.push(drawn.marks)
    if (!ffmpeg.pipe.write(Buffer.from(drawn.png, 'base64'))) await once(ffmpeg.pipe, 'drain')
  }
  ffmpeg.pipe.end()
  await ffmpeg.done
  rmSync(scratch, { recursive: true })
  const facts = { frames: total, rate: `${FPS}/1`, width: 720, height: 1280 }
  writeFileSync(join(target, 'shelf.json'), spaced(described(marks, cuts, facts)))
}

// spaced writes JSON with one hotspot key on a line.
const spaced = (v) => JSON.stringify(v, null, 2).replace(/\{\s+"frame": (\d+),\s+"x": ([\d.]+),\s+"y": ([\d.]+)\s+\}/g, '{ "frame": $1, "x": $2, "y": $3 }') + '\n'

async function pictures(page) {
  for (const { ware } of shelf) writeFileSync(join(target, 'products', `${ware}.jpg`), Buffer.from(await page.evaluate((n) => stage.picture(n), ware), 'base64'))
}

// proof draws the tags of shelf.json, as written, on frames of clip.mp4, as encoded.
function proof() {
  const { products } = JSON.parse(readFileSync(join(target, 'shelf.json')))
  const circles = products.flatMap((p) => p.tags.flatMap((t) => t.spots.map((a, i) => {
    const b = t.spots[i + 1] ?? { ...a, frame: t.out }
    const way = (k, size) => `(${a[k]}+(${b[k]}-(${a[k]}))*(n-${a.frame})/${b.frame - a.frame})*${size}-14`
    return `drawtext=text='O':fontsize=40:fontcolor=white:borderw=5:x='${way('x', 'w')}':y='${way('y', 'h')}':enable='between(n,${a.frame},${b.frame - 1})'`
  })))
  const picked = [24, 40, 60, 110, 128, 150, 180, 218, 232, 250, 270, 320, 340, 364, 380, 418]
  const graph = [...circles, `select='${picked.map((n) => `eq(n,${n})`).join('+')}'`, 'scale=270:-1', 'tile=8x2'].join(',')
  mkdirSync(join(root, 'out'), { recursive: true })
  const { status } = spawnSync('ffmpeg', ['-v', 'error', '-y', '-i', join(target, 'clip.mp4'), '-vf', graph, '-frames:v', '1', join(root, 'out', 'sample-marks.png')], { stdio: 'inherit' })
  if (status) throw new Error(`ffmpeg ended with ${status}`)
}

if (process.argv[2] === 'marks') proof()
else {
  mkdirSync(join(target, 'products'), { recursive: true })
  const { page, close } = await stage()
  await pictures(page)
  await film(page)
  await close()
}
