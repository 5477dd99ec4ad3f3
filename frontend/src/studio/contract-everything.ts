// The part of the contract about the whole library as a folder.

import type { Asking } from './contract-library'

export async function everything(c: Asking): Promise<void> {
  const { studio } = c
  const job = await studio.exportEverything({ films: false, private: false, zip: false }, '')
  c.promise('the whole library is written in the background', job.id !== '' && job.doing === 'export', job)
  await c.fails('only where the person said so', () => studio.exportEverything({ films: false, private: false, zip: false }, '/'), 'Refused')
  await c.fails('without a dialog nothing is brought back', () => studio.bringEverything(false), 'Refused')
}
