// Rooms and what stands about in them: walls, window light, tables, fruit,
// books and leaves. Nothing here is for sale.

import { along, around, at, dice, fill, glow, inside, lerp, line, oval, ring, round, sheet } from './paint.js'

const W = 720
const H = 1280

// wall fills the room behind everything; light comes from the upper left.
export function wall(c, light, base, dark) {
  c.fillStyle = along(c, 0, 0, W * 0.9, H, [0, light], [0.45, base], [1, dark])
  c.fillRect(-200, -200, W + 400, H + 400)
}

// grain lies over a finished frame, so that wide gradients do not show steps.
export function grain(c, f) {
  const tile = sheet('grain', 256, 256, (g) => {
    const roll = dice(99)
    const d = g.createImageData(256, 256)
    for (let i = 0; i < d.data.length; i += 4) {
      d.data[i] = d.data[i + 1] = d.data[i + 2] = roll() < 0.5 ? 0 : 255
      d.data[i + 3] = roll() * 3
    }
    g.putImageData(d, 0, 0)
  })
  c.fillStyle = c.createPattern(tile, 'repeat')
  c.fillRect(0, 0, W, H)
}

export function vignette(c, color = '#2a0e06', a = 0.34) {
  c.save()
  c.globalCompositeOperation = 'multiply'
  c.fillStyle = around(c, W * 0.46, H * 0.5, H * 0.72, [0, 'rgba(255,255,255,0)'], [0.55, 'rgba(255,255,255,0)'], [1, color + Math.round(a * 255).toString(16).padStart(2, '0')])
  c.fillRect(0, 0, W, H)
  c.restore()
}

// sun is a window's light on the wall: four panes, leaning, soft at the edges.
export function sun(c, x, y, { color = '#ffe0a8', a = 0.6, w = 170, h = 270, lean = 0.36, gap = 22, leaves = 0, f = 0 } = {}) {
  const panes = sheet(`sun${color}${w}x${h}`, 900, 1200, (s) => {
    s.fillStyle = color
    for (const [i, j] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
      const px = 120 + i * (w + gap)
      const py = 120 + j * (h + gap) + i * (w + gap) * lean
      s.globalAlpha = j ? 0.82 : 1
      fill(s, `M${px} ${py}l${w} ${w * lean}v${h}l${-w} ${-w * lean}z`, color)
    }
  }, 5)
  c.save()
  c.globalCompositeOperation = 'screen'
  c.globalAlpha = a
  const lit = new OffscreenCanvas(900, 1200)
  const l = lit.getContext('2d')
  l.drawImage(panes, 0, 0)
  if (leaves) {
    l.globalCompositeOperation = 'destination-out'
    l.globalAlpha = 0.62 * leaves
    const shade = sheet('leafshade', 900, 1200, (s) => spray(s, 760, 60, 0, '#000', '#000'), 9)
    l.translate(760, 60)
    l.rotate(0.028 * Math.sin(f * 0.045))
    l.drawImage(shade, -760, -60)
  }
  c.drawImage(lit, x - 120, y - 120)
  c.restore()
  c.save()
  c.globalCompositeOperation = 'screen'
  glow(c, x + w, y + h * 1.2, w * 2.4, h * 2, color, a * 0.34)
  c.restore()
}

function leaf(c, x, y, long, turn, light, dark) {
  at(c, x, y, () => {
    const w = long * 0.27
    fill(c, `M0 0C${long * 0.25}-${w} ${long * 0.7}-${w * 0.9} ${long} 0C${long * 0.7} ${w * 0.9} ${long * 0.25} ${w} 0 0Z`, light)
    fill(c, `M0 0C${long * 0.25} ${w} ${long * 0.7} ${w * 0.9} ${long} 0Z`, dark)
    line(c, `M0 0L${long * 0.94} 0`, 'rgba(255,240,200,.16)', 1.6)
  }, { turn })
}

// spray is a branch that hangs in from the upper right.
export function spray(c, x, y, f, light = '#7d8a4e', dark = '#56652f') {
  const sway = (i) => 0.03 * Math.sin(f * 0.05 + i * 0.9)
  at(c, x, y, () => {
    line(c, 'M60-60C10 60-70 150-190 210', dark === '#000' ? '#000' : '#5d3a22', 7)
    const set = [
      [22, 4, 150, 1.2], [10, 30, 165, 2.75], [-28, 84, 170, 1.45], [-40, 92, 150, 3.05],
      [-92, 146, 165, 1.75], [-104, 156, 140, 3.3], [-150, 190, 140, 2.05], [-188, 209, 130, 2.7],
    ]
    set.forEach(([lx, ly, long, turn], i) => leaf(c, lx, ly, long, turn + sway(i) * 2, light, dark))
  }, { turn: sway(0) })
}

