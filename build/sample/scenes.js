// Four shots of one slow Sunday. Each draws its frame f, counted from its own
// first frame, and tells where the things on the shelf stand.

import { along, at, cast, ease, fill, glow, inside, lerp, line, oval, ramp } from './paint.js'
import { arch, orange, pear, pool, spray, stack, sun, table, tray, tumbler, vase, vignette, wall } from './room.js'
import { carafe, kettle, lamp, mug, runner, steam } from './wares.js'

// camera frames the point x, y in the middle of the picture, z times as large.
function camera(c, x, y, z, draw) {
  c.save()
  c.translate(360, 640)
  c.scale(z, z)
  c.translate(-x, -y)
  draw()
  c.restore()
}

function morning(c, f, mark) {
  const z = lerp(1.0, 1.09, ramp(f, 0, 126, ease.sine))
  const wallX = lerp(360, 366, f / 126)
  camera(c, wallX, lerp(640, 660, f / 126), lerp(1.02, 1.06, f / 126), () => {
    wall(c, '#e39a6c', '#cb6c43', '#9c4526')
    sun(c, lerp(66, 100, f / 126), 118, { a: 0.62, leaves: 1, f })
  })
  camera(c, 360, lerp(640, 684, ramp(f, 0, 126, ease.sine)), z, () => {
    table(c, 868, 1190, ['#eec492', '#d99e66', '#b3703d'], ['#a7602f', '#7d4220', '#4d2410'])
    pool(c, 250, 1000, 430, '#ffdca0', 0.55)
    cast(c, 556, 934, 190, '#7a3717', 0.5)
    at(c, 556, 936, () => { carafe.draw(c); mark('carafe', carafe.spot, f > 8) }, { scale: 0.98 })
    at(c, 344, 1044, () => tray(c, 286, 60))
    const k = ramp(f, 2, 32, ease.settle)
    const kx = lerp(-330, 282, k)
    const lean = -0.05 * Math.sin(Math.PI * ramp(f, 4, 34, ease.out)) * (1 - ramp(f, 20, 40))
    cast(c, kx, 1036, 216, '#3d1a09', 0.55, 0.7)
    at(c, kx, 1036, () => { kettle.draw(c); mark('kettle', kettle.spot, f >= 18) }, { turn: lean, scale: 0.9 })
    const m = ramp(f, 26, 54, ease.settle)
    const mx = lerp(900, 486, m)
    cast(c, mx, 1076, 146, '#3d1a09', 0.55, 0.7)
    at(c, mx, 1076, () => { mug.draw(c); mark('mug', mug.spot, f >= 38) }, { scale: 0.86 })
    steam(c, mx, 946, f, ramp(f, 44, 80))
    const p = ramp(f, 46, 76, ease.settle)
    cast(c, lerp(-160, 124, p), 1150, 104, '#6b3214', 0.5, 0.9)
    at(c, lerp(-160, 124, p), 1150, () => pear(c), { turn: lerp(-0.9, -0.07, p), scale: 0.86 })
  })
  camera(c, 360, 640, lerp(1.04, 1.16, f / 126), () => spray(c, 690, 40, f, '#8c5a3a', '#673c24'))
  vignette(c)
}

