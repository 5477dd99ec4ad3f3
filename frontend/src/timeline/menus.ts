// What the menus of the timeline offer, by the name of the command, in groups.

import type { Asked } from '../model/timeline.svelte'

export const MENUS: Readonly<Record<Asked['about'], readonly (readonly string[])[]>> = {
  tag: [
    ['tag.play-tag', 'tag.zoom-selection', 'tag.hotspot', 'tag.find-elsewhere'],
    ['tag.trim-in', 'tag.trim-out', 'tag.split'],
    ['tag.copy', 'tag.duplicate'],
    ['tag.delete', 'tag.close-up'],
  ],
  track: [
    ['tag.new', 'tag.marker'],
    ['tag.paste', 'tag.paste-same', 'tag.select-all'],
    ['tag.mark-in', 'tag.mark-out', 'tag.clear-range'],
    ['tag.fit', 'tag.snapping'],
  ],
  ruler: [
    ['tag.marker', 'tag.marker-back', 'tag.marker-on'],
    ['tag.mark-in', 'tag.mark-out', 'tag.clear-range'],
    ['tag.zoom-in', 'tag.zoom-out', 'tag.fit', 'tag.snapping'],
  ],
  marker: [
    ['tag.marker-edit', 'tag.marker-remove'],
    ['tag.marker-back', 'tag.marker-on'],
  ],
}
