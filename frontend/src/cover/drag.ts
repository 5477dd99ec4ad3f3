// One drag for everything on the pictures: pressed, moved, let go. What it moves
// is the editor's draft; Escape drops it there, and the hand then moves nothing.

import type { CoverEditor } from '../model/cover.svelte'

/** Where the hand is, in fractions of the area, and how far since it was pressed. */
export interface Hand {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
}

/** A press that ends sooner than this many pixels away was a click. */
export const THRESHOLD = 3

/** Makes an element drag inside the nearest area ([data-area]). atOnce: the press itself already moves. */
export function drag(editor: CoverEditor, move: (hand: Hand) => void, atOnce = false): (node: HTMLElement) => () => void {
  return (node) => {
    let from: { x: number; y: number; box: DOMRect; moved: boolean } | null = null
    const tell = (e: PointerEvent): void => {
      if (!from) return
      const { box } = from
      move({ x: (e.clientX - box.left) / box.width, y: (e.clientY - box.top) / box.height, dx: (e.clientX - from.x) / box.width, dy: (e.clientY - from.y) / box.height })
    }
    const down = (e: PointerEvent): void => {
      const area = node.closest('[data-area]')
      if (e.button !== 0 || !area) return
      e.stopPropagation()
      from = { x: e.clientX, y: e.clientY, box: area.getBoundingClientRect(), moved: atOnce }
      node.setPointerCapture(e.pointerId)
      editor.grab()
      if (atOnce) tell(e)
    }
    const drift = (e: PointerEvent): void => {
      if (!from || !editor.held) return
      from.moved ||= Math.hypot(e.clientX - from.x, e.clientY - from.y) >= THRESHOLD
      if (from.moved) tell(e)
    }
    const up = (): void => {
      if (!from) return
      from = null
      editor.letGo()
    }
    node.addEventListener('pointerdown', down)
    node.addEventListener('pointermove', drift)
    node.addEventListener('pointerup', up)
    node.addEventListener('lostpointercapture', up)
    return () => {
      up()
      node.removeEventListener('pointerdown', down)
      node.removeEventListener('pointermove', drift)
      node.removeEventListener('pointerup', up)
      node.removeEventListener('lostpointercapture', up)
    }
  }
}

/** What an arrow moves by: one percent, five with Shift; null for any other key. */
export function arrow(e: KeyboardEvent): { dx: number; dy: number } | null {
  const by = e.shiftKey ? 0.05 : 0.01
  const at = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[e.key]
  if (!at || e.ctrlKey || e.metaKey || e.altKey) return null
  return { dx: at[0] ?? 0, dy: at[1] ?? 0 }
}
