// Holds the guide against the program it speaks of: each command it names is
// there, each picture too, each place and each message has its page.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorsOf, pageOf as read, pagesIn as written, partsOf, readable } from '../guide'
import { PLACES, Shell } from './model/app.svelte'
import { keymap } from './model/keymap.svelte'
import { stage } from './model/testdata/studio'
import { linesOf, type Block, type Inline } from './help/blocks'
import { CONTENTS, PAGE_OF_PLACE, pagesIn, search } from './help/contents'
import { matching, MEANINGS, messagesIn, pageOfRoom } from './help/messages'
import { LANGUAGES } from './words/words.svelte'

const here = join(dirname(fileURLToPath(import.meta.url)), 'help')
const PICTURES = join(here, 'pictures')
/** Pages that are made on the spot. */
const MADE = ['missing', 'messages']
const MOST_BYTES = 1.5e6

const guide = await pagesIn('en')
const pages = CONTENTS.filter((c) => !MADE.includes(c.id)).map((c) => ({ id: c.id, page: guide[c.id] }))
const partsIn = (id: string): Inline[] => (guide[id]?.blocks ?? []).flatMap(linesOf).flat()

describe('what the guide is written in', () => {
  it('is read as blocks of text', () => {
    const page = read('# A page\n\nSome **strong** words, `K` and [[tag.play]].\n\n## More\n\n1. one\n2. two [there](#tag)\n\n- a\n- b\n\n> Beware.\n\n![A dog](dog)')
    expect(page.title).toBe('A page')
    expect(page.blocks.map((b) => b.is)).toEqual(['paragraph', 'heading', 'steps', 'list', 'note', 'picture'])
    expect(partsOf('see [there](#tag) or [[tag.play]]')).toEqual([{ is: 'text', text: 'see ' }, { is: 'page', text: 'there', page: 'tag' }, { is: 'text', text: ' or ' }, { is: 'command', text: 'tag.play' }])
  })
  it('takes nothing for markup, and refuses what it does not know', () => {
    expect(partsOf('a <b>bold</b> claim')).toEqual([{ is: 'text', text: 'a <b>bold</b> claim' }])
    for (const bad of ['No title', '# T\n\n### Deep', '# T\n\n<script>x</script>', '# T\n\n- a\nb']) expect(() => read(bad), bad).toThrow()
  })
})

describe('the pages', () => {
  beforeAll(async () => {
    const [{ knowRooms }, { shellCommands }, { accountCommands }, { teamCommands }, { coverCommands }, { Library }, { Queue }, { Roster }, { libraryCommands }, { guestCommands }, { versionCommands }] = await Promise.all([
      import('./rooms'), import('./commands/shell'), import('./accounts/commands'), import('./team/commands'), import('./cover/commands'), import('./model/library.svelte'), import('./model/queue.svelte'), import('./model/roster.svelte'), import('./library/commands'), import('./review/guests'), import('./review/versions'),
    ])
    const shell = new Shell(stage({ settings: () => ({}) }).studio)
    const queue = new Queue(shell)
    const library = new Library(shell)
    const none = undefined as never // a table of commands touches nothing before one of them runs
    const all = [...shellCommands(shell), ...accountCommands(shell, none), ...teamCommands(none), ...coverCommands(shell, none, none), ...libraryCommands(shell, library, none), ...guestCommands(none, none), ...versionCommands(none, none)]
    keymap.know(all.map((c) => ({ ...c, keys: c.keys ?? [] })))
    await knowRooms(shell, library, queue, new Roster(shell), keymap)
   }, 60_000)

  it('are all there, under their titles', () => {
    for (const { id, page } of pages) expect(page, id).toBeDefined()
    expect(Object.keys(guide).sort()).toEqual(pages.map((p) => p.id).sort())
    expect(readdirSync(join(here, 'pages')).sort()).toEqual(LANGUAGES.map((l) => l.id).sort())
  })
  it('name commands that there are, by the names and keys they have', () => {
    const known = new Map(keymap.all.map((c) => [c.id, c]))
    for (const { id } of pages) {
      for (const part of partsIn(id).filter((p) => p.is === 'command')) {
        expect(known.get(part.text)?.name, `${id}: [[${part.text}]]`).toBeTruthy()
      }
    }
    expect(pages.flatMap((p) => partsIn(p.id)).filter((p) => p.is === 'command').length).toBeGreaterThan(60)
  })
  it('press only keys that do something there', () => {
    const inTag = new Set(keymap.all.filter((c) => c.places === 'everywhere' || c.places.includes('tag')).flatMap((c) => keymap.keysOf(c.id)))
    for (const { id } of pages) {
      for (const part of partsIn(id).filter((p) => p.is === 'key' && !p.text.startsWith('taglane '))) expect(inTag.has(`Digit${part.text}`), `${id}: ${part.text}`).toBe(true)
    }
  })
  it('lead to one another, and to every place', () => {
    const ids = new Set(CONTENTS.map((c) => c.id))
    for (const { id } of pages) for (const p of partsIn(id)) if (p.is === 'page') expect(ids.has(p.page), `${id} leads to ${p.page}`).toBe(true)
    for (const { place } of PLACES) expect(guide[PAGE_OF_PLACE[place] ?? ''], place).toBeDefined()
  })
  it('show pictures that there are, in both themes, and no others; all of them are small', () => {
    const shown = pages.flatMap(({ page }) => (page?.blocks ?? []).flatMap((b) => (b.is === 'picture' ? [`${b.name}-dark.webp`, `${b.name}-light.webp`] : [])))
    expect(readdirSync(PICTURES).filter((f) => f.endsWith('.webp')).sort()).toEqual(shown.sort())
    expect(shown.reduce((sum, f) => sum + statSync(join(PICTURES, f)).size, 0)).toBeLessThan(MOST_BYTES)
  })
  it('are found by what they are called and by what they say', () => {
    const found = (query: string): string[] => search(query, guide, 'en', (t) => t.split('|')[0] ?? t, () => '').map((h) => h.entry.id)
    expect(found('hotspots')[0]).toBe('hotspots')
    expect(found('ffmpeg')).toEqual(expect.arrayContaining(['missing', 'troubles']))
    expect(found('shortcut')).toEqual(['keys'])
    expect(found('post twice')).toContain('publish')
    expect([found(''), found('zebra')]).toEqual([[], []])
  })
})

