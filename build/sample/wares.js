// The five things on the shelf. Each is drawn standing on the point 0, 0, in
// pixels of the 720-wide picture, and names the point a hotspot belongs to.

import { along, around, dice, fill, glow, inside, lerp, line, oval, rgba, ring, round } from './paint.js'

const kettleBody = 'M-112 2C-138-2-149-26-143-60C-134-116-106-158-86-180H86C106-158 134-116 143-60C149-26 138-2 112 2C66 14-66 14-112 2Z'
const kettleLid = 'M-90-178C-84-206-44-222 0-222C44-222 84-206 90-178C50-163-50-163-90-178Z'
const kettleSpout = 'M-122-100C-158-98-174-116-181-146C-187-172-204-192-238-205C-246-207-254-192-246-187C-224-176-214-160-209-130C-203-84-180-34-118-30Z'

export const kettle = { spot: [-6, -92], tip: [-247, -197] }

kettle.draw = (c) => {
  const grip = 'M92-176C150-246 238-206 220-124C211-84 180-64 142-62'
  line(c, grip, along(c, 90, -230, 222, -70, [0, '#6b4026'], [0.5, '#4a2917'], [1, '#2c170c']), 25)
  line(c, 'M100-184C152-238 222-206 209-132', 'rgba(255,214,168,.28)', 5)
  line(c, 'M92-176L104-187M142-62L157-63', '#b98a4a', 27, 'butt')
  line(c, 'M93-181L100-187', 'rgba(255,240,205,.7)', 6, 'butt')

  fill(c, kettleSpout, along(c, -240, -120, -120, -90, [0, '#fbf5ea'], [0.45, '#ded4c3'], [1, '#a79a87']))
  inside(c, kettleSpout, () => {
    line(c, 'M-238-199C-208-188-194-168-189-140C-182-108-164-92-130-92', 'rgba(255,255,255,.55)', 9)
    line(c, 'M-246-187C-224-176-214-160-209-130C-203-84-180-34-118-30', 'rgba(94,70,50,.34)', 16)
    glow(c, -122, -62, 40, 60, '#6e5a45', 0.5)
  })
  oval(c, -242, -196, 5, 10.5, '#5a4535', 0.42)

  fill(c, kettleBody, round(c, -146, 146, '#fdf8ee', '#e5dccd', '#9b8d7b', '#c1b09a'))
  inside(c, kettleBody, () => {
    c.fillStyle = along(c, 0, -180, 0, 14, [0, 'rgba(255,255,255,.16)'], [0.4, 'rgba(120,96,72,0)'], [1, 'rgba(96,62,40,.42)'])
    c.fillRect(-150, -190, 300, 210)
    glow(c, 96, 6, 92, 34, '#d98d57', 0.55) // what the table throws back
    glow(c, -60, -112, 34, 84, '#ffffff', 0.75, 0.28)
    fill(c, 'M-94-70C-92-104-80-134-68-154L-52-154C-63-134-74-104-76-70Z', 'rgba(255,255,255,.62)')
    fill(c, 'M-94-60H-76C-76-50-75-42-73-34L-90-36C-93-44-94-52-94-60Z', 'rgba(255,255,255,.42)')
    line(c, 'M-140-30C-70-12 70-12 140-30', 'rgba(120,90,66,.16)', 3)
  })
  c.save()
  c.globalCompositeOperation = 'multiply'
  line(c, 'M-88-176C-50-161 50-161 88-176', 'rgba(112,86,62,.6)', 5)
  c.restore()
  fill(c, kettleLid, round(c, -92, 92, '#fffaf1', '#e6ddce', '#a39481', '#c4b39d'))
  inside(c, kettleLid, () => {
    glow(c, -40, -202, 34, 12, '#ffffff', 0.9, -0.3)
    glow(c, 8, -216, 34, 12, '#6e5a45', 0.5)
  })
  fill(c, 'M-13-216C-11-226-10-230-10-236H10C10-230 11-226 13-216C6-213-6-213-13-216Z', round(c, -13, 13, '#f3d693', '#c2924c', '#7c5626', '#a67838'))
  oval(c, 0, -250, 20, 18.5, around(c, -7, -257, 30, [0, '#8f5b39'], [0.5, '#57311c'], [1, '#2c170c']))
  oval(c, -7, -257, 5, 4, 'rgba(255,225,190,.6)', -0.5)
}

