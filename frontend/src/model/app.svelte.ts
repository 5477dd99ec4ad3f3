// The shell around the rooms: where one is, which clip is chosen, what the
// person is told, how the window looks. Rooms read it; it knows none of them.

import type { Fault, ID, Studio } from '../studio/studio'
import { Look } from './look.svelte'
import { Notices, type NoticeKind } from './notices.svelte'

export type Place = 'library' | 'tag' | 'publish'

/** A place that is part of Taglane and works. */
export interface PlaceName { readonly place: Place; readonly name: string }
export const PLACES: readonly PlaceName[] = [
  { place: 'library', name: 'Library' },
  { place: 'tag', name: 'Tag' },
  { place: 'publish', name: 'Publish' },
]

export class Shell {
  readonly studio: Studio
  readonly notices = new Notices()
  readonly look = new Look()

  place = $state<Place>('library')
  /** The clip every place speaks of; "" while none is chosen. */
  chosen = $state<ID>('')
  /** Where something asked to be looked at, after a jump from another place. */
  spotlight = $state.raw<{ tag?: ID; product?: ID; field?: string; frame?: number } | null>(null)
  mediaBase = $state('')
  /** No call has been answered for a while. */
  offline = $state(false)

  constructor(studio: Studio) {
    this.studio = studio
  }

  async start(): Promise<void> {
    this.studio.on('notice', ({ kind, message }) => { this.say(kind, message) })
    this.mediaBase = await this.studio.mediaBase()
  }

  go(place: Place): void {
    this.place = place
  }

  /** Opens a clip in the Tag place. */
  tag(clip: ID, at: Shell['spotlight'] = null): void {
    this.chosen = clip
    this.spotlight = at
    this.place = 'tag'
  }

  publish(clip: ID): void {
    this.chosen = clip
    this.place = 'publish'
  }

  /** The address of something the media server has; "" for nothing. */
  url(media: string): string {
    return media && this.mediaBase ? this.mediaBase + media : ''
  }

  readonly say = (kind: NoticeKind, message: string): void => {
    this.notices.add({ kind, message })
  }

  /** Tells of a failed call in the manner its kind deserves. */
  fail(fault: Fault): void {
    this.notices.add({ kind: fault.kind === 'Later' ? 'info' : 'error', message: fault.message, details: `${fault.kind}: ${fault.message}` })
  }
}
