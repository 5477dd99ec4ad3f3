// The loss report leaves the screen: on paper, or as text.

import { tick } from 'svelte'
import type { Shell } from '../model/app.svelte'
import type { Losses } from '../model/losses.svelte'
import { t } from '../words/words.svelte'

/** A page that can print says so before this is over. */
const PATIENCE_MS = 800

/** Prints the report; where the window cannot print, it says what can be done instead. */
export async function printLosses(shell: Shell, losses: Losses): Promise<void> {
  losses.shown = true
  await tick()
  await tick() // the paper is there once the report is
  let began = false
  const begun = (): void => { began = true }
  window.addEventListener('beforeprint', begun)
  if (typeof window.print === 'function') window.print()
  await new Promise((r) => setTimeout(r, PATIENCE_MS))
  window.removeEventListener('beforeprint', begun)
  if (!began) shell.notices.add({ kind: 'info', message: t('This window cannot print. The report can be copied as text.'), fix: { name: t('Copy as text'), run: () => copyLosses(shell, losses) } })
}

export async function copyLosses(shell: Shell, losses: Losses): Promise<void> {
  try {
    await navigator.clipboard.writeText(losses.asText())
    shell.say('success', t('The report is on the clipboard.'))
  } catch {
    shell.say('error', t('The clipboard cannot be reached here.'))
  }
}
