// How a card's state is said: a glyph, a word, a tone. Never colour alone.

import type { LucideIcon } from '@lucide/svelte'
import Check from '@lucide/svelte/icons/check'
import CircleAlert from '@lucide/svelte/icons/circle-alert'
import Clock from '@lucide/svelte/icons/clock'
import CloudDownload from '@lucide/svelte/icons/cloud-download'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import Unlink from '@lucide/svelte/icons/unlink'
import { saysJob, type Job } from '../model/jobs.svelte'
import type { ClipCard } from '../model/library.svelte'
import { t } from '../words/words.svelte'

export interface Said { readonly word: string; readonly tone: '' | 'ok' | 'info' | 'warn' | 'bad'; readonly icon: LucideIcon | null }

export function saidOf(card: ClipCard, job: Job | null): Said {
  if (card.state === 'missing' && card.away) return { word: t('On another laptop'), tone: '', icon: CloudDownload }
  if (card.state === 'missing') return { word: t('File moved'), tone: 'warn', icon: Unlink }
  if (card.state === 'unsure') return { word: t('1 to settle'), tone: 'bad', icon: CircleAlert }
  if (job?.failed) return { word: t('Cannot be read'), tone: 'bad', icon: TriangleAlert }
  if (job) return { word: job.doing === 'waiting' ? t('Reading next') : upper(saysJob(job)), tone: '', icon: null }
  if (card.state === 'queued') return { word: t('On its way'), tone: 'info', icon: Clock }
  if (card.state === 'published') return { word: t('Published'), tone: 'ok', icon: Check }
  return { word: t(card.tags === 0 ? 'No tags yet' : 'Draft'), tone: '', icon: null }
}

const upper = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1)
