// What the room asks the person in a dialog: one thing at a time.

import type { ClipCard } from '../model/library.svelte'

export type Asking =
  | { readonly what: 'rename'; readonly card: ClipCard }
  | { readonly what: 'language' | 'project'; readonly ids: readonly string[] }
  | { readonly what: 'look' | 'watch' }

/** A place of the window, for a menu. */
export interface Place { readonly x: number; readonly y: number }

/** Beneath a control. */
export function below(e: MouseEvent): Place {
  const r = (e.currentTarget as HTMLElement).getBoundingClientRect()
  return { x: r.left, y: r.bottom + 4 }
}
