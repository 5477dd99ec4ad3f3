// The window: Go methods bound by the runtime, and its events. An error crosses
// as JSON text in the message of an Error; whatever is not JSON is the
// runtime's own and is logged, not shown.

import { t } from '../words/words.svelte'
import { Bus } from './events'
import type { Fault, FileLook, ID, Product, ProductReport, Studio } from './studio'
import { internal, isFault, PATIENCE_MS, verbsOver } from './verbs'

type Bound = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>

/** What the runtime puts on the page. */
export interface WailsGo { readonly desktop: { readonly Bridge: Bound } }
export interface WailsRuntime {
  EventsOn(name: string, fn: (...data: unknown[]) => void): () => void
  OnFileDrop(fn: (x: number, y: number, paths: string[]) => void, useDropTarget: boolean): void
}

declare global {
  interface Window { readonly go?: WailsGo; readonly runtime?: WailsRuntime }
}

/** Everything that happens comes under one name, numbered. */
const CHANNEL = 'taglane'

/** The window gets files by their paths. */
const given = (): Fault => ({ kind: 'Refused', message: t('Drop the file into the window or choose it in the dialog.') })
const tooBig = (): Fault => ({ kind: 'Refused', message: t('The file is larger than 32 MB. Choose a smaller one.') })
/** Bytes that may cross the bridge, as base64 text. */
const LARGEST = 32 << 20

export function overWails(go: WailsGo, runtime: WailsRuntime, patience = PATIENCE_MS, log: (text: string) => void = console.error): Studio {
  const bus = new Bus()
  const drops = new Set<(paths: string[]) => void>()

  const call = async (verb: string, args: readonly unknown[]): Promise<unknown> => {
    const method = go.desktop.Bridge[verb]
    if (!method) throw internal()
    try {
      return await method(...args)
    } catch (e) {
      throw faultIn(e, verb, log)
    }
  }

  // Registered once, before anything is asked for, so that no event is missed.
  runtime.EventsOn(CHANNEL, (envelope) => {
    if (isEnvelope(envelope)) bus.hear(envelope.seq, envelope.name, envelope.data)
  })
  const arrive = (paths: string[]): void => { for (const fn of drops) fn(paths) }
  runtime.OnFileDrop((_x, _y, paths) => { arrive(paths) }, true)
  // Files opened with Taglane from elsewhere wait there until somebody here takes drops.
  const fetchHanded = (): void => {
    if (drops.size === 0) return
    void go.desktop.Bridge['Handed']?.().then((paths) => { if (Array.isArray(paths) && paths.length > 0) arrive(paths as string[]) }, () => undefined)
  }
  runtime.EventsOn('handed', fetchHanded)

  // Whoever looks elsewhere is told on their desktop what needs them.
  const looks = (on: boolean) => (): void => { void go.desktop.Bridge['Focused']?.(on).catch(() => undefined) }
  if (typeof addEventListener === 'function') {
    addEventListener('focus', looks(true))
    addEventListener('blur', looks(false))
    addEventListener('online', () => { void go.desktop.Bridge['NetworkBack']?.().catch(() => undefined) }) // what waits for it need not wait longer
  }

  const send = async (verb: string, args: readonly unknown[], file: File): Promise<unknown> => {
    if (file.size > LARGEST) throw tooBig()
    return call(verb, [...args, await base64(file)])
  }

  return {
    ...verbsOver(call, patience),
    able: { pick: true, dropPaths: true, openLinks: true, folders: true },
    on: (event, fn) => bus.on(event, fn),
    onResync: (fn) => bus.onResync(fn),
    onDrop: (fn) => {
      drops.add(fn)
      fetchHanded()
      return () => { drops.delete(fn) }
    },
    importFile: () => Promise.reject<never>(given()),
    openBundle: () => Promise.reject<never>(given()),
    setProductPicture: (id: ID, file: File) => send('SetProductPicture', [id], file) as Promise<Product>,
    openFeed: (file: File | string | null) => (typeof file === 'string' ? call('OpenDropped', [file]) : file ? send('OpenFeed', [file.name], file) : call('PickFeed', [])) as Promise<FileLook>,
    importProducts: (file: File) => send('ImportProducts', [file.name], file) as Promise<ProductReport>,
  }
}

interface Envelope { readonly seq: number; readonly name: string; readonly data: unknown }

function isEnvelope(v: unknown): v is Envelope {
  return v !== null && typeof v === 'object' && 'seq' in v && typeof v.seq === 'number' && 'name' in v && typeof v.name === 'string'
}

function faultIn(e: unknown, verb: string, log: (text: string) => void): Fault {
  const text = e instanceof Error ? e.message : String(e)
  try {
    const said: unknown = JSON.parse(text)
    if (isFault(said)) return said
  } catch {
    // Not ours.
  }
  log(`${verb}: ${text}`)
  return internal()
}

function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => { resolve((reader.result as string).replace(/^[^,]*,/, '')) }
    reader.onerror = () => { reject({ kind: 'NotFound', message: t('The file could not be read. Choose it again.') } satisfies Fault) }
    reader.readAsDataURL(file)
  })
}
