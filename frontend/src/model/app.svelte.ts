// The shell around the rooms: where one is, which clip is chosen, what the
// person is told, how the window looks. Rooms read it; it knows none of them.

import type { Doctor, Fault, ID, Recovery, Studio } from '../studio/studio'
import { mark, t } from '../words/words.svelte'
import { Current } from './current.svelte'
import { faultOf } from './fault'
import { Look } from './look.svelte'
import { Notices, type NoticeKind } from './notices.svelte'
import { settings } from './settings.svelte'
import { Standings } from './standing.svelte'
import type { Talk } from './talk'
import { speakTo } from './tongue.svelte'

export type { Fault } from '../studio/studio'

export type Place = 'library' | 'products' | 'tag' | 'review' | 'publish' | 'insights'

/** A place that is part of Taglane and works, with its name for tell, and the number that leads there with Ctrl. */
export interface PlaceName { readonly place: Place; readonly name: string; readonly digit: number }
/** From top to bottom, as their numbers count. */
export const PLACES: readonly PlaceName[] = [
  { place: 'library', name: mark('Library|place'), digit: 1 },
  { place: 'tag', name: mark('Tag|place'), digit: 2 },
  { place: 'review', name: mark('Review|place'), digit: 3 },
  { place: 'publish', name: mark('Publish|place'), digit: 4 },
  { place: 'insights', name: mark('Insights|place'), digit: 5 },
  { place: 'products', name: mark('Products|place'), digit: 6 },
]

export class Shell {
  readonly studio: Studio
  readonly notices = new Notices()
  readonly look = new Look()
  readonly current: Current
  readonly standing: Standings

  place = $state<Place>('library')
  /** What lies over the place: one thing at a time. */
  overlay = $state<'palette' | 'keys' | 'settings' | 'help' | null>(null)
  /** The part of the settings, or the page of the guide, that is shown when they open; "" for the first. */
  section = ''
  /** What fell and was written down is asked for. */
  reports = $state(false)
  /** The message that the guide is asked about when it opens. */
  asked = ''
  /** Where something asked to be looked at, after a jump from another place. */
  spotlight = $state.raw<{ tag?: ID; product?: ID; field?: string; frame?: number } | null>(null)
  /** A product file that was dropped, itself or by its path, until the Products place takes it. */
  handed = $state.raw<File | string | null>(null)
  /** What is talked about the clip, where the place knows; the title bar shows it. */
  talk = $state.raw<Talk | null>(null)
  /** A new cut of the clip that was dropped in the Review place, until that takes it. */
  cut = $state.raw<File | string | null>(null)
  mediaBase = $state('')
  /** Nobody answers; said in the title bar, not in a notice. */
  offline = $state(false)
  /** Why nothing can be shown at all. */
  shut = $state.raw<Fault | null>(null)
  /** What can stand in the place of a library that is shut; null where nothing can. */
  lost = $state.raw<Recovery | null>(null)
  #listens = false

  constructor(studio: Studio) {
    this.studio = studio
    this.current = new Current(studio)
    this.standing = new Standings(studio)
  }

  /** Listens, then asks for what every place needs. */
  async start(): Promise<void> {
    if (!this.#listens) {
      this.#listens = true
      this.studio.on('notice', ({ kind, message, folder }) => { this.notices.add({ kind, message, fix: folder ? this.folderOf(folder) : null }) })
      this.studio.onResync(() => { this.offline = false })
      this.current.listen()
      this.standing.listen()
    }
    try {
      this.mediaBase = await this.studio.mediaBase()
      await settings.load(this.studio)
      await speakTo(this.studio)
      await this.standing.load()
      this.shut = this.lost = null
    } catch (e) {
      await this.#stays(faultOf(e))
    }
  }

  /** The library stays shut. What can be done about that is known before it is said. */
  async #stays(fault: Fault): Promise<void> {
    this.lost = null
    if (fault.kind === 'Internal' || fault.kind === 'Refused') {
      const told = await this.studio.recovery().catch(() => null)
      if (told?.state === 'damaged' || told?.state === 'newer') this.lost = told
    }
    this.shut = fault
  }

  /** The clip every place speaks of; "" while none is chosen. */
  get chosen(): ID { return this.current.id }
  set chosen(id: ID) { this.current.choose(id) }

  go(place: Place): void {
    this.place = place
  }

  /** Opens the settings at a part of them. */
  settingsAt(section: string): void {
    this.section = section
    this.overlay = 'settings'
  }

  /** Opens the guide: at the page about this place, at another, or at what a message means. */
  help(page = '', asked = ''): void {
    this.section = page
    this.asked = asked
    this.overlay = 'help'
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

  /** Lets the person choose another library and starts anew with it. */
  async otherLibrary(): Promise<void> {
    try {
      const before = await this.studio.libraryPlace()
      const place = await this.studio.placeLibrary(false)
      if (place.next !== before.next) await this.studio.startAgain()
    } catch (e) {
      this.shut = faultOf(e)
    }
  }

  /** The address of something the media server has; "" for nothing. */
  url(media: string): string {
    return media && this.mediaBase ? this.mediaBase + media : ''
  }

  readonly say = (kind: NoticeKind, message: string): void => {
    this.notices.add({ kind, message })
  }

  /** The way to a folder, where this shell can show one. */
  folderOf(path: string): { name: string; run: () => Promise<void> } | null {
    return this.studio.able.folders ? { name: t('Show folder'), run: () => this.studio.showFolder(path).catch((e: unknown) => { this.fail(faultOf(e)) }) } : null
  }

  /** Tells of a failed call in the manner its kind deserves. */
  fail(fault: Fault): void {
    this.offline = fault.kind === 'Offline'
    if (this.offline) return // the title bar says it for as long as it lasts
    // What is asked again at a known time leaves by itself; a full disk is Later too, and waits for its person.
    this.notices.add({ kind: fault.kind === 'Later' && fault.until ? 'info' : 'error', message: fault.message, details: `${fault.kind}: ${fault.message}` })
  }

  /** Whether this machine has what Taglane needs, and which Taglane this is. */
  async health(): Promise<Doctor & { version: string }> {
    const [doctor, version] = await Promise.all([this.studio.doctor(), this.studio.version()])
    return { ...doctor, version }
  }

  // ---- back and forth, outside the Tag place ----

  undo(): Promise<void> { return this.#travel((id) => this.studio.undo(id)) }
  redo(): Promise<void> { return this.#travel((id) => this.studio.redo(id)) }

  async #travel(verb: (id: ID) => ReturnType<Studio['undo']>): Promise<void> {
    if (this.chosen === '') return
    try {
      const done = await verb(this.chosen)
      if (done.message) this.say('success', done.message)
    } catch (e) {
      this.fail(faultOf(e))
    }
    await this.current.load()
  }
}
