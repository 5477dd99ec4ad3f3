// The stage inside the browser: draws one frame when asked, and says where
// everything stood.

import { grain } from './room.js'
import { portrait, portraits, shots } from './scenes.js'

const W = 720
const H = 1280
export const total = shots.reduce((n, s) => n + s.frames, 0)

function paper(w, h) {
  const canvas = document.createElement('canvas')
  canvas.width = w
  canvas.height = h
  return canvas
}

const canvas = paper(W, H)
const c = canvas.getContext('2d', { willReadFrequently: true })

// frame draws frame n of the film and returns its picture and its marks:
// { name: [x, y] } in fractions of the picture, for what can be seen.
export function frame(n, withMarks = false) {
  const marks = {}
  const mark = (name, [x, y], seen) => {
    const p = c.getTransform().transformPoint({ x, y })
    if (seen) marks[name] = [p.x / W, p.y / H]
  }
  let f = n
  for (const shot of shots) {
    if (f >= shot.frames) { f -= shot.frames; continue }
    c.setTransform(1, 0, 0, 1, 0, 0)
    c.globalAlpha = 1
    shot.draw(c, f, mark)
    break
  }
  grain(c, n)
  if (withMarks) for (const [x, y] of Object.values(marks)) {
    c.beginPath()
    c.arc(x * W, y * H, 15, 0, 7)
    c.fillStyle = 'rgba(0,0,0,.75)'
    c.fill()
    c.lineWidth = 4
    c.strokeStyle = '#fff'
    c.stroke()
  }
  return { png: canvas.toDataURL('image/png').slice(22), marks }
}

// cuts are the first frames of the shots.
export const cuts = () => shots.reduce((all, s) => [...all, all.at(-1) + s.frames], [0])

export function picture(name) {
  const p = paper(600, 600)
  portrait(p.getContext('2d'), portraits[name])
  return p.toDataURL('image/jpeg', 0.86).slice(23)
}
