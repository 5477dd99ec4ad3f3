// How this library stands to its team, and what a person does about that. The
// exchange itself goes on by itself; nothing here has to be pressed.

import type { Admission, Fault, TeamDevice, TeamState } from '../studio/studio'
import { date } from '../words/figures'
import { t } from '../words/words.svelte'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'
import type { VaultDoor } from './vault.svelte'

export type { TeamDevice, TeamState } from '../studio/studio'

/** The pages of the team's dialog. */
export type TeamPage = 'team' | 'people' | 'history' | 'bundles'

export class Team {
  /** null until it was asked. */
  state = $state.raw<TeamState | null>(null)
  /** Why there is no state. */
  fault = $state.raw<Fault | null>(null)
  /** What is open of it. */
  page = $state<TeamPage | null>(null)
  panel = $state(false)
  doing = $state<'join' | 'leave' | 'sync' | ''>('')
  /** Why joining, leaving or an exchange that was asked for did not succeed. */
  wrong = $state.raw<Fault | null>(null)
  /** A bundle that was dropped, itself or by its path, until it is looked at. */
  handed = $state.raw<File | string | null>(null)

  readonly joined = $derived((this.state?.kind ?? '') !== '')
  readonly others = $derived(this.state?.devices.filter((d) => !d.me) ?? [])
  readonly shell: Shell
  readonly vault: VaultDoor
  #asked = 0

  constructor(shell: Shell, vault: VaultDoor) {
    this.shell = shell
    this.vault = vault
  }

  /** Asks, and again whenever something was exchanged or done here. */
  start(): void {
    const again = (): void => { void this.load() }
    this.shell.studio.on('team', again)
    this.shell.studio.onResync(again)
    again()
  }

  /** A later answer always wins. */
  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const state = await this.shell.studio.team()
      if (asked === this.#asked) this.#took(state)
    } catch (e) {
      if (asked === this.#asked) this.fault = faultOf(e)
    }
  }

  #took(state: TeamState): void {
    this.#asked++
    this.state = state
    this.fault = null
  }

  open(page: TeamPage): void {
    this.panel = false
    this.wrong = null
    this.page = page
  }

  close(): void {
    this.page = null
    this.handed = null
  }

  /** A bundle that came into the window is looked at before anything is taken. */
  offer(bundle: File | string): void {
    this.handed = bundle
    this.open('bundles')
  }

  /** Answers whether the library is in the team now; otherwise wrong says why not. */
  async join(location: string, admission: Admission = {}): Promise<boolean> {
    return this.#do('join', async () => { this.#took(await this.shell.studio.joinTeam(location.trim(), admission)) })
  }

  async leave(): Promise<boolean> {
    return this.#do('leave', async () => { this.#took(await this.shell.studio.leaveTeam()) })
  }

  /** Exchanges now. What it came to is said by the state. */
  async sync(): Promise<void> {
    await this.#do('sync', async () => { await this.shell.studio.syncTeam() })
    await this.load()
  }

  async #do(what: 'join' | 'leave' | 'sync', verb: () => Promise<void>): Promise<boolean> {
    if (this.doing !== '') return false
    this.doing = what
    this.wrong = null
    try {
      await verb()
      return true
    } catch (e) {
      this.wrong = faultOf(e)
      return false
    } finally {
      this.doing = ''
    }
  }
}

/** How loudly the state is told. */
export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'fg3'

export interface Standing { readonly tone: Tone; readonly says: string }

/** How the library stands to its team, in one line. */
export function standingOf(s: TeamState): Standing {
  switch (s.step) {
    case 'in step': return { tone: 'ok', says: t('In step with the team') }
    case 'ahead': return { tone: 'info', says: t('{n, plural, one {# change to send} other {# changes to send}}', { n: s.unsent }) }
    case 'behind': return { tone: 'warn', says: t('Something of the others has not come whole yet') }
    case 'apart': return { tone: 'bad', says: s.at ? t('The team cannot be reached since {time}', { time: when(s.at) }) : t('The team cannot be reached') }
    case '': return { tone: 'fg3', says: t('Nothing was exchanged yet') }
  }
}

/** A moment as it is told here: today by its hour. */
export function when(at: string, now = Date.now()): string {
  const same = new Date(at).toDateString() === new Date(now).toDateString()
  return same ? date(at, { hour: '2-digit', minute: '2-digit' }) : date(at, { dateStyle: 'medium', timeStyle: 'short' })
}

/** What a laptop is called; its name alone where nobody said who works there. */
export const deviceName = (d: TeamDevice): string => d.name || t('A laptop without a name')
