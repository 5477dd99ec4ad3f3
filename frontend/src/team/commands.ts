// What can be asked for of working with others, everywhere.

import type { Command } from '../commands/registry.svelte'
import type { Team, TeamPage } from '../model/team.svelte'
import { mark } from '../words/words.svelte'

export function teamCommands(team: Team): Command[] {
  const opens = (page: TeamPage) => () => { team.open(page) }
  return [
    { id: 'team.open', name: mark('Team…'), sentence: mark('Join a team, or see how this library stands to it.'), places: 'everywhere', run: opens('team') },
    { id: 'team.people', name: mark('Members and approvals'), sentence: mark('See who is who, compare keys, and say how many approvals a project needs.'), places: 'everywhere', run: opens('people') },
    { id: 'team.history', name: mark('History of everybody'), sentence: mark('See what anybody did, and bring back what was deleted.'), places: 'everywhere', run: opens('history') },
    { id: 'team.bundles', name: mark('Bundles'), sentence: mark('Write everything as one signed file, or take one in.'), places: 'everywhere', run: opens('bundles') },
    { id: 'team.sync', name: mark('Exchange with the team now'), sentence: mark('Fetch what the others did and send what was done here.'), places: 'everywhere', enabled: () => team.joined && team.doing === '', run: () => team.sync() },
  ]
}
