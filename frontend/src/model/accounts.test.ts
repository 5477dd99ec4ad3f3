import { describe, expect, it, vi } from 'vitest'
import type { Account, AccountHealth, Login, Publication, Service, Vault } from '../studio/studio'
import { Accounts } from './accounts.svelte'
import { Shell } from './app.svelte'
import { Queue } from './queue.svelte'
import { Roster } from './roster.svelte'
import { Settings } from './settings.svelte'
import { account, publication, service } from './testdata/publishing'
import { fault, stage } from './testdata/studio'

const youtube: Service = { ...service('youtube'), title: 'YouTube', connects: true, needs: [{ key: 'client_id', title: 'Client ID', hint: '', secret: true, may: false }] }
const page: Service = { ...service('webpage'), title: 'Web page', needs: [{ key: 'dir', title: 'Folder', hint: '', secret: false, may: false }] }
const YT: Account = { ...account('yt', 'youtube', 'Nora Lind'), sealed: true }
const WEB: Account = { ...account('web', 'webpage', 'Web page'), settings: { dir: '/pages', theme: 'dark' } }
const health = (id: string, state: AccountHealth['state']): AccountHealth => ({ account: id, state, name: '', message: `${state}.`, scopes: [], expires: '', quotas: [], note: '', lastFault: '', lastFaultAt: '', quiet: '', checkedAt: '' })
const login = (state: Login['state']): Login => ({ state, account: 'yt', address: '', question: '', names: [], message: '' })
const vault = (state: Vault['state']): Vault => ({ state, kind: '', message: `${state}.` })

async function opened(verbs: Parameters<typeof stage>[0] = {}, world: { accounts?: Account[]; rows?: Publication[]; vault?: Vault; health?: Record<string, AccountHealth['state']> } = {}) {
  const all = { accounts: world.accounts ?? [YT, WEB], rows: world.rows ?? [], vault: world.vault ?? vault('open') }
  const s = stage({
    accounts: () => all.accounts, services: () => [youtube, page], outbox: () => all.rows, outboxPaused: () => false, snippets: () => [], vault: () => all.vault,
    login: () => login('none'), connectAccount: () => login('browser'), accountHealth: (id) => health(id, world.health?.[id] ?? 'ok'), setSetting: () => undefined,
    unlockVault: () => (all.vault = vault('open')), chooseVault: () => (all.vault = vault('open')),
    addAccount: (of, name, settings) => {
      const made: Account = { id: 'new', service: of, name, settings }
      all.accounts = [...all.accounts, made]
      return made
    },
    ...verbs,
  })
  const shell = new Shell(s.studio)
  const queue = new Queue(shell)
  const roster = new Roster(shell)
  const accounts = new Accounts(shell, roster, queue, new Settings())
  await queue.start()
  await roster.start()
  accounts.start()
  const verb = (name: string): unknown[][] => s.calls.filter((c) => c.verb === name).map((c) => c.args)
  return { ...s, shell, queue, roster, accounts, all, verb }
}

describe('how accounts stand', () => {
  it('needs a login where one has ended, not where there never was one', async () => {
    const { accounts } = await opened({}, { accounts: [YT, { ...YT, id: 'late', sealed: false }, WEB], health: { yt: 'login', late: 'login' } })
    expect(accounts.all.map((s) => s.state)).toEqual(['login', 'fresh', 'ok'])
    expect(accounts.signedOut.map((s) => s.account.id)).toEqual(['yt'])
  })

  it('is asked of the service when a person wishes, and said as it is then', async () => {
    const stands: Record<string, AccountHealth['state']> = {}
    const { accounts, verb } = await opened({ accountHealth: (id, fresh) => { if (fresh) stands[id] = 'offline'; return health(id, stands[id] ?? 'ok') } })
    await accounts.check('yt')
    expect(verb('accountHealth')).toContainEqual(['yt', true])
    expect(accounts.standing('yt')?.state).toBe('offline')
  })
})

