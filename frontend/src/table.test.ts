// The one table of commands, whole: as the shell and the rooms fill it.

import { expect, it } from 'vitest'
import { accountCommands } from './accounts/commands'
import { productCommands } from './catalogue/commands'
import { Commands } from './commands/registry.svelte'
import { shellCommands } from './commands/shell'
import { coverCommands } from './cover/commands'
import { insightCommands } from './insights/commands'
import { libraryCommands } from './library/commands'
import { Accounts } from './model/accounts.svelte'
import { PLACES, Shell } from './model/app.svelte'
import { Desk } from './model/desk.svelte'
import { insightsOf } from './model/insights.svelte'
import { Library } from './model/library.svelte'
import { Products } from './model/products.svelte'
import { Publishing } from './model/publishing.svelte'
import { Queue } from './model/queue.svelte'
import { Roster } from './model/roster.svelte'
import { Radar } from './model/radar.svelte'
import { Rendition } from './model/rendition.svelte'
import { Review } from './model/review.svelte'
import { Serving } from './model/serving.svelte'
import { Team } from './model/team.svelte'
import { stage } from './model/testdata/studio'
import { publishCommands } from './publish/commands'
import { radarCommands } from './radar/commands'
import { reviewCommands } from './review/commands'
import { guestCommands } from './review/guests'
import { WRITES } from './shell/writes'
import { tagCommands } from './tag/commands'
import { teamCommands } from './team/commands'

/** The table as the shell and all rooms fill it. */
function whole(): Commands {
  const shell = new Shell(stage({}).studio)
  const queue = new Queue(shell)
  const nothing = () => undefined
  const all = new Commands()
  all.add(shellCommands(shell))
  all.add(coverCommands(shell, () => undefined, new Rendition(shell)))
  const roster = new Roster(shell)
  const accounts = new Accounts(shell, roster, queue)
  all.add(accountCommands(shell, accounts))
  all.add(teamCommands(new Team(shell, accounts.vault)))
  const library = new Library(shell)
  all.add(productCommands(new Products(shell), library, { search: nothing, add: nothing, importFile: nothing, doubles: nothing, pictures: nothing, edit: nothing, remove: nothing, reveal: nothing }))
  all.add(radarCommands(new Radar(shell)))
  all.add(libraryCommands(shell, library, { columns: () => 1, reveal: nothing, search: nothing, add: nothing, addProject: nothing, ask: nothing, move: nothing, look: nothing, peek: () => false }))
  all.add(publishCommands(shell, new Publishing(shell, queue, roster), queue, { cover: nothing, field: nothing }))
  all.add(insightCommands(shell, insightsOf(shell), { save: nothing }))
  all.add(tagCommands(new Desk(shell.studio, shell.say), nothing))
  all.add(reviewCommands(new Review(shell), { approve: nothing, changes: nothing, neighbour: nothing, leave: nothing }))
  all.add(guestCommands(new Serving(shell.studio, shell), () => true))
  return all
}

it('has no key twice in a place, and a whole sentence for everything', () => {
  const all = whole()
  for (const { place } of PLACES) {
    expect(all.at(place).length).toBeGreaterThan(12)
    for (const c of all.at(place)) expect(c.sentence).toMatch(/^[A-Z0-9].* .*\.$/)
    for (const keys of [['Ctrl+KeyZ'], ['Ctrl+Shift+KeyZ'], ['Ctrl+Enter'], ['Ctrl+KeyK'], ["'?'"]]) expect(all.find(place, keys)).toBeDefined()
  }
  expect(all.tip('app.undo')).toEqual({ 'data-tip': 'Undo', 'data-keys': 'Ctrl Z', 'aria-keyshortcuts': 'Control+Z' })
})

/** What leads somewhere, shows something, picks, plays or writes a file elsewhere. */
const LOOKS = [
  /^app\.(?!undo|redo)/, /^cover\.open$/, /^export\.open$/, /^accounts\.all$/, /^team\.(open|people|history|bundles)$/,
  /^library\.(open|publish|next-tile|previous-tile|all|toggle|escape|search|everything|doubles)$/,
  /^(library|products)\.(pick-)?(left|right|up|down|first|last)$/, /^products\.(doubles|search|all|toggle|escape|tab-.*)$/,
  /^(tag|review)\.(play|pause|reverse|forward|loop|play-.*|mute|frame-.*|second-.*|edge-.*|start|end|go-to|mark-in|mark-out|clear-range)$/,
  /^(tag|review)\.(fit|zoom-.*|overlay|full-screen|previous-clip|next-clip|escape|cross-.*)$/,
  /^tag\.(primary|key-back|key-on|as-page|copy|select-all|snapping|table|inspector|export-tags|chapters|reaction|marker-back|marker-on|find-elsewhere|menu)$/,
  /^review\.(next|previous|show-.*|order|hand|export|tool-.*|colour|ink|side)$/,
  /^publish\.(open|tag|cover|options|checks|history|byhand|queue\..*|week\..*|losses|print|copylosses)$/,
  /^insights\.(export|posts|products|tags|longer|shorter|table|chosen|back|tag)$/,
]

it('says of each command whether it changes the library, which may be only shown', () => {
  const all = whole()
  const ids = new Set(PLACES.flatMap(({ place }) => all.at(place).map((c) => c.id)))
  const looks = (id: string): boolean => LOOKS.some((l) => l.test(id))
  expect([...ids].filter((id) => WRITES.has(id) === looks(id))).toEqual([])
  expect([...WRITES].filter((id) => !ids.has(id))).toEqual([])
})
