import { describe, expect, it } from 'vitest'
import { Handing } from './handing.svelte'
import { fault, stage } from './testdata/studio'

const answer = (line: string) => ({ clip: 'k', name: 'Mia', comments: 1, verdict: '' as const, line })
function table(verbs: Parameters<typeof stage>[0] = {}) {
  const s = stage({
    reviewRoom: () => ({ room: 'r', path: '/out/a.review.html', bytes: 1, film: '', line: 'Send it.' }), takeAnswer: (text: string) => answer(text), takeAnswerFile: (path: string) => answer(path),
    exportNotes: () => ({ name: 'a.pdf', path: '/out/a.pdf', media: '', bytes: 1 }), ...verbs,
  })
  return { h: new Handing(s.studio), sent: (verb: string) => s.calls.filter((c) => c.verb === verb).map((c) => c.args) }
}

describe('giving a draft to others', () => {
  it('writes the file as it was wished', async () => {
    const { h, sent } = table()
    h.rights = ['comment']
    h.note = '  Warm enough? '
    h.bare = true
    await h.save('k')
    expect(sent('reviewRoom')).toEqual([['k', { folder: '', rights: { comment: true, approve: false, download: false }, note: 'Warm enough?', bare: true }]])
    expect(h.handed?.line).toBe('Send it.')
  })
  it('says why not, and nothing that was before', async () => {
    let full = false
    const { h } = table({ reviewRoom: () => { if (full) throw fault('Internal', 'Full.'); return { room: 'r', path: 'p', bytes: 1, film: '', line: '' } } })
    await h.save('k')
    full = true
    await h.save('k')
    expect([h.handed, h.wrong?.message, h.busy]).toEqual([null, 'Full.', false])
  })
  it('takes in answers as text, as files and by paths, the latest first', async () => {
    const { h, sent } = table()
    h.text = ' '
    await h.takeText()
    h.text = 'pasted'
    await h.takeText()
    await h.take([new File(['file'], 'a.review.json'), '/in/b.review.json'])
    expect(h.took.map((a) => a.line)).toEqual(['/in/b.review.json', 'file', 'pasted'])
    expect([sent('takeAnswer'), sent('takeAnswerFile'), h.text]).toEqual([[['pasted'], ['file']], [['/in/b.review.json']], ''])
  })
  it('keeps the text that was refused, and ends at the first file that is', async () => {
    const { h, sent } = table({ takeAnswer: () => { throw fault('Refused', 'Another library’s.') } })
    h.text = 'words'
    await h.takeText()
    expect([h.text, h.wrong?.message, h.took.length]).toEqual(['words', 'Another library’s.', 0])
    await h.take([new File(['x'], 'x'), new File(['y'], 'y')])
    expect(sent('takeAnswer')).toHaveLength(2)
  })
  it('exports comments for other tools, own notes only where asked', async () => {
    const { h, sent } = table()
    await h.export('k')
    h.format = 'otio'
    h.own = true
    await h.export('k')
    expect(sent('exportNotes')).toEqual([['k', 'pdf', '', false], ['k', 'otio', '', true]])
    expect(h.written?.name).toBe('a.pdf')
  })
  it('forgets what was done where another page is turned to', async () => {
    const { h } = table()
    await h.save('k')
    h.anew()
    expect(h.handed).toBe(null)
  })
})
