// What can be asked for of accounts, everywhere.

import type { Command } from '../commands/registry.svelte'
import type { Accounts } from '../model/accounts.svelte'
import type { Shell } from '../model/app.svelte'
import { mark } from '../words/words.svelte'

export function accountCommands(shell: Shell, accounts: Accounts): Command[] {
  return [
    { id: 'accounts.add', name: mark('Add an account'), sentence: mark('Set up another service or folder to publish to.'), places: 'everywhere', run: () => { accounts.add() } },
    { id: 'accounts.all', name: mark('Accounts…'), sentence: mark('See how every account stands, and where sign-ins are kept.'), places: 'everywhere', run: () => { shell.settingsAt('Accounts') } },
    {
      id: 'accounts.login', name: mark('Log in again'), sentence: mark('Log in where a login has ended.'), places: 'everywhere',
      enabled: () => accounts.signedOut.length > 0, run: () => { const [first] = accounts.signedOut; if (first) void accounts.connect(first.account.id) },
    },
  ]
}
