// Everything a person can ask for, as one table. It feeds the keys, the
// palette, the menus, the tooltips and the sheet of keys. A command without a
// sentence does not compile, and a key claimed twice in one place is refused.

import type { Place } from '../model/app.svelte'
import { keymap, type Keymap, type Known } from '../model/keymap.svelte'
import { tell } from '../words/words.svelte'
import { keyAria, keyText, namesOf, type Key, type Pressed } from './keys'

/** What a command does, told to a person: it ends with a full stop. */
export type Sentence = `${string} ${string}.`

export interface Command {
  readonly id: string // "tag.split"
  readonly name: string // as in a menu, marked for words: mark('Split tag')
  /** Its name in lists of all commands and in the guide, where name says what is going on; marked as well. */
  readonly usual?: string
  readonly sentence: Sentence // marked for words too
  readonly places: readonly Place[] | 'everywhere'
  /** As it comes; the person's keymap may give others. The first is the one shown. */
  readonly keys?: readonly Key[]
  /** Whether a key held down asks again and again. */
  readonly repeats?: boolean
  /** The browser may do with its key what it would: a paste brings its text along only then. */
  readonly shared?: boolean
  /** Left out of the palette: it needs a pointer or a key that is held. */
  readonly quiet?: boolean
  readonly enabled?: () => boolean
  /** What stands in its way or goes along with it, for the button that shows it. */
  readonly hint?: () => string
  /** at: when the key went down, ms on the page's clock. */
  run(at: number): unknown
  /** The key that ran it went up again. */
  release?(at: number): void
}

/** What is remembered of a command; its name and sentence are asked for when they are shown, in the language of then. */
export const remembered = (c: Command): Known => ({ id: c.id, get name() { return c.usual ?? c.name }, get sentence() { return c.sentence }, places: c.places, keys: c.keys ?? [], quiet: c.quiet ?? false })

export class Commands {
  /** Counts what was added or taken away, so that lists of commands follow. */
  #version = $state(0)
  #changes = 0
  /** The commands that may not run for as long as it stands, and why; null: all may. */
  shut = $state.raw<{ readonly ids: ReadonlySet<string>; readonly why: string } | null>(null)
  /** The command that ran last. */
  ran = $state('')
  readonly #all = new Map<string, Command>()
  /** Commands whose key is down, by the position that is down. */
  readonly #down = new Map<string, Command>()
  readonly #keymap: Keymap

  constructor(keys: Keymap = keymap) {
    this.#keymap = keys
  }

  /** Adds a room's commands; answers how to take them away. */
  add(commands: readonly Command[]): () => void {
    for (const c of commands) {
      const rival = this.#all.get(c.id) ?? this.#rivalOf(c)
      if (rival) throw new Error(`${c.id} wants a key or name of ${rival.id}; one key has one meaning in a place`)
      this.#all.set(c.id, c)
    }
    this.#keymap.know(commands.map(remembered))
    this.#version = ++this.#changes
    return () => {
      for (const c of commands) if (this.#all.get(c.id) === c) this.#all.delete(c.id)
      this.#version = ++this.#changes
    }
  }

  #rivalOf(c: Command): Command | undefined {
    return [...this.#all.values()].find((o) => meet(o, c) && (o.keys ?? []).some((k) => c.keys?.includes(k)))
  }

  /** A command in the person's language, with the keys that ask for it now. */
  get(id: string): Command | undefined {
    void this.#version
    const c = this.#all.get(id)
    return c && this.#keyed(c)
  }

  // The keymap checks what it takes in, so its words are keys.
  #keyed(c: Command): Command { return { ...c, name: tell(c.name), sentence: tell(c.sentence) as Sentence, keys: this.#keymap.keysOf(c.id) as readonly Key[] } }

  /** What can be asked for in a place, in the order it was added. */
  at(place: Place): Command[] {
    void this.#version
    return [...this.#all.values()].filter((c) => isAt(c, place)).map((c) => this.#keyed(c))
  }

  isEnabled(c: Command): boolean { return this.why(c.id) === '' && (c.enabled?.() ?? true) }

  /** Why a command may not run whatever it says of itself; "" where it may. */
  why(id: string): string { return this.shut?.ids.has(id) ? this.shut.why : '' }

  /** Runs a command by its name, if it may run now. */
  run(id: string): boolean {
    const c = this.#all.get(id)
    if (!c || !this.isEnabled(c)) return false
    this.ran = id
    c.run(performance.now())
    return true
  }

  /** Whose key this is in a place; undefined for nobody's, or when it may not run now. */
  find(place: Place, names: readonly string[]): Command | undefined {
    void this.#version
    const here = [...this.#all.values()].filter((c) => isAt(c, place))
    // A character counts before the position it happens to be on.
    for (const name of names) {
      const c = here.find((o) => this.#keymap.keysOf(o.id).includes(name))
      if (c) return c
    }
    return undefined
  }

  /** A key went down. True when it was somebody's alone, so that nothing else may happen. */
  press(place: Place, e: Pressed & { readonly repeat: boolean; readonly timeStamp: number }): boolean {
    this.#keymap.learn(e)
    const c = this.find(place, namesOf(e))
    if (!c) return false
    if (!this.isEnabled(c)) return true
    if (e.repeat && !c.repeats) return true
    if (c.release) this.#down.set(e.code, c)
    this.ran = c.id
    c.run(e.timeStamp)
    return !c.shared
  }

  /** A key went up. */
  release(e: { readonly code: string; readonly timeStamp: number }): void {
    const c = this.#down.get(e.code)
    this.#down.delete(e.code)
    c?.release?.(e.timeStamp)
  }

  /** The window lost the keyboard: every held key counts as let go. */
  releaseAll(at: number): void {
    for (const [code] of this.#down) this.release({ code, timeStamp: at })
  }

  /** What a control that runs a command carries, for its tooltip and for screen readers. */
  tip(id: string): Tip {
    const c = this.get(id)
    const key = c?.keys?.[0]
    const why = this.why(id)
    if (why) return { 'data-tip': why, disabled: true }
    return {
      'data-tip': c?.name ?? '',
      ...(key ? { 'data-keys': keyText(key), 'aria-keyshortcuts': keyAria(key) } : {}),
    }
  }
}

export interface Tip { 'data-tip': string; disabled?: true; 'data-keys'?: string; 'aria-keyshortcuts'?: string }

const isAt = (c: Command, place: Place): boolean => c.places === 'everywhere' || c.places.includes(place)

function meet(a: Command, b: Command): boolean {
  if (a.places === 'everywhere' || b.places === 'everywhere') return true
  return a.places.some((p) => (b.places as readonly Place[]).includes(p))
}
