// Putting products in order, wherever a list of them stands: by a handle under
// the pointer, or with Alt and the arrows on whatever of a row has the focus.
// A row carries data-row with the product, a handle data-handle.

import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type { Losses } from '../model/losses.svelte'

/** How near the edge of what scrolls a hand lets it run, and how far at a time, CSS px. */
const EDGE = 28
const RUN = 12

export function ordering(losses: Losses): Attachment<HTMLElement> {
  return (list) => {
    const rowOf = (e: Event): HTMLElement | null => (e.target instanceof Element ? e.target.closest<HTMLElement>('[data-row]') : null)
    const spots = () => [...list.querySelectorAll<HTMLElement>('[data-row]')].map((el) => {
      const r = el.getBoundingClientRect()
      return { product: el.dataset['row'] ?? '', middle: r.top + r.height / 2 }
    })
    const run = (y: number): void => {
      const r = list.getBoundingClientRect()
      if (y < r.top + EDGE) list.scrollTop -= RUN
      else if (y > r.bottom - EDGE) list.scrollTop += RUN
    }

    function down(e: PointerEvent): void {
      const row = rowOf(e)
      if (e.button !== 0 || !row || !(e.target instanceof Element) || !e.target.closest('[data-handle]')) return
      losses.press(row.dataset['row'] ?? '', e.clientY)
      list.setPointerCapture(e.pointerId)
    }
    function move(e: PointerEvent): void {
      if (!list.hasPointerCapture(e.pointerId)) return
      losses.move(e.clientY, spots())
      if (losses.carried !== '') run(e.clientY)
    }
    function up(): void { losses.release() }
    function escape(e: KeyboardEvent): void {
      if (e.key !== 'Escape' || losses.carried === '') return
      losses.cancel()
      e.preventDefault()
      e.stopPropagation()
    }
    function key(e: KeyboardEvent): void {
      const by = e.key === 'ArrowUp' ? -1 : e.key === 'ArrowDown' ? 1 : 0
      const row = rowOf(e)
      if (!e.altKey || e.ctrlKey || by === 0 || !row) return
      e.preventDefault()
      e.stopPropagation()
      losses.nudge(row.dataset['row'] ?? '', by)
      const focus = document.activeElement
      // A row that moves in the page loses the focus on the way.
      void tick().then(() => { if (focus instanceof HTMLElement && focus.isConnected) { focus.focus(); focus.scrollIntoView({ block: 'nearest' }) } })
    }
    const offs = [
      ['pointerdown', down], ['pointermove', move], ['pointerup', up], ['pointercancel', () => { losses.cancel() }], ['keydown', key],
    ] as const
    for (const [name, fn] of offs) list.addEventListener(name, fn as EventListener)
    window.addEventListener('keydown', escape, true)
    return () => {
      for (const [name, fn] of offs) list.removeEventListener(name, fn as EventListener)
      window.removeEventListener('keydown', escape, true)
      losses.settle()
    }
  }
}
