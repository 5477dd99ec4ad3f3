// What is drawn of the bars of one lane. A zoom or a pan asks about every bar in
// sight in every frame, so that is done here by plain arithmetic: a bar that
// looks as it did keeps its object, and a lane that looks as it did keeps its
// list. Only what has changed is then told to the screen.

import { timecode, type FrameSpan, type Rate } from '../maths/frames'
import type { ID, Product, Tag } from '../model/clip.svelte'
import { keysOf } from '../model/hotspots.svelte'
import type { Bar } from '../model/timeline.svelte'
import { priceOf } from '../words/figures'
import { t } from '../words/words.svelte'

/** How much of a bar there is room for. */
export type Size = 'solid' | 'picture' | 'named' | 'full'

/** What a bar shows of its product. */
export interface Face { readonly title: string; readonly key: string; readonly price: string; readonly picture: string; readonly lane: number }

export interface Drawn extends FrameSpan {
  readonly id: ID
  readonly face: Face
  readonly size: Size
  /** What the edges of the view cut off, as a margin; the content stays in sight. */
  readonly cut: string
  readonly selected: boolean
  readonly focusable: boolean
  readonly hovered: boolean
  readonly short: boolean
  readonly live: boolean
  readonly pulse: number
  /** The tag whose hotspot's keys are shown: that of the bar, if it alone is selected. */
  readonly keyed: Tag | null
}

/** How the lane is looked at. Pixels are those the strips are drawn at. */
export interface Look {
  readonly start: number
  readonly px: number
  readonly width: number
  /** The frames kept in sight, with some to spare. */
  readonly from: number
  readonly to: number
  readonly selection: ReadonlySet<ID>
  readonly focus: ID | undefined
  readonly hover: ID | undefined
  readonly tooShort: number
  /** While the view moves, only what the eye follows is cut anew. */
  readonly moving: boolean
  readonly pulse: { readonly tags: ReadonlySet<ID>; readonly times: number }
  faceOf(product: ID): Face
}

/** Below 28 px a solid bar, below 72 the picture, below 128 no price. */
export const sizeOf = (wide: number): Size => (wide < 28 ? 'solid' : wide < 72 ? 'picture' : wide < 128 ? 'named' : 'full')

function cutOf(bar: FrameSpan, { start, px, width }: Look): string {
  const end = start + width / px
  if ((bar.in >= start && bar.out <= end) || bar.out <= start || bar.in >= end) return '' // whole, or out of sight
  const room = Math.max(0, (bar.out - bar.in) * px - 28)
  const left = Math.min(Math.max(0, (start - bar.in) * px), room)
  const right = Math.min(Math.max(0, (bar.out - start) * px - width), room)
  return left > 0 || right > 0 ? `0 ${String(right)}px 0 ${String(left)}px` : ''
}

// On the way a cut that is over ends, and a name stays at the left edge; a
// picture that slides in or out and what stands at the right edge can wait.
function cutOnTheWay(old: string, size: Size, bar: FrameSpan, look: Look): string {
  if (size !== 'full' && old === '') return ''
  const now = cutOf(bar, look)
  if (now === '' || size !== 'full') return now && old
  const [, right = '0px'] = old.split(' ')
  const [, , , left = '0px'] = now.split(' ')
  return left === '0px' && right === '0px' ? '' : `0 ${right} 0 ${left}`
}

/** Remembers what one lane looked like. */
export class LaneDrawing {
  #kept = new Map<ID, Drawn>()
  #list: readonly Drawn[] = []

  draw(bars: readonly Bar[], look: Look): readonly Drawn[] {
    const kept = new Map<ID, Drawn>()
    const list: Drawn[] = []
    for (const bar of bars) {
      if (bar.out < look.from || bar.in > look.to) continue
      const drawn = keep(this.#kept.get(bar.id), bar, look)
      kept.set(bar.id, drawn)
      list.push(drawn)
    }
    this.#kept = kept
    if (list.length !== this.#list.length || list.some((d, i) => d !== this.#list[i])) this.#list = list
    return this.#list
  }
}

function keep(old: Drawn | undefined, bar: Bar, look: Look): Drawn {
  const face = look.faceOf(bar.product)
  const size = sizeOf((bar.out - bar.in) * look.px)
  const cut = look.moving && old ? cutOnTheWay(old.cut, size, bar, look) : cutOf(bar, look)
  const selected = look.selection.has(bar.id)
  const focusable = look.focus === bar.id
  const hovered = look.hover === bar.id
  const short = bar.out - bar.in < look.tooShort
  const live = bar.tag === null
  const pulse = look.pulse.tags.has(bar.id) ? look.pulse.times : 0
  const keyed = selected && look.selection.size === 1 ? bar.tag : null
  if (old && old.in === bar.in && old.out === bar.out && old.face === face && old.size === size && old.cut === cut && old.selected === selected
    && old.focusable === focusable && old.hovered === hovered && old.short === short && old.live === live && old.pulse === pulse && old.keyed === keyed) return old
  return { id: bar.id, in: bar.in, out: bar.out, face, size, cut, selected, focusable, hovered, short, live, pulse, keyed }
}

/** The faces of products; one that looks as it did is the same object. */
export class Faces {
  #made = new Map<ID, Face>()

  of(products: ReadonlyMap<ID, Product>, urlOf: (media: string) => string): (product: ID) => Face {
    const now = new Map<ID, Face>()
    for (const [id, p] of products) {
      const face = { title: p.title, key: p.shelf ? String(p.shelf) : '', price: priceOf(p.offer?.price), picture: urlOf(p.image), lane: p.lane }
      const was = this.#made.get(id)
      const same = was?.title === face.title && was.key === face.key && was.price === face.price && was.picture === face.picture && was.lane === face.lane
      now.set(id, same ? was : face)
    }
    this.#made = now
    const gone: Face = { title: t('Removed product'), key: '', price: '', picture: '', lane: 1 }
    return (id) => now.get(id) ?? gone
  }
}

/** The keys of the hotspot as they lie on the bar: moved as a whole it takes them along, resized it leaves them. */
export function keysOn({ keyed, in: from, out }: Drawn): number[] {
  if (!keyed) return []
  const by = out - from === keyed.out - keyed.in ? from - keyed.in : 0
  return keysOf(keyed).map((frame) => frame + by).filter((frame) => frame >= from && frame < out)
}

/** What is read aloud begins with what is seen. */
export function saysBar(d: Drawn, rate: Rate): string {
  const name = [d.face.key, d.face.title, d.face.price].filter(Boolean).join(' ')
  return t(d.short ? '{name}, {from} to {to}, shorter than 1.5 seconds' : '{name}, {from} to {to}', { name, from: timecode(d.in, rate), to: timecode(d.out, rate) })
}
