// What lies over a place for a while: the palette, the keys, the cover, what goes out and comes in.
const at = (page, id) => page.locator(`[data-testid="${id}"]`).first()
const inLibrary = page => at(page, 'card').waitFor({ timeout: 15_000 })
const inTag = async page => { await inLibrary(page); await page.keyboard.press('Control+2'); await at(page, 'player').waitFor(); await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 15_000 }) }
/** In Tag, asks for a command by its name. */
const asked = (name, then) => async page => {
  await inTag(page)
  await page.keyboard.press('Control+k')
  await at(page, 'palette').waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await at(page, then).waitFor()
}
async function cover(page) {
  await inTag(page)
  await at(page, 'edit-cover').click()
  await at(page, 'candidate').waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="crop"][data-made]').length >= 5, null, { timeout: 60_000 })
  await at(page, 'cover-title').fill('Slow Sunday,\none table')
  await page.waitForTimeout(1500)
}

export const overLibrary = [
  { name: 'palette', reach: async page => { await inLibrary(page); await page.keyboard.press('Control+k'); await at(page, 'palette').waitFor(); await page.keyboard.type('pro') }, few: true },
  { name: 'keys', reach: async page => { await inLibrary(page); await page.keyboard.press('?'); await at(page, 'keys').waitFor() }, few: true },
]
export const overTag = [
  { name: 'cover', program: 'tagged', reach: cover, few: true },
  { name: 'export', program: 'tagged', reach: asked('Export tags', 'export-tags'), few: true },
  { name: 'import', program: 'tagged', reach: asked('Import tags', 'import-tags'), few: true },
  { name: 'reaction', program: 'tagged', reach: asked('Measure my reaction', 'calibrate'), few: true },
]
