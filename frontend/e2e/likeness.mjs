// Whether a screen still looks as it did: compared by the mean colour of its cells, so that a moved panel or a
// lost word is seen and the soft edge of a letter is not. References are kept without loss: a lossy press answers
// one other point in a corner with other colours all over the picture. The browser itself does the arithmetic.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A cell is so many points of the screen wide and high; a reference has one point for each. */
const CELL = 12
/** A cell differs when its mean colour is off by more than this, of 255. */
const OFF = 10
/** So many cells may differ before a picture does. */
const MOST = 8

/** A bench of its own in the browser; folder holds the references, bad what differs. */
export async function likeness(browser, { folder, bad, update }) {
  const bench = await browser.newPage()
  mkdirSync(folder, { recursive: true })
  const cells = png => bench.evaluate(cellsOf, { png: png.toString('base64'), cell: CELL })
  const apart = (a, b) => bench.evaluate(cellsApart, { a, b, off: OFF })
  return {
    /** Compares with the reference of that name, or writes it; answers how many cells differ, −1 without a reference. */
    async compare(name, png) {
      const file = join(folder, `${name}.png`)
      if (update) {
        writeFileSync(file, Buffer.from(await cells(png), 'base64'))
        return { differs: 0, alike: true }
      }
      if (!existsSync(file)) return { differs: -1, alike: false }
      const differs = await apart(await cells(png), readFileSync(file).toString('base64'))
      if (differs > MOST) {
        mkdirSync(bad, { recursive: true })
        writeFileSync(join(bad, `${name}.png`), png)
      }
      return { differs, alike: differs <= MOST }
    },
    /** How many cells two pictures differ in, whatever is on disk. */
    apart: async (one, other) => apart(await cells(one), await cells(other)),
    most: MOST,
    close: () => bench.close(),
  }
}

/** The picture with one point for each cell, its mean; those at the right and lower edge may be smaller. */
async function cellsOf({ png, cell }) {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const { width, height } = picture
  const g = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  g.drawImage(picture, 0, 0)
  const from = g.getImageData(0, 0, width, height).data
  const across = Math.ceil(width / cell), down = Math.ceil(height / cell)
  const sums = new Float64Array(4 * across * down) // red, green, blue, and how many points
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at += 4) {
    const to = 4 * (Math.floor(y / cell) * across + Math.floor(x / cell))
    for (let c = 0; c < 3; c++) sums[to + c] += from[at + c]
    sums[to + 3]++
  }
  const small = new OffscreenCanvas(across, down)
  const means = Uint8ClampedArray.from(sums, (sum, i) => i % 4 === 3 ? 255 : sum / sums[i - i % 4 + 3])
  small.getContext('2d').putImageData(new ImageData(means, across, down), 0, 0)
  const bytes = new Uint8Array(await (await small.convertToBlob({ type: 'image/png' })).arrayBuffer())
  return btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''))
}

async function cellsApart({ a, b, off }) {
  const load = async png => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
    const g = new OffscreenCanvas(picture.width, picture.height).getContext('2d', { willReadFrequently: true })
    g.drawImage(picture, 0, 0)
    return g.getImageData(0, 0, picture.width, picture.height)
  }
  const [one, other] = await Promise.all([load(a), load(b)])
  if (one.width !== other.width || one.height !== other.height) return 1e6
  let apart = 0
  for (let at = 0; at < one.data.length; at += 4) {
    if ([0, 1, 2].some(c => Math.abs(one.data[at + c] - other.data[at + c]) > off)) apart++
  }
  return apart
}