const mugBody = 'M-92-150C-92-104-91-70-89-42C-87-14-74 0-50 5C-22 10 22 10 50 5C74 0 87-14 89-42C91-70 92-104 92-150A92 20 0 0 1-92-150Z'
const mugGlaze = 'M-96-160V-62C-82-48-64-60-48-50C-34-42-28-30-14-34C2-38 8-52 26-50C44-48 52-36 66-42C78-47 86-58 96-56V-160Z'

export const mug = { spot: [0, -74], mouth: [0, -150] }

// full says how much coffee is in the mug; warm adds light from the lamp on its right.
mug.draw = (c, { full = 1, warm = 0, cup = ['#6f9cb8', '#3c6a8b', '#1c3b55'] } = {}) => {
  const [light, base, dark] = cup
  const grip = 'M84-124C150-140 166-34 78-38'
  line(c, grip, along(c, 84, 0, 152, 0, [0, dark], [0.6, base], [1, dark]), 25)
  line(c, 'M92-126C140-130 152-62 104-46', rgba(light, 0.5), 6)
  fill(c, mugBody, round(c, -92, 92, '#f6e7d0', '#dcc6a6', '#8f7353', '#b5946e'))
  inside(c, mugBody, () => {
    const roll = dice(11)
    for (let i = 0; i < 90; i++) oval(c, lerp(-90, 90, roll()), lerp(-60, 8, roll()), lerp(0.7, 1.9, roll()), lerp(0.6, 1.4, roll()), `rgba(84,52,30,${lerp(0.25, 0.6, roll())})`)
    c.save()
    c.translate(0, 4)
    fill(c, mugGlaze, 'rgba(60,34,18,.28)')
    c.restore()
    fill(c, mugGlaze, round(c, -92, 92, light, base, dark, base))
    inside(c, mugGlaze, () => {
      for (let i = 0; i < 70; i++) oval(c, lerp(-90, 90, roll()), lerp(-150, -40, roll()), lerp(0.6, 1.5, roll()), lerp(0.6, 1.2, roll()), `rgba(255,246,228,${lerp(0.1, 0.34, roll())})`)
    })
    c.fillStyle = along(c, 0, -150, 0, 8, [0, 'rgba(255,255,255,.06)'], [0.6, 'rgba(40,20,10,0)'], [1, 'rgba(60,28,12,.5)'])
    c.fillRect(-96, -160, 192, 180)
    glow(c, -48, -92, 20, 62, '#ffffff', 0.55, 0.06)
    fill(c, 'M-70-122C-64-119-58-117-52-116V-60C-58-61-64-63-69-66Z', 'rgba(255,255,255,.34)')
    if (warm) glow(c, 84, -86, 60, 96, '#ffb765', 0.75 * warm)
  })
  oval(c, 0, -150, 92, 20, along(c, -92, 0, 92, 0, [0, light], [0.5, base], [1, dark]))
  const well = new Path2D()
  well.ellipse(0, -150, 84, 16.5, 0, 0, 2 * Math.PI)
  fill(c, well, along(c, -84, 0, 84, 0, [0, dark], [0.6, base], [1, light]))
  inside(c, well, () => {
    c.fillStyle = 'rgba(10,16,24,.45)'
    c.fillRect(-92, -172, 184, 44)
    const y = lerp(-112, -145.5, full)
    const r = lerp(70, 81, full)
    oval(c, 0, y, r, r * 0.19, along(c, -r, 0, r, 0, [0, '#8a532b'], [0.35, '#4b2812'], [1, '#28130a']))
    ring(c, 0, y, r - 3, (r - 3) * 0.19, 'rgba(214,150,92,.7)', 3)
    glow(c, -34, y - 4, 26, 4, '#ffe2bd', 0.65)
  })
  ring(c, 0, -150, 88, 18.2, 'rgba(255,255,255,.35)', 2.4, Math.PI * 0.62, Math.PI * 1.3)
  if (warm) ring(c, 0, -150, 90, 19, `rgba(255,214,150,${0.8 * warm})`, 2.6, -0.5, 0.62)
}

