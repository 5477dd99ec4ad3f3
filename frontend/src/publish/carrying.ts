// Carrying what stands in the week to another day: by hand, or with Alt and the
// arrows on whatever has the focus. An entry carries data-entry, a day data-day.

import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type { Entry, Week } from '../model/week.svelte'

const KEYS: Readonly<Record<string, readonly [days: number, steps: number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function carrying(week: Week): Attachment<HTMLElement> {
  return (days) => {
    const entryOf = (e: Event): Entry | undefined => {
      const key = e.target instanceof Element ? e.target.closest<HTMLElement>('[data-entry]')?.dataset['entry'] : undefined
      return week.entries.find((x) => x.key === key)
    }
    const dayAt = (x: number): HTMLElement | null => [...days.querySelectorAll<HTMLElement>('[data-day]')].find((el) => { const r = el.getBoundingClientRect(); return x >= r.left && x < r.right }) ?? null

    function down(e: PointerEvent): void {
      const entry = entryOf(e)
      if (e.button === 0 && entry) week.press(entry, e.clientX, e.clientY)
    }
    function move(e: PointerEvent): void {
      const was = week.carried
      const day = dayAt(e.clientX)
      week.move(e.clientX, e.clientY, day ? Number(day.dataset['day']) : null)
      // Taken only once it is carried: a press alone stays a click of the button.
      if (was === '' && week.carried !== '') days.setPointerCapture(e.pointerId)
      for (const el of days.querySelectorAll('[data-day]')) el.classList.toggle('over', week.carried !== '' && el === day)
    }
    function end(): void { for (const el of days.querySelectorAll('.over')) el.classList.remove('over') }
    function up(): void {
      end()
      if (!week.release()) return
      // The click that follows a carry opens nothing.
      const quiet = (e: Event): void => { e.stopPropagation(); e.preventDefault() }
      days.addEventListener('click', quiet, { capture: true, once: true })
      setTimeout(() => { days.removeEventListener('click', quiet, { capture: true }) }, 0)
    }
    function lose(): void { end(); week.cancel() }
    function escape(e: KeyboardEvent): void {
      if (e.key !== 'Escape' || week.carried === '') return
      lose()
      e.preventDefault()
      e.stopPropagation()
    }
    function key(e: KeyboardEvent): void {
      const by = KEYS[e.key]
      const entry = entryOf(e)
      if (!e.altKey || e.ctrlKey || !by || !entry) return
      e.preventDefault()
      e.stopPropagation()
      week.nudge(entry, by[0], by[1])
      // What goes to another day is another button there.
      void tick().then(() => { days.querySelector<HTMLElement>(`[data-entry="${CSS.escape(entry.key)}"]`)?.focus() })
    }
    const offs = [['pointerdown', down], ['pointermove', move], ['pointerup', up], ['pointercancel', lose], ['keydown', key]] as const
    for (const [name, fn] of offs) days.addEventListener(name, fn as EventListener)
    window.addEventListener('keydown', escape, true)
    return () => {
      for (const [name, fn] of offs) days.removeEventListener(name, fn as EventListener)
      window.removeEventListener('keydown', escape, true)
      week.settle()
    }
  }
}
