import { afterEach, describe, expect, it, vi } from 'vitest'
import { overHttp, type World } from './http'
import type { Fault } from './studio'

interface Asked { url: string; init: RequestInit }

/** A twin of two functions: what a verb answers, and what the event stream sends. */
function twin(answer: (asked: Asked) => { status?: number; body: unknown } | Promise<never>, streams: string[][] = []) {
  const asked: Asked[] = []
  const fetchLike = (async (input: string, init: RequestInit) => {
    const a = { url: input.replace('http://127.0.0.1:1', ''), init }
    asked.push(a)
    if (a.url.startsWith('/events')) {
      const chunks = streams.shift()
      if (!chunks) return new Promise<Response>(() => undefined)
      return new Response(new ReadableStream({ start(c) {
        for (const chunk of chunks) c.enqueue(new TextEncoder().encode(chunk))
        c.close()
      } }))
    }
    const { status = 200, body } = await answer(a)
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  }) as unknown as typeof fetch
  const world: Partial<World> = { fetch: fetchLike, patience: 20, again: [1, 1] }
  return { asked, world, verbs: () => asked.filter((a) => a.url.startsWith('/verb')) }
}

const address = { hash: '#secret', pathname: '/', origin: 'http://127.0.0.1:1' }
const fault = (p: Promise<unknown>): Promise<Fault> => p.then(() => { throw new Error('it did not fail') }, (e: Fault) => e)

afterEach(() => { vi.useRealTimers() })

