// Reviews that are shown to people in the same network while the program runs:
// where, by which links, and who is here.

import type { ID } from './studio'

/** What a guest may do besides looking. Each stands for itself. */
export interface GuestRights { comment: boolean; approve: boolean; download: boolean }

/** One of this machine's addresses. */
export interface ReviewAddress {
  address: string
  network: string // as this machine calls its adapter, such as wlan0
  /** Who could come. world: whoever knows the address, unless a router stops them. */
  reach: 'network' | 'machine' | 'world'
}

/** A link as a camera reads it: the dark modules as the path of an SVG of size × size. */
export interface QR { size: number; path: string }

/** A way in. Its address and its PIN go to guests by different ways. */
export interface ReviewLink {
  id: ID
  link: string
  pin: string
  qr: QR
  clips: { id: ID; name: string }[]
  rights: GuestRights
  until: string // RFC 3339
  locked: boolean // its PIN was wrong too often: it lets nobody in any more
}

/** Somebody who looks at a clip now. Their name is a stranger's text. */
export interface ReviewGuest { link: ID; clip: ID; name: string; frame: number }

export interface Served {
  on: boolean
  address: string // https://ip:port; "" while it is off
  fingerprint: string // of the certificate, SHA-256, as browsers show it
  links: ReviewLink[] // the latest first; [] while it is off
  people: ReviewGuest[]
}

export interface ServingVerbs {
  /** The likeliest first; none is chosen for a person. */
  reviewAddresses(): Promise<ReviewAddress[]>
  servedReviews(): Promise<Served>
  /**
   * Makes a link to clips and lets people in. days 0: seven. Invalid: no address of this
   * machine. Conflict: it is taken, or reviews are shown at another. Login: the vault
   * that keeps the key has to be opened.
   */
  serveReview(wish: { clips: ID[]; address: string; rights: GuestRights; days: number }): Promise<Served>
  /** Takes a link back; whoever came in by it is out at once. */
  revokeReview(link: ID): Promise<Served>
  /** Sends everybody away; links stay good for the next time. */
  stopServing(): Promise<Served>
}
