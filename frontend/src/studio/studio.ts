// The one door to the Go program. One method per verb of app/studio; the
// window (wails.ts) and the browser twin (http.ts) answer it alike. A failed
// call rejects with a Fault and nothing else. Frames are whole numbers on the
// clip's rate; spans are half-open; ids are text.

import type { AccountVerbs } from './accounts'
import type { CommerceVerbs, FileReport } from './commerce'
import type { CrashVerbs } from './crashes'
import type { EverythingVerbs } from './everything'
import type { NotesVerbs } from './notes'
import type { RoomVerbs } from './rooms'
import type { SafetyVerbs } from './safety'
import type { ServingVerbs } from './serving'
import type { Away, TeamVerbs } from './team'
import type { VersionVerbs } from './versions'
import type { PublishingVerbs } from './publishing'

export type * from './accounts'
export type * from './commerce'
export type * from './crashes'
export type * from './everything'
export type * from './notes'
export type * from './rooms'
export type * from './safety'
export type * from './serving'
export type * from './team'
export type * from './publishing'
export type * from './versions'

export type ID = string

export type Kind =
  | 'Invalid' | 'NotFound' | 'Conflict' | 'Login' | 'Refused' | 'Later' | 'Offline' | 'Unsure' | 'Internal'

/** What a failed call rejects with. */
export interface Fault { kind: Kind; message: string; until?: string }

export type Relation = '' | 'paid' | 'commission' | 'gifted' | 'own' | 'none'

export interface Span { in: number; out: number }

/** Centre and size as fractions 0..1 of the picture as displayed. */
export interface Spot { x: number; y: number; w?: number; h?: number }
export interface Key extends Spot { frame: number }
export interface Path { interpolation?: 'hold' | 'linear' | 'catmull-rom'; spots?: Key[] }

/** A row of small pictures in one image; tile i shows frame frames[i]. */
export interface Strip {
  media: string // media id of the JPEG
  columns: number
  rows: number
  tileWidth: number
  tileHeight: number
  frames: number[]
}

/** What part of the library is shown. */
export type Filter = 'all' | 'untagged' | 'draft' | 'queued' | 'published' | 'unsure' | 'missing' | 'cover' | 'nocover' | 'double'
export type Sort = 'newest' | 'oldest' | 'touched' | 'name' | 'longest'

/** Which clips, in which order, and which of them. */
export interface LibraryQuery {
  text: string // beginnings of words in name, title, caption, note and products
  filter: Filter
  project: ID // "" for any
  sort: Sort
  offset: number
  limit: number // 1–200
}
export interface LibraryPage { cards: ClipCard[]; total: number /* of all that fit the query */ }

/** A shoot. */
export interface Project { id: ID; name: string; clips: number; poster: string /* media id of its newest clip's picture, "" for none */ }

/** What is said beside the clips, whatever is looked for. */
export interface LibraryFacts {
  bytes: number // of all source files
  counts: Record<Filter, number>
  projects: Project[] // by name
  undo: string // sentence of what undoLibrary would take back, "" for nothing
  redo: string
}

/** A folder whose new clips come in by themselves. */
export interface Watch { path: string; project: ID; arriving: number /* files still growing */; trouble: string /* one sentence, "" while all is well */ }

/** What lies on a cover's frame. */
export interface Point { x: number; y: number }
export interface CoverWords {
  text: string
  at: Point // middle of the words, in fractions of each cut
  size: number // height of a line in fractions of the cut's shorter side, 0.02–0.30
  face?: string
  ink: string // #rrggbb
  plate?: string // #rrggbb behind the words; absent for none
}
export interface Design { focus?: Point; title?: CoverWords; sticker?: CoverWords }
export type Shape = '9:16' | '4:5' | '3:4' | '1:1' | '16:9'
export interface CoverCandidate { frame: number; score: number }
export interface CoverPreview { shape: Shape; picture: string /* data: URL of a JPEG */; findings: Finding[] }
/** Where a cover goes, and what that place takes. */
export interface CoverTarget { id: ID; name: string; shape: Shape; width: number; height: number; bytes: number /* most, 0 for no limit */ }
export interface Exported { name: string; path: string; media: string /* media id */; bytes: number }
/** A form a clip can be written in. */
export interface VideoTarget { id: ID; name: string; detail: string }

