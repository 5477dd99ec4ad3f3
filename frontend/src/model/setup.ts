// What is entered before an account is there: where each answer goes, what is
// still missing, and what a file of a service's console says.

import type { Option, Service } from '../studio/studio'
import { AUDIENCE } from './audience'

type Need = Service['needs'][number]

/** What a person has entered so far of one account. */
export interface Entered {
  name: string
  /** By the key of a need. */
  needs: Record<string, string>
  /** By the key of an option; "" is undecided, or as it usually is. */
  answers: Record<string, string>
}

/** Options that are decided once, of the account. */
export const ofAccount = (service: Service): readonly Option[] => service.options.filter((o) => o.account)

/** The first thing that has to be said yet, by its key; "" when nothing is missing. */
export function missing(service: Service, e: Entered): string {
  if (e.name.trim() === '') return 'name'
  const need = service.needs.find((n) => !n.may && (e.needs[n.key] ?? '').trim() === '')
  const open = ofAccount(service).find((o) => o.kind !== 'text' && o.default === '' && (e.answers[o.key] ?? '') === '')
  return need?.key ?? open?.key ?? ''
}

/** What is kept for everybody to see, and what goes into the vault: all that a login begins with, and whatever is secret. */
export function apart(service: Service, e: Entered): { settings: Record<string, string>; secret: Record<string, string> } {
  const settings: Record<string, string> = {}
  const secret: Record<string, string> = {}
  for (const n of service.needs) {
    const value = (e.needs[n.key] ?? '').trim()
    if (value !== '') (service.connects || n.secret ? secret : settings)[n.key] = value
  }
  for (const o of ofAccount(service)) {
    const value = (e.answers[o.key] ?? '').trim()
    if (value !== '') settings[o.key] = value
  }
  const audience = (e.answers[AUDIENCE] ?? '').trim()
  if (audience !== '') settings[AUDIENCE] = audience
  return { settings, secret }
}

/** Settings of an account with other answers in them; what this screen does not ask about stays. */
export function changed(service: Service, settings: Readonly<Record<string, string>>, e: Entered): Record<string, string> {
  const asked = [...service.needs.filter((n) => !service.connects && !n.secret), ...ofAccount(service)].map((x) => x.key)
  if (AUDIENCE in e.answers) asked.push(AUDIENCE)
  const kept = Object.entries(settings).filter(([key]) => !asked.includes(key))
  return { ...Object.fromEntries(kept), ...apart(service, e).settings }
}

/** A name that no account has yet: "YouTube", then "YouTube 2". */
export function freeName(title: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? title : `${title} ${n}`
    if (!taken.includes(name)) return name
  }
}

/** What a downloaded file says of what is needed, wherever in it that stands; null when it says nothing of it. */
export function readCredentials(text: string, needs: readonly Need[]): Record<string, string> | null {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return null
  }
  const found: Record<string, string> = {}
  const look = (v: unknown, deep: number): void => {
    if (v === null || typeof v !== 'object' || deep > 3) return
    for (const [key, value] of Object.entries(v)) {
      if (typeof value === 'string' && value !== '' && needs.some((n) => n.key === key)) found[key] ??= value
      else look(value, deep + 1)
    }
  }
  look(said, 0)
  return Object.keys(found).length > 0 ? found : null
}

export type Strength = 'none' | 'short' | 'simple' | 'fair' | 'good'

/** How long a passphrase holds, as far as its look tells: whether others know it, nobody can see. */
export function strengthOf(passphrase: string): Strength {
  const kinds = new Set(passphrase.toLowerCase()).size
  const words = passphrase.trim().split(/\s+/).filter((w) => w.length > 2)
  if (passphrase === '') return 'none'
  if (passphrase.length < 8) return 'short'
  if (kinds < 6 || /^\d+$/.test(passphrase) || runs(passphrase)) return 'simple'
  const different = new Set(words.map((w) => w.toLowerCase())).size
  return passphrase.length >= 20 || different >= 4 ? 'good' : 'fair'
}

/** Whether most of it is a row of neighbours: "abcdefgh", "87654321". */
function runs(text: string): boolean {
  let rows = 0
  for (let i = 1; i < text.length; i++) if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) <= 1) rows++
  return rows > text.length / 2
}
