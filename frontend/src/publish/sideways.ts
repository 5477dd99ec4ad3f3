// A table that goes sideways brings the whole column into sight that takes the
// focus; a browser is content with a corner of it, or with one that lies beneath
// the names of the rows.

export function sideways(scroll: HTMLElement): () => void {
  function reveal(e: FocusEvent): void {
    const cell = e.target instanceof Element ? e.target.closest('[role=cell], [role=columnheader]') : null
    if (!cell) return
    const [seen, column] = [scroll.getBoundingClientRect(), cell.getBoundingClientRect()]
    const left = scroll.querySelector('[role=rowheader]')?.getBoundingClientRect().right ?? seen.left
    if (column.left < left) scroll.scrollLeft -= left - column.left
    else if (column.right > seen.right) scroll.scrollLeft += Math.min(column.right - seen.right, column.left - left)
  }
  scroll.addEventListener('focusin', reveal)
  return () => { scroll.removeEventListener('focusin', reveal) }
}
