// Accounts at several services as the program tells of them, for states that would need a login at each:
// what they take, what a clip says there, how they stand, and what was sent there in the week of the pictures.
import { word } from './between.mjs'

const takes = more => ({ title_max: 0, title_unit: 'characters', caption_max: 0, caption_unit: 'characters', fold: 0, hashtags_max: 0, cover: true, cover_frame: false, schedules: false, first_comment: false, tags_max: 0, tag_model: '', per_day: 0, checked_on: '2026-11-23', ...more })
const service = (service, title, capabilities, options = []) => ({ service, title, connects: service !== 'webpage', needs: [], guide: [], options, capabilities: takes(capabilities) })
const option = (key, title, kind, more = {}) => ({ key, title, hint: '', kind, choices: [], default: kind === 'switch' ? 'false' : '', account: false, why: '', ...more })
const choice = (value, title, why = '') => ({ value, title, why })

const SERVICES = [
  service('webpage', 'Web page', {}),
  service('youtube', 'YouTube', { title_max: 100, caption_max: 5000, caption_unit: 'bytes', schedules: true, per_day: 100 }),
  service('instagram', 'Instagram', { title_max: -1, caption_max: 2200, caption_unit: 'utf16', fold: 35, cover: false, cover_frame: true, hashtags_max: 30, per_day: 25 }),
  service('tiktok', 'TikTok', { title_max: -1, caption_max: 2200, caption_unit: 'utf16', cover: false, per_day: 15 }),
  service('facebook', 'Facebook Reels', { schedules: true, per_day: 30 }),
]
const ACCOUNTS = [
  { id: 'web', service: 'webpage', name: 'Web page', settings: { dir: '/home/nora/pages' } },
  { id: 'yt', service: 'youtube', name: 'Nora Lind', sealed: true, settings: { channel_id: 'UC1' } },
  { id: 'ig', service: 'instagram', name: 'nora.lind', sealed: true, settings: { page_id: '42', signature: 'nora' } },
  { id: 'tt', service: 'tiktok', name: 'noralind', sealed: true, settings: { mode: 'direct' } },
]
/** More accounts than there is room for, two of one service among them. */
const MANY = [...ACCOUNTS, { id: 'fb', service: 'facebook', name: 'Nora’s kitchen', sealed: true, settings: {} }, { id: 'yt2', service: 'youtube', name: 'Nora Lind, the long cuts and everything that did not fit elsewhere', sealed: true, settings: {} }, { id: 'ig2', service: 'instagram', name: 'noras.table', sealed: true, settings: {} }]

const TIKTOK = [
  option('privacy', 'Who can see the post', 'choice', { choices: [choice('public', 'Everybody'), choice('friends', 'Friends: followers you follow back'), choice('private', 'Only you', 'A paid partnership cannot be posted for yourself alone.')] }),
  option('comment', 'Allow comments', 'switch'), option('duet', 'Allow duets', 'switch', { why: 'Your TikTok account has this switched off: duets.' }), option('stitch', 'Allow stitches', 'switch'),
  option('disclosure', 'Disclose that the post promotes something', 'switch', { hint: 'Switch it on if the post promotes yourself, a product or somebody else, and say which.' }),
  option('brand_content', 'Branded content', 'switch', { hint: 'You promote somebody else’s brand or product. TikTok labels the post as “Paid partnership”.' }),
  option('consent', 'By posting, you agree to TikTok’s Music Usage Confirmation.', 'switch', { default: '' }),
]
const YOUTUBE = [
  option('made_for_kids', 'Made for kids', 'choice', { choices: [choice('true', 'Yes'), choice('false', 'No')], default: 'false' }),
  option('privacy', 'Who sees it', 'choice', { default: 'public', choices: [choice('public', 'Everybody'), choice('unlisted', 'Whoever has the link'), choice('private', 'Only you')] }),
  option('paid', 'Paid promotion', 'choice', { default: 'auto', choices: [choice('auto', 'As the products say'), choice('true', 'Yes'), choice('false', 'No')] }),
]
const INSTAGRAM = [option('share_to_feed', 'Show the Reel in the feed too', 'switch', { default: 'true' }), option('collaborators', 'Collaborators', 'text', { hint: 'Up to 3 names, with commas between them.' })]
const OPTIONS = { youtube: YOUTUBE, instagram: INSTAGRAM, tiktok: TIKTOK, webpage: [option('single_file', 'Everything in one file', 'switch')], facebook: [] }

