// A person's first time, and what helps them: the welcome, hints, the guide, what is missing, and what fell.
const at = (page, id) => page.locator(`[data-testid="${id}"]`).first()
const inLibrary = page => at(page, 'card').waitFor({ timeout: 15_000 })
const inTag = async page => { await inLibrary(page); await page.keyboard.press('Control+2'); await at(page, 'player').waitFor(); await page.waitForFunction(() => (document.querySelector('[data-testid="player"] video')?.readyState ?? 0) >= 2, null, { timeout: 15_000 }) }
const guide = (page_, reach = inLibrary) => async page => {
  await reach(page)
  await page.keyboard.press('F1')
  await at(page, 'help').waitFor()
  if (page_) await page.locator('[data-testid="help"] nav button', { hasText: page_ }).first().click()
}

/** Nothing is known of this person, and nothing they do here stays for the next scene. */
const first = { first: true, few: true }
const unknown = more => ({ Settings: () => ({ ...more }), SetSetting: () => null })

const LACKS = {
  ffmpeg: { name: 'ffmpeg', ok: false, detail: 'ffmpeg is not installed; it reads and writes films.', fix: 'sudo apt-get install -y ffmpeg' },
  keyring: { name: 'keyring', ok: true, detail: 'Secret Service answers, and can hold the key to your sign-ins.', fix: '' },
  library: { name: 'library', ok: true, detail: 'Every page of /home/nora/Taglane is whole.', fix: '' },
  ledger: { name: 'ledger', ok: true, detail: 'The ledger of what was published is whole.', fix: '' },
}
const REPORT = `A verb failed: runtime error: index out of range [3] with length 3

Version: 4f1c2d9b7a31
System: linux/amd64, go1.26.8, 8 processors
At: 2026-11-23T09:12:00Z
Nothing of this was sent anywhere.

goroutine 41 [running]:
taglane/app/studio.(*Studio).MoveTags(0xc0003a2000, {0x1a2b3c0, 0xc0004c})
	taglane/app/studio/tags.go:118 +0x2a5
taglane/app/desktop.held[...](0xc00019e000, 0xc0005d1c40)
	taglane/app/desktop/guard.go:38 +0x91`
const fell = (id, kind, text = REPORT) => ({ id, kind, at: '2026-11-23T09:12:00Z', path: `~/.local/state/taglane/crashes/${id}.txt`, text })
const REPORTS = [fell('crash-20261123T091200.000Z-verb', 'verb'), fell('crash-20261122T180000.000Z-end', 'end', 'Taglane ended without being closed. The power may have gone, or something stopped it.')]

export const welcomeScenes = [
  { name: 'welcome', program: 'bare', rules: unknown(), reach: page => at(page, 'sample').waitFor(), ...first },
  { name: 'welcome-place', program: 'bare', rules: { ...unknown(), LibraryPlace: () => ({ path: '/home/nora/.local/share/taglane/library', next: '/media/nora/Archive of everything I ever filmed/Taglane', chosen: true, fixed: false }) }, reach: async page => { await at(page, 'sample').waitFor(); await at(page, 'welcome-later').click() }, ...first },
  { name: 'welcome-deutsch', program: 'bare', rules: unknown({ language: 'de' }), reach: page => at(page, 'sample').waitFor(), ...first },
  { name: 'welcome-japanese', program: 'bare', rules: unknown({ language: 'ja' }), reach: page => at(page, 'sample').waitFor(), ...first },
]

export const helpScenes = [
  { name: 'hint', rules: unknown({ welcomed: 'yes' }), reach: async page => { await inTag(page); await at(page, 'hint').waitFor() }, ...first },
  { name: 'hint-deutsch', rules: unknown({ welcomed: 'yes', language: 'de' }), reach: async page => { await inTag(page); await at(page, 'hint').waitFor() }, ...first },
  { name: 'guide', reach: guide('', inTag), few: true },
  { name: 'search', reach: async page => { await guide()(page); await at(page, 'help-search').fill('undo'); await page.locator('.hit').first().waitFor() }, few: true },
  { name: 'deutsch', rules: { Settings: () => ({ language: 'de' }) }, reach: guide('Posten'), few: true },
  { name: 'japanese', rules: { Settings: () => ({ language: 'ja' }) }, reach: guide('', inTag), few: true },
  { name: 'asked', reach: async page => { await guide('Messages')(page); await at(page, 'messages-search').fill('Nothing can be written into /home/nora/x. Choose another folder.'); await page.getByText('Choose another folder').first().waitFor() }, few: true },
  { name: 'missing', rules: { Tools: () => ({ checks: [LACKS.ffmpeg] }), Doctor: () => ({ checks: Object.values(LACKS) }) }, reach: async page => { await inLibrary(page); await at(page, 'copy-fix').waitFor() }, few: true },
  { name: 'whole', rules: { Doctor: () => ({ checks: Object.values(LACKS).slice(1) }) }, reach: async page => { await guide('What is missing')(page); await at(page, 'checks').waitFor() }, few: true },
  { name: 'fallen', rules: { ...unknown({ welcomed: 'yes', hints: 'off' }), Crashes: () => REPORTS }, reach: async page => { await inLibrary(page); await page.locator('[data-testid="notice"]', { hasText: 'written down' }).getByRole('button', { name: 'Show' }).click(); await at(page, 'fallen').waitFor() }, few: true },
]
