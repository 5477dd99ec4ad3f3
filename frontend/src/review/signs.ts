// The signs that comments are reacted with, as icons of our own: a machine need
// not have a typeface for them.

import Eye from '@lucide/svelte/icons/eye'
import Grinning from '@lucide/svelte/icons/face-grinning'
import Heart from '@lucide/svelte/icons/heart'
import PartyPopper from '@lucide/svelte/icons/party-popper'
import Question from '@lucide/svelte/icons/circle-question-mark'
import ThumbsUp from '@lucide/svelte/icons/thumbs-up'
import type { LucideIcon } from '@lucide/svelte'
import type { EMOJIS } from '../model/notes.svelte'
import { mark } from '../words/words.svelte'

export interface Sign { readonly icon: LucideIcon; readonly name: string }

const SIGNS: Record<(typeof EMOJIS)[number], Sign> = {
  '👍': { icon: ThumbsUp, name: mark('Yes|reaction') }, '🎉': { icon: PartyPopper, name: mark('Well done') }, '😍': { icon: Heart, name: mark('Lovely') },
  '😄': { icon: Grinning, name: mark('Funny') }, '👀': { icon: Eye, name: mark('I look at it') }, '🤔': { icon: Question, name: mark('Not sure') },
}

/** What somebody reacted with; null for one that is not ours. */
export const signOf = (emoji: string): Sign | null => (SIGNS as Record<string, Sign | undefined>)[emoji] ?? null
