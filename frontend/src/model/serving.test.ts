import { expect, it, vi } from 'vitest'
import type { Served } from '../studio/studio'
import { Serving } from './serving.svelte'

const off: Served = { on: false, address: '', fingerprint: '', links: [], people: [] }
const on: Served = { ...off, on: true, address: 'https://192.168.0.10:4443', fingerprint: 'AB:CD' }

function made() {
  const heard = new Map<string, () => void>()
  const door = {
    servedReviews: vi.fn(async () => off),
    reviewAddresses: vi.fn(async () => [{ address: '192.168.0.10', network: 'wlan0', reach: 'network' as const }]),
    serveReview: vi.fn(async () => on),
    revokeReview: vi.fn(async () => on),
    stopServing: vi.fn(async () => off),
    on: (event: string, fn: () => void) => { heard.set(event, fn); return () => heard.delete(event) },
    onResync: (fn: () => void) => { heard.set('resync', fn); return () => heard.delete('resync') },
  }
  const fail = vi.fn()
  return { door, fail, heard, serving: new Serving(door as unknown as ConstructorParameters<typeof Serving>[0], { fail }) }
}

it('no address is chosen for a person, and without one nothing is shown', async () => {
  const { serving, door } = made()
  await serving.ask()
  expect(serving.addresses).toHaveLength(1)
  expect(serving.address).toBe('')
  await serving.link('clip')
  expect(door.serveReview).not.toHaveBeenCalled()
})

it('a link takes what was wished, and the next one stays at the address that is shown', async () => {
  const { serving, door } = made()
  serving.address = '192.168.0.10'
  serving.rights = ['approve']
  serving.days = 1
  await serving.link('clip')
  expect(door.serveReview).toHaveBeenCalledWith({ clips: ['clip'], address: '192.168.0.10', rights: { comment: false, approve: true, download: false }, days: 1 })
  expect(serving.on).toBe(true)
  serving.address = ''
  await serving.link('other')
  expect(door.serveReview).toHaveBeenLastCalledWith(expect.objectContaining({ clips: ['other'], address: '192.168.0.10:4443' }))
  await serving.stop()
  expect(serving.on).toBe(false)
})

it('what goes wrong is said where a person looks', async () => {
  const { serving, door, fail } = made()
  door.serveReview.mockRejectedValue({ kind: 'Conflict', message: 'It is taken.' })
  serving.address = '192.168.0.10'
  await serving.ask()
  serving.address = '192.168.0.10'
  await serving.link('clip')
  expect(serving.wrong).toBe('It is taken.')
  serving.close()
  door.stopServing.mockRejectedValue({ kind: 'Internal', message: 'It did not work.' })
  await serving.stop()
  expect(fail).toHaveBeenCalledWith(expect.objectContaining({ message: 'It did not work.' }))
})

it('guests that come and go are seen, once for a burst, until nobody listens', async () => {
  vi.useFakeTimers()
  const { serving, door, heard } = made()
  const stop = serving.listen()
  await vi.advanceTimersByTimeAsync(0)
  for (let i = 0; i < 5; i++) heard.get('serving')?.()
  await vi.advanceTimersByTimeAsync(500)
  expect(door.servedReviews).toHaveBeenCalledTimes(2)
  stop()
  expect(heard.size).toBe(0)
  vi.useRealTimers()
})

it('an answer that was asked for before something was done does not undo it', async () => {
  const { serving, door } = made()
  let late: (s: Served) => void = () => undefined
  door.servedReviews.mockImplementationOnce(() => new Promise((done) => { late = done }))
  const loading = serving.load()
  serving.address = '192.168.0.10'
  await serving.link('clip')
  late(off)
  await loading
  expect(serving.on).toBe(true)
})
