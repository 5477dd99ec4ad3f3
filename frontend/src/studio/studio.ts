// The one door to the Go program. One method per verb of app/studio; the
// window (wails.ts) and the browser twin (http.ts) answer it alike. A failed
// call rejects with a Fault and nothing else. Frames are whole numbers on the
// clip's rate; spans are half-open; ids are text.

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
  /** draft: untouched or in work; missing: the file is not where it was; the rest follows the outbox. */
  state: 'draft' | 'queued' | 'published' | 'unsure' | 'missing'
  tags: number
  lanes: { lane: number; in: number; out: number }[] // for the tag strip; lane 1–8
  poster: string // media id, "" until made
  strip: Strip | null
  job: Job | null // what is being made of it just now
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
}

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
}

/** Everything the Tag place needs of one clip. */
export interface ClipView {
  card: ClipCard
  caption: string
  language: string
  cover: number | null // frame
  tags: Tag[] // by in, then id
  products: Product[] // those the tags name and the whole shelf
  proxy: string // media id of what the player plays, "" until it can play
  waveform: string // media id of a PNG as long as the clip, "" for none yet
  cuts: number[] // frames where a scene begins
  undo: string // sentence of what Undo would take back, "" for nothing
  redo: string
}

/** The answer of every verb that changes a clip. */
export interface Change { clip: ClipView; message: string /* for a notice; "" = nothing to say */; tag?: ID }

export interface HistoryEntry { at: string; by: string; sentence: string; undone: boolean }

export interface Job {
  id: ID
  clip: ID
  name: string // the clip's
  doing: 'waiting' | 'poster' | 'strip' | 'sound' | 'proxy' | 'hash'
  share: number // 0..1 of the whole job
  secondsLeft: number // −1 when not known
  failed: string // one sentence, "" while all is well
  paused: boolean
}

export interface ImportReport {
  imported: { id: ID; name: string; duplicateOf: ID }[]
  refused: { path: string; error: Fault }[]
}

export interface ProductReport { taken: number; merged: number; refused: { row: number; reason: string }[] }

export interface Account { id: ID; service: string; name: string; settings: Record<string, string> }

export interface Finding {
  rule: string
  level: 'block' | 'warn' | 'info'
  message: string
  place: { tag?: ID; product?: ID; field?: string; frame?: number }
  fix?: string
}
export interface Loss { destination: string; what: string; why: string }
export interface CheckReport { findings: Finding[]; losses: Loss[] }

export interface Publication {
  id: ID
  clip: ID
  clipName: string
  poster: string
  revision: string
  account: ID
  accountName: string
  service: string
  stage: 'queued' | 'open' | 'sent' | 'ready' | 'live' | 'tagged'
  wait: '' | 'until' | 'offline' | 'login' | 'approval' | 'refused' | 'unsure' | 'paused' | 'canceled' | 'elsewhere'
  until: string
  tries: number
  offset: number
  size: number
  post: string
  link: string // file:// or https:// address of what became public
  message: string // one sentence on where it stands
  canCancel: boolean
  steps: { at: string; intent: string; outcome: string; detail: string }[]
}

export interface Doctor { checks: { name: string; ok: boolean; detail: string; fix: string }[] }

/** Names and payloads of everything that happens by itself. */
export interface Events {
  library: Record<string, never> // the list of clips changed
  clip: { id: ID } // one clip's facts, pictures, tags or texts changed
  products: Record<string, never>
  jobs: { jobs: Job[] }
  outbox: Record<string, never>
  notice: { kind: 'success' | 'info' | 'error'; message: string }
}

export interface Able { pick: boolean; dropPaths: boolean; openLinks: boolean }

export interface Studio {
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

  clips(query: string): Promise<ClipCard[]>
  clip(id: ID): Promise<ClipView>
  importPaths(paths: string[]): Promise<ImportReport>
  /** Twin only: a dropped or chosen file is streamed into the library. */
  importFile(file: File, progress: (share: number) => void): Promise<ImportReport>
  /** Window only: the native dialog; resolves with what was imported. */
  pickClips(): Promise<ImportReport>
  /** Window only: the native dialog, to show where a clip's file lies now. */
  findFile(clip: ID): Promise<void>
  sample(): Promise<{ clip: ID }>
  setClip(id: ID, fields: { name?: string; title?: string; caption?: string; language?: string; cover?: number }): Promise<Change> // cover −1: the app chooses
  removeClip(id: ID): Promise<void>

  products(query: string): Promise<Product[]>
  addProduct(p: { title: string; brand?: string; url?: string; price?: string; relation?: Relation; notes?: string; shelf?: number }): Promise<Product>
  setProduct(id: ID, p: { title?: string; brand?: string; url?: string; price?: string; relation?: Relation; notes?: string; shelf?: number }): Promise<Product>
  removeProduct(id: ID): Promise<void>
  setProductPicture(id: ID, file: File): Promise<Product>
  importProducts(file: File): Promise<ProductReport>

  addTag(clip: ID, product: ID, span: Span, path: Path | null): Promise<Change> // merges with an overlapping tag of the same product
  moveTags(clip: ID, moves: { tag: ID; in: number; out: number }[], label: string): Promise<Change> // one gesture, one undo step
  setPath(tag: ID, path: Path): Promise<Change>
  setTag(tag: ID, fields: { product?: ID; label?: string; relation?: Relation; notes?: string }): Promise<Change>
  splitTag(tag: ID, frame: number): Promise<Change>
  removeTags(clip: ID, tags: ID[], closeUp: boolean): Promise<Change>
  duplicateTags(clip: ID, tags: ID[], at: number): Promise<Change>

  undo(clip: ID): Promise<Change>
  redo(clip: ID): Promise<Change>
  history(clip: ID): Promise<HistoryEntry[]>

  jobs(): Promise<Job[]>
  cancelJob(id: ID): Promise<void>
  pauseJobs(paused: boolean): Promise<void>
  playing(on: boolean): Promise<void> // work in the background yields meanwhile

  accounts(): Promise<Account[]>
  addAccount(service: string, name: string, settings: Record<string, string>): Promise<Account>
  setAccount(id: ID, name: string, settings: Record<string, string>): Promise<Account>
  removeAccount(id: ID): Promise<void>
  check(clip: ID, account: ID, settings: Record<string, string>): Promise<CheckReport>
  publish(clip: ID, account: ID, settings: Record<string, string>): Promise<Publication>
  outbox(): Promise<Publication[]>
  publication(id: ID): Promise<Publication>
  answer(id: ID, posted: boolean, link: string): Promise<Publication>
  cancelPublication(id: ID): Promise<Publication>
  /** Opens what became public in the person's own browser. In the twin: in a new tab, through the loopback server. */
  openPost(id: ID): Promise<{ url: string }>
}