// table is a top seen slightly from above, from y down to edge, and its front.
export function table(c, y, edge, top, front, { grainy = 0.16, seed = 3, shine = 1 } = {}) {
  c.fillStyle = along(c, 0, y, W * 0.5, edge, [0, top[0]], [0.5, top[1]], [1, top[2]])
  c.fillRect(-200, y, W + 400, edge - y)
  const roll = dice(seed)
  c.save()
  c.beginPath()
  c.rect(-200, y, W + 400, edge - y)
  c.clip()
  for (let i = 0; i < 26; i++) {
    const v = roll() ** 0.8
    const ly = lerp(y + 4, edge - 4, v)
    const lx = lerp(-220, W, roll())
    const long = lerp(160, 620, roll())
    line(c, `M${lx} ${ly}q${long * 0.3} ${lerp(-4, 4, roll())} ${long * 0.55} 0t${long * 0.45} ${lerp(-3, 3, roll())}`, `rgba(92,46,18,${grainy * lerp(0.4, 1, roll())})`, lerp(0.8, 2.6, v))
  }
  c.restore()
  c.fillStyle = `rgba(255,238,205,${0.5 * shine})`
  c.fillRect(-200, y, W + 400, 2.5)
  c.fillStyle = along(c, 0, edge, 0, H + 40, [0, front[0]], [0.3, front[1]], [1, front[2]])
  c.fillRect(-200, edge, W + 400, H + 240 - edge)
  c.fillStyle = along(c, 0, edge - 5, 0, edge + 7, [0, 'rgba(255,236,200,0)'], [0.5, `rgba(255,236,200,${0.55 * shine})`], [1, 'rgba(60,26,8,.25)'])
  c.fillRect(-200, edge - 5, W + 400, 12)
}

// pool is sunlight lying on the table.
export function pool(c, x, y, w, color = '#ffd79a', a = 0.5) {
  c.save()
  c.globalCompositeOperation = 'screen'
  glow(c, x, y, w, w * 0.2, color, a, -0.06)
  c.restore()
}

export function tray(c, rx, ry) {
  c.save()
  c.globalCompositeOperation = 'multiply'
  glow(c, rx * 0.12, 26, rx * 1.12, ry * 1.5, '#6b3014', 0.75)
  c.restore()
  oval(c, 0, 17, rx, ry, along(c, -rx, 0, rx, 0, [0, '#6d3d20'], [0.5, '#4c2712'], [1, '#2f1508']))
  oval(c, 0, 0, rx, ry, along(c, -rx, -ry, rx, ry, [0, '#b8743f'], [0.45, '#8d5129'], [1, '#5b2f15']))
  ring(c, 0, 0, rx - 1.5, ry - 1.2, 'rgba(255,216,160,.5)', 2.4, Math.PI * 0.75, Math.PI * 1.6)
  oval(c, 0, 3, rx - 17, ry - 9, along(c, -rx, 0, rx, 0, [0, '#9b5c30'], [0.4, '#84491f'], [1, '#5a2d12']))
  for (const [k, a] of [[0.86, 0.2], [0.68, 0.16], [0.48, 0.15], [0.27, 0.12]]) ring(c, -rx * 0.04, 3, rx * k, (ry - 6) * k, `rgba(48,20,6,${a})`, 2)
}

export function pear(c) {
  line(c, 'M0-150C2-166 12-180 22-186', '#5a3419', 7)
  const d = 'M0-152C26-152 28-122 40-98C56-74 64-56 62-36C60-8 34 4 0 4C-34 4-60-8-62-36C-64-56-56-74-40-98C-28-122-26-152 0-152Z'
  fill(c, d, around(c, -20, -62, 104, [0, '#f3df8b'], [0.4, '#d9bc4e'], [0.75, '#a98a2b'], [1, '#6f5517']))
  inside(c, d, () => {
    glow(c, -26, -62, 18, 34, '#fffbe0', 0.6, 0.2)
    glow(c, 50, -30, 34, 60, '#b8452a', 0.45)
    const roll = dice(21)
    for (let i = 0; i < 70; i++) oval(c, lerp(-60, 60, roll()), lerp(-140, 0, roll()), 1.1, 1, `rgba(96,70,16,${lerp(0.1, 0.35, roll())})`)
  })
}

