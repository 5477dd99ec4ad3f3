import { beforeEach, expect, test } from 'vitest'
import type { Desk } from '../model/desk.svelte'
import { FILES } from './clipboard'
import { pasteInto } from './paste'

let did: string[]
let copied: number
let refused: string[]
let desk: Desk

beforeEach(() => {
  did = []
  copied = 0
  refused = []
  const exchange = {
    wrong: '', taken: 0, refused,
    take(text: string) {
      if (!text.startsWith('WEBVTT')) { exchange.wrong = 'This is not a tag timeline.'; return Promise.resolve(false) }
      did.push(`take ${text}`)
      exchange.taken = 2
      exchange.refused = refused
      return Promise.resolve(true)
    },
  }
  const clip = {
    id: 'c', undo: () => { did.push('undo') },
    get copied() { return { tags: Array.from({ length: copied }), at: 0 } },
    say: (kind: string, message: string, fix?: { name: string; run: () => unknown }) => { did.push(`${kind}: ${message}`); fix?.run() },
  }
  const head = { frame: 40 }
  desk = { clip, head, work: { exchange }, paste: (same: boolean, at: number) => { did.push(`own ${same ? 'where they stood' : `at ${at}`}`) } } as unknown as Desk
})

test('tags that others left come in as one gesture that can be undone, also before an own copy', async () => {
  copied = 1
  await pasteInto(desk, false, () => Promise.resolve('WEBVTT one'))
  expect(did).toEqual(['take WEBVTT one', 'success: 2 tags came in.', 'undo'])
})

test('what of them was left out is said', async () => {
  refused = ['Row 3 ends before it begins.']
  await pasteInto(desk, false, () => Promise.resolve('WEBVTT one'))
  expect(did[1]).toBe('info: 2 tags came in, but not all as it was written: Row 3 ends before it begins.')
})

test('where others left nothing the own copy is pasted, at the frame it was asked for', async () => {
  copied = 1
  await pasteInto(desk, false, () => { desk.head.frame = 99; return Promise.resolve(null) })
  await pasteInto(desk, true, () => Promise.resolve(null))
  expect(did).toEqual(['own at 40', 'own where they stood'])
})

test('a text without tags does not stand in the way of the own copy', async () => {
  copied = 1
  await pasteInto(desk, false, () => Promise.resolve('just a word'))
  expect(did).toEqual(['own at 40'])
})

test('without an own copy it is said what is wrong', async () => {
  await pasteInto(desk, false, () => Promise.resolve('just a word'))
  await pasteInto(desk, false, () => Promise.resolve(null))
  expect(did).toEqual(['info: This is not a tag timeline.', 'info: There is nothing to paste. Copy tags first, or their text in another program.'])
})

test('files are not for here, and do not bring an own copy either', async () => {
  copied = 1
  await pasteInto(desk, false, () => Promise.resolve(FILES))
  expect(did).toEqual([])
})

test('nothing lands in a clip opened meanwhile', async () => {
  copied = 1
  await pasteInto(desk, false, () => { Object.assign(desk.clip, { id: 'other' }); return Promise.resolve('WEBVTT one') })
  expect(did).toEqual([])
})
