// A hand that carries something over the picture: pressed, moved past a few
// pixels, let go. Escape puts it back, and so does the loss of the window.

/** So far a press may slip and still be a click, in CSS pixels. */
const SLIP = 4

export interface Carried {
  /** How far from where it was pressed, in fractions of the picture. */
  move(dx: number, dy: number): void
  /** moved is false for a click. */
  done(moved: boolean): void
  dropped(): void
}

/** Begins to carry with the press e; the element that was pressed keeps the pointer. */
export function carry(e: PointerEvent, picture: { readonly width: number; readonly height: number }, what: Carried): void {
  const node = e.currentTarget as HTMLElement
  const { pointerId, clientX, clientY } = e
  let moved = false
  node.setPointerCapture(pointerId)

  const stop = new AbortController()
  const listen = { signal: stop.signal }
  function end(kept: boolean): void {
    stop.abort()
    if (node.hasPointerCapture(pointerId)) node.releasePointerCapture(pointerId)
    if (kept) what.done(moved)
    else what.dropped()
  }
  node.addEventListener('pointermove', (m) => {
    const [dx, dy] = [m.clientX - clientX, m.clientY - clientY]
    moved ||= Math.hypot(dx, dy) >= SLIP
    if (moved) what.move(dx / picture.width, dy / picture.height)
  }, listen)
  node.addEventListener('pointerup', () => { end(true) }, listen)
  node.addEventListener('pointercancel', () => { end(false) }, listen)
  node.addEventListener('lostpointercapture', () => { end(true) }, listen)
  window.addEventListener('blur', () => { end(false) }, listen)
  window.addEventListener('keydown', (k) => {
    if (k.key !== 'Escape') return
    k.stopPropagation()
    k.preventDefault()
    end(false)
  }, { ...listen, capture: true })
}
