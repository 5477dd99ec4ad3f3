// What a page of the guide is made of. Everything in it is text.

export type Inline =
  | { readonly is: 'text' | 'strong' | 'key' | 'command'; readonly text: string }
  | { readonly is: 'page'; readonly text: string; readonly page: string }
export type Block =
  | { readonly is: 'heading' | 'paragraph' | 'note'; readonly parts: readonly Inline[] }
  | { readonly is: 'list' | 'steps'; readonly items: readonly (readonly Inline[])[] }
  | { readonly is: 'picture'; readonly name: string; readonly shows: string }
export interface GuidePage { readonly title: string; readonly blocks: readonly Block[] }
/** An error as it is told: its kind, the room of the program that says it, and the sentence with … for what it is about. */
export type Told = readonly [kind: string, room: string, sentence: string]

/** Every line of text in a block. */
export const linesOf = (b: Block): readonly (readonly Inline[])[] => (b.is === 'picture' ? [[{ is: 'text', text: b.shows }]] : 'items' in b ? b.items : [b.parts])
