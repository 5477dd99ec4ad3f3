import { describe, expect, it } from 'vitest'
import type { CommentFields } from '../studio/studio'
import { Shell } from './app.svelte'
import { Review } from './review.svelte'
import { Waiting } from './reviewwaiting.svelte'
import { comment, member } from './testdata/notes'
import { stage, view } from './testdata/studio'

const THREADS = [comment('a', 10), comment('b', 50, { out: 80, drawing: [{ kind: 'point', points: [[0.5, 0.5]] }] }), comment('c', 90, { mine: true })]
function table(verbs: Parameters<typeof stage>[0] = {}) {
  const kept = new Map<string, string>()
  const store = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => { kept.set(k, v) }, removeItem: (k: string) => { kept.delete(k) } }
  let n = 0
  const s = stage({
    mediaBase: () => 'http://m/', playing: () => undefined, clip: (id) => view(id), comments: () => THREADS, members: () => [member('me', 'Nora', true)],
    addComment: (clip, f: CommentFields) => comment(`new${String(++n)}`, f.frame ?? 0, { clip, out: f.out ?? 0, text: f.text ?? '', mine: true }), ...verbs,
  })
  const r = new Review(new Shell(s.studio), store)
  return { s, r, kept }
}
const sent = (s: ReturnType<typeof table>['s'], verb: string): unknown[][] => s.calls.filter((c) => c.verb === verb).map((c) => c.args)

