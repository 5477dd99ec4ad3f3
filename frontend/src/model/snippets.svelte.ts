// Texts that a person puts in again and again.

import type { Snippet } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Snippet } from '../studio/studio'

export class Snippets {
  all = $state.raw<readonly Snippet[]>([])
  /** Whether they are being changed. */
  editing = $state(false)

  readonly #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  async load(): Promise<void> {
    try {
      this.all = await this.#shell.studio.snippets()
    } catch {
      // Without them one writes everything anew; that is no reason to stop.
    }
  }

  /** Keeps them all. Answers what is wrong, "" for nothing. One without a text is left out. */
  async keep(all: readonly Snippet[]): Promise<string> {
    const said = all.map((s) => ({ ...s, name: s.name.trim() || (s.text.trim().split('\n', 1)[0] ?? '').slice(0, 40), text: s.text })).filter((s) => s.text.trim() !== '')
    try {
      this.all = await this.#shell.studio.setSnippets(said)
    } catch (e) {
      return faultOf(e).message
    }
    return ''
  }
}

/** A text with a snippet put in where the hand stands, and where the hand stands then. */
export function inserted(text: string, snippet: string, from: number, until: number): { text: string; at: number } {
  const before = text.slice(0, from)
  const after = text.slice(until)
  const gap = before === '' || /\s$/.test(before) || /^[\s.,;:!?]/.test(snippet) ? '' : ' '
  const close = after === '' || /^\s/.test(after) || /\s$/.test(snippet) ? '' : ' '
  return { text: before + gap + snippet + close + after, at: before.length + gap.length + snippet.length + close.length }
}
