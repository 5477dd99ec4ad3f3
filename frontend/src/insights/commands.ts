// What can be asked for in the Insights place.

import type { Command } from '../commands/registry.svelte'
import type { Shell } from '../model/app.svelte'
import { SPANS, type Insights, type Part, type SpanName } from '../model/insights.svelte'
import { mark, t } from '../words/words.svelte'

const here = ['insights'] as const

/** What only the screen can do. */
export interface Hands { save(): void }

export function insightCommands(shell: Shell, insights: Insights, hands: Hands): Command[] {
  return [primary(insights), ...asking(insights, hands), ...looking(shell, insights), ...moving(shell, insights)]
}

const canAsk = (insights: Insights): boolean => !insights.asking && insights.stands !== null && insights.stands !== 'nothing'
const canMove = ({ clip }: Insights): boolean => clip.id !== '' && !clip.busy && (clip.tag?.best ?? null) !== null

/** The one thing to do: over all clips to ask, within a clip to move what would be seen by more. */
function primary(insights: Insights): Command {
  const moves = (): boolean => (insights.clip.tag?.best ?? null) !== null && insights.clip.id !== ''
  return {
    id: 'insights.primary', usual: mark('Ask for figures'),
    get name() { return moves() ? t('Move the tag') : insights.asking ? t('Asking…') : insights.answer?.asked ? t('Ask again') : t('Ask for figures') },
    get sentence() { return moves() ? mark('Move the chosen tag to where more people are still watching.') : mark('Ask every place for its figures and every network for what was earned.') },
    places: here, keys: ['Ctrl+Enter'],
    enabled: () => (moves() ? canMove(insights) : canAsk(insights)), run: () => (moves() ? insights.clip.move() : insights.renew()),
  }
}

function asking(insights: Insights, hands: Hands): Command[] {
  return [
    { id: 'insights.ask', name: mark('Ask for figures'), sentence: mark('Ask every place for its figures and every network for what was earned.'), places: here, keys: ['KeyA'], enabled: () => canAsk(insights), run: () => insights.renew() },
    { id: 'insights.export', name: mark('Export CSV'), sentence: mark('Save what every tag brought in as a table for a spreadsheet.'), places: here, keys: ['KeyE'], enabled: () => insights.stands === 'figures', run: () => { hands.save() } },
  ]
}

function looking(shell: Shell, insights: Insights): Command[] {
  const part = (id: Part, name: string, sentence: Command['sentence'], key: 'Digit1' | 'Digit2' | 'Digit3'): Command =>
    ({ id: `insights.${id}`, name, sentence, places: here, keys: [key], enabled: () => insights.clip.id === '', run: () => { insights.part = id } })
  const spans = Object.keys(SPANS).filter((s) => s !== 'own') as SpanName[]
  return [
    part('posts', mark('Posts'), mark('Show what every post brought in.'), 'Digit1'),
    part('products', mark('Products'), mark('Show what every product brought in.'), 'Digit2'),
    part('tags', mark('Tags'), mark('Show what every tag brought in.'), 'Digit3'),
    { id: 'insights.longer', name: mark('More days'), sentence: mark('Look further back.'), places: here, keys: ['BracketLeft'], run: () => { insights.choose(spans[Math.min(spans.length - 1, spans.indexOf(insights.span) + 1)] ?? 'month') } },
    { id: 'insights.shorter', name: mark('Fewer days'), sentence: mark('Look less far back.'), places: here, keys: ['BracketRight'], run: () => { insights.choose(spans[Math.max(0, spans.indexOf(insights.span) - 1)] ?? 'month') } },
    { id: 'insights.table', name: mark('Days as a table'), sentence: mark('Show the days as a table, or as a chart again.'), places: here, keys: ['KeyD'], enabled: () => insights.clip.id === '', run: () => { insights.asTable = !insights.asTable } },
    { id: 'insights.chosen', name: mark('Look at the chosen clip'), sentence: mark('Show the chosen clip second by second.'), places: here, keys: ['KeyC'], enabled: () => shell.chosen !== '' && insights.clip.id === '', run: () => { insights.look(shell.chosen) } },
    { id: 'insights.back', name: mark('Back to all clips'), sentence: mark('Show the figures of all clips again.'), places: here, keys: ['Escape'], enabled: () => insights.clip.id !== '', run: () => { insights.clip.close() } },
  ]
}

function moving(shell: Shell, insights: Insights): Command[] {
  const { clip } = insights
  const open = (): boolean => clip.id !== ''
  return [
    {
      id: 'insights.move', name: mark('Move the tag to its best second'), sentence: mark('Move the chosen tag to where more people are still watching.'), places: here, keys: ['KeyM'],
      enabled: () => canMove(insights), run: () => clip.move(),
    },
    { id: 'insights.curve', name: mark('Import a retention curve…'), sentence: mark('Take in who stays to which second, as a service tells it.'), places: here, keys: ['KeyI'], enabled: open, run: () => { void clip.ask('curve') } },
    { id: 'insights.counts', name: mark('Import what the page counted…'), sentence: mark('Take in how often markers were seen and links followed on the page.'), places: here, keys: ['KeyP'], enabled: open, run: () => { void clip.ask('counts') } },
    { id: 'insights.tag', name: mark('Open in Tag'), sentence: mark('Open this clip in the Tag place.'), places: here, keys: ['KeyT'], enabled: open, run: () => { shell.tag(clip.id, clip.tag ? { tag: clip.tag.tag } : null) } },
  ]
}
