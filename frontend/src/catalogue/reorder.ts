// Putting rows in order: by a handle under the pointer, or with Alt and the
// arrows on whatever of a row has the focus. A row carries data-row with its
// key, a handle data-handle.

import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type { Carried } from '../model/carried.svelte'

export function reorder(carried: Carried): Attachment<HTMLElement> {
  return (list) => {
    const keyOf = (e: Event): string => (e.target instanceof Element ? e.target.closest<HTMLElement>('[data-row]')?.dataset['row'] : undefined) ?? ''
    const spots = () => [...list.querySelectorAll<HTMLElement>('[data-row]')].map((el) => {
      const r = el.getBoundingClientRect()
      return { key: el.dataset['row'] ?? '', middle: r.top + r.height / 2 }
    })
    function down(e: PointerEvent): void {
      if (e.button !== 0 || !(e.target instanceof Element) || !e.target.closest('[data-handle]')) return
      carried.press(keyOf(e), e.clientY)
      list.setPointerCapture(e.pointerId)
    }
    function move(e: PointerEvent): void { if (list.hasPointerCapture(e.pointerId)) carried.move(e.clientY, spots()) }
    function escape(e: KeyboardEvent): void {
      if (e.key !== 'Escape' || carried.carried === '') return
      carried.cancel()
      e.preventDefault()
      e.stopPropagation()
    }
    function key(e: KeyboardEvent): void {
      const by = e.key === 'ArrowUp' ? -1 : e.key === 'ArrowDown' ? 1 : 0
      const row = keyOf(e)
      if (!e.altKey || e.ctrlKey || by === 0 || row === '') return
      e.preventDefault()
      e.stopPropagation()
      carried.nudge(row, by)
      const focus = document.activeElement
      // A row that moves in the page loses the focus on the way.
      void tick().then(() => { if (focus instanceof HTMLElement && focus.isConnected) focus.focus() })
    }
    const all = [['pointerdown', down], ['pointermove', move], ['pointerup', () => { carried.release() }], ['pointercancel', () => { carried.cancel() }], ['keydown', key]] as const
    for (const [name, fn] of all) list.addEventListener(name, fn as EventListener)
    window.addEventListener('keydown', escape, true)
    return () => {
      for (const [name, fn] of all) list.removeEventListener(name, fn as EventListener)
      window.removeEventListener('keydown', escape, true)
      carried.cancel()
    }
  }
}
