// The exact picture of a frame. It takes a moment to be made, so it is asked for
// once the frame has rested, and fetched once for all places that show it.

export const REST_MS = 80
const MOST = 16

export class Still {
  /** The blob address of the picture wanted now; "" while it is on its way. */
  src = $state('')
  /** The picture wanted now could not be had. */
  lost = $state(false)

  #wanted = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #known = new Map<string, string>()
  readonly #fetch: (url: string) => Promise<string>

  constructor(fetch: (url: string) => Promise<string> = load) {
    this.#fetch = fetch
  }

  /** Wants the picture at an address; "" for none. */
  want(url: string): void {
    if (url === this.#wanted) return
    this.#wanted = url
    this.lost = false
    this.src = this.#known.get(url) ?? ''
    clearTimeout(this.#timer)
    if (url !== '' && this.src === '') this.#timer = setTimeout(() => { void this.#get(url) }, REST_MS)
  }

  async #get(url: string): Promise<void> {
    const src = await this.#fetch(url)
    if (src !== '') this.#keep(url, src)
    if (url !== this.#wanted) return
    this.src = src
    this.lost = src === ''
  }

  #keep(url: string, src: string): void {
    this.#known.set(url, src)
    const [oldest] = this.#known.keys()
    if (this.#known.size <= MOST || oldest === undefined || oldest === this.#wanted) return
    URL.revokeObjectURL(this.#known.get(oldest) ?? '')
    this.#known.delete(oldest)
  }

  /** Gives the pictures back. */
  close(): void {
    clearTimeout(this.#timer)
    this.#wanted = ''
    for (const src of this.#known.values()) URL.revokeObjectURL(src)
    this.#known.clear()
    this.src = ''
  }
}

async function load(url: string): Promise<string> {
  try {
    const answer = await fetch(url)
    return answer.ok ? URL.createObjectURL(await answer.blob()) : ''
  } catch {
    return ''
  }
}