const carafeBody = 'M-78 0C-100-3-108-22-108-50C-108-112-62-142-50-192C-44-218-46-250-60-284H60C46-250 44-218 50-192C62-142 108-112 108-50C108-22 100-3 78 0C50 8-50 8-78 0Z'
const carafeWell = 'M-72-10C-92-13-99-28-99-52C-99-106-54-142-42-190H42C54-142 99-106 99-52C99-28 92-13 72-10C46-3-46-3-72-10Z'

export const carafe = { spot: [0, -70] }

function slice(c, x, y, r, turn, squash) {
  c.save()
  c.translate(x, y)
  c.rotate(turn)
  c.scale(1, squash)
  oval(c, 0, 0, r, r, '#f08a24')
  oval(c, 0, 0, r * 0.88, r * 0.88, '#ffe3b0')
  for (let i = 0; i < 8; i++) {
    c.save()
    c.rotate((i * Math.PI) / 4)
    fill(c, `M0-${r * 0.1}L${r * 0.26}-${r * 0.76}Q0-${r * 0.9}-${r * 0.26}-${r * 0.76}Z`, '#f7a437')
    c.restore()
  }
  c.restore()
}

// swing tilts what is inside, in radians, while the carafe still moves.
carafe.draw = (c, { swing = 0 } = {}) => {
  fill(c, carafeBody, along(c, -108, 0, 108, 0, [0, 'rgba(255,255,255,.42)'], [0.2, 'rgba(255,250,240,.16)'], [0.7, 'rgba(255,250,240,.12)'], [1, 'rgba(255,255,255,.36)']))
  inside(c, carafeWell, () => {
    c.save()
    c.translate(0, -124)
    c.rotate(swing)
    c.fillStyle = along(c, -100, 0, 100, 0, [0, '#f6b04c'], [0.28, '#ffc766'], [0.62, '#ee9230'], [1, '#bd5c17'])
    c.fillRect(-140, 0, 280, 160)
    c.fillStyle = along(c, 0, 0, 0, 124, [0, 'rgba(255,226,150,.5)'], [0.4, 'rgba(255,190,90,0)'], [1, 'rgba(150,62,10,.5)'])
    c.fillRect(-140, 0, 280, 160)
    oval(c, 0, 0, 82, 12, along(c, -80, 0, 80, 0, [0, '#ffe2a0'], [0.5, '#f9b557'], [1, '#dd8428']))
    ring(c, 0, 0, 80, 11, 'rgba(255,240,205,.75)', 2)
    c.restore()
    slice(c, -34, -62, 30, -0.5, 0.92)
    slice(c, 38, -40, 28, 0.4, 0.7)
    glow(c, 52, -24, 60, 22, '#ffdf96', 0.5) // the light gathers where it leaves
  })
  line(c, carafeBody, 'rgba(255,255,255,.5)', 2.5)
  line(c, 'M-84-14C-99-24-98-66-84-96C-68-126-48-156-42-194', 'rgba(255,255,255,.85)', 7)
  line(c, 'M-40-214C-38-236-42-254-48-270', 'rgba(255,255,255,.7)', 5)
  line(c, 'M95-40C98-74 80-104 64-132', 'rgba(255,255,255,.5)', 3.5)
  line(c, 'M70-8C40-1-40-1-70-8', 'rgba(255,255,255,.55)', 3)
  oval(c, 0, -310, 40, 38, around(c, -14, -324, 66, [0, '#e9c496'], [0.5, '#c3935f'], [1, '#7d5330']))
  const roll = dice(5)
  for (let i = 0; i < 26; i++) {
    const a = roll() * 6.3
    const r = Math.sqrt(roll()) * 34
    oval(c, Math.cos(a) * r, -310 + Math.sin(a) * r, 2.4, 1.1, `rgba(92,54,26,${lerp(0.15, 0.4, roll())})`, roll() * 3)
  }
  oval(c, 0, -284, 60, 11, 'rgba(255,255,255,.16)')
  ring(c, 0, -284, 60, 11, 'rgba(255,255,255,.75)', 2.6)
}

