// Ways to tag a clip that come again and again: which slot stands where, as
// shares of the whole, and later which product fills which slot. The person's
// own are kept with the settings of this machine.

import type { Key, NewTag, Relation, Studio, Tag } from '../studio/studio'
import type { OpenClip } from './clip.svelte'
import { faultOf } from './fault'
import { mark, t, tell } from '../words/words.svelte'

export type { NewTag } from '../studio/studio'

/** One tag of a template; times and spots are shares of the clip, 0 to 1. */
export interface TemplateTag {
  slot: number
  from: number
  to: number
  label: string
  relation: Relation
  notes: string
  interpolation?: NewTag['interpolation']
  spots: (Omit<Key, 'frame'> & { at: number })[]
}

export interface Template {
  id: string
  name: string
  /** What each slot is for; product is the one it was saved with. */
  slots: { name: string; product?: string }[]
  tags: TemplateTag[]
}

// Told when they are read, so that they follow the language.
const built = (id: string, name: string, slots: readonly string[], tags: TemplateTag[]): Template =>
  ({ id, get name() { return tell(name) }, slots: slots.map((s) => ({ get name() { return tell(s) } })), tags })
const part = (slot: number, from: number, to: number, notes: string): TemplateTag =>
  ({ slot, from, to, label: '', relation: '', get notes() { return tell(notes) }, spots: [] })

/** Those everybody has. */
export const BUILT_IN: readonly Template[] = [
  built('hook-demo-link', mark('Hook – demo – link'), [mark('The product')], [part(0, 0, 0.1, mark('Hook')), part(0, 0.25, 0.7, mark('Demo')), part(0, 0.85, 1, mark('Link'))]),
  built('three-in-turn', mark('Three in turn'), [mark('First'), mark('Second'), mark('Third')], [part(0, 0.04, 0.34, mark('First')), part(1, 0.36, 0.66, mark('Second')), part(2, 0.68, 0.98, mark('Third'))]),
  built('before-after', mark('Before – use – after'), [mark('What is used'), mark('What goes with it')], [part(0, 0.3, 0.6, mark('Use')), part(1, 0.45, 0.6, mark('Goes with it')), part(0, 0.8, 1, mark('After'))]),
]

/** As many of one's own as fit a list. */
export const MOST_TEMPLATES = 50
const SETTING = 'templates'

/** The tags a template lays on a clip of so many frames; a slot without a product is left out. */
export function lay(template: Template, products: readonly string[], frames: number): NewTag[] {
  return template.tags.flatMap((t) => {
    const product = products[t.slot]
    if (!product || frames < 1) return []
    const start = Math.min(Math.round(t.from * frames), frames - 1)
    const out = Math.min(frames, Math.max(start + 1, Math.round(t.to * frames)))
    const spots = new Map<number, Key>()
    for (const { at, ...spot } of t.spots) {
      const frame = Math.min(out - 1, Math.max(start, Math.round(at * frames)))
      if (!spots.has(frame)) spots.set(frame, { ...spot, frame })
    }
    return [{
      product, in: start, out, label: t.label, relation: t.relation, notes: t.notes,
      ...(t.interpolation ? { interpolation: t.interpolation } : {}), ...(spots.size > 0 ? { spots: [...spots.values()].sort((a, b) => a.frame - b.frame) } : {}),
    }]
  })
}

/** What the tags of a clip are as a template. */
export function templateOf(id: string, name: string, clip: Pick<OpenClip, 'tags' | 'products' | 'frames'>): Template {
  const products = [...new Set(clip.tags.map((t) => t.product))]
  const share = (f: number): number => f / clip.frames
  return {
    id, name,
    slots: products.map((p) => ({ name: clip.products.get(p)?.title ?? t('A product'), product: p })),
    tags: clip.tags.map((t: Tag) => ({
      slot: products.indexOf(t.product), from: share(t.in), to: share(t.out), label: t.label, relation: t.relation, notes: t.notes,
      ...(t.interpolation ? { interpolation: t.interpolation } : {}),
      spots: (t.spots ?? []).map(({ frame, ...spot }) => ({ ...spot, at: share(frame) })),
    })),
  }
}

/** Reads what was kept; whatever is no template is left out. */
export function readTemplates(text: string | undefined): Template[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(all) ? all.filter(isTemplate) : []
  } catch {
    return []
  }
}

const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null
const isShare = (v: unknown): boolean => typeof v === 'number' && v >= 0 && v <= 1
function isTemplate(v: unknown): v is Template {
  if (!isRecord(v) || typeof v['id'] !== 'string' || typeof v['name'] !== 'string') return false
  const { slots, tags } = v
  if (!Array.isArray(slots) || !Array.isArray(tags)) return false
  return slots.every((s) => isRecord(s) && typeof s['name'] === 'string')
    && tags.every((t) => isRecord(t) && Number.isInteger(t['slot']) && Number(t['slot']) >= 0 && Number(t['slot']) < slots.length
      && isShare(t['from']) && isShare(t['to']) && typeof t['label'] === 'string' && typeof t['relation'] === 'string' && typeof t['notes'] === 'string'
      && Array.isArray(t['spots']) && t['spots'].every((s) => isRecord(s) && isShare(s['at']) && isShare(s['x']) && isShare(s['y'])))
}

export class Templates {
  own = $state.raw<readonly Template[]>([])
  readonly all = $derived([...BUILT_IN, ...this.own])

  readonly #studio: Studio
  readonly #clip: OpenClip

  constructor(studio: Studio, clip: OpenClip) {
    this.#studio = studio
    this.#clip = clip
  }

  read(settings: Readonly<Record<string, string>>): void { this.own = readTemplates(settings[SETTING]) }

  /** Keeps the tags of the open clip under a name; the same name is replaced. Answers what is wrong, or "". */
  async save(name: string): Promise<string> {
    const called = name.trim()
    if (called === '') return t('Give the template a name.')
    if ([...called].length > 80) return t('A name holds up to {n} characters.', { n: 80 })
    if (BUILT_IN.some((t) => t.name === called)) return t('A template of Taglane has this name. Choose another.')
    const others = this.own.filter((t) => t.name !== called)
    if (others.length >= MOST_TEMPLATES) return t('There are {n} templates already. Remove one first.', { n: MOST_TEMPLATES })
    const id = this.own.find((t) => t.name === called)?.id ?? crypto.randomUUID()
    return this.#keep([...others, templateOf(id, called, this.#clip)])
  }

  remove(id: string): Promise<string> { return this.#keep(this.own.filter((t) => t.id !== id)) }

  async #keep(own: readonly Template[]): Promise<string> {
    try {
      await this.#studio.setSetting(SETTING, JSON.stringify(own))
      this.own = own
      return ''
    } catch (e) {
      return faultOf(e).message
    }
  }

  /** Lays a template on the open clip as one change. */
  async apply(template: Template, products: readonly string[]): Promise<boolean> {
    const tags = lay(template, products, this.#clip.frames)
    return tags.length > 0 && (await this.#clip.addTags(tags, t('Tag by “{name}”', { name: template.name }))) !== null
  }
}
