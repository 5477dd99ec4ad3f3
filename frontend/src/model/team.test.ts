import { beforeEach, describe, expect, it } from 'vitest'
import type { Bundled, Happening, Member, TeamState, Vault } from '../studio/studio'
import { Shell } from './app.svelte'
import { Team, deviceName, standingOf, when } from './team.svelte'
import { Bundles } from './teambundles.svelte'
import { byDay, TeamFeed } from './teamfeed.svelte'
import { Members } from './teammembers.svelte'
import { fault, stage, type Stage } from './testdata/studio'
import { VaultDoor } from './vault.svelte'

const OPEN: Vault = { state: 'open', kind: 'keyring', message: '' }
const teamed = (more: Partial<TeamState> = {}): TeamState => ({
  kind: 'folder', location: '/drive/team', step: 'in step', unsent: 0, waiting: 0, at: '2026-11-23T09:00:00Z', trouble: '', warning: '',
  devices: [{ id: 'a', name: 'Nora’s laptop', person: 'Nora', me: true, edits: 4, trouble: '' }, { id: 'b', name: '', person: 'Mia', me: false, edits: 9, trouble: '' }], ...more,
})
const ALONE = teamed({ kind: '', location: '', step: '', at: '', devices: [] })
const tick = async (): Promise<void> => { for (let i = 0; i < 12; i++) await Promise.resolve() }

function teamOf(s: Stage): Team {
  const shell = new Shell(s.studio)
  return new Team(shell, new VaultDoor(shell))
}

describe('a team', () => {
  it('is asked for again whenever something was exchanged, and a later answer wins', async () => {
    const waits: ((s: TeamState) => void)[] = []
    const s = stage({ team: () => new Promise<TeamState>((r) => { waits.push(r) }) })
    const team = teamOf(s)
    team.start()
    s.happen('team', {})
    s.resync()
    await tick()
    expect(waits).toHaveLength(3)
    waits[2]?.(teamed({ unsent: 3, step: 'ahead' }))
    await tick()
    waits[0]?.(ALONE)
    await tick()
    expect([team.joined, team.state?.unsent, team.others.map((d) => d.person)]).toEqual([true, 3, ['Mia']])
  })

  it('is joined at a place, and what is wrong with it is kept for the form', async () => {
    let answer: () => TeamState = () => { throw fault('Invalid', 'This folder holds other things.') }
    const s = stage({ joinTeam: () => answer(), leaveTeam: () => ALONE, team: () => ALONE })
    const team = teamOf(s)
    expect(await team.join('  /drive/team ')).toBe(false)
    expect([team.wrong?.message, team.doing, team.joined]).toEqual(['This folder holds other things.', '', false])
    answer = () => teamed()
    expect(await team.join('/drive/team')).toBe(true)
    expect([team.wrong, team.joined, s.calls.at(0)?.args]).toEqual([null, true, ['/drive/team', {}]])
    expect([await team.leave(), team.joined]).toEqual([true, false])
  })

  it('that cannot be reached says why, and does nothing twice at a time', async () => {
    const s = stage({ team: () => teamed({ step: 'apart', trouble: 'Away.' }), syncTeam: () => { throw fault('Offline', 'Away.') } })
    const team = teamOf(s)
    await Promise.all([team.sync(), team.sync()])
    expect([s.calls.filter((c) => c.verb === 'syncTeam').length, team.wrong?.kind, team.state?.step]).toEqual([1, 'Offline', 'apart'])
    team.open('team')
    expect(team.wrong).toBe(null)
  })

  it('tells how it stands in one line', () => {
    const of = (more: Partial<TeamState>) => { const { tone, says } = standingOf(teamed(more)); return `${tone}: ${says}` }
    expect(of({})).toBe('ok: In step with the team')
    expect(of({ step: 'ahead', unsent: 2 })).toBe('info: 2 changes to send')
    expect(of({ step: 'behind' })).toBe('warn: Something of the others has not come whole yet')
    expect(of({ step: 'apart', at: '' })).toBe('bad: The team cannot be reached')
    expect(of({ step: 'apart', at: '2026-01-02T03:04:00Z' })).toMatch(/^bad: The team cannot be reached since .*2026/)
    expect(of({ step: '' })).toBe('fg3: Nothing was exchanged yet')
    expect(when('2026-11-23T09:00:00Z', Date.parse('2026-11-23T09:30:00Z'))).not.toMatch(/2026/)
    expect(teamed().devices.map(deviceName)).toEqual(['Nora’s laptop', 'A laptop without a name'])
  })

  it('opens what was dropped, and forgets it when it is closed', () => {
    const team = teamOf(stage({}))
    team.panel = true
    team.offer('/in/Team.taglane')
    expect([team.page, team.handed, team.panel]).toEqual(['bundles', '/in/Team.taglane', false])
    team.close()
    expect([team.page, team.handed]).toEqual([null, null])
  })
})

