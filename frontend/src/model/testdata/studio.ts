// A studio for tests of models: it answers what the test says, refuses the
// rest, and lets the test make things happen.

import type { EventName } from '../../studio/events'
import type { ClipCard, ClipView, Events, Fault, Studio } from '../../studio/studio'

export interface Stage {
  readonly studio: Studio
  /** Every call, in order. */
  readonly calls: { verb: string; args: unknown[] }[]
  happen<E extends EventName>(event: E, data: Events[E]): void
  resync(): void
  drop(paths: string[]): void
}

type Verbs = Partial<{ [K in keyof Studio]: Studio[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => R | Promise<R> : never }>

export function stage(verbs: Verbs, able: Studio['able'] = { pick: false, dropPaths: false, openLinks: false, folders: false }): Stage {
  const calls: Stage['calls'] = []
  const listeners = new Map<string, Set<(data: unknown) => void>>()
  const listen = (name: string, fn: (data: never) => void): (() => void) => {
    const all = listeners.get(name) ?? new Set()
    listeners.set(name, all.add(fn as (data: unknown) => void))
    return () => { all.delete(fn as (data: unknown) => void) }
  }
  const tell = (name: string, data: unknown): void => { for (const fn of listeners.get(name) ?? []) fn(data) }
  const own: Partial<Studio> = {
    able,
    on: (event, fn) => listen(event, fn as (data: never) => void),
    onResync: (fn) => listen('resync', fn),
    onDrop: (fn) => listen('drop', fn as (data: never) => void),
  }
  const studio = new Proxy(own, {
    get: (target, verb: string) => (verb in target ? target[verb as keyof Studio] : async (...args: unknown[]) => {
      calls.push({ verb, args })
      const answer = (verbs as Record<string, ((...a: unknown[]) => unknown) | undefined>)[verb]
      if (!answer) throw fault('NotFound', `the test says nothing of ${verb}`)
      return answer(...args)
    }),
  }) as Studio
  return { studio, calls, happen: (event, data) => { tell(event, data) }, resync: () => { tell('resync', undefined) }, drop: (paths) => { tell('drop', paths) } }
}

export const fault = (kind: Fault['kind'], message: string): Fault => ({ kind, message })

export function card(id: string, more: Partial<ClipCard> = {}): ClipCard {
  return {
    id, name: id, title: '', path: `/clips/${id}.mp4`, size: 1000, frames: 300, rate: '30/1', width: 1080, height: 1920, codec: 'h264', audio: 'aac',
    addedAt: '2026-11-25T10:00:00Z', touchedAt: '2026-11-25T10:00:00Z', project: '', ownCover: false, double: false, state: 'draft', tags: 0, lanes: [], poster: '', strip: null, job: null, ...more,
  }
}

export function view(id: string, more: Partial<ClipView> = {}): ClipView {
  return { card: card(id), caption: '', language: 'en', note: '', cover: null, design: null, damaged: '', tags: [], products: [], held: {}, markers: [], proxy: '', waveform: '', cuts: [], undo: '', redo: '', ...more }
}