function pouring(c, f, mark) {
  const drift = f / 96
  camera(c, lerp(352, 368, drift), 640, 1.05, () => {
    wall(c, '#c9cfae', '#a4af88', '#74815d')
    arch(c, 70, 180, 470, 900, '#b4be98', '#95a27a')
    sun(c, lerp(250, 282, drift), 60, { color: '#fff3c4', a: 0.46, leaves: 0.8, f })
  })
  camera(c, lerp(344, 372, ease.sine(drift)), lerp(662, 640, drift), lerp(1.1, 1.02, ease.sine(drift)), () => {
    table(c, 910, 1200, ['#f0e3cb', '#ddc8a4', '#bb9c70'], ['#a88656', '#80613a', '#54391e'], { grainy: 0.1, seed: 14 })
    pool(c, 240, 1010, 420, '#fff3c8', 0.5)
    cast(c, 292, 1074, 290, '#6a5532', 0.55, 0.9)
    const full = lerp(0.18, 0.94, ramp(f, 22, 74, ease.sine))
    cast(c, 612, 1036, 112, '#6a5532', 0.5, 0.8)
    at(c, 612, 1040, () => orange(c, 54))
    const tilt = lerp(0.14, -0.56, ramp(f, 0, 20)) + lerp(0, 0.5, ramp(f, 72, 92))
    const kx = lerp(660, 496, ramp(f, 0, 20, ease.out)) + lerp(0, 40, ramp(f, 72, 94))
    const ky = lerp(470, 566, ramp(f, 0, 20, ease.out)) - lerp(0, 60, ramp(f, 72, 94))
    const tip = { x: kx + 1.08 * (kettle.tip[0] * Math.cos(tilt) - kettle.tip[1] * Math.sin(tilt)), y: ky + 1.08 * (kettle.tip[0] * Math.sin(tilt) + kettle.tip[1] * Math.cos(tilt)) }
    at(c, 280, 1070, () => mug.draw(c, { full }), { scale: 1.62 })
    at(c, 280, 1070, () => mark('mug', mug.spot, true), { scale: 1.62 })
    stream(c, tip, 280, 1070 - 1.62 * lerp(112, 145.5, full), f)
    at(c, kx, ky, () => { kettle.draw(c); mark('kettle', kettle.spot, f > 2) }, { turn: tilt, scale: 1.08 })
    steam(c, 280, 820, f + 40, 0.5 + 0.5 * ramp(f, 30, 70), 260)
  })
  vignette(c, '#2b2a12', 0.32)
}

// stream falls from the spout into the mug between frames 18 and 76.
function stream(c, tip, x, y, f) {
  if (f < 18 || f > 78) return
  const head = ramp(f, 18, 23, (t) => t * t)
  const tail = ramp(f, 73, 78, (t) => t * t)
  const way = (t) => [tip.x + (x - 6 - tip.x) * (1 - (1 - t) ** 2), lerp(tip.y, y, t ** 1.4)]
  const d = new Path2D()
  for (let t = tail; t <= head + 0.001; t += 0.02) d.lineTo(...way(t))
  const wob = 1 + 0.12 * Math.sin(f * 1.1)
  line(c, d, along(c, 0, tip.y, 0, y, [0, '#7a4523'], [1, '#4b2711']), 13 * wob)
  c.save()
  c.translate(-2.5, 0)
  line(c, d, 'rgba(255,206,150,.55)', 3 * wob)
  c.restore()
  if (head === 1 && tail === 0) for (const i of [0, 1]) {
    const r = ((f * 0.09 + i * 0.5) % 1)
    c.strokeStyle = `rgba(235,180,120,${0.6 * (1 - r)})`
    c.lineWidth = 2.2
    c.beginPath()
    c.ellipse(x - 6, y, 14 + 70 * r, (14 + 70 * r) * 0.19, 0, 0, 7)
    c.stroke()
  }
}

