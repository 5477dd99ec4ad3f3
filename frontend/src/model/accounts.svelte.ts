// Setting up accounts and looking after them: which page of that is in sight,
// what each page asks for, and when somebody has to log in again.

import type { Account, AccountHealth, ID, Service } from '../studio/studio'
import type { Shell } from './app.svelte'
import { AUDIENCE } from './audience'
import { faultOf } from './fault'
import { LoginWay } from './login.svelte'
import { isPublic, type Queue } from './queue.svelte'
import { ANY, type Roster } from './roster.svelte'
import { settings, type Settings } from './settings.svelte'
import { apart, changed, freeName, ofAccount, type Entered } from './setup'
import { VaultDoor } from './vault.svelte'
import { t } from '../words/words.svelte'

export type { Account, AccountHealth, Option, Service } from '../studio/studio'

/** What of it is in sight. */
export type Page =
  | { readonly kind: 'services' }
  | { readonly kind: 'setup'; readonly service: Service }
  | { readonly kind: 'account' | 'settings'; readonly account: Account; readonly service: Service }

/** An account as a list shows it. */
export interface Standing {
  readonly account: Account
  readonly service: Service | null
  readonly health: AccountHealth | null
  /** fresh: nobody has ever logged in. */
  readonly state: AccountHealth['state'] | 'fresh' | 'unknown'
}

class Draft implements Entered {
  name = $state('')
  needs = $state<Record<string, string>>({})
  answers = $state<Record<string, string>>({})
}

export class Accounts {
  readonly login: LoginWay
  readonly vault: VaultDoor

  #chosen = $state.raw<Service | null>(null)
  #asSettings = $state(false)
  /** Something was asked of the program or a service and has not been answered. */
  busy = $state(false)
  /** Why the last thing asked did not work; "" for nothing. */
  wrong = $state('')
  readonly #drafts = new Map<string, Draft>()

  readonly all: readonly Standing[] = $derived.by(() => this.roster.accounts.map((account) => {
    const service = this.roster.serviceOf(account)
    const health = this.roster.healths.of(account.id)
    const state = service?.connects && !account.sealed ? 'fresh' : (health?.state ?? 'unknown')
    return { account, service, health, state }
  }))
  /** Those that were logged in and have to be again: nothing goes there until then. */
  readonly signedOut: readonly Standing[] = $derived(this.all.filter((s) => s.state === 'login'))

