// Where the focus goes when what lay over the page is gone. What opened a dialog
// from a menu or from another dialog is gone by then; the last that had the
// focus beneath all of them is not.

let beneath: HTMLElement | null = null
const over = (e: FocusEvent): boolean => e.target instanceof Element && e.target.closest('dialog, [popover]') !== null

if (typeof document !== 'undefined') {
  document.addEventListener('focusin', (e) => { if (!over(e)) beneath = e.target as HTMLElement })
  // Given up on purpose, as by a press elsewhere; another window in front is not.
  document.addEventListener('focusout', (e) => { if (!over(e) && e.relatedTarget === null && document.hasFocus()) beneath = null })
}

/** Focuses what had the focus before, or else what had it beneath everything. */
export function giveBack(before: Element | null): void {
  const back = before?.isConnected && before !== document.body ? before : beneath
  if (back instanceof HTMLElement && back.isConnected) back.focus()
}
