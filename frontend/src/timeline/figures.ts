// What the timeline says of times: why something sticks, and how far it went.

import { fps, seconds, timecode, type Rate } from '../maths/frames'
import type { Target } from '../maths/snap'
import { number } from '../words/figures'
import { t } from '../words/words.svelte'

/** Why something sticks, as it is written at the line: "End of Mug 00:14.18", "7 s". */
export function reasonOf(target: Target, rate: Rate): string {
  if (target.kind === 'second') return t('{n} s', { n: number(Math.round(target.frame / fps(rate))) })
  return [target.name, timecode(target.frame, rate)].filter(Boolean).join(' ')
}

/** A change in seconds with its sign: "+0.4 s". */
export function delta(frames: number, rate: Rate): string {
  const n = number(seconds(frames, rate), { signDisplay: 'always', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return t('{n} s', { n: n.replace('-', '−') })
}

/** A moment as words, for those who listen: "7.4". */
export const spoken = (frames: number, rate: Rate): string => number(seconds(frames, rate), { minimumFractionDigits: 1, maximumFractionDigits: 1 })