function laid(c, f, mark) {
  const drift = f / 102
  camera(c, 360, lerp(646, 634, drift), 1.04, () => {
    wall(c, '#f8dfae', '#efbf77', '#cf8c45')
    sun(c, lerp(60, 92, drift), 92, { color: '#fff6d8', a: 0.66, w: 128, h: 330, lean: 0.5, gap: 18 })
  })
  camera(c, lerp(366, 352, ease.sine(drift)), lerp(700, 664, ease.sine(drift)), lerp(1.08, 1.02, ease.sine(drift)), () => {
    table(c, 780, 1040, ['#c98450', '#a9633a', '#87492a'], ['#8d4f2c', '#6a3720', '#43200f'], { seed: 31 })
    pool(c, 240, 880, 420, '#ffcf92', 0.55)
    cast(c, 84, 900, 96, '#5b2a10', 0.5, 0.8)
    at(c, 84, 900, () => orange(c, 46, ['#ffd98a', '#f5ae45', '#cf7420', '#85400e']), { turn: -0.4 })
    const reach = ramp(f, 0, 22, (t) => ease.sine(t))
    const front = lerp(800, 1042, reach)
    const fall = ramp(f, 20, 46, ease.settle)
    const near = lerp(156, 208, (front - 782) / 260)
    c.save()
    c.globalCompositeOperation = 'multiply'
    glow(c, 402, lerp(830, 930, reach), 330, lerp(60, 150, reach), '#6b3214', 0.4 * Math.min(1, 4 * reach))
    if (fall > 0.05) glow(c, 420, 1046 + 110 * fall, 250, 150 * fall, '#3c180a', 0.55)
    c.restore()
    at(c, 372, 0, () => {
      runner.draw(c, { back: 782, front, far: 156, near, drop: 164 * fall, sway: 9 * (1 - ramp(f, 40, 84, ease.out)) * Math.sin(f * 0.22) + 2 * Math.sin(f * 0.05), roll: lerp(34, 0, ramp(f, 4, 22)) })
      mark('runner', [0, f < 22 ? front - 60 : lerp(front - 60, 1088, ramp(f, 22, 44))], f >= 6)
    })
    const k = ramp(f, 30, 58, ease.settle)
    const x = lerp(960, 400, k)
    cast(c, x, 934, 215, '#6b3a16', 0.55, 1)
    c.save()
    c.globalCompositeOperation = 'screen'
    glow(c, x + 150, 934, 130, 26, '#ff9d2e', 0.5, 0.04) // the drink colors its own shadow
    c.restore()
    const swing = 0.09 * Math.sin((f - 44) * 0.42) * (f < 40 ? ramp(f, 34, 40) : 1 - ramp(f, 44, 84, ease.out))
    at(c, x, 934, () => { carafe.draw(c, { swing }); mark('carafe', carafe.spot, f >= 40) }, { scale: 1.3 })
    const g = ramp(f, 42, 66, ease.settle)
    cast(c, lerp(-180, 196, g), 968, 100, '#6b3a16', 0.5, 0.9)
    at(c, lerp(-180, 196, g), 968, () => tumbler(c), { scale: 1.1 })
    const o = ramp(f, 52, 84, ease.settle)
    cast(c, lerp(900, 606, o), 966, 104, '#5b2a10', 0.55, 0.8)
    at(c, lerp(900, 606, o), 966 - 50, () => at(c, 0, 50, () => orange(c, 50)), { turn: lerp(5, 0.2, o) })
  })
  camera(c, 360, 640, lerp(1.02, 1.1, drift), () => spray(c, 712, 20, f + 30, '#8d9a55', '#647233'))
  vignette(c, '#3a1c08', 0.3)
}

function evening(c, f, mark) {
  const on = ramp(f, 12, 34, ease.out) * (1 + 0.012 * Math.sin(f * 0.31))
  const drift = ease.sine(f / 96)
  camera(c, 360, lerp(640, 650, drift), lerp(1.02, 1.06, drift), () => {
    wall(c, '#4a3a6b', '#33274f', '#1a1330')
    night(c, f)
    c.save()
    c.globalCompositeOperation = 'screen'
    glow(c, 300, 540, 680, 720, '#f08a4a', 0.66 * on)
    glow(c, 300, 560, 380, 400, '#ffc47c', 0.56 * on)
    c.restore()
  })
  camera(c, lerp(352, 366, drift), lerp(640, 668, drift), lerp(1, 1.08, drift), () => {
    table(c, 920, 1180, ['#5a3040', '#432333', '#2b1524'], ['#2c1526', '#1e0d1b', '#0f060e'], { seed: 44, shine: 0.3 })
    c.save()
    c.globalCompositeOperation = 'screen'
    glow(c, 300, 1000, 520, 120, '#e08a3c', 0.75 * on)
    c.restore()
    cast(c, 300, 1046, 310, '#140703', 0.8, 0.3)
    at(c, 300, 1044, () => stack(c))
    c.save()
    c.globalCompositeOperation = 'soft-light'
    glow(c, 300, 940, 300, 150, '#ffd894', 0.9 * on)
    c.restore()
    const l = ramp(f, 0, 4)
    at(c, 300, 906, () => { lamp.draw(c, { on: on * l }); mark('lamp', lamp.spot, f >= 14) }, { scale: 1.22 })
    const m = ramp(f, 20, 50, ease.settle)
    const x = lerp(920, 566, m)
    cast(c, x, 1096, 176, '#140703', 0.75, 0.9)
    at(c, x, 1096, () => { c.save(); c.scale(-1, 1); mug.draw(c, { warm: on }); c.restore(); mark('mug', mug.spot, f >= 36) }, { scale: 1.06 })
    steam(c, x, 932, f + 10, 0.8 * on * ramp(f, 40, 70), 210)
    cast(c, 106, 1010, 120, '#140703', 0.7, 0.2)
    at(c, 106, 1012, () => vase(c), { scale: 1.02 })
    motes(c, f, on)
  })
  vignette(c, '#08040f', 0.6)
}

