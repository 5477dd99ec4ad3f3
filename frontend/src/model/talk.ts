// What is talked about a clip, in a glance: how much of it is open, and who takes part.

import type { Comment, ID, Member, Verdict } from '../studio/studio'

export interface Participant { readonly id: ID; readonly name: string; readonly colour: number; readonly guest: boolean; readonly me: boolean }

/** line: which versions are looked at, where two are compared. */
export interface Talk { readonly open: number; readonly all: number; readonly line: string; readonly people: readonly Participant[] }

/** Who said or judged something, in the order in which they came; whoever works here stands last. */
export function takingPart(threads: readonly Comment[], verdicts: readonly Verdict[], members: readonly Member[]): Participant[] {
  const known = new Map(members.map((m) => [m.id, m]))
  const all = new Map<ID, Participant>()
  const add = (id: ID, name: string, colour: number, guest = false): void => {
    const m = known.get(id)
    if (!all.has(id) && m?.me !== true) all.set(id, { id, name, colour, guest: guest || m?.guest === true, me: false })
  }
  const said = threads.flatMap((c) => [c, ...c.replies]).filter((c) => !c.mine && !c.deleted)
  for (const c of said.toSorted((a, b) => a.at.localeCompare(b.at))) add(c.author, c.name, c.colour)
  for (const v of verdicts) if (!v.me) add(v.member, v.name, v.colour, v.guest)
  const me = members.find((m) => m.me)
  return me ? [...all.values(), { id: me.id, name: me.name, colour: me.colour, guest: false, me: true }] : [...all.values()]
}