export function orange(c, r = 48, tone = ['#ffce6b', '#f39a2c', '#c9621a', '#82350c']) {
  oval(c, 0, -r, r, r * 0.97, around(c, -r * 0.32, -r * 1.34, r * 1.55, [0, tone[0]], [0.35, tone[1]], [0.78, tone[2]], [1, tone[3]]))
  glow(c, -r * 0.34, -r * 1.42, r * 0.3, r * 0.18, '#fff6de', 0.75, -0.6)
  const roll = dice(8)
  for (let i = 0; i < 60; i++) {
    const a = roll() * 6.3
    const d = Math.sqrt(roll()) * r * 0.9
    oval(c, Math.cos(a) * d, -r + Math.sin(a) * d, 1.3, 1, `rgba(130,56,8,${lerp(0.08, 0.26, roll())})`)
  }
  oval(c, r * 0.12, -r * 1.72, 5, 3, '#5f6b2c')
}

export function tumbler(c, level = 0.62) {
  const body = 'M-54-132L-44-4C-30 4 30 4 44-4L54-132Z'
  const y = lerp(-8, -132, level)
  inside(c, body, () => {
    c.fillStyle = along(c, -50, 0, 50, 0, [0, '#ffc766'], [0.5, '#f3a03c'], [1, '#c86a1c'])
    c.fillRect(-60, y, 120, 140)
    oval(c, 0, y, 50, 7.5, '#ffd98f')
  })
  fill(c, body, along(c, -54, 0, 54, 0, [0, 'rgba(255,255,255,.46)'], [0.22, 'rgba(255,255,255,.08)'], [0.8, 'rgba(255,255,255,.06)'], [1, 'rgba(255,255,255,.4)']))
  line(c, 'M-42-118L-35-20', 'rgba(255,255,255,.8)', 5)
  ring(c, 0, -132, 54, 8, 'rgba(255,255,255,.75)', 2.4)
}

const books = [
  { w: 330, h: 50, x: 6, tone: ['#d98a5c', '#b9552f', '#74301a'], band: '#f3dcae' },
  { w: 300, h: 42, x: -12, tone: ['#f2e4c8', '#d9c39c', '#8f7550'], band: '#a2502e' },
  { w: 276, h: 46, x: 12, tone: ['#4d7f86', '#2b5560', '#142f3a'], band: '#e8c27c' },
]

// stack draws the books from the table up and says how high it is.
export function stack(c) {
  let y = 0
  for (const { w, h, x, tone, band } of books) {
    const spine = new Path2D()
    spine.roundRect(x - w / 2, y - h, w, h - 1.5, [9, 5, 5, 9])
    fill(c, spine, along(c, x - w / 2, 0, x + w / 2, 0, [0, tone[1]], [0.3, tone[0]], [0.62, tone[0]], [1, tone[1]]))
    inside(c, spine, () => {
      c.fillStyle = along(c, 0, y - h, 0, y, [0, 'rgba(255,236,196,.42)'], [0.22, 'rgba(0,0,0,0)'], [1, 'rgba(20,6,0,.46)'])
      c.fillRect(x - w / 2, y - h, w, h)
      c.fillStyle = band
      c.fillRect(x - w / 2 + 26, y - h, 6, h)
      c.fillRect(x - w / 2 + 38, y - h, 2.5, h)
      c.fillRect(x + w / 2 - 44, y - h, 6, h)
      for (const [u, v] of [[0, 92], [10, 58]]) {
        c.globalAlpha = 0.75
        c.fillRect(x - v / 2, y - h * 0.62 + u, v, 3.5)
      }
      c.globalAlpha = 1
    })
    y -= h
  }
  return y
}

// arch is a niche in the wall.
export function arch(c, x, y, w, h, light, dark) {
  const d = `M${x} ${y + h}V${y + w / 2}A${w / 2} ${w / 2} 0 0 1 ${x + w} ${y + w / 2}V${y + h}Z`
  fill(c, d, along(c, x, y, x + w, y + h * 0.6, [0, dark], [0.5, light], [1, light]))
  inside(c, d, () => {
    c.save()
    c.translate(26, 18)
    line(c, d, 'rgba(60,30,16,.16)', 46)
    c.restore()
  })
  line(c, d, 'rgba(255,250,235,.32)', 3)
}

export function vase(c) {
  const d = 'M-34 0C-62-10-74-54-60-92C-50-118-26-124-24-150L-30-168H30L24-150C26-124 50-118 60-92C74-54 62-10 34 0C16 5-16 5-34 0Z'
  fill(c, d, round(c, -70, 70, '#f0b48c', '#cd7d53', '#7a3a22', '#9d5433'))
  inside(c, d, () => {
    glow(c, -30, -66, 16, 40, '#fff0dc', 0.6, 0.12)
    c.fillStyle = along(c, 0, -168, 0, 6, [0, 'rgba(0,0,0,0)'], [1, 'rgba(40,10,0,.5)'])
    c.fillRect(-80, -170, 160, 180)
    line(c, 'M-80-98C-30-90 30-90 80-98', 'rgba(255,232,200,.35)', 3)
  })
  oval(c, 0, -168, 30, 6, '#5c2a16')
}
