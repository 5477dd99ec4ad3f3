// The clips with numbered frames, and what each of their frames must show.
import { join } from 'node:path'
import { numberedClip } from './kit.mjs'

/** Within this stretch the clip of variable rate keeps every third frame only. */
const THIN = { from: 30, to: 90 }

const rates = [
  ['24000/1001', '23.976'], ['25', '25'], ['30000/1001', '29.97'], ['30', '30'], ['60000/1001', '59.94'], ['60', '60'],
]

/** Every clip as {name, path, frames, shows(n)}; shows is the number the picture of frame n carries. */
export function numberedClips(dir, only = rates.map(r => r[1]).concat('variable')) {
  const seconds = 4
  const clips = rates.filter(([, name]) => only.includes(name)).map(([rate, name]) => {
    const [num, den = 1] = rate.split('/').map(Number)
    return { name: `numbers ${name}`, path: join(dir, `numbers ${name}.mp4`), rate, frames: Math.floor(seconds * num / den), shows: n => n }
  })
  if (only.includes('variable')) {
    clips.push({
      name: 'numbers variable', path: join(dir, 'numbers variable.mp4'), rate: '30', drop: true, frames: seconds * 30,
      shows: n => n >= THIN.from && n <= THIN.to ? Math.floor(n / 3) * 3 : n,
    })
  }
  for (const c of clips) numberedClip(c.path, { rate: c.rate, seconds, drop: c.drop })
  return clips
}

/** A small generator with a seed, so that a failure can be seen again. */
export function random(seed) {
  let s = seed >>> 0
  return () => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return s / 2 ** 32 }
}

/** The sample's clip with so many tags: its products with their pictures and some without, each tagged over and over. */
export function crowd(clip, known, { tags: count, products: lanes }) {
  const next = random(300)
  const [num, den = 1] = clip.rate.split('/').map(Number)
  const products = Array.from({ length: lanes }, (_, i) => ({ id: known[i]?.id ?? `extra-${i}`, name: known[i]?.title ?? `Product number ${i + 1}` }))
  // Tags of one product stand one after the other with gaps; those of different products lie over one another as they fall.
  const tags = products.flatMap((p, lane) => {
    const mine = Math.floor(count / lanes) + (lane < count % lanes ? 1 : 0)
    const cuts = Array.from({ length: mine }, (_, i) => Math.round((i + (i && next() - 0.5) * 0.8) * clip.frames / mine))
    return cuts.map((from, i) => {
      const room = (cuts[i + 1] ?? clip.frames) - from
      return { id: `${p.id}-${i}`, product: p.id, in: from, out: from + Math.max(1, Math.round(room * (0.5 + next() / 2))), relation: 'own' }
    })
  })
  return { format: 'taglane-timeline/1', clip: { id: clip.id, rate: { num, den }, frames: clip.frames, width: clip.width, height: clip.height }, products, tags }
}
