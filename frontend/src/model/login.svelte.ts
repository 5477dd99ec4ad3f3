// The login under way, as the program tells it. Its event says only that
// something changed: where it stands is asked for, and a late answer never
// takes the place of a newer one.

import type { ID, Login } from '../studio/studio'
import type { Shell } from './app.svelte'
import { faultOf } from './fault'

export type { Login } from '../studio/studio'

const NONE: Login = { state: 'none', account: '', address: '', question: '', names: [], message: '' }

/** Whether it still waits for somebody. */
export const isUnderWay = (l: Login): boolean => l.state === 'browser' || l.state === 'paste' || l.state === 'choose'

export class LoginWay {
  now = $state.raw<Login>(NONE)
  /** Something was asked of the program and it has not answered yet. */
  busy = $state(false)
  /** Why it could not begin or go on; "" for nothing. */
  wrong = $state('')
  /** Whose end a person still wants to see; "" when nobody watches. */
  watched = $state<ID>('')

  readonly #shell: Shell
  #asked = 0
  #heard = 0

  constructor(shell: Shell) {
    this.#shell = shell
  }

  start(): void {
    this.#shell.studio.on('login', () => { void this.load() })
    this.#shell.studio.onResync(() => { void this.load() })
    void this.load()
  }

  async load(): Promise<void> {
    await this.#ask(() => this.#shell.studio.login()).catch(() => undefined) // the next event tells it
  }

  /** What of it belongs to an account; null for nothing. */
  of(account: ID): Login | null {
    const { now } = this
    if (now.account !== account || account === '') return null
    return isUnderWay(now) || (this.watched === account && (now.state === 'done' || now.state === 'failed')) ? now : null
  }

  async begin(account: ID): Promise<void> {
    this.watched = account
    await this.#do(() => this.#shell.studio.connectAccount(account))
  }
  async paste(text: string): Promise<void> { await this.#do(() => this.#shell.studio.pasteLogin(text)) }
  async choose(n: number): Promise<void> { await this.#do(() => this.#shell.studio.chooseLogin(n)) }
  async cancel(): Promise<void> {
    this.watched = ''
    await this.#do(() => this.#shell.studio.cancelLogin())
  }
  /** Its end has been seen. */
  leave(): void {
    this.watched = ''
    this.wrong = ''
  }

  async #do(verb: () => Promise<Login>): Promise<void> {
    this.busy = true
    this.wrong = ''
    try {
      await this.#ask(verb)
    } catch (e) {
      this.wrong = faultOf(e).message
      void this.load() // it may have moved on meanwhile
    }
    this.busy = false
  }

  async #ask(verb: () => Promise<Login>): Promise<void> {
    const mine = ++this.#asked
    const answer = await verb()
    if (mine < this.#heard) return
    this.#heard = mine
    const before = this.now
    this.now = answer
    if (answer.account === this.watched || !isUnderWay(before)) return
    // Nobody looks at it, so its end is told where everything is told.
    if (answer.state === 'done') this.#shell.say('success', answer.message)
    if (answer.state === 'failed') this.#shell.say('error', answer.message)
  }
}