const TEXTS = {
  web: { caption: 'Four things from our Sunday table, each with the moment you see it.', before: 'Ad · paid links\n\n' },
  yt: { title: 'Slow Sunday: four things for a late breakfast', caption: 'Links to all four are in this description. The kettle pours at 0:08 and the carafe waits until the end of the morning, when everybody is awake and hungry.', before: 'Ad\n\n' },
  ig: { caption: 'The table before anyone is awake.\n#ad Kettle, mug and the linen runner are in the bio.', hashtags: '#slowsunday' },
  tt: { caption: '#ad Four things, one slow morning. Which one stays?' },
}
const TITLE = 'Slow Sunday, four things'

function variant(clip, account) {
  const { service, id } = account
  const { before = '', ...own } = TEXTS[id] ?? {}
  const fields = id === 'web' ? {} : own
  const said = { title: TITLE, caption: TEXTS.web.caption, ...own }
  const defaults = Object.fromEntries((OPTIONS[service] ?? []).filter(o => o.default).map(o => [o.key, o.default]))
  return {
    clip, account: id, fields, said: { ...defaults, ...said, ...(id === 'ig' || id === 'tt' ? { cover_frame: '244' } : {}) }, text: before + said.caption + (said.hashtags ? `\n\n${said.hashtags}` : ''),
    options: OPTIONS[service] ?? [], who: id === 'tt' ? 'Nora Lind (@noralind)' : '', notes: id === 'tt' ? ['Clips of this account may run up to 300 seconds.', 'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en'] : [],
  }
}

const FINDINGS = {
  tt: [
    { rule: 'disc.platform.switch', level: 'block', message: 'TikTok’s paid partnership switch is off.', place: { field: 'disclosure' }, fix: 'Turn it on', mend: true },
    { rule: 'tiktok.privacy', level: 'block', message: 'Choose who can see the post on TikTok.', place: { field: 'privacy' } },
  ],
  ig: [{ rule: 'disc.caption.first', level: 'block', message: '“#ad” comes after the fold.', place: { field: 'caption' }, fix: 'Move to front', mend: true, leave: true }],
  web: [
    { rule: 'tags.short', level: 'warn', message: 'Carafe is on screen for 1.2 s. Under 1.5 s is hard to catch.', place: {}, fix: 'Extend to 1.5 s', mend: true, leave: true },
    { rule: 'page.price', level: 'warn', message: 'The kettle’s price was last seen 9 days ago. Older than 7 days, so it is not shown.', place: {}, leave: true },
  ],
}

const health = (id, state = 'ok', quotas = []) => ({ account: id, state, name: '', message: state === 'login' ? 'Sign in again to go on.' : 'Connected.', scopes: [], expires: '', quotas, note: '', lastFault: '', lastFaultAt: '', quiet: '', checkedAt: '2026-11-23T09:12:00Z' })
const quota = (what, used, most) => ({ what, left: most - used, most, resetAt: '' })

export const publication = (i, name, more) => ({
  id: `pub-${i}`, clip: `clip-${i}`, clipName: name, poster: '', revision: `r${i}`, account: 'web', accountName: 'Web page', service: 'webpage', stage: 'queued', wait: '', until: '', at: '', own: false, tries: 0, offset: 0, size: 9.6e7, speed: 0, left: 0,
  post: '', link: '', publicAt: '', message: 'Waits for its turn.', evidence: '', lookAt: '', canCancel: true, canPause: false, canRetry: false, canUpdate: false, byHand: 0, leftAsIs: [], steps: [], ...more,
})
const yt = { account: 'yt', accountName: 'Nora Lind', service: 'youtube' }
const ig = { account: 'ig', accountName: 'nora.lind', service: 'instagram' }
const tt = { account: 'tt', accountName: 'noralind', service: 'tiktok' }

