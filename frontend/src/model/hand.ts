// The measures of a person's hand, as the settings have them at the moment
// they are asked for: what is changed anywhere counts from the next key on.

import { settings, type Settings } from './settings.svelte'

/** How long a hand lags behind the eye, in ms of real time, until it is measured. Standing still nothing lags. */
export const REACTION_MS = 200
/** The most a pass may be shifted by. */
export const MOST_MS = 800
/** What a tap tags, until somebody wishes for another length. */
export const TAP_SECONDS = 3
/** What a tap may tag, seconds. */
export const TAP_LEAST = 0.5
export const TAP_MOST = 10

export class Hand {
  readonly #kept: Settings

  constructor(kept: Settings) {
    this.#kept = kept
  }

  /** This person's lag, ms. */
  get reaction(): number { return this.#kept.number('reaction', REACTION_MS, 0, MOST_MS) }
  /** What a tap tags for this person, seconds. */
  get tap(): number { return this.#kept.number('tap', TAP_SECONDS, TAP_LEAST, TAP_MOST) }
}

/** The hand of this window's person. */
export const hand = new Hand(settings)
