// The guide as the page needs it. Its pages are written as plain text under
// src/help/pages, a folder for each language; built here, each is a list of blocks
// that the screen shows as text, so nothing in them can ever be taken for markup.
// And what can go wrong is read from where Go says it: every sentence of an error,
// by its kind and the room that says it, in every language.
//
//   # Title            ![what it shows](picture)      **strong**   `key`
//   ## Heading         - item     1. step             [[command]] its name and keys
//   A paragraph.       > a word of warning            [words](#page) another page

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { Block, GuidePage, Inline, Told } from './src/help/blocks.ts'

const INLINE = /\[\[([a-z][\w.-]*)\]\]|\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(#([a-z-]+)\)/g

/** The parts of one line. */
export function partsOf(line: string): Inline[] {
  const out: Inline[] = []
  let at = 0
  const text = (to: number): void => { if (to > at) out.push({ is: 'text', text: line.slice(at, to) }) }
  for (const m of line.matchAll(INLINE)) {
    text(m.index)
    at = m.index + m[0].length
    const [, command, strong, key, words, page] = m
    if (command !== undefined) out.push({ is: 'command', text: command })
    else if (strong !== undefined) out.push({ is: 'strong', text: strong })
    else if (key !== undefined) out.push({ is: 'key', text: key })
    else out.push({ is: 'page', text: words ?? '', page: page ?? '' })
  }
  text(line.length)
  return out
}

/** Reads a page; what is no block of the kinds above is refused, so that nothing is shown as its own source. */
export function pageOf(source: string): GuidePage {
  const [first = '', ...rest] = source.trim().split(/\n{2,}/)
  if (!/^# \S/.test(first)) throw new Error('a page begins with its title: # Title')
  return { title: first.slice(2).trim(), blocks: rest.map(blockOf) }
}

function blockOf(text: string): Block {
  const lines = text.split('\n')
  const joined = lines.map((l) => l.trim()).join(' ')
  const picture = /^!\[([^\]]+)\]\(([a-z-]+)\)$/.exec(joined)
  if (picture) return { is: 'picture', shows: picture[1] ?? '', name: picture[2] ?? '' }
  if (joined.startsWith('## ')) return { is: 'heading', parts: partsOf(joined.slice(3)) }
  if (joined.startsWith('> ')) return { is: 'note', parts: partsOf(joined.slice(2)) }
  for (const [is, begins] of [['list', /^- /], ['steps', /^\d+\. /]] as const) {
    if (lines.every((l) => begins.test(l))) return { is, items: lines.map((l) => partsOf(l.replace(begins, ''))) }
  }
  if (/^[#!>|<]|^- |^\d+\. |\]\]\(|\*\*\*/.test(joined)) throw new Error(`no block of the guide: ${joined.slice(0, 60)}`)
  return { is: 'paragraph', parts: partsOf(joined) }
}

const SAID = /\b(?:taglane\.)?(?:Errorf\(|(?:Wrap|OfDisk)\([^"\n]*?,\s*)\s*(?:taglane\.)?(Invalid|NotFound|Conflict|Login|Refused|Later|Offline|Unsure|Internal),\s*("(?:[^"\\\n]|\\.)*")/g

/** Rooms that speak to nobody, or to whoever writes connectors. */
const SILENT = /^(cli|words|edit|platform\/(platformtest|twin|memory)|.*test)(\/|$)/

/** Every error that Go tells, in the order of its room. app is the folder of the rooms. */
export function errorsOf(app: string): Told[] {
  const out = new Map<string, Told>()
  for (const name of readdirSync(app, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = name.replaceAll('\\', '/')
    const room = dirname(path)
    if (!path.endsWith('.go') || path.endsWith('_test.go') || SILENT.test(room) || path.includes('testdata')) continue
    for (const [, kind = '', quoted = '""'] of readFileSync(join(app, name), 'utf8').matchAll(SAID)) {
      const sentence = JSON.parse(quoted) as string
      if (!out.has(sentence)) out.set(sentence, [kind, room, sentence])
    }
  }
  return [...out.values()]
}

/** A format as a person reads it: what it is about is told as …; of one that counts, the form for many. */
export const readable = (format: string | { readonly other: string }): string => (typeof format === 'string' ? format : format.other).replace(/%(\[\d+\])?[+#]?(\.\d+)?[a-z]/g, '…').replaceAll('%%', '%')

/** Every page of a folder, by its name. */
export function pagesIn(folder: string): Record<string, GuidePage> {
  const names = readdirSync(folder).filter((f) => f.endsWith('.md')).sort()
  return Object.fromEntries(names.map((f) => [f.slice(0, -3), pageOf(readFileSync(join(folder, f), 'utf8'))]))
}

const root = dirname(fileURLToPath(import.meta.url))
const app = join(root, '../app')

/** Every error in a language, as it is shown. */
function shownErrors(language: string): Told[] {
  const catalog = JSON.parse(readFileSync(join(app, 'words/catalogs', `${language}.json`), 'utf8')) as Record<string, Parameters<typeof readable>[0]>
  return errorsOf(app).map(([kind, room, said]) => [kind, room, readable(catalog[said] ?? said)])
}

/** What virtual:errors/LANGUAGE and virtual:pages/LANGUAGE are. */
export function guide(): Plugin {
  return {
    name: 'taglane-guide',
    resolveId: { filter: { id: /^virtual:(errors|pages)\// }, handler: (id) => `\0${id}` },
    load: {
      filter: { id: /^\0virtual:(errors|pages)\// },
      handler(id) {
        const [what, language = ''] = id.slice('\0virtual:'.length).split('/')
        if (what === 'errors') return `export default ${JSON.stringify(shownErrors(language))}`
        const folder = join(root, 'src/help/pages', language)
        for (const name of readdirSync(folder)) this.addWatchFile(join(folder, name))
        return `export default ${JSON.stringify(pagesIn(folder))}`
      },
    },
  }
}
