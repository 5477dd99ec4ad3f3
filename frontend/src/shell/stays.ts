// The page stays where it is: what stands in the window is the studio, so no link, script or dropped file may put
// another page there. Links that people follow are opened by the program, in their own browser.

/** Says whether an address leads away from the page that is shown. A file is saved only if it is from here. */
export function leadsAway(to: string, here: string, saves: boolean): boolean {
  if (!URL.canParse(to)) return true
  const [a, b] = [new URL(to), new URL(here)]
  if (saves) return a.protocol !== 'blob:' && a.origin !== b.origin
  return a.protocol !== b.protocol || a.host !== b.host || a.pathname !== b.pathname
}

/** Holds back everything that leads away, by the word the browser has for it, and links where it has none. */
export function stay(w: Window): void {
  const hold = (e: Event, to: string, saves: boolean): void => { if (e.cancelable && leadsAway(to, w.location.href, saves)) e.preventDefault() }
  ;(w as { navigation?: EventTarget }).navigation?.addEventListener('navigate', (e) => {
    const { destination, downloadRequest } = e as Event & { destination: { url: string }; downloadRequest: string | null }
    hold(e, destination.url, downloadRequest !== null)
  })
  w.addEventListener('click', (e) => {
    const link = e.target instanceof Element ? e.target.closest('a[href]') : null
    if (link instanceof HTMLAnchorElement && link.target !== '_blank') hold(e, link.href, link.hasAttribute('download'))
  }, true)
}
