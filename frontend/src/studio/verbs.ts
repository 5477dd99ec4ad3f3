// The verbs both adapters carry alike: named as in Go, arguments as a list.

import { t } from '../words/words.svelte'
import type { Fault, Studio } from './studio'

/** Verbs whose arguments are plain values; the rest takes files and is each adapter's own. */
type Plain = Exclude<keyof Studio, 'able' | 'on' | 'onResync' | 'onDrop' | 'importFile' | 'setProductPicture' | 'importProducts' | 'openFeed' | 'openBundle'>
export type PlainVerbs = Pick<Studio, Plain>

/** A quick verb that has not answered after this long never will. */
export const PATIENCE_MS = 10_000

const SPEED: Record<Plain, 'quick' | 'long'> = {
  mediaBase: 'quick', version: 'quick', doctor: 'long', tools: 'long', crashes: 'quick', dropCrash: 'quick', reportCrash: 'quick',
  clips: 'quick', clip: 'quick', importPaths: 'long', pickClips: 'long', findFile: 'long', sample: 'long', setClip: 'quick', removeClip: 'quick',
  library: 'quick', clipIDs: 'quick', setClips: 'long', removeClips: 'long', undoLibrary: 'long', redoLibrary: 'long',
  addProject: 'quick', setProject: 'quick', removeProject: 'quick', doubles: 'quick', mergeClips: 'quick', findMissing: 'long', pickFolder: 'long',
  watches: 'quick', addWatch: 'quick', removeWatch: 'quick',
  coverCandidates: 'long', coverFaces: 'quick', coverTargets: 'quick', coverPreview: 'long', setCover: 'long', exportCovers: 'long',
  videoTargets: 'quick', exportVideo: 'quick', libraryPlace: 'quick', placeLibrary: 'long', startAgain: 'quick', cache: 'quick', setCacheLimit: 'long', clearCache: 'long',
  products: 'quick', addProduct: 'quick', setProduct: 'quick', setProducts: 'quick', removeProducts: 'quick',
  addTag: 'quick', moveTags: 'quick', setPath: 'quick', setTag: 'quick', splitTags: 'quick', removeTags: 'quick', duplicateTags: 'quick',
  undo: 'quick', redo: 'quick', history: 'quick', travel: 'long', checkpoint: 'quick',
  addTags: 'quick', setTags: 'quick', setMarker: 'quick', removeMarkers: 'quick', suggestPath: 'long', seenAgain: 'long',
  lossReport: 'quick', setPriority: 'quick', tagFormats: 'quick', exportTags: 'quick', importTags: 'long', settings: 'quick', setSetting: 'quick',
  jobs: 'quick', cancelJob: 'quick', pauseJobs: 'quick', playing: 'quick',
  services: 'quick', accounts: 'quick', addAccount: 'quick', setAccount: 'quick', enterAccount: 'long', removeAccount: 'long',
  connectAccount: 'long', login: 'quick', pasteLogin: 'long', chooseLogin: 'quick', cancelLogin: 'quick', disconnectAccount: 'long', accountHealth: 'long',
  vault: 'quick', chooseVault: 'long', unlockVault: 'long',
  check: 'quick', publish: 'long', variant: 'long', setVariant: 'quick', mend: 'long', leaveFinding: 'quick', writeForAll: 'long',
  outbox: 'quick', publication: 'quick', answer: 'quick', cancelPublication: 'quick', pausePublication: 'quick', retryPublication: 'quick',
  schedulePublication: 'quick', publishTogether: 'quick', updatePublication: 'long', pauseOutbox: 'quick', outboxPaused: 'quick', sheet: 'quick', setSheetStep: 'quick',
  productPage: 'quick', sources: 'quick', removeSource: 'long', listings: 'quick', searchCatalog: 'long', readPage: 'long', takeListing: 'long', takeFile: 'long', stopTaking: 'quick', pictures: 'quick', fetchPictures: 'quick',
  expireListings: 'long', exportProducts: 'quick', likelyDoubles: 'long', mergeProducts: 'quick', setSellers: 'quick', setFallbacks: 'quick', setEmbargo: 'quick', lookAgain: 'long',
  readLink: 'quick', programs: 'quick', renewPrograms: 'long', links: 'quick', auditLinks: 'long', radar: 'long', swaps: 'quick', approveSwap: 'long', declineSwap: 'long', looks: 'quick', believeLooks: 'long', replacePlan: 'quick', replaceProduct: 'long', launches: 'quick', linkUTM: 'quick', tryLinkUTM: 'quick', setLinkUTM: 'quick',
  insights: 'long', clipInsights: 'long', renewInsights: 'long', exportInsights: 'long', importCurve: 'quick', importImpressions: 'quick',
  comments: 'quick', addComment: 'quick', replyComment: 'quick', setComment: 'quick', resolveComment: 'quick', removeComment: 'quick', assignComment: 'quick', doneComment: 'quick', toggleReaction: 'quick', waiting: 'quick', exportNotes: 'long', undoNotes: 'quick', redoNotes: 'quick',
  members: 'quick', setMe: 'quick', knowMember: 'quick', approval: 'quick', giveVerdict: 'long', approvals: 'quick', setApprovals: 'quick',
  reviewAddresses: 'quick', servedReviews: 'quick', serveReview: 'long', revokeReview: 'quick', stopServing: 'quick',
  reviewRoom: 'long', takeAnswer: 'long', takeAnswerFile: 'long',
  team: 'quick', joinTeam: 'long', leaveTeam: 'quick', syncTeam: 'long', teamFeed: 'quick', restore: 'quick', fetchOriginal: 'quick', exportBundle: 'long', pickBundle: 'long', readBundle: 'long', takeBundle: 'long',
  versions: 'quick', pickCut: 'long', newCut: 'long', cutFromClip: 'long', acceptCut: 'long', dropCut: 'quick', bringBack: 'quick', setVersion: 'quick', dropVersion: 'quick', compareVersions: 'long',
  snapshots: 'quick', takeSnapshot: 'long', restoreSnapshot: 'long', startEmpty: 'long', recovery: 'long', standing: 'quick', viewLibrary: 'long', showFolder: 'long', exportEverything: 'quick', bringEverything: 'long',
  snippets: 'quick', setSnippets: 'quick', openPost: 'quick', openLink: 'quick',
}

