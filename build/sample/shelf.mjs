// What is for sale in the sample, and when it is tagged. Every name is made up.

// Spans are frames of a shot; no more than two tags share an instant, and each
// lasts long enough to be caught.
export const shelf = [
  { ware: 'mug', title: 'Stoneware mug', brand: 'Lind Table', url: 'https://lindtable.example/mug', price: '24.00 EUR', relation: 'own', tags: [[0, 40, 126], [1, 0, 96], [3, 38, 96]] },
  { ware: 'kettle', title: 'Pouring kettle', brand: 'Norrgrain', url: 'https://norrgrain.example/kettle', price: '89.00 EUR', relation: 'commission', tags: [[0, 20, 126], [1, 6, 96]] },
  { ware: 'runner', title: 'Linen runner', brand: 'Lind Table', url: 'https://lindtable.example/runner', price: '39.00 EUR', relation: 'own', tags: [[2, 8, 102]] },
  { ware: 'carafe', title: 'Glass carafe', brand: 'Ostra Studio', url: 'https://ostra.example/carafe', price: '32.00 EUR', relation: 'gifted', tags: [[2, 42, 102]] },
  { ware: 'lamp', title: 'Dusk lamp', brand: 'Norrgrain', url: 'https://norrgrain.example/dusk-lamp', price: '129.00 EUR', relation: 'commission', tags: [[3, 14, 96]] },
]

const round = (v) => Math.round(v * 10000) / 10000

// path keeps as few keys as follow the thing within slack of the picture:
// straight ways between keys, split where they miss the most.
export function path(points, slack = 0.003) {
  const keep = new Set([0, points.length - 1])
  const split = (a, b) => {
    let worst = slack
    let at = -1
    for (let i = a + 1; i < b; i++) {
      const t = (i - a) / (b - a)
      const miss = Math.max(...[1, 2].map((k) => Math.abs(points[i][k] - points[a][k] - (points[b][k] - points[a][k]) * t)))
      if (miss > worst) [worst, at] = [miss, i]
    }
    if (at < 0) return
    keep.add(at)
    split(a, at)
    split(at, b)
  }
  split(0, points.length - 1)
  return [...keep].sort((a, b) => a - b).map((i) => ({ frame: points[i][0], x: round(points[i][1]), y: round(points[i][2]) }))
}

// described is shelf.json: the products with their tags over the whole film.
export function described(marks, cuts, facts) {
  const products = shelf.map(({ ware, tags, ...words }) => ({
    ...words,
    picture: `products/${ware}.jpg`,
    tags: tags.map(([shot, from, to]) => {
      const span = { in: cuts[shot] + from, out: cuts[shot] + to }
      const points = []
      for (let f = span.in; f < span.out; f++) {
        if (!marks[f][ware]) throw new Error(`The ${ware} is not in the picture at frame ${f}.`)
        points.push([f, ...marks[f][ware]])
      }
      return { ...span, interpolation: 'linear', spots: path(points) }
    }),
  }))
  return { title: 'Slow Sunday', ...facts, products }
}
