// The part of the contract about accounts: what services want, how an account
// stands, what a login and the vault say while nobody uses them.

import type { Asking } from './contract-library'

export async function accounts(c: Asking): Promise<void> {
  const { studio } = c
  const all = await studio.services()
  const page = all.find((s) => s.service === 'webpage')
  c.promise('every service has a name and its limits', all.length > 0 && all.every((s) => s.title !== '' && s.capabilities.caption_unit !== undefined && s.capabilities.title_unit !== undefined), all)
  c.promise('lists are lists, never nothing', all.every((s) => [s.needs, s.guide, s.options].every(Array.isArray) && s.options.every((o) => Array.isArray(o.choices))), all)
  c.promise('the web page says what it needs and needs no login', page !== undefined && !page.connects && page.needs.some((n) => n.key === 'dir' && !n.secret), page)
  c.promise('what is only for trying things out is not shown', all.every((s) => s.service !== 'memory'), all.map((s) => s.service))
  c.promise('links of a guide are https', all.every((s) => s.guide.every((g) => g.link === '' || g.link.startsWith('https://'))), all)

  const mine = (await studio.accounts()).find((a) => a.service === 'webpage')
  const id = mine?.id ?? ''
  c.promise('settings are there, never nothing', typeof mine?.settings['dir'] === 'string', mine)
  const renamed = await studio.setAccount(id, 'Contract page', mine?.settings ?? {})
  c.promise('an account is renamed', renamed.name === 'Contract page' && renamed.id === id, renamed)
  await studio.setAccount(id, mine?.name ?? '', mine?.settings ?? {})
  await c.fails('an account needs a name', () => studio.setAccount(id, ' ', mine?.settings ?? {}), 'Invalid')
  await c.fails('an unknown account is not found', () => studio.accountHealth('nothing', false), 'NotFound')
  const health = await studio.accountHealth(id, true)
  c.promise('a folder stands well', health.account === id && health.state === 'ok' && health.message !== '' && health.checkedAt !== '', health)
  c.promise('its lists are lists', Array.isArray(health.scopes) && Array.isArray(health.quotas), health)

  c.promise('no login is under way', await studio.login().then((l) => l.state === 'none' && l.names.length === 0 && l.address === ''))
  await c.fails('a folder has no login', () => studio.connectAccount(id), 'Invalid')
  await c.fails('a folder begins with nothing', () => studio.enterAccount(id, { app_secret: 'x' }), 'Invalid')
  await c.fails('nothing waits for a code', () => studio.pasteLogin('x'), 'Conflict')
  await c.fails('nothing waits for a choice', () => studio.chooseLogin(0), 'Conflict')
  c.promise('calling no login off changes nothing', await studio.cancelLogin().then((l) => l.state === 'none'))
  c.promise('there is nothing to disconnect', await studio.disconnectAccount(id).then((a) => a.id === id && !a.sealed))

  const vault = await studio.vault()
  c.promise('the vault says where credentials lie', ['none', 'open', 'locked', 'unkept'].includes(vault.state) && vault.message !== '', vault)
  await c.fails('sign-ins are never kept in plain text', () => studio.chooseVault('plain', ''), 'Invalid')
  c.promise('and looking keeps nothing', await studio.vault().then((v) => v.state === vault.state))
  await c.fails('an address that was never shown is not opened', () => studio.openLink('https://shop.example/elsewhere'), 'Refused')
  await c.fails('an address that is not safe is not opened', () => studio.openLink('file:///etc/passwd'), 'Invalid')
}
