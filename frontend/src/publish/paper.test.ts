import { afterEach, describe, expect, it, vi } from 'vitest'
import { Shell } from '../model/app.svelte'
import { Losses } from '../model/losses.svelte'
import { stage, view } from '../model/testdata/studio'
import { copyLosses, printLosses } from './paper'

async function opened() {
  const s = stage({ clip: (id) => view(id), lossReport: () => ({ destinations: [{ id: 'webpage', name: 'Shoppable page', checked: '2026-11-23', source: 'Made by Taglane', says: 'All of it.', whole: [] }], rows: [] }) })
  const shell = new Shell(s.studio)
  shell.chosen = 'c1'
  await shell.current.load()
  const losses = new Losses(shell)
  await losses.load()
  return { shell, losses, said: () => shell.notices.shown.map((n) => n.message) }
}

/** A window in which printing begins, or does nothing at all. */
function windowThat(prints: boolean) {
  const w = Object.assign(new EventTarget(), { print: vi.fn(() => { if (prints) w.dispatchEvent(new Event('beforeprint')) }) })
  vi.stubGlobal('window', w)
  return w
}

describe('the report on paper and as text', () => {
  afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers() })

  it('is brought into sight and printed, and says nothing more', async () => {
    vi.useFakeTimers()
    const { shell, losses, said } = await opened()
    const w = windowThat(true)
    const done = printLosses(shell, losses)
    await vi.advanceTimersByTimeAsync(1000)
    await done
    expect([losses.shown, w.print.mock.calls.length, said()]).toEqual([true, 1, []])
  })

  it('offers the text where the window cannot print', async () => {
    vi.useFakeTimers()
    const { shell, losses, said } = await opened()
    windowThat(false)
    const write = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { clipboard: { writeText: write } })
    const done = printLosses(shell, losses)
    await vi.advanceTimersByTimeAsync(1000)
    await done
    expect(said()).toEqual(['This window cannot print. The report can be copied as text.'])
    await shell.notices.shown[0]?.fix?.run()
    expect(write).toHaveBeenCalledWith(losses.asText())
    expect(losses.asText()).toContain('Shoppable page')
  })

  it('says so when there is no clipboard', async () => {
    const { shell, losses, said } = await opened()
    vi.stubGlobal('navigator', {})
    await copyLosses(shell, losses)
    expect(said()).toEqual(['The clipboard cannot be reached here.'])
  })
})
