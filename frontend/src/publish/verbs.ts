// What the buttons beside a row of the queue are called, and what they do.

import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import ClipboardList from '@lucide/svelte/icons/clipboard-list'
import LogIn from '@lucide/svelte/icons/log-in'
import Pause from '@lucide/svelte/icons/pause'
import Pencil from '@lucide/svelte/icons/pencil'
import Play from '@lucide/svelte/icons/play'
import RefreshCw from '@lucide/svelte/icons/refresh-cw'
import SquareArrowOutUpRight from '@lucide/svelte/icons/square-arrow-out-up-right'
import X from '@lucide/svelte/icons/x'
import type { LucideIcon } from '@lucide/svelte'
import type { Shell } from '../model/app.svelte'
import type { Publishing } from '../model/publishing.svelte'
import { isPublic, type Publication, type Queue, type Verb } from '../model/queue.svelte'
import { t } from '../words/words.svelte'

export const ICONS: Readonly<Record<Verb, LucideIcon>> = {
  signin: LogIn, goon: Play, fix: Pencil, byhand: ClipboardList, update: RefreshCw, open: SquareArrowOutUpRight, pause: Pause, cancel: X, when: CalendarClock,
}

/** As short as a row allows. */
export function nameOf(verb: Verb, p: Publication): string {
  switch (verb) {
    case 'signin': return t('Log in')
    case 'goon': return p.wait === 'late' && !isPublic(p) ? t('Publish now') : t('Go on')
    case 'fix': return t('Fix')
    case 'byhand': return t('{n, plural, one {# by hand} other {# by hand}}', { n: p.byHand })
    case 'update': return t('Update')
    case 'open': return p.service === 'webpage' ? t('Open page') : t('Open post')
    case 'pause': return t('Pause')
    case 'cancel': return t('Cancel')
    case 'when': return t('Another time…')
  }
}

/** The whole of it, for a menu. */
export const longNameOf = (verb: Verb, p: Publication): string => (verb === 'update' ? t('Make it say what the clip says now') : verb === 'byhand' ? t('What is left to do by hand…') : nameOf(verb, p))

export interface Hands { when(p: Publication): void }

export function runVerb(verb: Verb, p: Publication, { shell, publishing, queue }: { shell: Shell; publishing: Publishing; queue: Queue }, hands: Hands): unknown {
  switch (verb) {
    case 'signin': return publishing.roster.signIn(p.account)
    case 'goon': return queue.goOn(p.id)
    case 'fix': shell.publish(p.clip); return
    case 'byhand': queue.byHand = p; return
    case 'update': return queue.update(p.id)
    case 'open': return queue.open(p.id)
    case 'pause': return queue.pause(p.id)
    case 'cancel': return queue.cancel(p.id)
    case 'when': hands.when(p)
  }
}
