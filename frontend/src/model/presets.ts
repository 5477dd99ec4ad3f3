// The keys other editors have taught people, as what differs from ours.

export type PresetName = 'ours' | 'premiere' | 'resolve' | 'losslesscut'

export interface Preset {
  readonly name: PresetName
  /** The editor they come from; a name of its own in every language. */
  readonly editor: string
  /** Command to its keys; a command not named here keeps ours. */
  readonly keys: Readonly<Record<string, readonly string[]>>
}

export const PRESETS: readonly Preset[] = [
  { name: 'ours', editor: 'Taglane', keys: {} },
  {
    name: 'premiere', editor: 'Premiere',
    keys: {
      'tag.split': ['Ctrl+KeyK'], 'app.palette': ['Ctrl+Shift+KeyP'], // the blade has Ctrl+K there
      'tag.trim-in': ['KeyQ'], 'tag.trim-out': ['KeyW'], 'tag.play-tag': ['Alt+KeyQ'],
      'tag.zoom-in': ['Equal'], 'tag.zoom-out': ['Minus'],
    },
  },
  {
    name: 'resolve', editor: 'Resolve',
    keys: {
      'tag.play-around': ["'/'"], 'library.search': ['Ctrl+KeyF'],
      'tag.split': ['Ctrl+KeyB', 'KeyB'], 'tag.snapping': ['KeyN'],
      'tag.trim-in': ['Shift+BracketLeft'], 'tag.trim-out': ['Shift+BracketRight'],
      'tag.delete': ['Backspace', 'Delete'], 'tag.close-up': ['Shift+Backspace', 'Shift+Delete'],
    },
  },
  {
    name: 'losslesscut', editor: 'LosslessCut',
    keys: {
      'tag.frame-back': ['Comma'], 'tag.frame-on': ['Period'], 'tag.nudge-back': ['Alt+Comma'], 'tag.nudge-on': ['Alt+Period'],
      'tag.second-back': ['ArrowLeft'], 'tag.second-on': ['ArrowRight'],
      'tag.edge-back': ['ArrowUp', 'Shift+ArrowLeft'], 'tag.edge-on': ['ArrowDown', 'Shift+ArrowRight'],
      'tag.start': ['Ctrl+Home', 'Home'], 'tag.end': ['Ctrl+End', 'End'],
      'tag.trim-in': ['KeyI'], 'tag.trim-out': ['KeyO'], 'tag.mark-in': ['Shift+KeyI'], 'tag.mark-out': ['Shift+KeyO'],
      'tag.delete': ['Backspace', 'Delete'],
      'tag.marker-back': ['Ctrl+Alt+ArrowUp'], 'tag.marker-on': ['Ctrl+Alt+ArrowDown'], // zoom has Ctrl and the arrows there
      'tag.zoom-in': ['Ctrl+ArrowUp'], 'tag.zoom-out': ['Ctrl+ArrowDown'], 'tag.fit': ['KeyZ'], 'tag.zoom-selection': ['Shift+KeyZ'],
    },
  },
]
