// Working with others as the screens know it: a place where a team leaves what it
// did, bundles, and what happened.

/** How this library stands to its team. */
export interface TeamState {
  kind: 'folder' | 'hub' | '' // '': no team
  location: string
  /** ahead: something done here is not there yet. behind: something of others has not come whole. apart: it cannot be reached. '': not exchanged yet. */
  step: 'in step' | 'ahead' | 'behind' | 'apart' | ''
  unsent: number
  waiting: number // edits that came before one they follow
  at: string // of the last exchange, RFC 3339; '' never
  trouble: string // why the last one failed
  warning: string // of a laptop whose clock is wrong
  devices: TeamDevice[] // this one first
}

export interface TeamDevice {
  id: string
  name: string // what its people call it; '' unknown
  person: string
  me: boolean
  edits: number
  trouble: string
}

/** What lets a laptop into a hub; a folder asks for nothing. */
export interface Admission { user?: string; password?: string; creds?: string }

export interface Synced { received: number; sent: number; renamed: boolean; message: string }

/** One thing that somebody did. */
export interface Happening {
  device: string
  seq: number
  cursor: string // for asking on
  at: string
  by: string
  me: boolean // done at this laptop
  label: string // as its author's machine told it
  clip: string // '' where it concerns none
  deleted: boolean // something it deleted is gone and can be brought back
}

/** What a bundle holds and who made it. */
export interface Bundled {
  path: string
  by: string // as it says itself
  signer: string // whose key it is signed with; '' nobody's that is known here
  known: boolean // somebody here compared that key
  fingerprint: string
  created: string
  edits: number
  new: number // that are not here
  files: number
  bytes: number
}

/** A clip whose file is on somebody else's laptop. */
export interface Away {
  with: string // who has it; '' unknown
  small: boolean // it is shown from a small copy
  asked: boolean // the original was asked for
}

export interface TeamVerbs {
  team(): Promise<TeamState>
  /** Refused, Login, Offline, Invalid say what is wrong with the place. */
  joinTeam(location: string, admission: Admission): Promise<TeamState>
  leaveTeam(): Promise<TeamState>
  syncTeam(): Promise<Synced>
  teamFeed(before: string, most: number): Promise<Happening[]>
  restore(device: string, seq: number): Promise<void>
  /** Asks the team for a clip's own file; null: it is here. NotFound: this library is in no team. */
  fetchOriginal(clip: string): Promise<Away | null>
  /** Writes everything into a folder that was picked; '' for the one exports go to. */
  exportBundle(folder: string): Promise<Bundled>
  /** Lets the person choose one and verifies it; path is '' where nothing was chosen. */
  pickBundle(): Promise<Bundled>
  /** The same for one whose bytes are here, as a browser gives them. */
  openBundle(file: File): Promise<Bundled>
  /** Verifies one that was dropped; nothing of it is taken. */
  readBundle(path: string): Promise<Bundled>
  takeBundle(path: string): Promise<Synced>
}
