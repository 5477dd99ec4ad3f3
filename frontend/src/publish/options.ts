// Which of a service's questions stand in which row of the table, and how they
// are answered there.

import type { Column, Option } from '../model/publishing.svelte'
import { t } from '../words/words.svelte'

/** Questions about what is disclosed; they stand in their own row. */
const DISCLOSES = /^(?:paid|paid_.*|brand_.*|branded.*|partnership.*|sponsor.*|disclos.*|own_brand)$/
/** Said of the clip in rows of their own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['title', 'caption', 'hashtags', 'first_comment', 'cover_frame', 'signature', 'fit', 'at', 'publish_at', 'language'])

const asked = (c: Column): readonly Option[] => (c.variant?.options ?? []).filter((o) => !o.account && !ELSEWHERE.has(o.key))

/** Where one question opens the others, they come once it is answered with yes. */
export function disclosing(c: Column): readonly Option[] {
  const all = asked(c).filter((o) => DISCLOSES.test(o.key))
  const first = all.find((o) => o.key === 'disclosure')
  return first && !isYes(answerOf(c, first)) ? all.filter((o) => o === first || isYes(answerOf(c, o))) : all
}
export const others = (c: Column): readonly Option[] => asked(c).filter((o) => !DISCLOSES.test(o.key))

/** What counts for an option now; "" while somebody still has to decide. */
export const answerOf = (c: Column, o: Option): string => c.variant?.said[o.key] || o.default

/** Whether somebody still has to decide. */
export const isOpen = (c: Column, o: Option): boolean => o.why === '' && o.kind !== 'text' && o.kind !== 'time' && answerOf(c, o) === ''

/** Yes as the options say it; a person may have written it in other ways. */
export const isYes = (value: string): boolean => value === 'true' || value === 'yes'
/** How an option is answered with yes: consent is given in words. */
export const yes = (o: Option): string => (o.choices.some((x) => x.value === 'yes') ? 'yes' : 'true')
export const no = (o: Option): string => (o.choices.some((x) => x.value === 'no') ? 'no' : 'false')

/** An answer in a few words, for the folded row; "" where there is nothing to say. */
export function inWords(c: Column, o: Option): string {
  const value = answerOf(c, o)
  if (o.key === 'consent') return value === '' ? '' : t('agreed')
  if (value === '') return o.kind === 'choice' || o.kind === 'switch' ? t('{option}: not decided', { option: o.title }) : ''
  const plain = o.choices.length === 2 && o.choices.every((x) => x.value === 'true' || x.value === 'false')
  if (plain) return isYes(value) ? o.title : ''
  if (o.kind === 'choice') return o.choices.find((x) => x.value === value)?.title ?? value
  if (o.kind === 'switch') return isYes(value) ? o.title : ''
  return value
}