/** Where the library lies. A chosen folder counts from the next start on. */
export interface LibraryPlace { path: string; next: string; chosen: boolean /* by the person */; fixed: boolean /* named at the start: a choice would change nothing */ }

/** What derived files take of the disk. */
export interface CacheFacts { bytes: number; limit: number }

/** A clip as the library shows it. */
export interface ClipCard {
  id: ID
  name: string
  title: string
  path: string
  size: number // bytes
  frames: number
  rate: string // "30000/1001"
  width: number // as displayed
  height: number
  codec: string
  audio: string // "" without sound
  addedAt: string // RFC 3339
  touchedAt: string // RFC 3339; the last edit
  project: ID
  ownCover: boolean // the creator chose the cover
  double: boolean // another clip has the same bytes
  /** draft: untouched or in work; missing: the file is not where it was; the rest follows the outbox. */
  state: 'draft' | 'queued' | 'published' | 'unsure' | 'missing'
  tags: number
  lanes: { lane: number; in: number; out: number }[] // for the tag strip; lane 1–8
  poster: string // media id of the cover, or of the app's choice; "" until made
  strip: Strip | null
  job: Job | null // what is being made of it just now
  away?: boolean // missing, and shown from a preview
}

export interface Tag extends Span {
  id: ID
  clip: ID
  product: ID
  interpolation?: 'hold' | 'linear' | 'catmull-rom'
  spots?: Key[]
  label: string
  relation: Relation // "" = as the product
  notes: string
  teaser?: Teaser // absent: as an empty one
}

/** How a tag that is held back announces itself before its time. */
export interface Teaser { still?: boolean /* nothing counts down */; label?: string /* "" = the day and the time */ }

/** What a teaser of a held tag says of its time. */
export interface Announcement { at: string; zone: string /* IANA */; says: string }

export interface Money { amount: string; currency: string }

export interface Product {
  id: ID
  title: string
  brand: string
  url: string
  gtin: string
  sku: string
  image: string // media id of the picture, "" for none
  offer: { price: Money; availability: string; observed_at: string } | null
  relation: Relation
  notes: string
  shelf: number // 1–9 = the key that tags it; 0 = not on the shelf
  lane: number // 1–8: its colour
  colour?: number // 1–8: the colour chosen; absent where it follows the key
  clips?: number // in how many clips it is; only where all products are listed, absent for none
}

/** A remark at a frame, or over some. */
export interface Marker { id: ID; clip: ID; frame: number; out: number /* the same as frame for a point */; text: string }

/** Where a product seems to be seen again. */
export interface Ghost extends Span { clip: ID; clipName: string; product: ID; spot: Spot; score: number /* 0..1 */ }

/** A form tags are written in, and what it cannot carry. */
export interface TagFormat { id: string; name: string; extension: string; reads: boolean; writes: boolean; loses: string }

/** A tag that is not one yet. */
export interface NewTag extends Span { product: ID; interpolation?: 'hold' | 'linear' | 'catmull-rom'; spots?: Key[]; label?: string; relation?: Relation; notes?: string }

/** Everything the Tag place needs of one clip. */
export interface ClipView {
  card: ClipCard
  caption: string
  language: string
  note: string
  cover: number | null // frame
  design: Design | null
  damaged: string // what of the file cannot be read, one sentence; "" for nothing
  tags: Tag[] // by in, then id
  products: Product[] // those the tags name and the whole shelf
  held: Record<ID, Announcement> // by tag, those that may not be seen yet
  markers: Marker[] // by frame, then id
  proxy: string // media id of what the player plays, "" until it can play
  waveform: string // media id of a PNG as long as the clip, "" for none yet
  cuts: number[] // frames where a scene begins
  undo: string // sentence of what Undo would take back, "" for nothing
  redo: string
  away?: Away | null // whose laptop its file is on; null where it is here or nobody's
}

