// The sound of the sample: plucked strings over a soft pad, the pour, and a
// small knock when something is put down. All of it is computed here.

const RATE = 48000

function dice(seed) {
  let s = seed
  return () => ((s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2147483648) - 1
}

const hertz = (note) => 440 * 2 ** ((note - 69) / 12)

// pluck is a string: noise that runs around a loop and loses its edge.
function pluck(out, at, note, loud, seed) {
  const noise = dice(seed)
  const loop = Float64Array.from({ length: Math.round(RATE / hertz(note)) }, noise)
  for (let pass = 0; pass < 3; pass++) for (let i = 1; i < loop.length; i++) loop[i] = (loop[i] + loop[i - 1]) / 2
  const keep = 0.9965 - note * 0.00003
  const from = Math.round(at * RATE)
  for (let i = 0, j = 0; i < 2.6 * RATE && from + i < out.length; i++) {
    const next = (j + 1) % loop.length
    out[from + i] += loud * loop[j] * Math.min(1, i / 90)
    loop[j] = keep * (loop[j] + loop[next]) / 2
    j = next
  }
}

function pad(out, from, to, notes, loud) {
  for (const note of notes) for (const detune of [0.998, 1.002]) {
    const step = (2 * Math.PI * hertz(note) * detune) / RATE
    for (let i = Math.round(from * RATE); i < Math.min(out.length, Math.round((to + 0.6) * RATE)); i++) {
      const t = i / RATE
      const swell = Math.min(1, (t - from) / 0.9) * Math.min(1, Math.max(0, (to + 0.6 - t) / 1.1))
      out[i] += loud * swell * (Math.sin(i * step) + 0.25 * Math.sin(2 * i * step)) / notes.length
    }
  }
}

function knock(out, at, loud, pitch = 170) {
  const from = Math.round(at * RATE)
  for (let i = 0; i < 0.16 * RATE && from + i < out.length; i++) {
    const t = i / RATE
    out[from + i] += loud * Math.exp(-t * 38) * Math.sin(2 * Math.PI * pitch * t * (1 - t * 1.6)) * Math.min(1, i / 40)
  }
}

function pour(out, from, to, loud) {
  const noise = dice(77)
  let low = 0
  let band = 0
  for (let i = Math.round(from * RATE); i < to * RATE; i++) {
    const t = (i / RATE - from) / (to - from)
    const tune = 2 * Math.sin((Math.PI * (520 + 620 * t + 90 * Math.sin(t * 90))) / RATE)
    low += tune * band
    band += tune * (noise() - low - 0.35 * band)
    out[i] += loud * band * Math.min(1, t * 12, (1 - t) * 10)
  }
}

// room gives an echo of four delays to each ear.
function room(dry, delays) {
  const out = Float64Array.from(dry)
  for (const [seconds, back] of delays) {
    const n = Math.round(seconds * RATE)
    const line = new Float64Array(n)
    let dull = 0
    for (let i = 0; i < dry.length; i++) {
      const echo = line[i % n]
      dull += 0.4 * (echo - dull)
      line[i % n] = dry[i] + back * dull
      out[i] += 0.2 * echo
    }
  }
  return out
}

// Four bars, one for each shot: where it starts, its chord, and its tune.
const bars = (cuts) => [
  [cuts[0], [53, 57, 60, 64], [65, 69, 72, 76, 72, 69, 77, 76]],
  [cuts[1], [50, 57, 60, 65], [74, 69, 65, 72, 69, 77]],
  [cuts[2], [46, 53, 58, 62], [70, 74, 77, 81, 77, 74]],
  [cuts[3], [48, 55, 60, 64], [72, 67, 76, 72, 65]],
]

// score renders the sound of a film of so many seconds, cut at those seconds,
// as a 16-bit stereo WAV file.
export function score(seconds, cuts) {
  const dry = new Float64Array(Math.round(seconds * RATE))
  bars(cuts).forEach(([at, chord, tune], b) => {
    const end = cuts[b + 1] ?? seconds
    pad(dry, at, end, chord, 0.06)
    pluck(dry, at, chord[0], 0.5, 7 + b)
    tune.forEach((note, i) => pluck(dry, at + 0.12 + (i * (end - at - 0.2)) / tune.length, note, i % 2 ? 0.36 : 0.55, 100 * b + i))
  })
  for (const [at, loud, pitch] of [[0.8, 0.17], [1.55, 0.13], [cuts[2] + 1.7, 0.19, 150], [cuts[3] + 0.42, 0.1, 900], [cuts[3] + 1.4, 0.14]]) knock(dry, at, loud, pitch)
  pour(dry, cuts[1] + 0.72, cuts[1] + 2.5, 0.05)
  const ears = [room(dry, [[0.0797, 0.6], [0.1131, 0.55]]), room(dry, [[0.0893, 0.6], [0.1219, 0.55]])]
  return wav(ears, seconds)
}

function wav(ears, seconds) {
  const n = ears[0].length
  const peak = Math.max(...ears.map((e) => e.reduce((m, v) => Math.max(m, Math.abs(v)), 0)))
  const b = Buffer.alloc(44 + n * 4)
  b.write('RIFF', 0)
  b.writeUInt32LE(36 + n * 4, 4)
  b.write('WAVEfmt ', 8)
  for (const [v, at, size] of [[16, 16, 4], [1, 20, 2], [2, 22, 2], [RATE, 24, 4], [RATE * 4, 28, 4], [4, 32, 2], [16, 34, 2]]) b.writeUIntLE(v, at, size)
  b.write('data', 36)
  b.writeUInt32LE(n * 4, 40)
  for (let i = 0; i < n; i++) {
    const fade = Math.min(1, (seconds - i / RATE) / 0.8)
    ears.forEach((e, ear) => b.writeInt16LE(Math.round((e[i] / peak) * 0.72 * fade * 32767), 44 + i * 4 + ear * 2))
  }
  return b
}
