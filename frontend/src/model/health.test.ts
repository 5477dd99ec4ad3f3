import { expect, test } from 'vitest'
import { checkName } from './health'

test('a check is called by what it is for, not by what is looked up', () => {
  expect(['ffmpeg', 'libx264', 'aac', 'hevc', 'scdet', 'confinement', 'keyring', 'sign-ins', 'library', 'ledger'].map(checkName)).toEqual([
    'Video (ffmpeg)', 'Previews (H.264)', 'Sound (AAC)', 'Video of newer phones (HEVC)', 'Scenes', 'Confinement', 'Keyring', 'Sign-ins', 'Library', 'What was published',
  ])
})

test('a check nobody knows here keeps its own name, whatever it is', () => {
  expect(['av1', 'constructor', ''].map(checkName)).toEqual(['av1', 'constructor', ''])
})