  readonly page: Page | null = $derived.by(() => {
    const { editing, accounts } = this.roster
    if (editing === null) return null
    if (editing === 'new') return this.#chosen ? { kind: 'setup', service: this.#chosen } : { kind: 'services' }
    const account = accounts.find((a) => a.id === editing.id)
    if (!account) return null
    const service = this.roster.serviceOf(account) ?? unknown(account.service)
    return { kind: this.#asSettings || !service.connects ? 'settings' : 'account', account, service }
  })

  readonly #shell: Shell
  readonly roster: Roster
  readonly #queue: Queue
  readonly #wishes: Settings
  /** What waited for the vault when a person said "later". */
  #postponed: ReadonlySet<ID> = new Set()

  constructor(shell: Shell, roster: Roster, queue: Queue, wishes: Settings = settings) {
    this.#shell = shell
    this.roster = roster
    this.#queue = queue
    this.#wishes = wishes
    this.login = new LoginWay(shell)
    this.vault = new VaultDoor(shell)
    roster.onSignIn((id) => { void this.connect(id) })
  }

  start(): void {
    this.login.start()
    this.#queue.onChange(() => { void this.#waited() })
    void this.#waited() // what was in the queue already
  }

  /** Asks anew for all that is shown. */
  async load(): Promise<void> { await this.roster.load() }

  get services(): readonly Service[] { return this.roster.services }
  standing(id: ID): Standing | null { return this.all.find((s) => s.account.id === id) ?? null }

  // ---- which page ----

  add(): void { this.#open('new') }
  show(id: ID, asSettings = false): void {
    const account = this.roster.accounts.find((a) => a.id === id)
    if (account) this.#open(account)
    this.#asSettings = asSettings
  }
  choose(service: Service): void {
    this.#chosen = service
    this.wrong = ''
  }
  /** From a page to the one before it; out of the dialog from the first. */
  back(): void {
    const { page } = this
    this.wrong = ''
    if (page?.kind === 'setup') this.#chosen = null
    else if (page?.kind === 'settings' && this.#asSettings) this.#asSettings = false
    else this.close()
  }
  close(): void {
    this.#open(null)
    this.login.leave()
  }
  #open(what: Account | 'new' | null): void {
    this.roster.editing = what
    this.#chosen = null
    this.#asSettings = false
    this.wrong = ''
  }

  // ---- setting up ----

  /** What was entered of a service so far; it stays while the window lives. */
  draft(service: Service): Entered {
    let draft = this.#drafts.get(service.service)
    if (!draft) {
      draft = new Draft()
      draft.name = freeName(service.title, this.roster.accounts.map((a) => a.name))
      this.#drafts.set(service.service, draft)
    }
    return draft
  }

  /** What stands in an account now, to be changed. */
  entered(account: Account, service: Service): Entered {
    const of = (keys: readonly { key: string }[]): Record<string, string> => Object.fromEntries(keys.map(({ key }) => [key, account.settings[key] ?? '']))
    const e = new Draft()
    e.name = account.name
    e.needs = service.connects ? {} : of(service.needs) // keys are never shown again
    e.answers = of([...ofAccount(service), { key: AUDIENCE }])
    return e
  }

  /** The steps of a service's guide that are done. */
  guideDone(service: string): ReadonlySet<number> {
    return new Set(this.#wishes.get(`guide.${service}`).split(' ').filter(Boolean).map(Number))
  }
  tick(service: string, step: number, on: boolean): void {
    const done = new Set(this.guideDone(service))
    if (on) done.add(step)
    else done.delete(step)
    void this.#wishes.set(this.#shell.studio, `guide.${service}`, [...done].sort((a, b) => a - b).join(' '))
  }

  /** Keeps a new account, then begins its login where there is one. */
  async keep(service: Service): Promise<void> {
    const e = this.draft(service)
    const { settings: kept, secret } = apart(service, e)
    const keep = async (): Promise<void> => {
      const account = await this.#do(() => this.#shell.studio.addAccount(service.service, e.name.trim(), kept, secret))
      if (!account) return
      this.#drafts.delete(service.service)
      await this.roster.load()
      if (!this.#shows(service)) return // the person has gone elsewhere; the account is there
      this.show(account.id)
      if (service.connects) await this.connect(account.id)
      else this.close()
    }
    await (Object.keys(secret).length > 0 ? this.vault.before(keep) : keep())
  }
  readonly #shows = (service: Service): boolean => this.page?.kind === 'setup' && this.page.service.service === service.service

  /** Keeps another name, other answers, and keys that were entered anew. */
  async change(account: Account, service: Service, e: Entered): Promise<void> {
    const keys = service.connects ? apart(service, e).secret : {}
    if (Object.keys(keys).length === 0) await this.#change(account, service, e)
    else await this.vault.before(async () => { if (await this.#do(() => this.#shell.studio.enterAccount(account.id, keys))) await this.#change(account, service, e) })
  }
  async #change(account: Account, service: Service, e: Entered): Promise<void> {
    const kept = changed(service, account.settings, e)
    if (account.name === e.name.trim() && same(kept, account.settings)) { this.back(); return }
    if (!same(kept, account.settings) && this.#queue.rows.some((p) => p.account === account.id && !isPublic(p) && p.wait !== 'canceled')) {
      this.wrong = t('Something is on its way there. Wait for it, or cancel it first.')
      return
    }
    if (await this.#do(() => this.#shell.studio.setAccount(account.id, e.name.trim(), kept))) {
      await this.roster.load()
      this.back()
    }
  }

  // ---- the login ----

  /** Begins a login and shows how it goes. */
  async connect(id: ID): Promise<void> {
    if (this.page?.kind !== 'account' || this.page.account.id !== id) this.show(id)
    this.wrong = ''
    const ended = this.standing(id)?.state === 'login'
    const locked = (await this.vault.load())?.state === 'locked'
    await this.vault.before(async () => {
      // Where only the passphrase was missing, nobody has to log in any more.
      if (ended && locked) await this.load()
      if (!(ended && locked) || this.standing(id)?.state === 'login') await this.login.begin(id)
    })
  }

  // ---- looking after ----

  /** Asks the service how an account stands. */
  async check(id: ID): Promise<void> {
    await this.vault.before(async () => {
      if (await this.#do(() => this.#shell.studio.accountHealth(id, true))) await this.roster.weigh()
    })
  }

  async disconnect(id: ID): Promise<void> {
    if (await this.#do(() => this.#shell.studio.disconnectAccount(id))) await this.roster.load()
  }

  async remove(id: ID): Promise<void> {
    if (!(await this.#do(async () => { await this.#shell.studio.removeAccount(id); return true }))) return
    await this.roster.load()
    this.close()
  }

  async openLink(address: string): Promise<void> { await this.#do(() => this.#shell.studio.openLink(address)) }

  /** A folder from the system's own dialog; "" for none. */
  async pickFolder(): Promise<string> { return (await this.#do(() => this.#shell.studio.pickFolder())) ?? '' }
  get picks(): boolean { return this.#shell.studio.able.pick }
  /** Whether a page can take dropped files itself; in the window the library does. */
  get drops(): boolean { return !this.#shell.studio.able.dropPaths }

  async #do<T>(verb: () => Promise<T>): Promise<T | null> {
    this.busy = true
    this.wrong = ''
    try {
      return await verb()
    } catch (e) {
      this.wrong = faultOf(e).message
      return null
    } finally {
      this.busy = false
    }
  }

  // ---- what waits for the vault ----

  /** Asks for the passphrase once something in the queue cannot go on without it. */
  async #waited(): Promise<void> {
    const sealed = new Set(this.roster.accounts.filter((a) => a.sealed).map((a) => a.id))
    const waiting = this.#queue.rows.filter((p) => p.wait === 'login' && sealed.has(p.account)).map((p) => p.id)
    if (this.vault.question || waiting.every((id) => this.#postponed.has(id))) return
    const vault = await this.vault.load()
    if (vault?.state !== 'locked' || this.vault.question) return
    this.#postponed = new Set(waiting) // asked once for each
    this.vault.ask('unlock')
  }
}

/** A service that this Taglane does not offer: its account can still be named and removed. */
const unknown = (service: string): Service => ({ service, title: service, connects: false, needs: [], guide: [], options: [], capabilities: ANY, publishes: true, sells: false, pays: false })

function same(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const told = (r: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(r).filter(([, v]) => v !== '').sort())
  return told(a) === told(b)
}
