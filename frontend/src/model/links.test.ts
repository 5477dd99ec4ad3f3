import { describe, expect, it, vi } from 'vitest'
import type { Audit, Link, Reading } from '../studio/studio'
import { Shell } from './app.svelte'
import { Links, sawAt, verdictOf } from './links.svelte'
import { Settings } from './settings.svelte'
import { fault, stage } from './testdata/studio'

const link = (subID: string, more: Partial<Link> = {}): Link => ({
  subID, network: 'cj', networkTitle: 'CJ Affiliate', account: 'a', advertiser: '77', product: 'pan', productTitle: 'Rye pan', clip: 'c1', clipName: 'Slow Sunday', tag: 't', service: 'webpage',
  destination: 'https://shop.example/pan', url: `https://net.example/${subID}`, revision: 1, madeAt: '2026-11-23T09:12:00Z', replaced: false, verdict: '', auditedAt: '', ...more,
})
const audit = (of: Link, verdict: string, level: Audit['level']): Audit => ({ link: of, verdict, level, message: `It is ${verdict}.`, hops: [], at: '2026-11-23T09:12:00Z' })
const reading = (destination: string): Reading => ({ destination, layers: [], foreign: false, opaque: false, message: 'Said.' })
const ALL = [link('one', { verdict: 'ok' }), link('two', { verdict: 'gone', productTitle: 'Mug' }), link('three', { network: 'rakuten', networkTitle: 'Rakuten' }), link('old', { replaced: true, verdict: 'gone' })]

async function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const s = stage({ links: () => ALL, programs: () => [], settings: () => ({}), setSetting: () => undefined, ...verbs })
  const shell = new Shell(s.studio)
  const wishes = new Settings()
  wishes.values = {}
  const links = new Links(shell, wishes)
  links.start()
  await vi.waitFor(() => { expect(links.loaded || links.fault !== null).toBe(true) })
  return { ...s, shell, links, wishes, asked: (verb: string) => s.calls.filter((c) => c.verb === verb).map((c) => c.args), rows: () => links.rows.map((l) => l.subID).join(' ') }
}

describe('links', () => {
  it('shows those in use, and finds by words, network and how they stand', async () => {
    const { links, rows } = await opened()
    expect([rows(), links.bad]).toEqual(['one two three', 1])
    links.text = 'MUG'
    expect(rows()).toBe('two')
    links.text = ''
    links.network = 'rakuten'
    expect(rows()).toBe('three')
    links.network = ''
    links.show = 'bad'
    expect(rows()).toBe('two')
    links.show = 'unseen'
    expect(rows()).toBe('three')
    links.show = 'replaced'
    expect(rows()).toBe('old')
    expect(links.networks.map((n) => [n.network, n.links])).toEqual([['cj', 2], ['rakuten', 1]])
  })

  it('looks without opening anything, and says what it found', async () => {
    const { links, asked } = await opened({ auditLinks: () => [audit(link('one'), 'ok', ''), audit(link('two'), 'gone', 'block')] })
    await links.audit(false)
    expect(asked('auditLinks')).toEqual([['', false]])
    expect(links.audits.get('two')?.message).toBe('It is gone.')
    expect(links.said).toBe('2 links looked at; 1 needs a look.')
    expect([links.busy, asked('links').length]).toEqual([false, 2])
  })

  it('remembers for each network that its links may be opened', async () => {
    const { links, asked } = await opened()
    expect(links.agrees('cj')).toBe(false)
    await links.agree('cj', true)
    expect([links.agrees('cj'), links.agrees('rakuten')]).toEqual([true, false])
    expect(asked('setSetting')).toEqual([['links.follow.cj', 'yes']])
    await links.agree('cj', false)
    expect(links.agrees('cj')).toBe(false)
  })

  it('names every verdict, and what was seen on the way', () => {
    expect([verdictOf('ok').tone, verdictOf('id-foreign').tone, verdictOf('region').tone, verdictOf('').tone, verdictOf('never heard of').word]).toEqual(['ok', 'bad', 'warn', '', 'Could not be seen'])
    const hop = { address: 'https://x', status: 302, how: 'location', ours: true, subID: false, ms: 4 }
    expect([sawAt(hop), sawAt({ ...hop, ours: false, subID: true }), sawAt({ ...hop, ours: false })]).toEqual([['Your id is there'], ['Your sub-id is there'], []])
  })
})

describe('a pasted address', () => {
  it('is read, and the later one wins', async () => {
    const late: ((r: Reading) => void)[] = []
    const { links } = await opened({ readLink: (text) => (text === 'slow' ? new Promise<Reading>((ok) => late.push(ok)) : reading(text)) })
    const slow = links.read('slow')
    await links.read(' https://shop.example/b ')
    late[0]?.(reading('slow'))
    await slow
    expect(links.reading?.destination).toBe('https://shop.example/b')
    await links.read('  ')
    expect(links.reading).toBeNull()
  })

  it('says why it cannot be read', async () => {
    const { links } = await opened({ readLink: () => { throw fault('Invalid', 'That is no address.') } })
    await links.read('xx')
    expect([links.reading, links.unread]).toEqual([null, 'That is no address.'])
  })

  it('becomes a product, or renews one', async () => {
    const { links, asked } = await opened({
      readLink: () => reading('https://shop.example/pan'), readPage: () => [{ source: 'page', key: 'k' } as never],
      takeListing: () => ({ id: 'new' }) as never, setProduct: (id) => ({ id }) as never,
    })
    await links.read('https://net.example/x')
    expect((await links.take(''))?.id).toBe('new')
    expect([asked('readPage'), asked('takeListing')]).toEqual([[['https://shop.example/pan']], [['page', 'k', '']]])
    await links.read('https://net.example/x')
    expect((await links.take('pan'))?.id).toBe('pan')
    expect(asked('setProduct')).toEqual([['pan', { url: 'https://shop.example/pan' }]])
  })

  it('stays where its page sells nothing or does not answer', async () => {
    let pages: () => never[] = () => []
    const { links } = await opened({ readLink: () => reading('https://shop.example/pan'), readPage: () => pages() })
    await links.read('https://net.example/x')
    expect([await links.take(''), links.unread]).toEqual([null, 'That page does not say what it sells.'])
    pages = () => { throw fault('Offline', 'The page did not answer.') }
    expect([await links.take(''), links.unread, links.taking]).toEqual([null, 'The page did not answer.', false])
  })
})

it('programmes are asked for by account, and a refusal is told there', async () => {
  let refuse = false
  const { links } = await opened({ renewPrograms: () => { if (refuse) throw fault('Login', 'Sign in again.'); return [{ advertiser: '77' } as never] } })
  await links.renew('a')
  expect([links.programs.length, links.renewing]).toEqual([1, ''])
  refuse = true
  await links.renew('a')
  expect([links.unrenewed, links.programs.length]).toEqual(['Sign in again.', 1])
})
