import { describe, expect, it, vi } from 'vitest'
import type { Job } from '../studio/studio'
import { Shell } from './app.svelte'
import { Jobs, saysJob } from './jobs.svelte'
import { stage } from './testdata/studio'

const job = (id: string, more: Partial<Job> = {}): Job => ({ id, clip: `c${id}`, name: id, doing: 'proxy', share: 0.4, secondsLeft: 9, failed: '', paused: false, ...more })

async function opened(list: Job[]) {
  let left = list
  const s = stage({ jobs: () => left, cancelJob: (id) => { left = left.filter((j) => j.id !== id) } })
  const jobs = new Jobs(new Shell(s.studio))
  await jobs.start()
  return { ...s, jobs, tell: (more = 0) => { s.happen('jobs', { jobs: left, more }) } }
}

describe('work in the background', () => {
  it('follows what Go tells, and how many wait besides', async () => {
    const { jobs, tell } = await opened([job('1'), job('2', { doing: 'waiting', secondsLeft: -1 })])
    expect([jobs.list.length, jobs.more, jobs.secondsLeft]).toEqual([2, 0, 9])
    tell(840)
    expect(jobs.more).toBe(840)
  })

  it('holds back no card for an export, and names it', async () => {
    const { jobs } = await opened([job('1', { doing: 'export', share: 0.6 }), job('2')])
    expect([...jobs.byClip.keys()]).toEqual(['c2'])
    expect(jobs.list.map(saysJob)).toEqual(['export 60%', 'proxy 40%'])
  })

  it('puts away what failed and nothing else', async () => {
    const { jobs, calls, tell } = await opened([job('1', { failed: 'It cannot be read.' }), job('2'), job('3', { failed: 'It cannot be read.' })])
    await jobs.putAway()
    expect(calls.filter((c) => c.verb === 'cancelJob').map((c) => c.args[0])).toEqual(['1', '3'])
    tell()
    await vi.waitFor(() => { expect(jobs.list.map((j) => j.id)).toEqual(['2']) })
  })
})