describe('setting up', () => {
  it('keeps an account with its secrets apart, then begins the login', async () => {
    const { accounts, verb } = await opened()
    accounts.add()
    expect(accounts.page?.kind).toBe('services')
    accounts.choose(youtube)
    accounts.draft(youtube).needs['client_id'] = 'x.apps'
    await accounts.keep(youtube)
    expect(verb('addAccount')).toEqual([['youtube', 'YouTube', {}, { client_id: 'x.apps' }]])
    expect(verb('connectAccount')).toEqual([['new']])
    expect(accounts.page).toMatchObject({ kind: 'account', account: { id: 'new' } })
    expect(accounts.draft(youtube)).toMatchObject({ name: 'YouTube 2', needs: {} }) // nothing of it is left lying about
  })

  it('needs no vault and no login for a folder, and is over when that is kept', async () => {
    const { accounts, verb } = await opened({}, { vault: vault('unkept') })
    accounts.add()
    accounts.choose(page)
    accounts.draft(page).needs['dir'] = '/blog'
    await accounts.keep(page)
    expect(verb('addAccount')).toEqual([['webpage', 'Web page 2', { dir: '/blog' }, {}]])
    expect([accounts.page, accounts.vault.question, verb('connectAccount')]).toEqual([null, null, []])
  })

  it('keeps what was entered when a person leaves in the middle, and which steps are done', async () => {
    const { accounts } = await opened()
    accounts.add()
    accounts.choose(youtube)
    accounts.draft(youtube).needs['client_id'] = 'half'
    accounts.tick('youtube', 2, true)
    accounts.tick('youtube', 0, true)
    accounts.close()
    expect(accounts.page).toBeNull()
    accounts.add()
    accounts.choose(youtube)
    expect(accounts.draft(youtube).needs['client_id']).toBe('half')
    accounts.tick('youtube', 2, false)
    expect([...accounts.guideDone('youtube')]).toEqual([0])
  })

  it('says what is wrong and stays where it is', async () => {
    const { accounts } = await opened({ addAccount: () => { throw fault('Invalid', 'That is not a folder.') } })
    accounts.add()
    accounts.choose(page)
    await accounts.keep(page)
    expect([accounts.wrong, accounts.page?.kind, accounts.busy]).toEqual(['That is not a folder.', 'setup', false])
    accounts.back()
    expect([accounts.wrong, accounts.page?.kind]).toEqual(['', 'services'])
  })

  it('does not follow a person who has gone elsewhere meanwhile', async () => {
    let answer: (a: Account) => void = () => undefined
    const { accounts, verb } = await opened({ addAccount: () => new Promise<Account>((ok) => { answer = ok }) })
    accounts.add()
    accounts.choose(youtube)
    const kept = accounts.keep(youtube)
    await vi.waitFor(() => { expect(verb('addAccount')).toHaveLength(1) })
    accounts.show('web')
    answer({ id: 'new', service: 'youtube', name: 'YouTube', settings: {} })
    await kept
    expect(accounts.page).toMatchObject({ kind: 'settings', account: { id: 'web' } })
    expect(verb('connectAccount')).toEqual([])
  })
})

describe('changing', () => {
  it('keeps what the screen does not ask about, and calls nobody when nothing changed', async () => {
    const { accounts, verb } = await opened({ setAccount: (id, name, settings) => ({ ...WEB, id, name, settings }) })
    accounts.show('web')
    await accounts.change(WEB, page, accounts.entered(WEB, page))
    expect([verb('setAccount'), accounts.page]).toEqual([[], null])
    accounts.show('web')
    const e = accounts.entered(WEB, page)
    e.needs['dir'] = '/other'
    await accounts.change(WEB, page, e)
    expect(verb('setAccount')).toEqual([['web', 'Web page', { dir: '/other', theme: 'dark' }]])
  })

  it('waits for what is on its way there, but lets the account be renamed', async () => {
    const { accounts, verb } = await opened({ setAccount: () => WEB }, { rows: [publication('p1')] })
    accounts.show('web')
    const e = accounts.entered(WEB, page)
    e.needs['dir'] = '/other'
    await accounts.change(WEB, page, e)
    expect([accounts.wrong === '', verb('setAccount')]).toEqual([false, []])
    await accounts.change(WEB, page, { ...accounts.entered(WEB, page), name: 'Pages' })
    expect(verb('setAccount')).toEqual([['web', 'Pages', WEB.settings]])
  })

  it('enters keys anew without ever having shown the old ones', async () => {
    const { accounts, verb } = await opened({ enterAccount: () => YT })
    accounts.show('yt', true)
    const e = accounts.entered(YT, youtube)
    expect(e.needs).toEqual({})
    await accounts.change(YT, youtube, { ...e, needs: { client_id: 'new.apps' } })
    expect([verb('enterAccount'), verb('setAccount')]).toEqual([[['yt', { client_id: 'new.apps' }]], []])
    expect(accounts.page?.kind).toBe('account')
  })

  it('says why an account could not be disconnected or removed', async () => {
    const { accounts } = await opened({ disconnectAccount: () => { throw fault('Login', 'Your sign-ins are locked.') }, removeAccount: () => { throw fault('Conflict', 'Something is on its way there.') } })
    accounts.show('yt')
    await accounts.disconnect('yt')
    expect(accounts.wrong).toBe('Your sign-ins are locked.')
    await accounts.remove('yt')
    expect([accounts.wrong, accounts.page?.kind]).toEqual(['Something is on its way there.', 'account'])
  })
})

