// Walks every import and says, where one points the wrong way, where the file belongs.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = dirname(fileURLToPath(import.meta.url))
const ROOMS = ['library', 'publish', 'tag', 'timeline', 'player', 'products', 'shell', 'cover', 'accounts', 'catalogue', 'radar', 'insights', 'team', 'review', 'help', 'welcome']
const COMMON = ['ui', 'maths', 'model', 'commands', 'words']

/** What each folder may import of ours, itself aside. */
const MAY: Record<string, readonly string[]> = {
  words: [],
  ui: ['words'],
  maths: [],
  studio: ['words'],
  model: ['studio', 'maths', 'words'],
  commands: ['model', 'words'],
  // The Tag place lays out three rooms that share one desk.
  tag: [...COMMON, 'timeline', 'player', 'products'],
  // Review lays out the same picture and time.
  review: [...COMMON, 'timeline', 'player'],
  // Products lays out what is kept and what is wrong with it.
  catalogue: [...COMMON, 'radar', 'products'],
  ...Object.fromEntries(ROOMS.filter((r) => r !== 'tag' && r !== 'review' && r !== 'catalogue').map((r) => [r, COMMON])),
  styles: [],
}

const ADVICE: Record<string, string> = {
  words: 'words only tell: what is told, and when, is the caller’s.',
  ui: 'ui knows nothing of clips: pass what it needs as a prop, or move the file into the room that uses it.',
  maths: 'maths is pure: pass figures in, or move the file to model.',
  studio: 'studio is only the door to Go: what it wants to know belongs into its arguments.',
  model: 'model knows no screen: raise a state there and let the room read it.',
  commands: 'commands know the model only: a room adds its own commands when it is entered.',
}
const ROOM_ADVICE = 'rooms never import rooms, nor studio: share through model, or move the common part to ui.'

interface Arrow { readonly file: string; readonly from: string; readonly to: string }

function files(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : /\.(ts|svelte)$/.test(e.name) ? [join(dir, e.name)] : []))
}

const folderOf = (path: string): string => {
  const [first, rest] = relative(root, path).split(/[\\/]/)
  return rest === undefined ? '' : (first ?? '')
}

function arrowsOf(file: string, text: string): Arrow[] {
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map((m) => normalize(join(dirname(file), m[1] ?? '')))
  return imports.map((to) => ({ file: relative(root, file), from: folderOf(file), to: folderOf(to) })).filter((a) => a.from !== a.to)
}

/** What is wrong with an arrow, with where to go instead; "" when it may stand. */
export function wrong(a: Arrow): string {
  if (a.from === '') return ''
  const may = MAY[a.from]
  if (!may) return `${a.file}: the folder ${a.from} has no place in the picture; give it one in arrows.test.ts.`
  return may.includes(a.to) ? '' : `${a.file} imports ${a.to || 'App'}: ${ADVICE[a.from] ?? ROOM_ADVICE}`
}

describe('the arrows of the frontend', () => {
  it('all point down', () => {
    const all = files(root).flatMap((f) => arrowsOf(f, readFileSync(f, 'utf8')))
    expect(all.length).toBeGreaterThan(50)
    expect(all.map(wrong).filter(Boolean)).toEqual([])
  })

  it('are caught where they point up', () => {
    const bad = [
      arrowsOf(join(root, 'library/Card.svelte'), `import X from '../publish/Form.svelte'`),
      arrowsOf(join(root, 'library/Card.svelte'), `import type { Job } from '../studio/studio'`),
      arrowsOf(join(root, 'ui/Button.svelte'), `import { Shell } from '../model/app.svelte'`),
      arrowsOf(join(root, 'model/x.ts'), `export { y } from '../library/y'`),
      arrowsOf(join(root, 'somewhere/x.ts'), `import '../ui/x'`),
    ].flat()
    expect(bad).toHaveLength(5)
    for (const a of bad) expect(wrong(a)).not.toBe('')
  })
})
