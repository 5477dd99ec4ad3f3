// Whether a screen still looks as it did: compared small, cell by cell, so that a moved panel or a lost
// word is seen and the soft edge of a letter is not. The browser itself does the arithmetic.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** References are this wide; a cell is CELL by CELL of their points. */
const WIDTH = 360
const CELL = 3
const QUALITY = 0.5
/** A cell differs when its mean colour is off by more than this, of 255. */
const OFF = 14
/** So many cells may differ before a picture does. */
const MOST = 8

/** A bench of its own in the browser; folder holds the references, bad what differs. */
export async function likeness(browser, { folder, bad, update }) {
  const bench = await browser.newPage()
  mkdirSync(folder, { recursive: true })
  // Both sides go through the same press, so that what it loses is lost on both.
  const small = png => bench.evaluate(shrink, { png: png.toString('base64'), width: WIDTH, type: 'image/webp', quality: QUALITY })
  const apart = (a, b) => bench.evaluate(cellsApart, { a, b, width: WIDTH, cell: CELL, off: OFF })
  return {
    /** Compares with the reference of that name, or writes it; answers how many cells differ, −1 without a reference. */
    async compare(name, png) {
      const file = join(folder, `${name}.webp`)
      if (update) {
        writeFileSync(file, Buffer.from(await small(png), 'base64'))
        return { differs: 0, alike: true }
      }
      if (!existsSync(file)) return { differs: -1, alike: false }
      const differs = await apart(await small(png), readFileSync(file).toString('base64'))
      if (differs > MOST) {
        mkdirSync(bad, { recursive: true })
        writeFileSync(join(bad, `${name}.png`), png)
      }
      return { differs, alike: differs <= MOST }
    },
    /** How many cells two pictures differ in, whatever is on disk. */
    apart: async (one, other) => apart(await small(one), await small(other)),
    most: MOST,
    close: () => bench.close(),
  }
}

async function shrink({ png, width, type, quality }) {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const height = Math.round(width * picture.height / picture.width)
  const small = new OffscreenCanvas(width, height)
  const g = small.getContext('2d')
  g.imageSmoothingQuality = 'high'
  g.drawImage(picture, 0, 0, width, height)
  const bytes = new Uint8Array(await (await small.convertToBlob({ type, quality })).arrayBuffer())
  return btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''))
}

async function cellsApart({ a, b, width, cell, off }) {
  const load = async data => {
    const picture = await createImageBitmap(await (await fetch(`data:application/octet-stream;base64,${data}`)).blob())
    const height = Math.round(width * picture.height / picture.width)
    const g = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    g.imageSmoothingQuality = 'high'
    g.drawImage(picture, 0, 0, width, height)
    return g.getImageData(0, 0, width, height)
  }
  const [one, other] = await Promise.all([load(a), load(b)])
  if (one.height !== other.height) return 1e6
  let apart = 0
  for (let y = 0; y + cell <= one.height; y += cell) {
    for (let x = 0; x + cell <= width; x += cell) {
      const sum = [0, 0, 0]
      for (let dy = 0; dy < cell; dy++) for (let dx = 0; dx < cell; dx++) {
        const at = 4 * ((y + dy) * width + x + dx)
        for (let c = 0; c < 3; c++) sum[c] += one.data[at + c] - other.data[at + c]
      }
      if (Math.max(...sum.map(Math.abs)) / (cell * cell) > off) apart++
    }
  }
  return apart
}
