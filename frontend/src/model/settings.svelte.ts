// What this machine remembers of a person's wishes, by name. The studio keeps
// them; where it cannot, this window does, so that no wish is lost.

import type { Fault, Studio } from '../studio/studio'
import { faultOf } from './fault'

type Keeper = Pick<Studio, 'settings' | 'setSetting'>

const KEPT = 'taglane.settings'

export class Settings {
  /** Everything known by name; a name nobody has set is missing. */
  values = $state.raw<Readonly<Record<string, string>>>(kept())

  /** Asks the studio; what it knows counts before what this window kept. */
  async load(studio: Keeper): Promise<void> {
    try {
      this.values = { ...this.values, ...(await studio.settings()) }
    } catch {
      // A studio without settings: what this window kept stands.
    }
  }

  get(name: string): string { return this.values[name] ?? '' }

  /** A whole number within bounds, or the usual one where nothing usable is kept. */
  number(name: string, usual: number, least: number, most: number): number {
    const text = this.get(name).trim()
    const n = Number(text)
    return text !== '' && Number.isFinite(n) && n >= least && n <= most ? n : usual
  }

  /** Keeps a wish. Answers what stood in the way; null when it is kept. */
  async set(studio: Keeper, name: string, value: string): Promise<Fault | null> {
    const before = this.values
    this.values = { ...before, [name]: value }
    try {
      await studio.setSetting(name, value)
    } catch (e) {
      const fault = faultOf(e)
      if (fault.kind === 'Internal' && keep(this.values)) return null
      if (this.values[name] === value) this.values = { ...this.values, [name]: before[name] ?? '' }
      return fault
    }
    keep(this.values)
    return null
  }
}

function kept(): Record<string, string> {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}')
    if (typeof all !== 'object' || all === null) return {}
    return Object.fromEntries(Object.entries(all).filter((e): e is [string, string] => typeof e[1] === 'string'))
  } catch {
    return {}
  }
}

function keep(values: Readonly<Record<string, string>>): boolean {
  try {
    localStorage.setItem(KEPT, JSON.stringify(values))
    return true
  } catch {
    return false
  }
}

/** The wishes of this window's person. */
export const settings = new Settings()