const dome = 'M-152-166C-154-268-86-330 0-330C86-330 154-268 152-166C104-140-104-140-152-166Z'

export const lamp = { spot: [0, -238] }

// on says how bright the lamp burns, 0..1.
lamp.draw = (c, { on = 1 } = {}) => {
  oval(c, 0, 0, 84, 17, '#5a3a17')
  oval(c, 0, -6, 84, 17, round(c, -84, 84, '#f2d08a', '#b98742', '#6d4a1f', '#8d6430'))
  oval(c, 0, -9, 70, 12.5, along(c, -70, 0, 70, 0, [0, '#d9ae66'], [1, '#8d6430']))
  fill(c, 'M-12-12C-9-20-8-30-8-44V-170H8V-44C8-30 9-20 12-12C6-8-6-8-12-12Z', round(c, -12, 12, '#f7dc9f', '#bd8c47', '#6d4a1f', '#9a7038'))
  oval(c, 0, -160, 150, 17, '#8c6a44')
  if (on) oval(c, 0, -158, 142, 14, `rgba(255,240,200,${on})`)
  fill(c, dome, round(c, -152, 152, '#efe4d2', '#cdbfa9', '#857560', '#9d8a71'))
  inside(c, dome, () => {
    c.globalAlpha = on
    c.fillStyle = around(c, -6, -210, 190, [0, '#fffdf4'], [0.35, '#fff3cf'], [0.7, '#ffd78a'], [1, '#f2a64e'])
    c.fillRect(-160, -340, 320, 210)
    c.globalAlpha = 1
    glow(c, -74, -268, 26, 58, '#ffffff', 0.55, 0.62)
    line(c, 'M-150-166C-104-142 104-142 150-166', rgba('#fff6dc', 0.35 + 0.6 * on), 5)
  })
  fill(c, 'M-9-328C-8-338-6-342 0-342C6-342 8-338 9-328Z', round(c, -9, 9, '#f2d08a', '#b98742', '#6d4a1f'))
}

export const runner = { spot: [0, 70] }

// The runner lies on a table from (0, back) to (0, front) and hangs from its
// edge by drop; near and far are its half widths. sway bends what hangs.
runner.draw = (c, { back, front, far, near, drop, sway = 0, roll = 0 }) => {
  const low = front + drop
  const hem = (u) => sway * Math.sin(u * 5 + 1) + 5 * Math.sin(u * 3.1)
  const lying = `M${-far} ${back}L${far} ${back}L${near} ${front}L${-near} ${front}Z`
  fill(c, lying, along(c, -near, back, near, front, [0, '#fff6e6'], [0.5, '#f4e6cf'], [1, '#dbc5a4']))
  inside(c, lying, () => weave(c, (s, t) => [lerp(-1, 1, s) * lerp(far, near, t), lerp(back, front, t)], 0.05))
  if (drop > 1) hanging(c, front, low, near, hem, drop)
  if (roll > 1) rolled(c, front, near, roll)
}

// weave draws threads and the two stripes over a patch given as a map of 0..1, 0..1.
function weave(c, place, a) {
  const along1 = (s, style, w) => {
    c.strokeStyle = style
    c.lineWidth = w
    c.beginPath()
    for (let t = 0; t <= 1.001; t += 0.125) c.lineTo(...place(s, t))
    c.stroke()
  }
  for (let s = 0.015; s < 1; s += 0.022) along1(s, `rgba(140,104,66,${a * 1.6})`, 1.1)
  for (let t = 0.01; t < 1; t += 0.02) {
    c.strokeStyle = `rgba(140,104,66,${a})`
    c.lineWidth = 1
    c.beginPath()
    c.moveTo(...place(0, t))
    c.lineTo(...place(1, t))
    c.stroke()
  }
  for (const s of [0.1, 0.9]) along1(s, '#bf5b35', 13)
  for (const s of [0.155, 0.845]) along1(s, '#d98a5c', 4)
}

