// What the window is just now, by a media query.

/** Tells whether it matches, now and whenever that changes; answers how to stop. */
export function whether(query: string, tell: (matches: boolean) => void): () => void {
  const media = matchMedia(query)
  const heard = (): void => { tell(media.matches) }
  heard()
  media.addEventListener('change', heard)
  return () => { media.removeEventListener('change', heard) }
}
