// What the checks found, told once each, and what can be done about it.

import { clampFrame, framesIn, type Rate } from '../maths/frames'
import type { Account, CheckReport, Finding } from '../studio/studio'

export type { Finding } from '../studio/studio'

/** Which check found something at an account; the same may have another name elsewhere. */
export interface Found { readonly account: Account; readonly rule: string; readonly mend: boolean; readonly leave: boolean }
/** A finding with everybody who found it. */
export interface Remark extends Finding { readonly key: string; readonly accounts: readonly Account[]; readonly found: readonly Found[] }

/** Seen for less than this, a tag is hard to catch. */
const SHORTEST_SECONDS = 1.5

const weight: Record<Finding['level'], number> = { block: 0, warn: 1, info: 2 }

/**
 * Blocks first, then warnings, then remarks, then what a person left as it is. Two
 * checks that ask for the same repair of the same thing are one; what is left at one
 * place and stands at another is two.
 */
export function merged(columns: readonly { account: Account; report: CheckReport | null }[]): Remark[] {
  const out = new Map<string, Remark>()
  for (const { account, report } of columns) {
    for (const f of report?.findings ?? []) {
      const { tag = '', product = '', field = '', frame = '' } = f.place
      const left = f.left ? `left: ${f.left.reason}|` : ''
      const key = left + (f.fix ? [tag, product, field, frame, f.fix].join('|') : [f.rule, tag, product, field, frame, f.message].join('|'))
      const known = out.get(key)
      const heavier = known && weight[known.level] <= weight[f.level] ? known : { ...f, key }
      const accounts = known?.accounts ?? []
      const found = [...(known?.found ?? []), { account, rule: f.rule, mend: canMend(f), leave: f.leave ?? false }]
      out.set(key, { ...heavier, key, accounts: accounts.some((a) => a.id === account.id) ? accounts : [...accounts, account], found, mend: found.some((one) => one.mend), leave: found.some((one) => one.leave) })
    }
  }
  const rank = (r: Remark): number => (r.left ? 3 : weight[r.level])
  return [...out.values()].sort((a, b) => rank(a) - rank(b))
}

/** Whether Taglane can mend it by itself when it is asked to. */
export const canMend = (f: Finding): boolean => (f.mend ?? false) && !f.left

/** Whether a person may leave it as it is, with a reason. */
export const canLeave = (f: Finding): boolean => (f.leave ?? false) && !f.left && f.level !== 'info'

/** What the button beside a finding does. */
export type Repair = 'mend' | 'extend' | 'relation' | 'product' | 'say' | 'field' | 'account' | 'tag' | 'none'

/** What can be said of a product without leaving the place. */
const ofProduct: ReadonlySet<string> = new Set(['url', 'offer', 'title'])
const elsewhere: ReadonlySet<string> = new Set(['file', 'tags', 'span', 'relation', 'captions', 'image', 'sound', 'check'])

export function repairOf(f: Finding): Repair {
  const { tag, product, field = '', frame } = f.place
  if (f.left) return 'none'
  if (canMend(f)) return 'mend'
  if (field === 'disclosed_in_video') return 'say'
  if (field === 'dir') return 'account'
  if (field === 'account') return 'account'
  if (!product && !tag && frame === undefined && field !== '' && !elsewhere.has(field)) return 'field'
  if (field === 'relation' && product) return 'relation'
  if (product && !tag && ofProduct.has(field)) return 'product'
  if (field === 'span' && tag && f.level === 'warn') return 'extend'
  if (tag || product || field === 'tags' || frame !== undefined) return 'tag'
  return 'none'
}

/** The span a tag needs to be caught; it grows at its end, or at its start where the clip ends. */
export function extended(span: { in: number; out: number }, frames: number, rate: Rate): { in: number; out: number } {
  let need = framesIn(SHORTEST_SECONDS, rate)
  while (need * rate.den < SHORTEST_SECONDS * rate.num) need++
  if (span.out - span.in >= need) return span
  const out = Math.min(frames, span.in + need)
  return { in: Math.min(span.in, clampFrame(out - need, frames)), out }
}