/** The answer of every verb that changes a clip. */
export interface Change { clip: ClipView; message: string /* for a notice; "" = nothing to say */; tag?: ID }

export interface HistoryEntry { n: number /* for travel */; at: string; by: string; sentence: string; undone: boolean; checkpoint: string /* its name, "" for none */ }

export interface Job {
  id: ID
  clip: ID
  name: string // the clip's
  doing: 'waiting' | 'poster' | 'strip' | 'sound' | 'proxy' | 'export' | 'pictures'
  share: number // 0..1 of the whole job
  secondsLeft: number // −1 when not known
  failed: string // one sentence, "" while all is well
  paused: boolean
}

export interface ImportReport {
  imported: { id: ID; name: string; duplicateOf: ID; returned: boolean /* it was here, and its file was missing */ }[]
  refused: { path: string; error: Fault }[]
}

export type ProductReport = FileReport

export interface Finding {
  rule: string
  level: 'block' | 'warn' | 'info'
  message: string
  place: { tag?: ID; product?: ID; field?: string; frame?: number }
  fix?: string
  mend?: boolean // the verb mend knows how to do what fix says
  leave?: boolean // the verb leaveFinding may leave it as it is
  left?: LeftAsIs // who left it as it is, and why; its level is then info
}
/** A finding that a person left as it is. It stands there again once its wording says something else. */
export interface LeftAsIs { rule: string; what: string; reason: string; by: string; at: string }
export interface Loss { destination: string; what: string; why: string }
/** What becomes of something at a destination, and why; the why of what is kept whole is "". */
export interface Fate { fate: 'kept' | 'reduced' | 'dropped'; why: string }
/** A place a clip can go to, and what it keeps. */
export interface Destination {
  id: ID
  name: string
  checked: string // the day its rules were last compared with its own pages, 2026-11-23
  source: string // where the rules are from, in a few words
  says: string // the whole of it in one sentence
  whole: (Fate & { what: string })[] // what is said of the clip itself: caption, cover, captions, disclosure …
}
/** What is lost on the way to every destination. */
export interface LossReport {
  destinations: Destination[]
  /** By priority: where a destination takes only so many, the last go first. fates are in the order of destinations. */
  rows: { product: ID; tags: ID[]; fates: Fate[] }[]
}
export interface Doctor { checks: { name: string; ok: boolean; detail: string; fix: string }[] }

/** Names and payloads of everything that happens by itself. */
export interface Events {
  library: Record<string, never> // the list of clips changed
  clip: { id: ID } // one clip's facts, pictures, tags or texts changed
  products: Record<string, never>
  jobs: { jobs: Job[]; more: number /* how many there are besides */ }
  notes: { clip: ID } // something was said about a clip; "": about any
  serving: Record<string, never> // a link or a guest of a review that is shown in the network
  team: Record<string, never> // how this library stands to its team, or what came
  snapshots: Record<string, never> // one was taken
  watches: Record<string, never> // how a watched folder is has changed
  /** How far a product file is that is being taken in: the share of its bytes. */
  taking: { file: string; share: number; rows: number }
  outbox: Record<string, never>
  insights: Record<string, never> // figures or what was earned changed
  /** A login moved on, or an account changed how it stands. */
  login: Record<string, never>
  notice: { kind: 'success' | 'info' | 'error'; message: string; folder?: string /* where what it speaks of lies */ }
  standing: Record<string, never> // what holds of the whole library changed
}

export interface Able { pick: boolean; dropPaths: boolean; openLinks: boolean; folders: boolean /* can show one in the file manager */ }

export interface Studio extends AccountVerbs, CommerceVerbs, CrashVerbs, EverythingVerbs, NotesVerbs, PublishingVerbs, RoomVerbs, SafetyVerbs, ServingVerbs, TeamVerbs, VersionVerbs {
  /** What this shell can do; never "which shell is this". */
  readonly able: Able
  on<E extends keyof Events>(event: E, fn: (data: Events[E]) => void): () => void
  /** A gap in events was noticed: ask for everything shown again. */
  onResync(fn: () => void): () => void
  /** Window only: files were dropped into it; their paths are for importPaths. */
  onDrop(fn: (paths: string[]) => void): () => void