/** What a block says beside its words: commands, keys and ways to other pages, in any order. */
const bones = (b: Block): unknown => ({
  is: b.is, picture: b.is === 'picture' ? b.name : '',
  parts: linesOf(b).map((line) => line.flatMap((p) => (p.is === 'page' ? [`page ${p.page}`] : p.is === 'command' || p.is === 'key' ? [`${p.is} ${p.text}`] : [])).sort()),
})
const strong = (b: Block): string[] => linesOf(b).flat().flatMap((p) => (p.is === 'strong' ? [p.text] : []))
const saidIn = (b: Block): string => linesOf(b).flat().map((p) => p.text).join('').trim()

describe.each(LANGUAGES.filter((l) => l.id !== 'en').map((l) => l.id))('the pages in %s', (language) => {
  const catalog = JSON.parse(readFileSync(join(here, '../words/catalogs', `${language}.json`), 'utf8')) as Record<string, string>
  const there = written(join(here, 'pages', language))
  it('are those of the English guide, block by block', async () => {
    expect(await pagesIn(language)).toEqual(there)
    expect(Object.keys(there)).toEqual(Object.keys(guide).sort())
    for (const [id, page] of Object.entries(guide)) expect(there[id]?.blocks.map(bones), id).toEqual(page.blocks.map(bones))
  })
  it('call what is on the screen as the screen does', () => {
    for (const [id, page] of Object.entries(guide)) page.blocks.forEach((b, i) => {
      const block = there[id]?.blocks[i]
      const called = block ? strong(block) : []
      const wanted = strong(b).flatMap((name) => catalog[name] ?? [])
      for (const name of wanted) expect(called, `${id}, block ${i + 1}: ${saidIn(b).slice(0, 60)}`).toContain(name)
    })
  })
  it('are translated', () => {
    const same = Object.entries(guide).flatMap(([id, page]) => page.blocks.filter((b, i) => {
      const block = there[id]?.blocks[i]
      return saidIn(b).split(' ').length > 3 && block && saidIn(block) === saidIn(b)
    }).map((b) => `${id}: ${saidIn(b).slice(0, 60)}`))
    expect(same).toEqual([])
  })
})

describe('the messages', () => {
  const all = errorsOf(join(here, '../../../app'))
  it('are read from where they are told', () => {
    expect(all.length).toBeGreaterThan(500)
    expect(all).toContainEqual(['Refused', 'desktop', 'A browser has no dialog for folders: type the path.'])
    expect(all).toContainEqual(['Later', 'taglane', 'The disk is full. Make room and try again.'])
    expect(readable('%s is %q, %d of %[2]s: %.1f%%')).toBe('… is …, … of …: …%')
  })
  it('each have a meaning and a page', () => {
    const kinds = new Set(MEANINGS.map((m) => m.kind))
    const ids = new Set(CONTENTS.map((c) => c.id))
    for (const [kind, room, says] of all) {
      expect(kinds.has(kind), says).toBe(true)
      expect(ids.has(pageOfRoom(room)), `${room} has no page in messages.ts: ${says}`).toBe(true)
    }
    expect(kinds).toEqual(new Set(all.map(([kind]) => kind)))
  })
  it('are known by how they are told, in every language', async () => {
    const english = await messagesIn('en')
    expect(matching(english, 'Nothing can be written into /home/nora/x. Choose another folder.', 'en')[0]?.[2]).toBe('Nothing can be written into …. Choose another folder.')
    expect(matching(english, 'dialog folders', 'en').length).toBeGreaterThan(0)
    expect(matching(english, 'zebra crossing', 'en')).toEqual([])
    const german = await messagesIn('de')
    expect(german.length).toBe(english.length)
    expect(german.filter(([, , s], i) => s === english[i]?.[2]).length).toBeLessThan(english.length / 20)
  }, 30_000)
})