describe('what anybody did', () => {
  const happening = (n: number, more: Partial<Happening> = {}): Happening => ({ device: 'b', seq: n, cursor: String(n).padStart(4, '0'), at: '2026-11-23T09:00:00Z', by: 'Mia', me: false, label: `Did ${n}`, clip: '', deleted: false, ...more })
  const all = Array.from({ length: 120 }, (_, i) => happening(120 - i))
  const teamFeed = (before: string, most: number): Happening[] => all.filter((h) => before === '' || h.cursor < before).slice(0, most)

  it('comes a page at a time, and stays unfolded when more happens', async () => {
    const s = stage({ teamFeed })
    const feed = new TeamFeed(new Shell(s.studio))
    const stop = feed.watch()
    await tick()
    expect([feed.list.length, feed.more]).toEqual([50, true])
    await feed.next()
    await feed.next()
    expect([feed.list.length, feed.more, feed.list.at(-1)?.seq]).toEqual([120, false, 1])
    s.happen('team', {})
    await tick()
    expect(feed.list).toHaveLength(120)
    stop()
    s.happen('team', {})
    expect(s.calls).toHaveLength(4)
  })

  it('keeps what it has where the rest cannot be had', async () => {
    let well = true
    const s = stage({ teamFeed: (b, m) => { if (!well) throw fault('Internal', 'Broken.'); return teamFeed(b, m) } })
    const feed = new TeamFeed(new Shell(s.studio))
    await feed.load()
    well = false
    await feed.next()
    expect([feed.list.length, feed.fault?.message, feed.asking]).toEqual([50, 'Broken.', false])
  })

  it('is brought back once, and asked for again', async () => {
    const s = stage({ teamFeed, restore: () => undefined })
    const feed = new TeamFeed(new Shell(s.studio))
    const gone = happening(7, { deleted: true })
    await Promise.all([feed.restore(gone), feed.restore(gone)])
    expect(s.calls.map((c) => [c.verb, ...c.args])).toEqual([['restore', 'b', 7], ['teamFeed', '', 50]])
  })

  it('is told by days', () => {
    const days = byDay([happening(3, { at: '2026-11-23T12:00:00Z' }), happening(2, { at: '2026-11-23T11:00:00Z' }), happening(1, { at: '2026-11-20T12:00:00Z' })])
    expect(days.map((d) => d.list.length)).toEqual([2, 1])
  })
})