describe('the review table', () => {
  it('shows the frame of a thread that is chosen, and stands still', async () => {
    const { r } = table()
    await r.open('k')
    r.desk.head.play()
    r.choose('b')
    expect([r.desk.head.frame, r.desk.head.playing, [...r.here], r.inked.map((c) => c.id)]).toEqual([50, false, ['b'], ['b']])
    r.ink = false
    expect(r.inked).toEqual([])
  })

  it('shows a drawing over a range only where its thread is looked at', async () => {
    const { r } = table()
    await r.open('k')
    r.desk.head.seek(60)
    expect([[...r.here], r.inked.length]).toEqual([['b'], 0])
    r.notes.chosen = 'b'
    expect(r.inked.length).toBe(1)
    r.desk.head.seek(80)
    expect([[...r.here], r.inked.length]).toEqual([[], 0])
  })

  it('walks along the clip, from the choice or from the playhead', async () => {
    const { r } = table()
    await r.open('k')
    const walk = (by: 1 | -1): string => { r.step(by); return r.notes.chosen }
    expect([walk(1), walk(1), walk(1), walk(1), walk(-1)]).toEqual(['a', 'b', 'c', 'c', 'b'])
    r.desk.head.seek(20)
    expect(walk(1)).toBe('b')
    r.notes.chosen = ''
    r.desk.head.seek(20)
    expect(walk(-1)).toBe('a')
  })

  it('says something about the frame, while what played waits, and goes on', async () => {
    const { s, r } = table()
    await r.open('k')
    r.desk.head.seek(33)
    r.desk.head.play()
    r.composer.typed('L')
    expect(r.desk.head.playing).toBe(false)
    r.composer.typed('Look here.')
    await r.composer.send()
    expect(sent(s, 'addComment')).toEqual([['k', { frame: 33, out: 33, text: 'Look here.', drawing: [] }]])
    expect([r.desk.head.playing, r.composer.text, r.notes.chosen]).toEqual([true, '', 'new1'])
    r.desk.head.pause()
  })

  it('stands still afterwards where it stood still before, or where nothing was said', async () => {
    const { r } = table()
    await r.open('k')
    r.composer.typed('Look here.')
    await r.composer.send()
    expect(r.desk.head.playing).toBe(false)
    r.desk.head.play()
    r.composer.comment()
    r.composer.left()
    r.composer.typed('Later.')
    await r.composer.send()
    expect(r.desk.head.playing).toBe(false)
  })

  it('says something over the marked range, with a drawing, and both are gone then', async () => {
    const { s, r } = table()
    await r.open('k')
    r.desk.head.markIn(20)
    r.desk.head.markOut(39)
    r.draw()
    r.drawing.tool = 'box'
    r.drawing.begin([0, 0]); r.drawing.to([0.5, 0.5]); r.drawing.end()
    expect(r.composer.canSend).toBe(true) // a drawing alone says enough
    await r.composer.send()
    expect(sent(s, 'addComment')).toEqual([['k', { frame: 20, out: 40, text: '', drawing: [{ kind: 'box', points: [[0, 0], [0.5, 0.5]] }] }]])
    expect([r.desk.head.range, r.drawing.strokes, r.drawing.on]).toEqual([{ in: null, out: null }, [], false])
  })

  it('keeps what was begun, clip by clip and thread by thread', async () => {
    const { r, kept } = table({ replyComment: (to) => comment(to, 10) })
    await r.open('k')
    r.composer.typed('Begun')
    r.composer.reply(THREADS[0] as (typeof THREADS)[0])
    expect(r.composer.text).toBe('')
    r.composer.typed('An answer')
    await r.open('other')
    expect(r.composer.text).toBe('')
    await r.open('k')
    expect(r.composer.text).toBe('Begun')
    r.composer.reply(THREADS[0] as (typeof THREADS)[0])
    expect(r.composer.text).toBe('An answer')
    await r.composer.send()
    expect([r.composer.text, [...kept.values()]]).toEqual(['Begun', ['Begun']])
  })

  it('loses no word that could not be sent', async () => {
    const { r } = table({ addComment: () => { throw { kind: 'Offline', message: 'Nobody answers.' } } })
    await r.open('k')
    r.composer.typed('Kept')
    expect(await r.composer.send()).toBeNull()
    expect([r.composer.text, r.composer.sending, r.composer.canSend]).toEqual(['Kept', false, true])
  })

  it('changes and deletes only what one said oneself', async () => {
    const { s, r } = table({ setComment: (id, f) => comment(id, 90, { mine: true, text: f.text ?? '' }) })
    await r.open('k')
    r.choose('a')
    r.edit()
    r.remove()
    expect([r.composer.aim.kind, r.removing]).toEqual(['comment', ''])
    r.choose('c')
    r.edit()
    expect(r.composer.text).toBe('Look.')
    r.composer.typed('Look again.')
    await r.composer.send()
    expect([sent(s, 'setComment'), r.composer.aim.kind]).toEqual([[['c', { text: 'Look again.' }]], 'comment'])
    r.remove()
    expect(r.removing).toBe('c')
  })

  it('takes back forms while it is drawn, and comments otherwise', async () => {
    const { s, r } = table({ undoNotes: () => ({ message: '' }) })
    await r.open('k')
    r.draw()
    r.drawing.begin([0, 0]); r.drawing.to([0.5, 0.5]); r.drawing.end()
    await r.undo()
    expect([r.drawing.strokes.length, sent(s, 'undoNotes').length]).toEqual([0, 0])
    await r.undo()
    expect(sent(s, 'undoNotes')).toEqual([['k']])
  })

  it('is left one thing at a time', async () => {
    const { r } = table()
    await r.open('k')
    r.choose('c')
    r.desk.head.markIn(3)
    r.composer.reply(THREADS[0] as (typeof THREADS)[0])
    r.composer.cancel()
    r.draw()
    expect([r.escape(), r.escape(), r.escape(), r.escape()]).toEqual([true, true, true, false])
  })
})

describe('what waits', () => {
  it('is asked for again when something is said, and keeps its pictures', async () => {
    let n = 1
    const wait = (i: number) => ({ why: 'verdict' as const, clip: `k${String(i)}`, name: 'Clip', line: 'No verdict yet', comment: '', text: '', frame: 0, time: '', at: '' })
    const s = stage({ waiting: () => Array.from({ length: n }, (_, i) => wait(i)), clip: (id) => ({ ...view(id), card: { ...view(id).card, poster: `poster.${id}` } }) })
    const w = new Waiting(s.studio)
    await w.load()
    n = 2
    await w.load()
    expect([w.list.length, w.posters.get('k1'), s.calls.filter((c) => c.verb === 'clip').length]).toEqual([2, 'poster.k1', 2])
  })
})