/** "addTag" is AddTag in Go. */
export const goName = (verb: string): string => verb.charAt(0).toUpperCase() + verb.slice(1)

export const internal = (): Fault => ({ kind: 'Internal', message: t('Something went wrong inside Taglane. Try again.') })
export const silent = (): Fault => ({ kind: 'Internal', message: t('Taglane did not answer. Try again; if it stays silent, start it anew.') })

/** Makes every plain verb out of one way to call. */
export function verbsOver(call: (verb: string, args: readonly unknown[]) => Promise<unknown>, patience = PATIENCE_MS): PlainVerbs {
  const verbs = Object.entries(SPEED).map(([name, speed]) => [
    name,
    (...args: unknown[]) => {
      const answer = call(goName(name), args)
      return speed === 'quick' ? within(answer, patience) : answer
    },
  ])
  return Object.fromEntries(verbs) as unknown as PlainVerbs
}

function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(silent()) }, ms)
    answer.then(resolve, reject).finally(() => { clearTimeout(timer) })
  })
}

const KINDS: ReadonlySet<string> = new Set(['Invalid', 'NotFound', 'Conflict', 'Login', 'Refused', 'Later', 'Offline', 'Unsure', 'Internal'])

/** Whether a value is a Fault as Go tells it. */
export function isFault(v: unknown): v is Fault {
  if (v === null || typeof v !== 'object' || !('kind' in v) || !('message' in v)) return false
  return typeof v.kind === 'string' && KINDS.has(v.kind) && typeof v.message === 'string'
}
