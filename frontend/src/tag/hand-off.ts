// The keyboard belongs to the playhead. A press of the mouse on a button or a
// slider works it but leaves no focus behind, so that Space still plays and
// arrows still step; only Tab gives the keyboard to a control.

/** Watches a place; answers how to stop. Buttons, sliders and tabs give the keyboard back. */
export function handOff(place: HTMLElement): () => void {
  const down = (e: MouseEvent): void => {
    const target = e.target as Element
    if (target.closest('button') === null) return
    e.preventDefault() // no focus
    if (document.activeElement instanceof HTMLElement && place.contains(document.activeElement)) document.activeElement.blur()
  }
  const up = (e: PointerEvent): void => {
    if (e.target instanceof HTMLInputElement && e.target.type === 'range') e.target.blur()
  }
  place.addEventListener('mousedown', down)
  place.addEventListener('pointerup', up)
  return () => {
    place.removeEventListener('mousedown', down)
    place.removeEventListener('pointerup', up)
  }
}
