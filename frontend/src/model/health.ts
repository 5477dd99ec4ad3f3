// What was looked at on this machine, in a person's words: the checks have the
// names of what they look for.

import { mark, tell } from '../words/words.svelte'

const NAMES: Readonly<Record<string, string>> = {
  ffmpeg: mark('Video (ffmpeg)'),
  libx264: mark('Previews (H.264)'),
  aac: mark('Sound (AAC)'),
  hevc: mark('Video of newer phones (HEVC)'),
  scdet: mark('Scenes'),
  confinement: mark('Confinement'),
  keyring: mark('Keyring'),
  'sign-ins': mark('Sign-ins'),
  library: mark('Library'),
  ledger: mark('What was published'),
}

/** What a check looks at; one that is not known here keeps its own name. */
export const checkName = (id: string): string => (Object.hasOwn(NAMES, id) ? tell(NAMES[id] ?? id) : id)
