import { expect, it } from 'vitest'
import { Commands } from './commands/registry.svelte'
import { shellCommands } from './commands/shell'
import { Shell } from './model/app.svelte'
import { Keymap } from './model/keymap.svelte'
import { Library } from './model/library.svelte'
import { Queue } from './model/queue.svelte'
import { Roster } from './model/roster.svelte'
import { Settings } from './model/settings.svelte'
import { stage } from './model/testdata/studio'
import { knowRooms } from './rooms'

it('knows the keys of rooms that nobody has entered, and can change them', async () => {
  const s = stage({})
  const shell = new Shell(s.studio)
  const queue = new Queue(shell)
  const keymap = new Keymap(new Settings())
  const commands = new Commands(keymap)
  commands.add(shellCommands(shell))
  const before = keymap.all.length
  expect(keymap.keysOf('tag.split')).toEqual([])
  await knowRooms(shell, new Library(shell), queue, new Roster(shell), keymap)
  expect(keymap.keysOf('tag.split')).not.toEqual([])
  expect(keymap.keysOf('publish.title')).toEqual(['F2'])
  expect(keymap.keysOf('products.doubles')).toEqual(['KeyD'])
  expect(keymap.all.length).toBeGreaterThan(before + 40)
  expect(keymap.all.find((c) => c.id === 'tag.hold-1')?.quiet).toBe(true)
  await keymap.give('tag.split', 'Ctrl+KeyE')
  expect(keymap.keysOf('tag.split')).toEqual(['Ctrl+KeyE'])
  // Nothing can be run by it: the rooms themselves bring their commands.
  expect([commands.get('tag.split'), commands.run('publish.title')]).toEqual([undefined, false])
  expect(s.calls.filter((c) => c.verb !== 'settings')).toEqual([])
})
