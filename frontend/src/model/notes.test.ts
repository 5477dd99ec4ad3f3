import { describe, expect, it } from 'vitest'
import type { Fault } from '../studio/studio'
import { Notes } from './notes.svelte'
import { mentionAt, mentioned, suggested } from './notesmention'
import { comment, member } from './testdata/notes'
import { fault, stage } from './testdata/studio'

function notes(verbs: Parameters<typeof stage>[0]) {
  const s = stage({ members: () => [member('me', 'Nora', true), member('mia', 'Mia')], ...verbs })
  const faults: Fault[] = []
  const said: string[] = []
  const n = new Notes(s.studio, { fail: (f) => faults.push(f), say: (_, m) => said.push(m) })
  return { s, n, faults, said }
}
const THREADS = [comment('a', 5), comment('b', 9, { resolved: true, at: '2026-11-26T12:00:00Z' }), comment('c', 20, { mine: true, at: '2026-11-26T11:00:00Z' }), comment('d', 30, { assignee: { id: 'me', name: 'Nora', colour: 5, me: true, guest: false }, replies: [comment('d1', 30, { at: '2026-11-26T13:00:00Z' })] })]
const ids = (list: readonly { id: string }[]): string => list.map((c) => c.id).join('')

describe('threads', () => {
  it('are those of the clip, looked at in several ways', async () => {
    const { n } = notes({ comments: () => THREADS })
    await n.show('k')
    expect([ids(n.shown), n.open, n.me?.name]).toEqual(['abcd', 3, 'Nora'])
    const seen = (['open', 'mine', 'assigned', 'resolved'] as const).map((f) => { n.filter = f; return ids(n.shown) })
    expect(seen).toEqual(['acd', 'c', 'd', 'b'])
    n.filter = 'all'
    n.order = 'newest'
    expect(ids(n.shown)).toBe('dbca')
  })

  it('keep in sight what was chosen, whatever is filtered', async () => {
    const { n } = notes({ comments: () => THREADS })
    await n.show('k')
    n.filter = 'open'
    n.chosen = 'b'
    expect(ids(n.shown)).toBe('abcd')
    n.chosen = ''
    expect(ids(n.shown)).toBe('acd')
  })

  it('are asked for once more, however often something is said meanwhile', async () => {
    const waiting: (() => void)[] = []
    let asked = 0
    const { s, n } = notes({ comments: () => { asked++; return new Promise((done) => { waiting.push(() => { done(THREADS.slice(0, asked)) }) }) } })
    const stop = n.listen()
    const shown = n.show('k')
    await Promise.resolve()
    for (let i = 0; i < 5; i++) s.happen('notes', { clip: 'k' })
    s.happen('notes', { clip: 'another' })
    waiting.shift()?.()
    for (let i = 0; i < 20 && waiting.length === 0; i++) await Promise.resolve()
    waiting.shift()?.()
    await shown
    expect([asked, ids(n.threads), waiting.length]).toEqual([2, 'ab', 0])
    stop()
  })

  it('of a clip that was left never appear', async () => {
    let late: () => void = () => undefined
    const { n } = notes({ comments: (clip) => (clip === 'slow' ? new Promise((done) => { late = () => { done([comment('x', 0)]) } }) : THREADS) })
    const slow = n.show('slow')
    await n.show('k')
    late()
    await slow
    expect(ids(n.threads)).toBe('abcd')
  })

  it('say what is wrong while nothing is known, and go on once it is', async () => {
    let broken = true
    const { n } = notes({ comments: () => { if (broken) throw fault('Internal', 'The disk is full.'); return THREADS } })
    await n.show('k')
    expect([n.fault?.message, n.loading, n.threads.length]).toEqual(['The disk is full.', false, 0])
    broken = false
    await n.load()
    expect([n.fault, ids(n.threads)]).toEqual([null, 'abcd'])
  })

  it('take what was answered at its place, and are chosen when they are new', async () => {
    const { n } = notes({ comments: () => THREADS, addComment: () => comment('new', 10, { mine: true }), resolveComment: (id, resolved) => comment(id, 5, { resolved }) })
    await n.show('k')
    await n.add({ frame: 10, out: 10, text: 'Look.' })
    expect([ids(n.threads), n.chosen, n.told]).toEqual(['abnewcd', 'new', 'Comment sent'])
    await n.resolve('a', true)
    expect([ids(n.threads), n.open, n.told]).toEqual(['abnewcd', 3, 'Thread resolved'])
  })

  it('are asked for again where an answer comes after all were read anew', async () => {
    let late: () => void = () => undefined
    let all = THREADS
    const { s, n } = notes({ comments: () => all, resolveComment: (id) => new Promise((done) => { late = () => { done(comment(id, 5, { resolved: true })) } }) })
    const stop = n.listen()
    await n.show('k')
    const resolving = n.resolve('a', true)
    await Promise.resolve()
    all = [comment('a', 5, { resolved: true, text: 'Changed since.' }), ...THREADS.slice(1)]
    s.happen('notes', { clip: 'k' })
    for (let i = 0; i < 20; i++) await Promise.resolve()
    late()
    await resolving
    for (let i = 0; i < 20; i++) await Promise.resolve()
    expect([n.find('a')?.said.text, n.busy]).toEqual(['Changed since.', 0])
    stop()
  })

  it('stay as they are where something fails, which is told', async () => {
    const { n, faults } = notes({ comments: () => THREADS, replyComment: () => { throw fault('Refused', 'This thread is full. Begin another one.') } })
    await n.show('k')
    expect(await n.reply('a', 'Yes.')).toBeNull()
    expect([faults.map((f) => f.message), ids(n.threads), n.busy]).toEqual([['This thread is full. Begin another one.'], 'abcd', 0])
  })

  it('are undone and done again by their own list', async () => {
    const { s, n, said } = notes({ comments: () => THREADS, undoNotes: () => ({ message: 'Undone: Comment' }), redoNotes: () => ({ message: '' }) })
    await n.show('k')
    await n.undo()
    await n.redo()
    expect([said, s.calls.filter((c) => /Notes$/.test(c.verb)).map((c) => [c.verb, ...c.args])]).toEqual([['Undone: Comment'], [['undoNotes', 'k'], ['redoNotes', 'k']]])
  })
})

describe('a name after @', () => {
  const people = [member('1', 'Mia'), member('2', 'Mia Berg'), member('3', 'Jonas'), member('4', '')]
  it('is looked for where one begins', () => {
    expect(mentionAt('Ask @mi', 7)).toEqual({ at: 4, word: 'mi' })
    expect(mentionAt('@', 1)).toEqual({ at: 0, word: '' })
    expect(mentionAt('a@b.c', 5)).toBeNull()
    expect(mentionAt('@mia\nso', 7)).toBeNull()
    expect(mentionAt('nobody', 6)).toBeNull()
  })
  it('is found by its beginning, and no longer once it is whole', () => {
    expect(suggested(people, 'MI').map((m) => m.id)).toEqual(['1', '2'])
    expect(suggested(people, 'mia b').map((m) => m.id)).toEqual(['2'])
    expect(suggested(people, 'mia')).toEqual([])
    expect(suggested(people, '').map((m) => m.id)).toEqual(['1', '2', '3'])
  })
  it('takes the place of what was written', () => {
    expect(mentioned('Ask @mi please', 7, 4, 'Mia Berg')).toEqual({ text: 'Ask @Mia Berg please', caret: 14 })
  })
})
