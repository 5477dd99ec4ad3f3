import { expect, test } from 'vitest'
import type { Shell } from './app.svelte'
import { Disk } from './disk.svelte'

function asked(cache: () => Promise<unknown>): { disk: Disk; told: string[] } {
  const told: string[] = []
  const shell = { studio: { cache }, fail: (f: { message: string }) => { told.push(f.message) } }
  return { disk: new Disk(shell as unknown as Shell), told }
}

test('a refusal is kept where the facts would stand, and told nowhere else', async () => {
  const answers = [() => Promise.reject(Object.assign(new Error('The disk does not answer.'), { kind: 'Internal' })), () => Promise.resolve({ bytes: 5, limit: 0 })]
  const { disk, told } = asked(() => answers.shift()!())
  await disk.load()
  expect([disk.fault?.message, disk.facts, told]).toEqual(['The disk does not answer.', null, []])
  await disk.load()
  expect([disk.fault, disk.facts]).toEqual([null, { bytes: 5, limit: 0 }])
})

test('a program that is gone is told by the window too', async () => {
  const { disk, told } = asked(() => Promise.reject(Object.assign(new Error('Gone.'), { kind: 'Offline' })))
  await disk.load()
  expect(told).toEqual(['Gone.'])
})
