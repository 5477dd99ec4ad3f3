// The browser twin: the same Go program over loopback, for an ordinary browser.
// The token comes in the fragment, is kept in memory only, and leaves the
// address bar at once; it travels as a header, never in an address.

import { t } from '../words/words.svelte'
import { Bus } from './events'
import { readEvents } from './sse'
import type { Bundled, Fault, FileLook, ID, ImportReport, Product, ProductReport, Studio } from './studio'
import { internal, isFault, PATIENCE_MS, verbsOver } from './verbs'

const gone = (): Fault => ({ kind: 'Offline', message: t('Taglane is not running any more. Start it again and open the address it prints.') })
const stale = (): Fault => ({ kind: 'Login', message: t('This page belongs to an earlier start of Taglane. Open the address it printed last.') })

/** After a lost line the next try waits this long, then twice as long, up to the last, ms. */
const AGAIN_MS = [500, 5000] as const
/** No event has this number: the first answer says where the count stands. */
const BEFORE_ANY = Number.MAX_SAFE_INTEGER

export interface World {
  readonly fetch: typeof fetch
  /** Sends a file, telling how much of it has gone. */
  readonly put: (url: string, headers: Record<string, string>, body: Blob, progress: (share: number) => void) => Promise<{ status: number; text: string }>
  readonly open: (url: string) => void
  readonly patience: number
  readonly again: readonly [first: number, last: number]
}

interface Address { readonly hash: string; readonly pathname: string; readonly origin: string }

/** The studio behind the address the page was opened with. */
export function overHttp(address: Address, world: Partial<World> = {}): Studio {
  const w: World = { fetch: fetch.bind(globalThis), put: putByXhr, open: openTab, patience: PATIENCE_MS, again: AGAIN_MS, ...world }
  const token = address.hash.slice(1)
  if (token && typeof history !== 'undefined') history.replaceState(null, '', address.pathname)
  const bus = new Bus()
  const headers = { 'X-Token': token }

  const call = async (verb: string, args: readonly unknown[]): Promise<unknown> => {
    const answer = await w.fetch(`${address.origin}/verb/${verb}`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(args) })
      .catch(() => { throw gone() })
    return open(answer.status, await answer.text().catch(() => { throw gone() }))
  }

  const send = async (verb: string, id: ID, file: File, progress: (share: number) => void = () => undefined): Promise<unknown> => {
    const query = new URLSearchParams({ verb, name: file.name, id })
    const answer = await w.put(`${address.origin}/in?${query.toString()}`, headers, file, progress).catch(() => { throw gone() })
    return open(answer.status, answer.text)
  }

  /** The twin has no browser of its own: this page opens what it was allowed to. */
  const show = async <T extends { url: string }>(allowed: Promise<T>): Promise<T> => {
    const opened = await allowed
    w.open(opened.url)
    return opened
  }

  const verbs = verbsOver(call, w.patience)
  void listen(bus, w, address.origin, headers)
  // What waits for the network need not wait longer than until it is back.
  if (typeof addEventListener === 'function') addEventListener('online', () => { void call('NetworkBack', []).catch(() => undefined) })
  return {
    ...verbs,
    able: { pick: false, dropPaths: false, openLinks: false, folders: false },
    on: (event, fn) => bus.on(event, fn),
    onResync: (fn) => bus.onResync(fn),
    onDrop: () => () => undefined,
    // The media server answers this page's own origin, which may be the development server's.
    mediaBase: async () => address.origin + new URL(await verbs.mediaBase()).pathname,
    importFile: (file, progress) => send('ImportFile', '', file, progress) as Promise<ImportReport>,
    setProductPicture: (id, file) => send('SetProductPicture', id, file) as Promise<Product>,
    openFeed: (file) => file instanceof File ? send('OpenFeed', '', file) as Promise<FileLook> : Promise.reject<never>(internal()), // a browser chooses files by itself
    openBundle: (file) => send('OpenBundle', '', file) as Promise<Bundled>,
    importProducts: (file) => send('ImportProducts', '', file) as Promise<ProductReport>,
    openPost: (id) => show(verbs.openPost(id)),
    openLink: (address) => show(verbs.openLink(address)),
  }
}

/** What an answer of the twin holds: its result, or it throws its fault. */
function open(status: number, text: string): unknown {
  if (status === 403) throw stale()
  if (status !== 200) throw internal()
  const said: unknown = parse(text)
  if (said === null || typeof said !== 'object') throw internal()
  if ('error' in said && said.error) throw isFault(said.error) ? said.error : internal()
  return 'result' in said ? said.result : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function listen(bus: Bus, w: World, origin: string, headers: Record<string, string>): Promise<void> {
  let [wait] = w.again
  for (;;) {
    try {
      const answer = await w.fetch(`${origin}/events?after=${bus.seq ?? BEFORE_ANY}`, { headers })
      if (answer.status === 403) return // another start of Taglane; the verbs say so
      if (answer.ok && answer.body) {
        for await (const e of readEvents(answer.body)) {
          wait = w.again[0]
          take(bus, e.id, e.event, parse(e.data))
        }
      }
    } catch {
      // The line broke; the verbs tell the person, this only tries again.
    }
    await new Promise((r) => setTimeout(r, wait))
    wait = Math.min(wait * 2, w.again[1])
  }
}

function take(bus: Bus, id: string, name: string, data: unknown): void {
  if (name !== 'resync') return bus.hear(Number(id), name, data)
  if (data !== null && typeof data === 'object' && 'seq' in data) bus.seq = Number(data.seq)
  bus.resync()
}

// fetch cannot tell how much of a body has gone, and an upload may take minutes.
function putByXhr(url: string, headers: Record<string, string>, body: Blob, progress: (share: number) => void): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest()
    x.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) x.setRequestHeader(name, value)
    x.upload.onprogress = (e) => { if (e.lengthComputable && e.total > 0) progress(e.loaded / e.total) }
    x.onload = () => { resolve({ status: x.status, text: x.responseText }) }
    x.onerror = () => { reject(new Error('the line broke')) }
    x.send(body)
  })
}

function openTab(url: string): void {
  window.open(url, '_blank', 'noopener')
}