describe('verbs over HTTP', () => {
  it('sends the name as Go knows it, the arguments as a list and the token as a header', async () => {
    const t = twin(() => ({ body: { result: { clip: {}, message: 'done' } } }))
    const studio = overHttp(address, t.world)
    const change = await studio.addTag('c1', 'p1', { in: 3, out: 9 }, null)
    expect(change.message).toBe('done')
    const [sent] = t.verbs()
    expect(sent?.url).toBe('/verb/AddTag')
    expect(sent?.init.method).toBe('POST')
    expect(JSON.parse(String(sent?.init.body))).toEqual(['c1', 'p1', { in: 3, out: 9 }, null])
    expect(new Headers(sent?.init.headers).get('X-Token')).toBe('secret')
    expect(sent?.url).not.toContain('secret')
  })

  it('rejects with the fault Go told, and nothing more', async () => {
    const told = { kind: 'Conflict', message: 'Mia was first.', until: '2026-11-25T10:00:00Z' }
    const t = twin(() => ({ body: { result: null, error: told } }))
    expect(await fault(overHttp(address, t.world).clip('c1'))).toEqual(told)
  })

  it('makes Internal of whatever is not a fault', async () => {
    for (const body of ['no json', { error: { kind: 'Strange', message: 'x' } }, { error: 'text' }]) {
      expect((await fault(overHttp(address, twin(() => ({ body })).world).clip('c1'))).kind).toBe('Internal')
    }
    expect((await fault(overHttp(address, twin(() => ({ status: 500, body: 'stack' })).world).clip('c1'))).message).not.toContain('stack')
  })

  it('says that the page is stale, or that nobody is there', async () => {
    expect((await fault(overHttp(address, twin(() => ({ status: 403, body: 'wrong token' })).world).version())).kind).toBe('Login')
    expect((await fault(overHttp(address, twin(() => Promise.reject(new TypeError('refused'))).world).version())).kind).toBe('Offline')
  })

  it('gives a quick verb up after its patience, and waits for a long one', async () => {
    const t = twin(() => new Promise<never>(() => undefined))
    const studio = overHttp(address, t.world)
    let settled = false
    void studio.publish('c1', 'a1', {}, '').then(() => { settled = true }, () => { settled = true })
    expect((await fault(studio.clips({}))).kind).toBe('Internal')
    expect(settled).toBe(false)
  })

  it('streams a file in under its own name and tells how far it is', async () => {
    const t = twin(() => ({ body: {} }))
    const shares: number[] = []
    const puts: { url: string; headers: Record<string, string> }[] = []
    const studio = overHttp(address, { ...t.world, put: (url, headers, _body, progress) => {
      puts.push({ url, headers })
      progress(0.5)
      return Promise.resolve({ status: 200, text: '{"result":{"imported":[],"refused":[]}}' })
    } })
    const report = await studio.importFile(new File(['x'], 'a b&c.mp4'), (s) => shares.push(s))
    expect(report).toEqual({ imported: [], refused: [] })
    expect(shares).toEqual([0.5])
    expect(puts[0]?.headers['X-Token']).toBe('secret')
    const query = new URL(puts[0]?.url ?? '').searchParams
    expect([query.get('verb'), query.get('name')]).toEqual(['ImportFile', 'a b&c.mp4'])
  })

  it('tells the program that the network is back', async () => {
    const heard = new Map<string, () => void>()
    vi.stubGlobal('addEventListener', (name: string, fn: () => void) => { heard.set(name, fn) })
    try {
      const t = twin(() => ({ body: { result: null } }))
      overHttp(address, t.world)
      heard.get('online')?.()
      await vi.waitFor(() => { expect(t.verbs().map((a) => a.url)).toEqual(['/verb/NetworkBack']) })
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('opens a post in a tab', async () => {
    const t = twin(() => ({ body: { result: { url: 'http://127.0.0.1:9/p/' } } }))
    const opened: string[] = []
    await overHttp(address, { ...t.world, open: (u) => opened.push(u) }).openPost('p1')
    expect(opened).toEqual(['http://127.0.0.1:9/p/'])
  })

  it('opens a link in a tab only where Taglane allows it', async () => {
    const opened: string[] = []
    const open = { open: (u: string) => opened.push(u) }
    await overHttp(address, { ...twin(() => ({ body: { result: { url: 'https://console.example/' } } })).world, ...open }).openLink('https://console.example/')
    await fault(overHttp(address, { ...twin(() => ({ body: { error: { kind: 'Refused', message: 'No.' } } })).world, ...open }).openLink('https://evil.example/'))
    expect(opened).toEqual(['https://console.example/'])
  })
})

describe('events over HTTP', () => {
  const settle = () => new Promise((r) => setTimeout(r, 30))

  it('asks where the count stands, then hears each event once and in order, however the bytes are cut', async () => {
    const text = 'event: resync\ndata: {"seq":4}\n\n: here\n\nid: 5\nevent: clip\ndata: {"id":"c1"}\n\nid: 6\nevent: library\ndata: {}\n\n'
    const cut = [text.slice(0, 30), text.slice(30, 71), text.slice(71)]
    const t = twin(() => ({ body: {} }), [cut, ['id: 6\nevent: library\ndata: {}\n\nid: 7\nevent: clip\ndata: {"id":"c2"}\n\n']])
    const studio = overHttp(address, t.world)
    const heard: unknown[] = []
    studio.on('clip', (d) => heard.push(d))
    studio.on('library', () => heard.push('library'))
    studio.onResync(() => heard.push('resync'))
    await settle()
    expect(heard).toEqual(['resync', { id: 'c1' }, 'library', { id: 'c2' }])
    const events = t.asked.filter((a) => a.url.startsWith('/events'))
    expect(events[1]?.url).toBe('/events?after=6')
    expect(new Headers(events[0]?.init.headers).get('X-Token')).toBe('secret')
  })

  it('asks for everything again where a number is missing', async () => {
    const t = twin(() => ({ body: {} }), [['event: resync\ndata: {"seq":1}\n\nid: 2\nevent: outbox\ndata: {}\n\nid: 4\nevent: outbox\ndata: {}\n\n']])
    const studio = overHttp(address, t.world)
    let resyncs = 0
    let outbox = 0
    studio.onResync(() => { resyncs++ })
    const stop = studio.on('outbox', () => { outbox++ })
    await settle()
    expect([resyncs, outbox]).toEqual([2, 2])
    stop()
  })
})
