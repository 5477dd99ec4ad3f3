// What each icon is once icons.ts has read it: its line, and the look it is given.

import type { Component } from 'svelte'
import Drawn from './Drawn.svelte'

type Look = Omit<Parameters<typeof Drawn>[1], 'line'>

/** The component of an icon. Its look may change; its line never does. */
export const drawn = (line: string): Component<Look> =>
  (at, look) => Drawn(at, Object.create(look, { line: { value: line } }) as Look & { line: string })