  mediaBase(): Promise<string> // put before a media id; every img and video needs crossorigin="anonymous"
  version(): Promise<string>
  doctor(): Promise<Doctor>
  /** What films need of this machine: a part of doctor that is quick. */
  tools(): Promise<Doctor>

  library(): Promise<LibraryFacts>
  clips(query: Partial<LibraryQuery>): Promise<LibraryPage>
  /** The ids of all that fit, in order, at most 10,000; offset and limit do not matter. */
  clipIDs(query: Partial<LibraryQuery>): Promise<ID[]>
  clip(id: ID): Promise<ClipView>
  importPaths(paths: string[]): Promise<ImportReport>
  /** Twin only: a dropped or chosen file is streamed into the library. */
  importFile(file: File, progress: (share: number) => void): Promise<ImportReport>
  /** Window only: the native dialog; resolves with what was imported. */
  pickClips(): Promise<ImportReport>
  /** Window only: the native dialog, to show where a clip's file lies now. */
  findFile(clip: ID): Promise<void>
  sample(): Promise<{ clip: ID }>
  setClip(id: ID, fields: { name?: string; title?: string; caption?: string; language?: string; note?: string; project?: ID; cover?: number }): Promise<Change> // cover −1: the app chooses
  removeClip(id: ID): Promise<void>
  /** Many at once; one step of undoLibrary. */
  setClips(ids: ID[], fields: { project?: ID; language?: string }): Promise<void>
  removeClips(ids: ID[]): Promise<void>
  undoLibrary(): Promise<{ message: string }>
  redoLibrary(): Promise<{ message: string }>

  addProject(name: string): Promise<Project>
  setProject(id: ID, name: string): Promise<Project>
  removeProject(id: ID): Promise<void> // its clips stay

  /** Clips with the same bytes, side by side; at most 100 groups. */
  doubles(): Promise<ClipCard[][]>
  /** Gives the tags of drop to keep and takes drop out; one step of undoLibrary. */
  mergeClips(keep: ID, drop: ID): Promise<void>
  /** Looks below a folder for the files of missing clips. */
  findMissing(folder: string): Promise<{ found: number; left: number }>
  /** Window only: the native dialog; "" when it was dismissed. */
  pickFolder(): Promise<string>
  watches(): Promise<Watch[]>
  addWatch(path: string, project: ID): Promise<Watch[]>
  removeWatch(path: string): Promise<Watch[]>

  coverCandidates(clip: ID): Promise<CoverCandidate[]>
  coverFaces(): Promise<string[]>
  coverTargets(): Promise<CoverTarget[]>
  /** The cover in every shape. A bare frame is media id `still.<frame>-<clip>`. */
  coverPreview(clip: ID, frame: number, design: Design | null): Promise<CoverPreview[]>
  setCover(clip: ID, frame: number, design: Design | null): Promise<Change> // frame −1: the app chooses
  exportCovers(clip: ID, targets: ID[], format: 'jpeg' | 'png' | 'webp', folder: string): Promise<Exported[]> // folder "": the library's own
  videoTargets(): Promise<VideoTarget[]>
  /** Writes the clip in another form, in the background; a notice tells the end. */
  exportVideo(clip: ID, target: ID, burn: { disclosure: boolean; hotspots: boolean }, folder: string): Promise<Job>

  /** What this person chose on this machine, by name; nothing else is kept under it. */
  settings(): Promise<Record<string, string>>
  setSetting(name: string, value: string): Promise<void>

  /** Where the library lies; answers also while it cannot be opened. */
  libraryPlace(): Promise<LibraryPlace>
  /** Window only: chooses in the native dialog where it lies from the next start on; usual goes back to Taglane's own folder. */
  placeLibrary(usual: boolean): Promise<LibraryPlace>
  /** Window only: ends Taglane and starts it anew. */
  startAgain(): Promise<void>

