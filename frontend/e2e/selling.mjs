// A person who sells: products of a file, a network that pays for them, a clip that shows them, published as a page,
// and a second file that says what has changed at the shop. All of it is asked of the program itself.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verb } from './kit.mjs'

const FEED = `id,title,link,price,availability,brand
1,Pouring kettle,https://norrgrain.example/kettle,89.00 EUR,in_stock,Norrgrain
2,Stoneware mug,https://lindtable.example/mug,24.00 EUR,in_stock,Lind Table
3,Kettle with wooden grip,https://norrgrain.example/kettle-wood,95.00 EUR,in_stock,Norrgrain
4,Glass carafe,https://ostra.example/carafe,32.00 EUR,in_stock,Ostra Studio
`
const NOW = FEED.replace('89.00 EUR,in_stock', '89.00 EUR,out_of_stock').replace('24.00 EUR', '29.00 EUR')

/** Needs TAGLANE_PASSPHRASE in the environment, and the sample in the library. */
export function selling(binary, dir) {
  const write = (name, text) => { writeFileSync(join(dir, name), text); return join(dir, name) }
  const run = (...args) => verb(binary, dir, ...args)
  run('products', 'import', write('before.csv', FEED))
  const [clip] = run('clips').clips
  for (const [product, from, to] of [['Pouring kettle', 30, 110], ['Stoneware mug', 120, 190], ['Pouring kettle', 200, 260], ['Dusk lamp', 280, 360], ['Glass carafe', 300, 400]]) run('tag', clip.id, product, '--in', `f${from}`, '--out', `f${to}`, '--relation', 'commission')
  run('accounts', 'add', 'cj', '--name', 'CJ', '--secret-file', write('cj.json', '{"access_token":"pat-1","company_id":"9","pid":"4567890"}'), '--set', 'company_id=9', '--set', 'pid=4567890')
  for (const product of ['Pouring kettle', 'Stoneware mug', 'Glass carafe']) run('products', 'pay', product, '--by', 'CJ', '--advertiser', '77', '--rate', '8')
  run('publish', clip.id, '--to', 'Web page')
  run('outbox', 'run', '--until-idle')
  run('products', 'import', write('now.csv', NOW))
  run('products', 'embargo', 'Dusk lamp', '--until', '2099-12-01T10:00', '--zone', 'Asia/Tokyo')
  return clip
}

/** Says what may take the place of the kettle, which only a screen does. */
export async function fallbacks(url) {
  const { origin, hash } = new URL(url)
  /** Answers { result } or { error }. */
  const answer = async (name, ...args) => (await fetch(`${origin}/verb/${name}`, { method: 'POST', headers: { 'X-Token': hash.slice(1), 'Content-Type': 'application/json' }, body: JSON.stringify(args) })).json()
  const ask = async (name, ...args) => (await answer(name, ...args)).result
  const products = await ask('Products', '')
  const id = title => products.find(p => p.title === title).id
  await ask('SetFallbacks', id('Pouring kettle'), [id('Kettle with wooden grip'), id('Glass carafe')])
  return { answer, ask, id }
}
