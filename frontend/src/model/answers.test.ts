import { describe, expect, it } from 'vitest'
import { takeAnswers } from './answers'
import type { Shell } from './app.svelte'

function shell() {
  const said: string[] = [], gone: string[] = []
  const of = (text: string) => (text.startsWith('bad') ? Promise.reject({ kind: 'Invalid', message: `${text}: no answer` }) : Promise.resolve({ clip: 'c1', name: 'Nora', comments: 2, verdict: '', line: `${text}: 2 comments` }))
  const s = {
    chosen: '', studio: { takeAnswer: of, takeAnswerFile: of },
    say: (kind: string, text: string) => said.push(`${kind} ${text}`), fail: (f: { message: string }) => said.push(`fail ${f.message}`), go: (place: string) => gone.push(place),
  }
  return { s, said, gone, shell: s as unknown as Shell }
}

describe('what guests sent back', () => {
  it('is taken in one by one, and its clip is shown', async () => {
    const { s, said, gone, shell: it } = shell()
    await takeAnswers(it, ['/in/nora.review.json', 'bad.review.json', new File(['text of Kim'], 'kim.review.json')])
    expect(said).toEqual(['success /in/nora.review.json: 2 comments', 'fail bad.review.json: no answer', 'success text of Kim: 2 comments'])
    expect([s.chosen, ...gone]).toEqual(['c1', 'review', 'review'])
  })
})
