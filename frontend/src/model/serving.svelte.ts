// Reviews that are shown to people in the same network: where, by which links,
// and who is here. A person says each of that; nothing begins by itself.

import type { Fault, GuestRights, ID, ReviewAddress, Served, Studio } from '../studio/studio'
import { faultOf } from './fault'

export type { GuestRights, ReviewAddress, ReviewGuest, ReviewLink, Served } from '../studio/studio'

type Door = Pick<Studio, 'servedReviews' | 'reviewAddresses' | 'serveReview' | 'revokeReview' | 'stopServing' | 'on' | 'onResync'>
interface Says { fail: (fault: Fault) => void }

/** Guests move often; they are asked about together. */
const QUIET_MS = 200

export const RIGHTS = ['comment', 'approve', 'download'] as const
export const DAYS = [1, 7, 30] as const

export class Serving {
  /** null until it was asked. */
  now = $state.raw<Served | null>(null)
  addresses = $state.raw<readonly ReviewAddress[]>([])
  /** What the next link is like. An address is chosen by a person, always. */
  address = $state('')
  rights = $state.raw<readonly (keyof GuestRights)[]>(['comment'])
  days = $state(7)
  open = $state(false)
  busy = $state(false)
  wrong = $state('')

  readonly #door: Door
  readonly #says: Says
  #round = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(door: Door, says: Says) {
    this.#door = door
    this.#says = says
  }

  readonly on = $derived(this.now?.on === true)
  /** Who is here; a name is what a stranger calls themselves. */
  readonly people = $derived(this.now?.people ?? [])

  /** Keeps what is shown as things are; answers how to stop. */
  listen(): () => void {
    const soon = (): void => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => { void this.load() }, QUIET_MS)
    }
    const stops = [this.#door.on('serving', soon), this.#door.onResync(soon)]
    void this.load()
    return () => {
      this.#round++
      clearTimeout(this.#timer)
      for (const stop of stops) stop()
    }
  }

  /** That nothing is known is no reason to disturb anybody. */
  async load(): Promise<void> {
    const round = ++this.#round
    const now = await this.#door.servedReviews().catch(() => null)
    if (now && round === this.#round) this.now = now
  }

  /** Opens the panel, with the addresses that this machine has now. */
  async ask(): Promise<void> {
    this.open = true
    this.wrong = ''
    try {
      this.addresses = await this.#door.reviewAddresses()
    } catch (e) {
      this.wrong = faultOf(e).message
    }
    if (!this.addresses.some((a) => a.address === this.address)) this.address = ''
  }

  close(): void {
    this.open = false
  }

  /** Makes a link to a clip. What is shown already stays where it is shown. */
  async link(clip: ID): Promise<void> {
    const at = this.on ? (this.now?.address.replace('https://', '') ?? '') : this.address
    if (!at || this.busy) return
    const may = (right: keyof GuestRights): boolean => this.rights.includes(right)
    await this.#take(() => this.#door.serveReview({ clips: [clip], address: at, rights: { comment: may('comment'), approve: may('approve'), download: may('download') }, days: this.days }))
  }

  async revoke(link: ID): Promise<void> { await this.#take(() => this.#door.revokeReview(link)) }

  async stop(): Promise<void> { await this.#take(() => this.#door.stopServing()) }

  async #take(verb: () => Promise<Served>): Promise<void> {
    this.busy = true
    this.wrong = ''
    const round = ++this.#round // what was asked before is older than the answer
    try {
      const now = await verb()
      if (round === this.#round) this.now = now
    } catch (e) {
      const fault = faultOf(e)
      if (this.open) this.wrong = fault.message
      else this.#says.fail(fault)
    } finally {
      this.busy = false
    }
  }
}
