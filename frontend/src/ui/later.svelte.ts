// Parts of the page that come later: rooms, dialogs, panels nobody has opened
// yet. Each is fetched when it is first wanted, or before that while nothing
// else is to be done; once it has come, it is shown at once like any other.
// Written <later.table.now {desk} />, where nothing stands until it is there.

/** How long the page may be busy before what comes later is fetched all the same, in ms. */
const PATIENCE_MS = 1500

const waiting = new Set<Later<unknown>>()
let ahead = false

export class Later<Part> {
  #part = $state.raw<Part | null>(null)
  #coming: Promise<void> | null = null
  readonly #get: () => Promise<{ default: Part }>

  constructor(get: () => Promise<{ default: Part }>) {
    this.#get = get
    if (ahead) whenIdle(() => void this.fetch())
    else waiting.add(this)
  }

  /** The part; null until it has come, and asking for it lets it come. */
  get now(): Part | null {
    if (this.#part === null) void this.fetch()
    return this.#part
  }

  /** Ends when the part is there. One that could not be had is asked for again the next time. */
  fetch(): Promise<void> {
    this.#coming ??= this.#get().then((module) => { this.#part = module.default }, () => { this.#coming = null })
    return this.#coming
  }
}

function whenIdle(run: () => void): void {
  // Safari's engine does not tell when it is idle.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: PATIENCE_MS })
  else setTimeout(run, 0)
}

/** From now on every part is fetched before it is wanted, also those that parts bring with them; then goes on with what else can wait. */
export function fetchAhead(then: () => void): void {
  ahead = true
  whenIdle(() => {
    for (const part of waiting) void part.fetch()
    waiting.clear()
    then()
  })
}
