import { describe, expect, it } from 'vitest'
import { Playhead, type Player } from '../model/playhead.svelte'
import { Follower } from './follower'

function player() {
  const calls: string[] = []
  const p = { ready: true, at: 0, run: (s: number) => { calls.push(`run ${s}`) }, show: (f: number) => { p.at = f; calls.push(`show ${f}`) }, scrub: (f: number) => { calls.push(`scrub ${f}`) }, moment: () => p.at }
  return { p: p as Player & { at: number }, calls }
}

function table(way: (f: number) => number | null) {
  const head = new Playhead()
  const lead = player()
  head.open(300, { num: 30, den: 1 })
  head.attach(lead.p)
  const second = player()
  const there: boolean[] = []
  let now = 0
  const follower = new Follower(head, second.p, () => way, (is) => { there.push(is) }, () => now)
  return { head, lead: lead.p, second, there, follower, wait: (ms: number) => { now += ms } }
}

describe('the second picture', () => {
  it('steps with the first', () => {
    const { head, second } = table((f) => f + 10)
    head.step(1)
    head.step(1)
    head.seek(100)
    expect(second.calls).toEqual(['show 10', 'show 11', 'show 12', 'show 110'])
  })
  it('says where it does not have the moment, and stands', () => {
    const { head, second, there } = table((f) => (f < 5 ? f : null))
    head.seek(9)
    expect(there.at(-1)).toBe(false)
    expect(second.calls).toEqual(['show 0'])
    head.seek(2)
    expect(there.at(-1)).toBe(true)
    expect(second.calls).toEqual(['show 0', 'show 2'])
  })
  it('runs beside it, and is brought back only where it drifted', () => {
    const { head, lead, second, wait } = table((f) => f + 10)
    head.play()
    expect(second.calls.slice(-2)).toEqual(['show 10', 'run 1'])
    lead.at = 20
    second.p.at = 31
    head.tick(1000)
    expect(second.calls).toHaveLength(3)
    lead.at = 40
    second.p.at = 60
    wait(1000)
    head.tick(2000)
    expect(second.calls.slice(-2)).toEqual(['show 50', 'run 1'])
    head.pause()
    expect(second.calls.at(-1)).toBe('show 50')
  })
  it('jumps where the footage does', () => {
    const { head, lead, second, wait } = table((f) => (f < 30 ? f : f + 100))
    head.play()
    lead.at = 29
    second.p.at = 29
    head.tick(1000)
    wait(1000)
    lead.at = 31
    head.tick(1060)
    expect(second.calls.slice(-2)).toEqual(['show 131', 'run 1'])
  })
  it('is left alone once it is closed', () => {
    const { head, second, follower } = table((f) => f)
    follower.close()
    head.seek(7)
    expect(second.calls).toEqual(['show 0'])
  })
})