describe('who works on the same clips', () => {
  const member = (id: string, more: Partial<Member> = {}): Member => ({ id, name: id, colour: 2, me: false, guest: false, fingerprint: 'AAAA-BBBB-CCCC-DDDD', standing: 'new', ...more })
  const list = [member('nora', { me: true, standing: 'known' }), member('mia'), member('jo', { standing: 'changed' })]

  it('is known by a key that was compared, and a changed one is told apart', async () => {
    const s = stage({ members: () => list, knowMember: (id, f) => { if (f === 'wrong') throw fault('Conflict', 'Compare it once more.'); return list.map((m) => (m.id === id ? { ...m, standing: f === '' ? 'new' as const : 'known' as const } : m)) } })
    const members = new Members(new Shell(s.studio))
    await members.load()
    expect([members.me?.id, members.others.length, members.changed.map((m) => m.id)]).toEqual(['nora', 2, ['jo']])
    expect(await members.know('jo', 'wrong')).toBe(false)
    expect(members.wrong).toEqual({ id: 'jo', says: 'Compare it once more.' })
    expect(await members.know('jo', 'AAAA-BBBB-CCCC-DDDD')).toBe(true)
    expect([members.wrong, members.changed]).toEqual([null, []])
  })

  it('has a name and a colour of their own', async () => {
    const s = stage({ members: () => list, setMe: (name, colour) => member('nora', { me: true, name, colour, standing: 'known' }) })
    const members = new Members(new Shell(s.studio))
    await members.load()
    expect(await members.setMe(' Nora Lind ', 5)).toBe(true)
    expect([members.me?.name, members.me?.colour, members.others.length]).toEqual(['Nora Lind', 5, 2])
  })

  it('is not undone by an answer that was asked for before', async () => {
    const late: ((all: Member[]) => void)[] = []
    let slow = false
    const s = stage({
      members: () => (slow ? new Promise<Member[]>((done) => { late.push(done) }) : list), setMe: (name, colour) => member('nora', { me: true, name, colour, standing: 'known' }),
      knowMember: (id) => list.map((m) => (m.id === id ? { ...m, standing: 'known' as const } : m)),
    })
    const members = new Members(new Shell(s.studio))
    await members.load()
    slow = true
    void members.load()
    await members.setMe('Nora Lind', 5)
    late.shift()?.(list)
    await tick()
    expect(members.me?.name).toBe('Nora Lind')
    void members.load()
    await members.know('jo', 'AAAA-BBBB-CCCC-DDDD')
    late.shift()?.(list)
    await tick()
    expect([members.changed, late]).toEqual([[], []])
  })

  it('must approve as often as a project says', async () => {
    let refuse = false
    const s = stage({ approvals: (p) => (p === 'spring' ? 2 : 0), setApprovals: (_, n) => { if (refuse) throw fault('Internal', 'No.'); return n } })
    const members = new Members(new Shell(s.studio))
    await members.loadNeeds(['spring', ''])
    await members.setNeeds('', 1)
    expect(members.needs).toEqual({ spring: 2, '': 1 })
    refuse = true
    await members.setNeeds('spring', 3)
    expect(members.needs['spring']).toBe(2)
  })
})

describe('a bundle', () => {
  const bundled = (more: Partial<Bundled> = {}): Bundled => ({ path: '/in/a.taglane', by: 'Mia', signer: '', known: false, fingerprint: 'AAAA', created: '2026-11-23T09:00:00Z', edits: 9, new: 4, files: 2, bytes: 1000, ...more })
  const SYNCED = { received: 4, sent: 0, renamed: false, message: '' }
  let s: Stage, bundles: Bundles
  beforeEach(() => {
    s = stage({
      vault: () => OPEN, exportBundle: () => bundled(), pickBundle: () => bundled({ path: '' }), openBundle: () => bundled({ path: '/tmp/in.taglane' }), takeBundle: () => SYNCED,
      readBundle: (path) => { if (path.endsWith('bad.taglane')) throw fault('Invalid', 'This bundle is damaged.'); return bundled({ path }) },
    })
    const shell = new Shell(s.studio)
    bundles = new Bundles(shell, new VaultDoor(shell))
  })

  it('is looked at before anything of it is taken', async () => {
    await bundles.look('/in/bad.taglane')
    expect([bundles.wrong?.message, bundles.looked]).toEqual(['This bundle is damaged.', null])
    await bundles.take()
    await bundles.look('/in/a.taglane')
    expect([bundles.wrong, bundles.looked?.new, s.calls.some((c) => c.verb === 'takeBundle')]).toEqual([null, 4, false])
    await bundles.take()
    expect([bundles.looked, bundles.taken?.received, s.calls.at(-1)?.args]).toEqual([null, 4, ['/in/a.taglane']])
  })

  it('comes by its bytes from a browser, and may be none at all', async () => {
    await bundles.look(new File(['x'], 'a.taglane'))
    expect(bundles.looked?.path).toBe('/tmp/in.taglane')
    await bundles.pick()
    expect([bundles.looked, bundles.wrong, bundles.doing]).toEqual([null, null, ''])
  })

  it('is written once the key can be had', async () => {
    await bundles.write()
    expect([bundles.written?.path, s.calls.map((c) => c.verb)]).toEqual(['/in/a.taglane', ['vault', 'exportBundle']])
  })
})