  cache(): Promise<CacheFacts>
  setCacheLimit(bytes: number): Promise<CacheFacts>
  clearCache(): Promise<CacheFacts> // what no clip on screen needs; it is made again when needed

  products(query: string): Promise<Product[]>
  addProduct(p: { title: string; brand?: string; url?: string; price?: string; relation?: Relation; notes?: string; shelf?: number; colour?: number }): Promise<Product>
  /** One step of undoLibrary, as setProducts. */
  setProduct(id: ID, p: { title?: string; brand?: string; url?: string; price?: string; relation?: Relation; notes?: string; shelf?: number; colour?: number }): Promise<Product>
  /** All or none: what becomes of each, or one thing for all. */
  setProducts(ids: ID[], each: { title?: string; brand?: string; url?: string; price?: string; relation?: Relation; notes?: string; shelf?: number; colour?: number }[]): Promise<Product[]>
  /** One step of undoLibrary; one that is tagged stays, and message says so of the first. Refused when nothing goes. */
  removeProducts(ids: ID[]): Promise<{ gone: ID[]; message: string }>
  setProductPicture(id: ID, file: File): Promise<Product>
  importProducts(file: File): Promise<ProductReport>

  addTag(clip: ID, product: ID, span: Span, path: Path | null): Promise<Change> // merges with an overlapping tag of the same product
  moveTags(clip: ID, moves: { tag: ID; in: number; out: number }[], label: string): Promise<Change> // one gesture, one undo step
  setPath(tag: ID, path: Path): Promise<Change>
  setTag(tag: ID, fields: { product?: ID; label?: string; relation?: Relation; notes?: string; teaser?: Teaser }): Promise<Change>
  splitTags(clip: ID, tags: ID[], frame: number): Promise<Change> // each in two, as one gesture
  removeTags(clip: ID, tags: ID[], closeUp: boolean): Promise<Change>
  duplicateTags(clip: ID, tags: ID[], at: number): Promise<Change>

  /** Many new tags as one gesture: a template, a paste into another clip. Overlaps of one product merge. */
  addTags(clip: ID, tags: NewTag[], label: string): Promise<Change>
  /** Many tags changed as one gesture: find and replace, the table. */
  setTags(clip: ID, changes: { tag: ID; product?: ID; label?: string; relation?: Relation; notes?: string; teaser?: Teaser; in?: number; out?: number }[], label: string): Promise<Change>
  setMarker(clip: ID, marker: { id?: ID; frame: number; out: number; text: string }): Promise<Change> // without an id a new one
  removeMarkers(clip: ID, markers: ID[]): Promise<Change>
  /** A way for the hotspot of a tag, found by looking for what lies under it at a frame. Nothing is changed. */
  suggestPath(tag: ID, frame: number): Promise<{ path: Path; score: number }>
  /** Where what lies under a tag's hotspot seems to be seen again. Nothing is changed. */
  seenAgain(tag: ID, where: 'clip' | 'library'): Promise<Ghost[]>
  lossReport(clip: ID): Promise<LossReport>
  /** Which products go first where a destination takes only so many; those left out follow in their order of time. */
  setPriority(clip: ID, products: ID[]): Promise<Change>
  tagFormats(): Promise<TagFormat[]>
  exportTags(clip: ID, format: string): Promise<{ name: string; text: string; lost: string[] /* sentences on what of this clip is lost */ }>
  importTags(clip: ID, format: string, text: string): Promise<Change & { taken: number; refused: string[] }>

  undo(clip: ID): Promise<Change>
  /** Undoes or redoes until the entry is the last one that is done; 0 for the very beginning. */
  travel(clip: ID, n: number): Promise<Change>
  checkpoint(clip: ID, name: string): Promise<Change> // names how the clip stands now
  redo(clip: ID): Promise<Change>
  history(clip: ID): Promise<HistoryEntry[]>

  jobs(): Promise<Job[]>
  cancelJob(id: ID): Promise<void>
  pauseJobs(paused: boolean): Promise<void>
  playing(on: boolean): Promise<void> // work in the background yields meanwhile
}
