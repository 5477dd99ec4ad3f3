// Accounts, variants and publications for tests.

import type { Account, Capabilities, Publication, Service, Variant } from '../../studio/studio'

export const account = (id: string, service: string, name: string): Account => ({ id, service, name, settings: {} })

const takes: Capabilities = {
  title_max: 0, title_unit: 'characters', caption_max: 0, caption_unit: 'characters', fold: 0, hashtags_max: 0, cover: true, cover_frame: false,
  schedules: false, first_comment: false, tags_max: 0, tag_model: '', per_day: 0, checked_on: '2026-11-23',
}
export const service = (id: string, more: Partial<Capabilities> = {}): Service => ({ service: id, title: id, connects: false, needs: [], guide: [], options: [], capabilities: { ...takes, ...more }, publishes: true, sells: false, pays: false })

/** A variant that says what its fields say, over what the clip says. */
export function variant(clip: string, of: string, fields: Record<string, string> = {}, clips: Record<string, string> = {}): Variant {
  const said = { title: '', caption: '', ...clips, ...fields }
  return { clip, account: of, fields, said, text: said.caption, options: [], who: '', notes: [] }
}

export const publication = (id: string, more: Partial<Publication> = {}): Publication => ({
  id, clip: 'c1', clipName: 'Lemons', poster: '', revision: 'r', account: 'web', accountName: 'Web page', service: 'webpage', stage: 'queued', wait: '', until: '',
  tries: 0, offset: 0, size: 0, post: '', link: '', message: '', at: '', own: false, speed: 0, left: 0, publicAt: '', evidence: '', lookAt: '', canPause: true, canRetry: false, canUpdate: false, byHand: 0, leftAsIs: [], canCancel: true, steps: [], ...more,
})
