// The states of setting up accounts and looking after them, as rules and the way there. The guides, what
// is needed and the options are the program's own; only how accounts stand is put into its answers.
import { publication } from './places.mjs'

const at = (page, id) => page.locator(`[data-testid="${id}"]`)
const account = (id, service, name, sealed, settings = {}) => ({ id, service, name, sealed, settings })
const ACCOUNTS = [
  account('web', 'webpage', 'Web page', false, { dir: '/home/nora/pages', base_address: 'https://nora.example/clips' }),
  account('yt', 'youtube', 'Nora Lind', true, { channel_id: 'UC1' }),
  account('ig', 'instagram', 'nora.lind', true, { page_id: '42' }),
  account('tt', 'tiktok', 'noralind', false, { mode: 'inbox' }),
]
const health = (id, state, more = {}) => ({ account: id, state, name: '', message: '', scopes: [], expires: '', quotas: [], note: '', lastFault: '', lastFaultAt: '', quiet: '', checkedAt: '2026-11-23T08:40:00Z', ...more })
const scope = (name, why, granted = true) => ({ name, for: why, granted })
const HEALTHS = {
  web: health('web', 'ok', { message: 'Ready; it needs no login.' }),
  yt: health('yt', 'trouble', {
    name: 'Slow Sunday with Nora', message: 'Not everything was allowed that Taglane needs. Connect the account again and allow it.', expires: '2026-11-30T09:12:00Z',
    scopes: [scope('youtube.upload', 'Uploads videos and covers'), scope('youtube.readonly', 'Looks how videos are doing'), scope('youtube.force-ssl', 'Makes videos public and changes them later', false)],
    quotas: [{ what: 'uploads today', left: 97, most: 100, resetAt: '2026-11-24T08:00:00Z' }, { what: 'units for other calls today', left: 0, most: 10000, resetAt: '2026-11-24T08:00:00Z' }],
    note: 'While the app is in testing, every login ends after 7 days.', lastFault: 'YouTube did not answer in time. Nothing was posted twice.', lastFaultAt: '2026-11-22T21:05:00Z',
  }),
  ig: health('ig', 'login', { name: 'nora.lind', message: 'Instagram has ended the login. Log in again.', lastFault: 'Instagram has ended the login. Log in again.', lastFaultAt: '2026-11-23T08:40:00Z' }),
  tt: health('tt', 'login', { message: 'Nobody is logged in to noralind yet. Connect the account.', checkedAt: '' }),
}
const login = (state, more = {}) => ({ state, account: 'yt', address: state === 'browser' || state === 'paste' ? 'https://accounts.example/o/oauth2/v2/auth?client_id=1234567890-abcdefghijklmnopqrstuvwxyz.apps.googleusercontent.com&scope=youtube.upload' : '', question: '', names: [], message: '', ...more })
const OPEN = { state: 'open', kind: 'keyring', message: 'Your sign-ins are sealed, and this computer’s keyring holds the key.' }
const UNKEPT = { state: 'unkept', kind: '', message: 'This computer has no keyring for your sign-ins. Choose a passphrase, or that they are not remembered.' }
const LOCKED = { state: 'locked', kind: '', message: 'Your sign-ins are locked. Enter your passphrase.' }

/** The rules of a person with these accounts, a login that stands so, and sign-ins kept so. */
const accounts = (now = login('none', { account: '' }), vault = OPEN, queue = []) => ({
  Accounts: () => ACCOUNTS, AccountHealth: ([id]) => HEALTHS[id], Login: () => now, ConnectAccount: () => now, Vault: () => vault, Outbox: () => queue,
})
const NOTE = 'Log in to Nora Lind in your browser, and allow Taglane to use it.'

/** inPublish is the way to the place where the columns are. */
export const setupScenes = inPublish => {
  const palette = async (page, name) => { await page.keyboard.press('Control+k'); await at(page, 'palette').waitFor(); await page.keyboard.type(name); await page.keyboard.press('Enter') }
  const column = service => async page => { await inPublish(page); await page.locator(`[data-testid="place"][data-service="${service}"] [data-testid="account"]`).click(); await at(page, 'accounts').waitFor() }
  const services = async (page, adds = 'Add an account') => { await inPublish(page); await palette(page, adds); await at(page, 'service').first().waitFor() } // a click would scroll what lies behind
  const setup = (service, adds) => async page => { await services(page, adds); await page.locator(`[data-testid="service"][data-service="${service}"]`).click(); await at(page, 'keep-account').waitFor() }
  /** One that is under way is in sight at once. */
  const logging = async page => {
    await column('youtube')(page)
    await page.locator('[data-testid="log-in"], [data-testid="login"]').first().waitFor()
    if (await at(page, 'log-in').isVisible()) await at(page, 'log-in').click()
    await at(page, 'login').waitFor()
  }
  const vault = async (page, choice) => { await column('youtube')(page); await at(page, 'log-in').click(); await at(page, `vault-${choice}`).click() }
  const scene = (name, reach, rules = accounts()) => ({ name, program: 'tagged', rules, reach, few: true })
  return [
    scene('services', async page => { await inPublish(page); await palette(page, 'Add an account'); await at(page, 'service').first().waitFor() }),
    scene('list', async page => { await inPublish(page); await palette(page, 'Accounts…'); await at(page, 'account-row').first().waitFor() }),
    scene('guide', async page => { await setup('youtube')(page); await at(page, 'guide-step').first().getByRole('checkbox').click() }),
    scene('missing', async page => { await setup('tiktok')(page); await at(page, 'keep-account').click() }),
    scene('options', async page => { await setup('facebook')(page); await page.locator('summary').click(); await page.locator('[data-option="graph_version"]').scrollIntoViewIfNeeded() }),
    scene('folder', column('webpage')),
    scene('fresh', column('tiktok')),
    scene('health', column('youtube')),
    scene('ended', column('instagram')),
    scene('disconnect', async page => { await column('youtube')(page); await at(page, 'disconnect-account').click() }),
    scene('keys', async page => { await column('youtube')(page); await at(page, 'account-settings').click(); await at(page, 'need-client_id').waitFor() }),
    scene('browser', logging, accounts(login('browser', { message: NOTE }))),
    scene('paste', logging, accounts(login('paste', { message: 'Copy the address of the page where your browser ended, or the code that is shown there, and paste it here.' }))),
    scene('choose', logging, accounts(login('choose', { message: 'Which Page is posted to?', question: 'Which Page is posted to?', names: ['Nora Lind’s Kitchen', 'A Page with a very long name that somebody gave it years ago and that nobody ever shortened', 'Studio North'] }))),
    scene('done', logging, accounts(login('done', { message: 'Nora Lind is connected.' }))),
    scene('failed', logging, accounts(login('failed', { message: 'You did not allow Taglane to use YouTube.' }))),
    scene('unkept', async page => { await vault(page, 'passphrase'); await at(page, 'need-passphrase').fill('kettle-7!x') }, accounts(login('none'), UNKEPT)),
    scene('locked', async page => { await inPublish(page); await at(page, 'vault').waitFor() }, accounts(login('none', { account: '' }), LOCKED, [publication(3, 'Slow Sunday table', { account: 'yt', accountName: 'Nora Lind', service: 'youtube', stage: 'open', wait: 'login', message: 'Your sign-ins are locked.' })])),
    scene('deutsch', setup('youtube', 'Konto hinzufügen'), { ...accounts(), Settings: () => ({ language: 'de' }) }),
  ]
}