// night is the window at the back, with the moon in it.
function night(c, f) {
  const d = 'M470 96H668V520H470Z'
  fill(c, d, along(c, 470, 96, 560, 520, [0, '#1c2a5c'], [1, '#45588f']))
  inside(c, d, () => {
    oval(c, 588 - f * 0.06, 236, 47, 47, '#f6ecc9')
    glow(c, 588 - f * 0.06, 236, 120, 120, '#f6ecc9', 0.4)
    for (const [x, y, r] of [[500, 150, 1.8], [640, 140, 1.4], [520, 300, 1.3], [646, 340, 1.9], [496, 400, 1.3], [610, 440, 1.5]]) oval(c, x, y, r, r, '#f4f1dc')
  })
  line(c, 'M569 96V520M470 308H668', '#221838', 9, 'butt')
  line(c, d, '#221838', 14)
  line(c, 'M463 528H676', '#5d4a7c', 12)
}

// motes is dust that floats through the lamplight.
function motes(c, f, on) {
  c.save()
  c.globalCompositeOperation = 'screen'
  for (let i = 0; i < 22; i++) {
    const x = 60 + ((i * 137.5 + f * (0.25 + (i % 5) * 0.09)) % 560)
    const y = 300 + ((i * 89.3 + 900 - f * (0.3 + (i % 4) * 0.11)) % 560)
    oval(c, x, y + 6 * Math.sin(f * 0.05 + i), 1.3 + (i % 3) * 0.6, 1.3 + (i % 3) * 0.6, `rgba(255,214,150,${0.34 * on * (0.5 + 0.5 * Math.sin(f * 0.06 + i * 1.7))})`)
  }
  c.restore()
}

// shots is the film: which scene, for how many frames.
export const shots = [
  { draw: morning, frames: 126 },
  { draw: pouring, frames: 96 },
  { draw: laid, frames: 102 },
  { draw: evening, frames: 96 },
]

// portraits are the product pictures, 600 × 600, on plain paper.
export const portraits = {
  kettle: { paper: ['#e9e2ea', '#cfc4d2'], scale: 1.06, x: 312, y: 428, draw: (c) => kettle.draw(c) },
  mug: { paper: ['#f3e8d6', '#ddc9a8'], scale: 1.86, x: 270, y: 442, draw: (c) => mug.draw(c) },
  carafe: { paper: ['#dcebe8', '#b4d0cd'], scale: 1.28, x: 290, y: 516, draw: (c) => carafe.draw(c) },
  runner: { paper: ['#dde3d2', '#bac7ad'], scale: 1, x: 300, y: 0, flat: true, draw: (c) => runner.draw(c, { back: 130, front: 330, far: 138, near: 176, drop: 168, sway: 3 }) },
  lamp: { paper: ['#5a4780', '#2c2048'], scale: 1.26, x: 300, y: 516, night: true, draw: (c) => lamp.draw(c) },
}

export function portrait(c, p) {
  c.fillStyle = along(c, 0, 0, 420, 600, [0, p.paper[0]], [1, p.paper[1]])
  c.fillRect(0, 0, 600, 600)
  c.save()
  c.globalCompositeOperation = 'screen'
  glow(c, 210, 180, 420, 380, p.night ? '#f2a44e' : '#ffffff', p.night ? 0.5 : 0.35)
  c.restore()
  if (p.flat) {
    table(c, 122, 332, ['#d9a06a', '#c28450', '#a66a3b'], ['#96582f', '#7a4424', '#6a391d'], { seed: 6 })
    c.save()
    c.globalCompositeOperation = 'multiply'
    glow(c, 330, 250, 280, 120, '#6b3214', 0.45)
    glow(c, 330, 430, 240, 130, '#3c180a', 0.6)
    c.restore()
  } else cast(c, p.x, p.y, 180 * p.scale, p.night ? '#0d0618' : '#5d4a44', p.night ? 0.6 : 0.42, 0.8)
  at(c, p.x, p.y, () => p.draw(c), { scale: p.scale })
}
