import { describe, expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { Pictures } from './pictures.svelte'
import type { Job } from '../studio/studio'
import { fault, stage } from './testdata/studio'

const job = (more: Partial<Job> = {}): Job => ({ id: 'j', clip: 'j', name: 'Pictures of 4 products', doing: 'pictures', share: 0, secondsLeft: -1, failed: '', paused: false, ...more })
const settled = (): Promise<void> => new Promise((r) => { setTimeout(r) })

describe('pictures of products', () => {
  it('are fetched, tell how far they are, and what could not be had', async () => {
    let left = { waiting: 4, fetching: false, share: 0, failed: [] as { product: string; title: string; host: string; reason: string }[] }
    const s = stage({ pictures: () => left, fetchPictures: () => ({ ...left, fetching: true, share: 0.1 }), jobs: () => [], cancelJob: () => undefined })
    const p = new Pictures(new Shell(s.studio))
    const stop = p.start()
    await settled()
    expect([p.found?.waiting, p.fetching]).toEqual([4, false])
    await p.stop()
    expect(s.calls.some((c) => c.verb === 'cancelJob')).toBe(false)
    await p.fetch()
    expect([p.fetching, p.share]).toEqual([true, 0.1])
    s.happen('jobs', { jobs: [job({ id: 'clip', doing: 'proxy' }), job({ share: 0.5 })], more: 0 })
    expect([p.fetching, p.share]).toEqual([true, 0.5])
    await p.stop()
    expect(s.calls.some((c) => c.verb === 'cancelJob' && c.args[0] === 'j')).toBe(true)
    left = { ...left, waiting: 1, failed: [{ product: 'a', title: 'Mug', host: 'shop.example', reason: 'It is gone.' }] }
    s.happen('jobs', { jobs: [], more: 0 })
    await settled()
    expect([p.fetching, p.found?.waiting, p.found?.failed[0]?.host]).toEqual([false, 1, 'shop.example'])
    stop()
  })

  it('that are being fetched already are told of at once', async () => {
    const s = stage({ pictures: () => ({ waiting: 4, fetching: true, share: 0.2, failed: [] }), jobs: () => [job({ share: 0.3 })], fetchPictures: () => { throw fault('Refused', 'Not now.') } })
    const p = new Pictures(new Shell(s.studio))
    p.start()
    await settled()
    expect([p.fetching, p.share]).toEqual([true, 0.3])
    await p.fetch()
    expect([p.wrong, p.busy]).toEqual(['Not now.', false])
  })
})
