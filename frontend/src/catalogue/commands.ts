// What can be asked for in the Products place.

import type { Command } from '../commands/registry.svelte'
import type { Library } from '../model/library.svelte'
import type { Products, Tab } from '../model/products.svelte'
import { mark } from '../words/words.svelte'

/** What the room's markup lends its commands. */
export interface Hands {
  search(): void
  add(): void
  importFile(): void
  doubles(): void
  pictures(): void
  edit(): void
  remove(): void
  reveal(index: number): void
}

const here = ['products'] as const

export function productCommands(products: Products, library: Library, hands: Hands): Command[] {
  return [...adding(products, hands), ...changing(products, hands), ...going(products), ...travelling(products, library), ...arrows(products, hands)]
}

function adding(products: Products, hands: Hands): Command[] {
  return [
    { id: 'products.primary', name: mark('Add product'), sentence: mark('Add a product by hand or by the address of its page.'), places: here, keys: ['Ctrl+Enter'], run: () => { hands.add() } },
    { id: 'products.import', name: mark('Import a file…'), sentence: mark('Take in a product file of a shop or a network.'), places: here, keys: ['Ctrl+KeyO'], run: () => { hands.importFile() } },
    { id: 'products.doubles', name: mark('Likely doubles…'), sentence: mark('Look through products that seem to be the same one.'), places: here, keys: ['KeyD'], enabled: () => products.all.length > 1, run: () => { hands.doubles() } },
    { id: 'products.pictures', name: mark('Pictures of products…'), sentence: mark('Fetch the pictures that files and shops name, and see which could not be had.'), places: here, run: () => { hands.pictures() } },
    { id: 'products.search', name: mark('Find products'), sentence: mark('Find products by name, brand or number.'), places: here, keys: ["'/'"], run: () => { hands.search() } },
  ]
}

function changing(products: Products, hands: Hands): Command[] {
  const some = (): boolean => products.tab === 'products' && products.subjects.length > 0 && !products.busy
  const one = (): boolean => products.tab === 'products' && products.leaf.page !== null
  return [
    { id: 'products.edit', name: mark('Edit product'), sentence: mark('Change the name of the chosen product.'), places: here, keys: ['F2', 'Enter'], enabled: one, run: () => { hands.edit() } },
    { id: 'products.look', name: mark('Look again|product'), sentence: mark('Ask the source of the chosen product how it stands now.'), places: here, keys: ['KeyR'], enabled: () => one() && !products.leaf.asking && products.leaf.hasSource, run: () => products.leaf.lookAgain() },
    { id: 'products.shelve', name: mark('Put on the shelf'), sentence: mark('Give the picked products the keys that are free.'), places: here, keys: ['KeyS'], enabled: some, run: () => products.shelve(products.subjects) },
    { id: 'products.unshelve', name: mark('Take off the shelf'), sentence: mark('Take the keys of the picked products away.'), places: here, keys: ['Shift+KeyS'], enabled: some, run: () => products.unshelve(products.subjects) },
    { id: 'products.remove', name: mark('Remove product'), sentence: mark('Take the picked products out of the library.'), places: here, keys: ['Delete'], enabled: some, run: () => { hands.remove() } },
    { id: 'products.all', name: mark('Pick all'), sentence: mark('Pick every product that fits, in sight or not.'), places: here, keys: ['Ctrl+KeyA'], enabled: () => products.tab === 'products' && products.rows.length > 0, run: () => products.picks.all() },
    { id: 'products.toggle', name: mark('Pick or let go'), sentence: mark('Pick the chosen product, or let go of it.'), places: here, keys: ['Space'], quiet: true, enabled: () => products.tab === 'products' && products.chosen !== '', run: () => { products.toggle(products.chosen) } },
    {
      id: 'products.escape', name: mark('Clear'), sentence: mark('Clear what is picked, then the search, then the choice.'), places: here, keys: ['Escape'], quiet: true,
      run: () => {
        if (products.picks.size > 0) products.picks.clear()
        else if (products.text !== '') products.text = ''
        else products.choose('')
      },
    },
  ]
}

function going(products: Products): Command[] {
  const to = (tab: Tab, name: string, sentence: Command['sentence']): Command => ({ id: `products.tab-${tab}`, name, sentence, places: here, run: () => { products.tab = tab } })
  return [
    to('products', mark('All products'), mark('Show the list of products.')),
    to('catalogues', mark('Catalogues'), mark('Search what files, shops and networks offer.')),
    to('looks', mark('Needs a look'), mark('Show what is wrong with products that clips show.')),
    to('links', mark('Links'), mark('Show every link that earns, and what a pasted one is.')),
    to('launches', mark('Launches'), mark('Show what may be seen only from a time on.')),
  ]
}

function travelling(products: Products, library: Library): Command[] {
  return [
    { id: 'products.undo', name: mark('Undo'), sentence: mark('Take back the last change to the library.'), places: here, keys: ['Ctrl+KeyZ'], enabled: () => (library.facts?.undo ?? '') !== '', hint: () => library.facts?.undo ?? '', run: () => products.undo() },
    { id: 'products.redo', name: mark('Redo'), sentence: mark('Do again what was taken back.'), places: here, keys: ['Ctrl+Shift+KeyZ', 'Ctrl+KeyY'], enabled: () => (library.facts?.redo ?? '') !== '', hint: () => library.facts?.redo ?? '', run: () => products.redo() },
  ]
}

function arrows(products: Products, hands: Hands): Command[] {
  const all = [
    { id: 'up', key: 'ArrowUp', by: -1, name: mark('Product above'), sentence: mark('Choose the product in the row above.'), pick: mark('Pick to the product above'), picks: mark('Pick everything up to the product above.') },
    { id: 'down', key: 'ArrowDown', by: 1, name: mark('Product below'), sentence: mark('Choose the product in the row below.'), pick: mark('Pick to the product below'), picks: mark('Pick everything up to the product below.') },
    { id: 'first', key: 'Home', by: -Infinity, name: mark('First product'), sentence: mark('Choose the first product shown.'), pick: mark('Pick to the first product'), picks: mark('Pick everything up to the first product shown.') },
    { id: 'last', key: 'End', by: Infinity, name: mark('Last product'), sentence: mark('Choose the last product shown.'), pick: mark('Pick to the last product'), picks: mark('Pick everything up to the last product shown.') },
  ] as const
  const listed = (): boolean => products.tab === 'products'
  return all.flatMap(({ id, key, by, name, sentence, pick, picks }): Command[] => [
    { id: `products.${id}`, name, sentence, places: here, keys: [key], repeats: true, quiet: true, enabled: listed, run: () => { hands.reveal(products.move(by)) } },
    { id: `products.pick-${id}`, name: pick, sentence: picks, places: here, keys: [`Shift+${key}`], repeats: true, quiet: true, enabled: listed, run: () => { hands.reveal(products.move(by, true)) } },
  ])
}
