import { describe, expect, it, vi } from 'vitest'
import type { Login } from '../studio/studio'
import { Shell } from './app.svelte'
import { LoginWay } from './login.svelte'
import { fault, stage } from './testdata/studio'

const at = (state: Login['state'], more: Partial<Login> = {}): Login => ({ state, account: 'yt', address: state === 'browser' ? 'https://accounts.example/auth' : '', question: '', names: [], message: `${state}.`, ...more })

/** A program whose login stands where the test says. */
function opened(verbs: Parameters<typeof stage>[0] = {}) {
  const told = { now: at('none', { account: '' }) }
  const s = stage({ login: () => told.now, connectAccount: () => (told.now = at('browser')), cancelLogin: () => (told.now = at('none')), ...verbs })
  const shell = new Shell(s.studio)
  const login = new LoginWay(shell)
  login.start()
  const becomes = async (l: Login): Promise<void> => {
    told.now = l
    s.happen('login', {})
    await vi.waitFor(() => { expect(login.now).toEqual(l) })
  }
  return { ...s, shell, login, becomes }
}

describe('a login', () => {
  it('goes from the browser to its end as the program tells', async () => {
    const { login, becomes, shell } = opened()
    await login.begin('yt')
    expect(login.of('yt')?.address).toBe('https://accounts.example/auth')
    expect(login.of('other')).toBeNull()
    await becomes(at('choose', { question: 'Which?', names: ['One', 'Two'] }))
    expect(login.of('yt')?.names).toEqual(['One', 'Two'])
    await becomes(at('done'))
    expect(login.of('yt')?.state).toBe('done') // it stays until it has been seen
    login.leave()
    expect(login.of('yt')).toBeNull()
    expect(shell.notices.shown).toEqual([]) // who watched is not told again
  })

  it('is answered with what was pasted and what was chosen', async () => {
    const { login, becomes, calls } = opened({ pasteLogin: () => at('choose', { names: ['One'] }), chooseLogin: () => at('done') })
    await login.begin('yt')
    await becomes(at('paste'))
    await login.paste('https://back.example/?code=1')
    expect(login.now.state).toBe('choose')
    await login.choose(0)
    expect(login.now.state).toBe('done')
    expect(calls.filter((c) => /^(paste|choose)/.test(c.verb)).map((c) => c.args)).toEqual([['https://back.example/?code=1'], [0]])
  })

  it('is told where everything is told, once nobody watches it', async () => {
    const { login, becomes, shell } = opened()
    await login.begin('yt')
    login.leave() // the dialog was closed, the browser is still open
    expect(login.of('yt')?.state).toBe('browser') // who comes back finds it
    await becomes(at('done'))
    expect(shell.notices.shown.map((n) => [n.kind, n.message])).toEqual([['success', 'done.']])
    await login.begin('yt')
    login.leave()
    await becomes(at('failed'))
    expect(shell.notices.shown.map((n) => n.kind)).toContain('error')
  })

  it('says nothing of an end that was there before', async () => {
    const { login, becomes, shell } = opened()
    await becomes(at('done'))
    await becomes(at('failed'))
    expect(shell.notices.shown).toEqual([])
    expect(login.of('yt')).toBeNull()
  })

  it('never goes back because of a late answer', async () => {
    const late: ((l: Login) => void)[] = []
    let slow = true
    const { login, happen } = opened({ login: () => (slow ? new Promise<Login>((ok) => { late.push(ok) }) : at('done')), connectAccount: () => at('browser') })
    await login.begin('yt')
    happen('login', {}) // its answer takes long
    slow = false
    happen('login', {})
    await vi.waitFor(() => { expect(login.now.state).toBe('done') })
    for (const answer of late) answer(at('browser'))
    await Promise.resolve()
    await Promise.resolve()
    expect(login.now.state).toBe('done')
  })

  it('can be called off, and a grant in that moment changes nothing here', async () => {
    const { login, becomes, calls } = opened()
    await login.begin('yt')
    await login.cancel()
    expect([login.now.state, login.of('yt')]).toEqual(['none', null])
    expect(calls.some((c) => c.verb === 'cancelLogin')).toBe(true)
    await becomes(at('done'))
    expect(login.of('yt')).toBeNull()
  })

  it('says why it cannot begin, and may be tried again', async () => {
    let busy = true
    const { login } = opened({ connectAccount: () => { if (busy) throw fault('Conflict', 'The login to Blog is still under way.'); return at('browser') } })
    await login.begin('yt')
    expect([login.wrong, login.busy]).toEqual(['The login to Blog is still under way.', false])
    busy = false
    await login.begin('yt')
    expect([login.wrong, login.now.state]).toEqual(['', 'browser'])
  })
})