describe('the vault', () => {
  it('is chosen before the first secret is kept, never silently', async () => {
    const { accounts, verb } = await opened({}, { vault: vault('unkept') })
    accounts.add()
    accounts.choose(youtube)
    accounts.draft(youtube).needs['client_id'] = 'x'
    await accounts.keep(youtube)
    expect([accounts.vault.question?.kind, verb('addAccount'), verb('chooseVault')]).toEqual(['choose', [], []])
    await accounts.vault.choose('passphrase', 'lemon kettle runs north')
    expect(verb('chooseVault')).toEqual([['passphrase', 'lemon kettle runs north']])
    expect([verb('addAccount').length, verb('connectAccount')]).toEqual([1, [['new']]])
  })

  it('asks for the passphrase when a person wants something of it, and says when that is wrong', async () => {
    let right = false
    const { accounts, all, verb } = await opened({ unlockVault: () => { if (!right) throw fault('Invalid', 'That is not the passphrase.'); return (all.vault = vault('open')) } }, { vault: vault('locked') })
    await accounts.connect('yt')
    expect([accounts.vault.question?.kind, verb('connectAccount')]).toEqual(['unlock', []])
    await accounts.vault.unlock('no')
    expect([accounts.vault.wrong, accounts.vault.question?.kind]).toEqual(['That is not the passphrase.', 'unlock'])
    right = true
    await accounts.vault.unlock('yes')
    expect([accounts.vault.question, verb('connectAccount')]).toEqual([null, [['yt']]])
  })

  it('needs no login where only the passphrase was missing', async () => {
    const stands: Record<string, AccountHealth['state']> = { yt: 'login' }
    let all: Awaited<ReturnType<typeof opened>>['all'] | null = null
    const o = await opened({ unlockVault: () => { stands['yt'] = 'ok'; if (all) all.vault = vault('open'); return vault('open') } }, { vault: vault('locked'), health: stands })
    all = o.all
    await o.accounts.connect('yt')
    await o.accounts.vault.unlock('yes')
    expect(o.verb('connectAccount')).toEqual([])
    stands['yt'] = 'login' // the service has ended it as well
    o.all.vault = vault('locked')
    await o.accounts.load()
    await o.accounts.connect('yt')
    const { studio } = o.shell
    studio.unlockVault = () => { o.all.vault = vault('open'); return Promise.resolve(vault('open')) }
    await o.accounts.vault.unlock('yes')
    expect(o.verb('connectAccount')).toEqual([['yt']])
  })

  it('goes on with nothing when it was called off meanwhile', async () => {
    let open: (v: Vault) => void = () => undefined
    const { accounts, verb } = await opened({ unlockVault: () => new Promise<Vault>((ok) => { open = ok }) }, { vault: vault('locked') })
    await accounts.connect('yt')
    const answered = accounts.vault.unlock('yes')
    await vi.waitFor(() => { expect(verb('unlockVault')).toHaveLength(1) })
    accounts.vault.later()
    open(vault('open'))
    await answered
    expect(verb('connectAccount')).toEqual([])
  })

  it('is not asked for at the start when nothing needs it', async () => {
    const { accounts, verb } = await opened({}, { vault: vault('locked') })
    await Promise.resolve()
    expect([accounts.vault.question, verb('vault')]).toEqual([null, []])
  })

  it('is asked for once when something in the queue waits for it, and again only for something new', async () => {
    const waits = (id: string): Publication => publication(id, { account: 'yt', wait: 'login' })
    const { accounts, queue, all } = await opened({}, { vault: vault('locked'), rows: [waits('p1'), publication('p0', { account: 'web', wait: 'login' })] })
    await vi.waitFor(() => { expect(accounts.vault.question?.kind).toBe('unlock') })
    accounts.vault.later()
    await queue.load()
    await new Promise((r) => setTimeout(r))
    expect(accounts.vault.question).toBeNull()
    all.rows = [waits('p2'), ...all.rows]
    await queue.load()
    await vi.waitFor(() => { expect(accounts.vault.question?.kind).toBe('unlock') })
  })

  it('is left alone when what waits is another login', async () => {
    const { accounts } = await opened({}, { vault: vault('open'), rows: [publication('p1', { account: 'yt', wait: 'login' })] })
    await new Promise((r) => setTimeout(r))
    expect(accounts.vault.question).toBeNull()
  })
})

it('shows an account of a service that is not offered, to be named or removed', async () => {
  const { accounts } = await opened({}, { accounts: [account('m', 'memory', 'Far')] })
  accounts.show('m')
  expect(accounts.page).toMatchObject({ kind: 'settings', account: { id: 'm' }, service: { connects: false } })
})

it('begins a login for whoever asks in the table or the queue', async () => {
  const { accounts, roster, verb } = await opened({}, { health: { yt: 'login' } })
  roster.signIn('yt')
  await vi.waitFor(() => { expect(verb('connectAccount')).toEqual([['yt']]) })
  expect(accounts.page).toMatchObject({ kind: 'account', account: { id: 'yt' } })
  expect(accounts.login.of('yt')?.state).toBe('browser')
  accounts.close()
  expect(roster.editing).toBeNull()
})