/** A queue in which everything a row can be is there once. */
export const QUEUE = [
  publication(6, 'Lemons, blue tile', { ...ig, stage: 'ready', wait: 'unsure', message: 'Instagram did not answer. It may be public.', evidence: 'We asked Instagram to publish at 09:02:11 and got no answer. Five looks in ten minutes still said “finished”, not “published”.', lookAt: 'https://www.instagram.com/nora.lind/reels/' }),
  publication(10, 'Camera bag, 40 s', { ...yt, stage: 'open', offset: 4.1e7, speed: 2.1e6, left: 26, canPause: true, message: 'Sending, 41 of 96 MB. Nothing is public yet.' }),
  publication(7, 'Quiet headphones', { ...yt, stage: 'tagged', at: '2026-11-24T18:00:00Z', publicAt: '2026-11-24T18:00:00Z', message: 'Uploaded, private. Public on Tue 24, 18:00.' }),
  publication(9, 'One tote, everywhere', { ...ig, at: '2026-11-26T12:00:00Z', wait: 'until', own: true, message: 'Goes out on Thu 26, 12:00, if Taglane is running then.' }),
  publication(3, 'Desk reset after dark', { ...yt, stage: 'open', wait: 'login', message: 'Sign in to YouTube again. 62 MB are already there.' }),
  publication(11, 'Winter candles', { ...tt, at: '2026-11-27T18:00:00Z', wait: 'approval', message: 'Waits for Mia: her verdict is for revision 6.' }),
  publication(4, 'Trail shoes in town', { ...tt, stage: 'sent', wait: 'paused', canRetry: true, message: 'Paused by you at 41 of 96 MB.' }),
  publication(8, 'Three small scents', { ...yt, wait: 'refused', canCancel: false, message: 'YouTube said no: the title is longer than 100 characters. Fix it and queue the new revision.' }),
  publication(2, 'Lip tint in daylight', { stage: 'tagged', link: 'file:///home/nora/pages/lip/index.html', canCancel: false, canUpdate: true, message: 'Public, with 4 products.', steps: [{ at: '2026-11-23T08:01:00Z', intent: 'live', outcome: 'live', detail: '' }] }),
  publication(12, 'Friday loaf', { ...tt, stage: 'tagged', link: 'https://www.tiktok.com/@noralind/video/1', canCancel: false, byHand: 3, message: 'It is public.', steps: [{ at: '2026-11-23T06:20:00Z', intent: 'live', outcome: 'live', detail: '' }] }),
  publication(13, 'Market table', { wait: 'canceled', canCancel: false, message: 'Taken back before anything was public.' }),
]

/** The rules of a program with these accounts; found is what their checks find, {} for nothing;
 *  mine is how many of the queue are of the clip on the table. */
export function places({ accounts = ACCOUNTS, found = FINDINGS, queue = QUEUE, signedOut = [], paused = false, mine = 0 } = {}) {
  const of = id => accounts.find(a => a.id === id) ?? accounts[0]
  // Pictures of what was sent are moments of the one clip there is.
  const clip = word()
  const FRAMES = [10, 60, 130, 200, 260, 330, 400]
  const withPictures = async () => { const id = await clip.told(); return queue.map((p, i) => ({ ...p, ...(i < mine ? { clip: id } : {}), poster: `still.${FRAMES[i % FRAMES.length]}-${id}` })) }
  return {
    Accounts: () => accounts, Services: () => SERVICES, Outbox: withPictures,
    Clips: async (_, real) => { const page = await real(); clip.tell(page.cards[0]?.id ?? ''); return page },
    OutboxPaused: () => paused, Snippets: () => [],
    Variant: ([clip, id]) => variant(clip, of(id)),
    SetVariant: ([clip, id, fields]) => { const v = variant(clip, of(id)); return { ...v, fields: { ...v.fields, ...fields }, said: { ...v.said, ...fields } } },
    Check: ([, id]) => ({ findings: found[id] ?? [], losses: [] }),
    AccountHealth: ([id]) => health(id, signedOut.includes(id) ? 'login' : 'ok', { ig: [quota('posts today', 3, 25)], yt: [quota('uploads today', 2, 100)] }[id] ?? []),
    Publication: ([id]) => ({ ...queue.find(p => p.id === id), steps: [{ at: '2026-11-23T09:01:07Z', intent: 'open', outcome: 'open', detail: '' }, { at: '2026-11-23T09:02:11Z', intent: 'live', outcome: 'intent', detail: '' }] }),
  }
}
export const SEVERAL = { accounts: MANY }
/** The same, one of them with viewers of its own. */
export const ABROAD = ACCOUNTS.map(a => a.id === 'ig' ? { ...a, settings: { ...a.settings, audience: 'FR IT EU AT' } } : a)
/** What the checks find, some of it left as it is by somebody. */
export const LEFT = {
  ...FINDINGS,
  ig: FINDINGS.ig.map(f => ({ ...f, level: 'info', left: { rule: f.rule, what: f.message, reason: 'The first thing I say in the clip is that the kettle is paid for, and the label of the Reel says it as well.', by: 'Nora Lind', at: '2026-11-23T09:12:00Z' } })),
}