function hanging(c, front, low, near, hem, drop) {
  const place = (s, t) => [lerp(-near, near, s) + hem(s * 2) * t * 0.35, lerp(front, low + hem(s * 3) * 0.8, t)]
  const edge = new Path2D()
  edge.moveTo(...place(0, 0))
  for (let s = 0; s <= 1.001; s += 0.05) edge.lineTo(...place(s, 1))
  edge.lineTo(...place(1, 0))
  edge.closePath()
  for (let s = 0.01; s < 1; s += 0.024) {
    const [x, y] = place(s, 1)
    line(c, `M${x} ${y - 3}q${Math.sin(s * 40) * 3} 12 ${Math.sin(s * 23) * 4} ${24 * Math.min(1, drop / 60)}`, s > 0.6 ? '#c9b08c' : '#e9d8bc', 4.2)
  }
  fill(c, edge, along(c, -near, 0, near, 0, [0, '#e7d5b9'], [0.18, '#f7ead4'], [0.36, '#dfcaa8'], [0.52, '#f3e4cb'], [0.7, '#d3bb96'], [0.84, '#e6d2b2'], [1, '#bfa47d']))
  inside(c, edge, () => {
    weave(c, place, 0.06)
    c.fillStyle = along(c, 0, front, 0, low, [0, 'rgba(255,255,255,.4)'], [0.1, 'rgba(120,80,44,.2)'], [0.5, 'rgba(120,80,44,.05)'], [1, 'rgba(90,54,26,.28)'])
    c.fillRect(-near * 1.3, front - 4, near * 2.6, drop + 60)
    for (const s of [0.3, 0.62]) glow(c, lerp(-near, near, s), (front + low) / 2, 16, drop * 0.7, '#7a4d28', 0.22)
  })
}

function rolled(c, front, near, r) {
  const w = near + 3
  const tube = new Path2D()
  tube.roundRect(-w, front - 2 * r, 2 * w, 2 * r, r * 0.5)
  glow(c, 14, front + 5, w * 1.06, r * 0.8, '#4a2410', 0.5)
  fill(c, tube, along(c, 0, front - 2 * r, 0, front, [0, '#e8d6ba'], [0.3, '#fff7e8'], [0.65, '#e2ceac'], [1, '#a98b62']))
  inside(c, tube, () => {
    for (const s of [0.1, 0.9]) line(c, `M${lerp(-w, w, s)} ${front - 2 * r}V${front}`, '#b9552f', 13, 'butt')
    for (const s of [0.155, 0.845]) line(c, `M${lerp(-w, w, s)} ${front - 2 * r}V${front}`, '#d08053', 4, 'butt')
    c.fillStyle = along(c, 0, front - 2 * r, 0, front, [0, 'rgba(0,0,0,0)'], [0.6, 'rgba(80,44,18,.05)'], [1, 'rgba(80,44,18,.4)'])
    c.fillRect(-w, front - 2 * r, 2 * w, 2 * r)
  })
}

// steam rises from x, y; it lives on the frame alone.
export function steam(c, x, y, f, a = 1, tall = 190) {
  c.save()
  c.globalCompositeOperation = 'screen'
  for (let i = 0; i < 64; i++) {
    const strand = i % 3
    const t = (i / 64 + f * 0.0055) % 1
    const bend = Math.sin(t * 4.4 - f * 0.05 + strand * 2.4) * (4 + 26 * t) + Math.sin(i * 7.3) * 10 * t
    const fade = Math.sin(Math.PI * t) ** 1.3 * a
    glow(c, x + (strand - 1) * 24 + bend, y - t * tall, 13 + 24 * t, 26 + 34 * t, '#fff1e2', 0.085 * fade)
  }
  c.restore()
}
