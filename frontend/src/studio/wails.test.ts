import { describe, expect, it, vi } from 'vitest'
import type { Fault } from './studio'
import { overWails, type WailsRuntime } from './wails'

function window(methods: Record<string, (...args: unknown[]) => Promise<unknown>>) {
  const names: string[] = []
  const heard = new Map<string, (...data: unknown[]) => void>()
  let drop: (x: number, y: number, paths: string[]) => void = () => undefined
  let target = false
  const runtime: WailsRuntime = {
    EventsOn: (name, fn) => {
      names.push(name)
      heard.set(name, fn)
      return () => undefined
    },
    OnFileDrop: (fn, useDropTarget) => {
      drop = fn
      target = useDropTarget
    },
  }
  const logged: string[] = []
  const studio = overWails({ desktop: { Bridge: methods } }, runtime, 20, (t) => logged.push(t))
  return { studio, names, logged, emit: (v: unknown) => { heard.get('taglane')?.(v) }, nudge: () => { heard.get('handed')?.() }, drop: (paths: string[]) => { drop(0, 0, paths) }, usesTarget: () => target }
}
const fault = (p: Promise<unknown>): Promise<Fault> => p.then(() => { throw new Error('it did not fail') }, (e: Fault) => e)

describe('verbs in the window', () => {
  it('calls the bound method with the same arguments', async () => {
    const calls: unknown[][] = []
    const { studio } = window({ MoveTags: (...args) => { calls.push(args); return Promise.resolve({ message: 'moved' }) } })
    expect((await studio.moveTags('c1', [{ tag: 't1', in: 1, out: 5 }], '')).message).toBe('moved')
    expect(calls).toEqual([['c1', [{ tag: 't1', in: 1, out: 5 }], '']])
  })

  it('reads the fault out of the message of an Error', async () => {
    const told = { kind: 'Later', message: 'Not now.', until: '2026-11-25T10:00:00Z' }
    const { studio } = window({ Clip: () => Promise.reject(new Error(JSON.stringify(told))) })
    expect(await fault(studio.clip('c1'))).toEqual(told)
  })

  it('logs the runtime’s own texts and shows a sentence instead', async () => {
    const w = window({ Clip: () => Promise.reject(new Error('error parsing arguments: json: cannot unmarshal')) })
    const f = await fault(w.studio.clip('c1'))
    expect(f.kind).toBe('Internal')
    expect(f.message).not.toContain('json')
    expect(w.logged).toEqual(['Clip: error parsing arguments: json: cannot unmarshal'])
  })

  it('rejects what the window does not have, and what never answers', async () => {
    const { studio } = window({ Clips: () => new Promise(() => undefined) })
    expect((await fault(studio.version())).kind).toBe('Internal')
    expect((await fault(studio.clips({}))).kind).toBe('Internal')
  })

  it('sends small files as text and refuses large ones', async () => {
    const { studio } = window({})
    const large = { name: 'x.jpg', size: (32 << 20) + 1 } as File
    expect((await fault(studio.setProductPicture('p1', large))).kind).toBe('Refused')
    expect((await fault(studio.importFile(large, () => undefined))).kind).toBe('Refused')
  })
})

describe('events in the window', () => {
  it('listens once, hears by name, and asks again on a gap', () => {
    const w = window({})
    expect(w.names).toEqual(['taglane', 'handed'])
    const heard: unknown[] = []
    const stop = w.studio.on('clip', (d) => heard.push(d))
    w.studio.onResync(() => heard.push('resync'))
    w.emit({ seq: 10, name: 'clip', data: { id: 'a' } })
    w.emit({ seq: 11, name: 'toString', data: {} })
    w.emit({ seq: 11, name: 'clip', data: { id: 'twice' } })
    w.emit('not an envelope')
    w.emit({ seq: 13, name: 'clip', data: { id: 'b' } })
    stop()
    w.emit({ seq: 14, name: 'clip', data: { id: 'c' } })
    expect(heard).toEqual([{ id: 'a' }, 'resync', { id: 'b' }])
  })

  it('passes dropped paths on, on the marked target only', () => {
    const w = window({})
    const got: string[][] = []
    const stop = w.studio.onDrop((p) => got.push(p))
    w.drop(['/a.mp4'])
    stop()
    w.drop(['/b.mp4'])
    expect(got).toEqual([['/a.mp4']])
    expect(w.usesTarget()).toBe(true)
  })

  it('looks at a product file by its path or through the dialog', async () => {
    const asked: unknown[] = []
    const hear = (verb: string) => (...args: unknown[]) => { asked.push([verb, ...args]); return Promise.resolve({}) }
    const w = window({ OpenDropped: hear('OpenDropped'), PickFeed: hear('PickFeed') })
    await w.studio.openFeed('/home/nora/feed.csv')
    await w.studio.openFeed(null)
    expect(asked).toEqual([['OpenDropped', '/home/nora/feed.csv'], ['PickFeed']])
  })
})

describe('files opened with Taglane from elsewhere', () => {
  it('arrive like dropped ones, once somebody takes them', async () => {
    let waiting = ['/a.mp4']
    const w = window({ Handed: () => { const all = waiting; waiting = []; return Promise.resolve(all) } })
    w.nudge() // before anybody listens: they go on waiting
    const got: string[][] = []
    w.studio.onDrop((p) => got.push(p))
    await vi.waitFor(() => { expect(got).toEqual([['/a.mp4']]) })
    waiting = ['/b.taglane']
    w.nudge()
    await vi.waitFor(() => { expect(got).toEqual([['/a.mp4'], ['/b.taglane']]) })
  })
})

describe('whoever looks elsewhere', () => {
  it('is known to the program, which then speaks on the desktop', () => {
    const told: unknown[] = []
    const heard = new Map<string, () => void>()
    vi.stubGlobal('addEventListener', (name: string, fn: () => void) => { heard.set(name, fn) })
    try {
      window({ Focused: (on) => { told.push(on); return Promise.resolve() } })
      heard.get('blur')?.()
      heard.get('focus')?.()
    } finally {
      vi.unstubAllGlobals()
    }
    expect(told).toEqual([false, true])
  })
})

describe('the return of the network', () => {
  it('is told to the program', () => {
    let told = 0
    const heard = new Map<string, () => void>()
    vi.stubGlobal('addEventListener', (name: string, fn: () => void) => { heard.set(name, fn) })
    try {
      window({ NetworkBack: () => { told++; return Promise.resolve() } })
      heard.get('online')?.()
    } finally {
      vi.unstubAllGlobals()
    }
    expect(told).toBe(1)
  })
})
