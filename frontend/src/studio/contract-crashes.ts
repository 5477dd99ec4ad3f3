// The part of the contract about what fell and was written down.

import type { Asking } from './contract-library'

export async function crashes(c: Asking): Promise<void> {
  const { studio } = c
  const { checks } = await studio.tools()
  c.promise('what films need is looked at', checks.some((k) => k.name === 'ffmpeg') && checks.every((k) => k.ok || k.fix !== ''), checks)
  const before = await studio.crashes()
  await studio.reportCrash('Nothing fell: the contract asks', 'at token=abcdef123456 in contract')
  const [mine, ...rest] = await studio.crashes()
  c.promise('what fails in the page is written down', mine?.kind === 'page' && mine.text.includes('Nothing fell') && mine.path.endsWith('.txt') && rest.length === before.length, mine)
  c.promise('without what nobody may read', mine?.text.includes('abcdef123456') === false, mine?.text)
  await studio.dropCrash(mine?.id ?? '')
  c.promise('and deleted for good', (await studio.crashes()).length === before.length)
  await c.fails('only a report is deleted', () => studio.dropCrash('../library'), 'NotFound')
}
