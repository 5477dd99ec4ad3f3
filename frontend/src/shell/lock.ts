// While the library is only shown, what changes it cannot be worked: every form,
// and whatever stands in an element marked data-writes, but for what is marked
// data-reads. Nothing is dragged in what is marked data-drags, and a press there
// still picks. Said here once, for a state that seldom is; each control shows why.

const CONTROLS = 'button, input, textarea, select'
type Control = HTMLButtonElement | HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Whether a control changes the library. A button may stand outside of its form. */
function writes(c: Control): boolean {
  const near = c.closest('[data-reads], [data-writes], form') ?? c.form
  return near !== null && !near.matches('[data-reads], [role=search]')
}

/** Shuts what changes the library, now and whenever it comes; answers how to open it again. */
export function lock(root: HTMLElement, why: string): () => void {
  const shut = new Map<Control, string | undefined>() // with what they said of themselves
  const look = (c: Control): void => {
    if (c.disabled || !writes(c)) return
    if (!shut.has(c)) shut.set(c, c.dataset['tip'])
    c.disabled = true
    c.dataset['tip'] = why
  }
  const within = (e: Element): void => {
    if (e.matches(CONTROLS)) look(e as Control)
    for (const c of e.querySelectorAll<Control>(CONTROLS)) look(c)
  }
  const drag = (e: PointerEvent): void => {
    if (e.buttons > 0 && e.target instanceof Element && e.target.closest('[data-writes], [data-drags]')) e.stopPropagation()
  }
  root.addEventListener('pointermove', drag, true)
  within(root)
  const seen = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target instanceof Element && target.matches(CONTROLS)) look(target as Control)
      for (const n of addedNodes) if (n instanceof Element) within(n)
    }
  })
  seen.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'data-writes'] })
  return () => {
    seen.disconnect()
    root.removeEventListener('pointermove', drag, true)
    for (const [c, tip] of shut) {
      c.disabled = false
      if (tip === undefined) delete c.dataset['tip']
      else c.dataset['tip'] = tip
    }
  }
}
