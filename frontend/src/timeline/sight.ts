// What a hand and rest do to the stretch in sight, whichever strips lie there.

import type { Attachment } from 'svelte/attachments'
import type { Timeline } from '../model/timeline.svelte'

/** Plain wheel pans, with Ctrl it zooms at the cursor, with Shift lanes scroll. */
export function wheel(of: () => Timeline): Attachment<HTMLElement> {
  return (node) => {
    let left = 0
    const watch = new ResizeObserver(() => { left = node.getBoundingClientRect().left })
    watch.observe(node)
    const turn = (e: WheelEvent): void => {
      const timeline = of()
      e.preventDefault()
      const unit = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      const x = e.clientX - left - timeline.gutter
      if (e.ctrlKey || e.metaKey) timeline.zoom(Math.exp((-e.deltaY * unit) / 240), x)
      else if (e.shiftKey) node.querySelector('[data-testid="lanes"]')?.scrollBy(0, (e.deltaY || e.deltaX) * unit)
      else timeline.pan((e.deltaX + e.deltaY) * unit)
    }
    node.addEventListener('wheel', turn, { passive: false })
    return () => { watch.disconnect(); node.removeEventListener('wheel', turn) }
  }
}

const REST_MS = 90

/**
 * While the view moves the compositor shifts and stretches what is drawn, at
 * most by a few per cent; most frames then neither lay out nor paint a strip.
 * A single step is no movement: it is drawn exactly at once. Rest is a while
 * in which a frame has come and the view stayed, however slow the frames are.
 * moved is called with each view; close when the strips go.
 */
export class Rest {
  readonly #of: () => Timeline
  #timer: ReturnType<typeof setTimeout> | undefined
  #moved = 0

  constructor(of: () => Timeline) {
    this.#of = of
  }

  moved(): void {
    this.#moved = performance.now()
    if (this.#timer === undefined) this.#timer = setTimeout(() => { this.#rest() }, REST_MS)
    else this.#of().moving = true
  }

  #rest(): void {
    requestAnimationFrame((now) => {
      const left = this.#moved + REST_MS - now
      this.#timer = left > 0 ? setTimeout(() => { this.#rest() }, left) : undefined
      if (this.#timer === undefined) this.#of().settle()
    })
  }

  close(): void { clearTimeout(this.#timer) }
}
