// Which key asks for what: every command's usual keys, a preset over them, the
// person's own over that. A stronger wish takes a key from a weaker one, so a
// key never has two meanings in a place. It also knows what is printed on the
// keys of this keyboard.

import type { Fault, Studio } from '../studio/studio'
import { OURS, readKeys, writeKeys, type Wish } from './keyfile'
import { PRESETS, type PresetName } from './presets'
import { settings, type Settings } from './settings.svelte'

/** What is remembered of a command, also after its place was left. */
export interface Known {
  readonly id: string
  readonly name: string
  readonly sentence: string
  readonly places: readonly string[] | 'everywhere'
  readonly keys: readonly string[]
  /** Left out of the palette. */
  readonly quiet?: boolean
}

type Keeper = Pick<Studio, 'settings' | 'setSetting'>
interface Pressed { readonly code: string; readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean; readonly shiftKey: boolean }

const SETTING = 'keymap'

export class Keymap {
  readonly #known = new Map<string, Known>()
  #version = $state(0)
  #changes = 0
  readonly #settings: Settings
  #studio: Keeper | null = null
  /** What the keys are labelled with here: position to character. */
  letters = $state.raw<ReadonlyMap<string, string>>(new Map())

  constructor(kept: Settings) {
    this.#settings = kept
  }

  /** The preset and the own keys that count. */
  readonly wish: Wish = $derived.by(() => {
    const text = this.#settings.get(SETTING)
    const read = text === '' ? OURS : readKeys(text)
    return typeof read === 'string' ? OURS : read
  })

  readonly #effective: ReadonlyMap<string, readonly string[]> = $derived.by(() => {
    void this.#version
    return resolve([...this.#known.values()], this.wish)
  })

  /** Every command seen so far. */
  readonly all: readonly Known[] = $derived.by(() => {
    void this.#version
    return [...this.#known.values()]
  })

  /** Own keys of commands this Taglane has not shown yet: kept, and used once they appear. */
  readonly aside: readonly string[] = $derived.by(() => {
    void this.#version
    return Object.keys(this.wish.own).filter((id) => !this.#known.has(id))
  })

  /** Remembers commands; their places may be entered later. */
  know(commands: readonly Known[]): void {
    for (const c of commands) this.#known.set(c.id, c)
    this.#version = ++this.#changes
  }

  /** The keys that ask for a command now; the first is the one shown. */
  keysOf(id: string): readonly string[] { return this.#effective.get(id) ?? [] }

  /** Whether the person gave a command keys of their own. */
  isOwn(id: string): boolean { return Object.hasOwn(this.wish.own, id) }

  /** Who has a key where a command could meet it; null when nobody. */
  rivalOf(id: string, key: string): Known | null {
    const mine = this.#known.get(id)
    if (!mine) return null
    return this.all.find((o) => o.id !== id && meet(o.places, mine.places) && this.keysOf(o.id).includes(key)) ?? null
  }

  // ---- changing ----

  /** Begins to keep wishes with a studio. */
  async follow(studio: Keeper): Promise<void> {
    this.#studio = studio
    await this.#settings.load(studio)
  }

  /** Gives a command a key in place of those it has; whoever had it loses it. */
  give(id: string, key: string): Promise<Fault | null> {
    const own: Record<string, readonly string[]> = { ...this.wish.own }
    for (const o of this.all) if (o.id !== id && this.keysOf(o.id).includes(key) && this.#meets(o.id, id)) own[o.id] = this.keysOf(o.id).filter((k) => k !== key)
    own[id] = [key]
    return this.#keep({ ...this.wish, own })
  }

  /** Leaves a command without a key. */
  clear(id: string): Promise<Fault | null> { return this.#keep({ ...this.wish, own: { ...this.wish.own, [id]: [] } }) }

  /** Takes back what the person chose for one command. */
  reset(id: string): Promise<Fault | null> {
    return this.#keep({ ...this.wish, own: Object.fromEntries(Object.entries(this.wish.own).filter(([o]) => o !== id)) })
  }

  resetAll(): Promise<Fault | null> { return this.#keep({ ...this.wish, own: {} }) }
  choose(preset: PresetName): Promise<Fault | null> { return this.#keep({ ...this.wish, preset }) }

  export(): string { return writeKeys(this.wish) }

  /** Takes a keymap out of a file. Answers a sentence when it is refused, else "". */
  async import(text: string): Promise<string> {
    const read = readKeys(text)
    if (typeof read === 'string') return read
    return (await this.#keep(read))?.message ?? ''
  }

  #meets(a: string, b: string): boolean {
    const [x, y] = [this.#known.get(a), this.#known.get(b)]
    return x !== undefined && y !== undefined && meet(x.places, y.places)
  }

  async #keep(wish: Wish): Promise<Fault | null> {
    return this.#settings.set(this.#studio ?? windowOnly, SETTING, writeKeys(wish))
  }

  // ---- what is printed on the keys ----

  /** Asks the browser what is on the keys; not every one can say. */
  async ask(keyboard: { getLayoutMap(): Promise<ReadonlyMap<string, string>> } | undefined): Promise<void> {
    try {
      const map = await keyboard?.getLayoutMap()
      if (map) this.letters = new Map([...this.letters, ...map])
    } catch {
      // Not allowed here: the presses will tell.
    }
  }

  /** Learns a label from a press. */
  learn(e: Pressed): void {
    if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || !/^\S$/u.test(e.key)) return
    const letter = e.key.toLowerCase()
    if (e.code === '' || this.letters.get(e.code) === letter) return
    this.letters = new Map([...this.letters, [e.code, letter]])
  }
}

/** The keys of each command when the stronger wishes have taken theirs: own, then preset, then usual. */
export function resolve(all: readonly Known[], wish: Wish): Map<string, readonly string[]> {
  const preset = PRESETS.find((p) => p.name === wish.preset)?.keys ?? {}
  const strength = (c: Known): number => (Object.hasOwn(wish.own, c.id) ? 0 : Object.hasOwn(preset, c.id) ? 1 : 2)
  const taken = new Map<string, Known[]>()
  const found = new Map<string, readonly string[]>()
  for (const c of [...all].sort((a, b) => strength(a) - strength(b))) {
    const wanted = wish.own[c.id] ?? preset[c.id] ?? c.keys
    const keys = wanted.filter((k) => !taken.get(k)?.some((o) => meet(o.places, c.places)))
    for (const k of keys) taken.set(k, [...(taken.get(k) ?? []), c])
    found.set(c.id, keys)
  }
  return found
}

function meet(a: Known['places'], b: Known['places']): boolean {
  return a === 'everywhere' || b === 'everywhere' || a.some((p) => b.includes(p))
}

// Before a studio is there, a wish holds in this window.
const windowOnly: Keeper = { settings: async () => ({}), setSetting: async () => undefined }

/** The one keyboard of this window. */
export const keymap = new Keymap(settings)
if (typeof navigator !== 'undefined' && 'keyboard' in navigator) {
  void keymap.ask(navigator.keyboard as { getLayoutMap(): Promise<ReadonlyMap<string, string>> })
}
