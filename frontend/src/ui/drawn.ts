// What each icon is once icons.ts has read it: its shapes, and the look it is given.

import type { Component } from 'svelte'
import Drawn from './Drawn.svelte'

type Look = Omit<Parameters<typeof Drawn>[1], 'shapes'>

/** The component of an icon. Its look may change; its shapes never do. */
export const drawn = (shapes: string): Component<Look> =>
  (at, look) => Drawn(at, Object.create(look, { shapes: { value: shapes } }) as Look & { shapes: string })
