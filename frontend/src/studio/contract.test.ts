// The contract over the browser twin: TAGLANE=path/to/taglane npx vitest run contract

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from './contract'
import { overHttp, type World } from './http'

const binary = process.env['TAGLANE']

/** Outside a browser there is no XMLHttpRequest to tell how much has gone. */
const byFetch: World['put'] = async (url, headers, body) => {
  const answer = await fetch(url, { method: 'PUT', headers, body })
  return { status: answer.status, text: await answer.text() }
}

describe.skipIf(!binary)('the browser twin', () => {
  let dir = ''
  let app: ChildProcess | undefined
  let address = new URL('http://127.0.0.1')

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'taglane-contract-'))
    const env = { ...process.env, HOME: dir, XDG_DATA_HOME: join(dir, 'data'), XDG_STATE_HOME: join(dir, 'state'), TAGLANE_LIBRARY: join(dir, 'library') }
    app = spawn(resolve(binary ?? ''), ['serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    address = await new Promise((ok, no) => {
      app?.once('exit', (code) => { no(new Error(`it ended with ${code}`)) })
      app?.stdout?.once('data', (d) => { ok(new URL(String(d).trim())) })
    })
  })
  afterAll(() => {
    app?.kill('SIGTERM')
    rmSync(dir, { recursive: true, force: true })
  })

  it('keeps every promise of the contract', async () => {
    const answers = await contract(overHttp(address, { put: byFetch }))
    expect(answers.length).toBeGreaterThan(45)
    expect(answers.filter((a) => !a.kept)).toEqual([])
  }, 120_000)

  it('refuses a wrong number of arguments and a wrong token', async () => {
    const ask = (token: string, args: unknown[]) => fetch(`${address.origin}/verb/Clip`, { method: 'POST', headers: { 'X-Token': token }, body: JSON.stringify(args) })
    expect((await ask('wrong', ['x'])).status).toBe(403)
    expect(await (await ask(address.hash.slice(1), [])).json()).toMatchObject({ error: { kind: 'Invalid' } })
  })
})
