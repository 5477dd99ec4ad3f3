// What every drawing here shares: easing, gradients and soft light. The light
// comes from a window on the left, always.

export const clamp = (v, a = 0, b = 1) => Math.min(b, Math.max(a, v))
export const lerp = (a, b, t) => a + (b - a) * t

export const ease = {
  out: (t) => 1 - (1 - t) ** 4,
  inOut: (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2),
  sine: (t) => 0.5 - 0.5 * Math.cos(Math.PI * t),
  // settle arrives a little too far and comes back, as a thing put down does.
  settle: (t) => 1 + 1.65 * (t - 1) ** 3 + 0.65 * (t - 1) ** 2,
}

// ramp goes from 0 to 1 while the frame goes from a to b.
export const ramp = (f, a, b, e = ease.inOut) => e(clamp((f - a) / (b - a)))

// dice is a row of numbers in 0..1 that is the same each time.
export function dice(seed) {
  let s = seed >>> 0
  return () => {
    s = (s + 0x6d2b79f5) >>> 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function stopped(g, stops) {
  for (const [at, color] of stops) g.addColorStop(at, color)
  return g
}

export const along = (c, x0, y0, x1, y1, ...stops) => stopped(c.createLinearGradient(x0, y0, x1, y1), stops)
export const around = (c, x, y, r, ...stops) => stopped(c.createRadialGradient(x, y, 0, x, y, r), stops)

// rgba puts an opacity on a "#rrggbb".
export function rgba(hex, a) {
  const n = parseInt(hex.slice(1), 16)
  return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${a})`
}

// glow lays a soft ellipse: a shadow in a dark color, light in a bright one.
export function glow(c, x, y, rx, ry, color, a = 1, turn = 0) {
  c.save()
  c.translate(x, y)
  c.rotate(turn)
  c.scale(rx, ry)
  c.fillStyle = around(c, 0, 0, 1, [0, rgba(color, a)], [0.25, rgba(color, a * 0.86)], [0.5, rgba(color, a * 0.5)], [0.75, rgba(color, a * 0.15)], [1, rgba(color, 0)])
  c.fillRect(-1, -1, 2, 2)
  c.restore()
}

// cast is the shadow of a thing standing at x, y: dark where it touches the
// table, long and soft away from the window.
export function cast(c, x, y, w, color, a = 0.5, long = 1.5) {
  c.save()
  c.globalCompositeOperation = 'multiply'
  glow(c, x + w * 0.5 * long, y - w * 0.02, w * (0.62 + 0.52 * long), w * 0.2, color, a * 0.75, 0.03)
  glow(c, x + w * 0.12, y, w * 0.72, w * 0.13, color, a)
  glow(c, x, y + 1, w * 0.56, w * 0.07, color, Math.min(1, a * 1.5))
  c.restore()
}

// round shades a solid of revolution between x0 and x1, lit from the left.
export const round = (c, x0, x1, light, base, dark, rim = base) =>
  along(c, x0, 0, x1, 0, [0, base], [0.16, light], [0.34, light], [0.58, base], [0.88, dark], [0.965, dark], [1, rim])

export function fill(c, d, style) {
  c.fillStyle = style
  c.fill(typeof d === 'string' ? new Path2D(d) : d)
}

export function line(c, d, style, width, cap = 'round') {
  c.strokeStyle = style
  c.lineWidth = width
  c.lineCap = cap
  c.lineJoin = 'round'
  c.stroke(typeof d === 'string' ? new Path2D(d) : d)
}

export function oval(c, x, y, rx, ry, style, turn = 0) {
  c.fillStyle = style
  c.beginPath()
  c.ellipse(x, y, rx, ry, turn, 0, 2 * Math.PI)
  c.fill()
}

export function ring(c, x, y, rx, ry, style, width, from = 0, to = 2 * Math.PI) {
  c.strokeStyle = style
  c.lineWidth = width
  c.lineCap = 'round'
  c.beginPath()
  c.ellipse(x, y, rx, ry, 0, from, to)
  c.stroke()
}

// inside draws only where the shape is.
export function inside(c, d, draw) {
  c.save()
  c.clip(typeof d === 'string' ? new Path2D(d) : d)
  draw()
  c.restore()
}

// at draws in a place of its own: moved, turned, scaled.
export function at(c, x, y, draw, { turn = 0, scale = 1, alpha = 1 } = {}) {
  c.save()
  c.translate(x, y)
  c.rotate(turn)
  c.scale(scale, scale)
  c.globalAlpha *= alpha
  draw()
  c.restore()
}

const kept = new Map()

// sheet draws once on a transparent sheet and keeps it, for what is costly and
// stands still; blur is in sheet pixels.
export function sheet(name, w, h, draw, blur = 0) {
  if (kept.has(name)) return kept.get(name)
  let s = new OffscreenCanvas(w, h)
  draw(s.getContext('2d'))
  if (blur) {
    const soft = new OffscreenCanvas(w, h)
    const c = soft.getContext('2d')
    c.filter = `blur(${blur}px)`
    c.drawImage(s, 0, 0)
    s = soft
  }
  kept.set(name, s)
  return s
}
