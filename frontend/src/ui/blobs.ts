// Pictures fetched once and kept as blob addresses: a background picture cannot
// be asked for in CORS mode, a fetch can.

const MOST = 24

const blobs = new Map<string, Promise<string>>()

/** The blob address of a picture; "" when it cannot be had. */
export function blobOf(url: string): Promise<string> {
  const known = blobs.get(url)
  if (known) return known
  const made = load(url)
  blobs.set(url, made)
  const [oldest] = blobs.keys()
  if (blobs.size > MOST && oldest !== undefined) {
    void blobs.get(oldest)?.then((blob) => { URL.revokeObjectURL(blob) })
    blobs.delete(oldest)
  }
  return made
}

async function load(url: string): Promise<string> {
  try {
    const answer = await fetch(url)
    return answer.ok ? URL.createObjectURL(await answer.blob()) : ''
  } catch {
    return ''
  }
}
