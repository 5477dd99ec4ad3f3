import { afterEach, describe, expect, it, vi } from 'vitest'
import { grows } from './grows'

/** A field that needs so many pixels, as far as it is measured here. */
function field(needs: number) {
  const heard = new Map<string, () => void>()
  const el = {
    style: { height: '' }, clientWidth: 100, needs,
    get scrollHeight() { return el.style.height === 'auto' ? el.needs : Math.max(el.needs, Number.parseInt(el.style.height, 10) || 0) },
    addEventListener: (name: string, fn: () => void) => { heard.set(name, fn) },
    removeEventListener: (name: string) => { heard.delete(name) },
  }
  return { el, heard, as: el as unknown as HTMLTextAreaElement }
}

function engine(knows: boolean) {
  const seen: (() => void)[] = []
  vi.stubGlobal('CSS', { supports: () => knows })
  vi.stubGlobal('ResizeObserver', class { constructor(fn: () => void) { seen.push(fn) } observe(): void { seen[0]?.() } disconnect(): void { seen.length = 0 } })
  return seen
}
afterEach(() => { vi.unstubAllGlobals() })

describe('a field of text', () => {
  it('is as high as its words, also when there are fewer again or less room', () => {
    const seen = engine(false)
    const { el, heard, as } = field(28)
    const away = grows(() => 'One line.')(as)
    expect(el.style.height).toBe('28px')
    el.needs = 60
    heard.get('input')?.()
    expect(el.style.height).toBe('60px')
    el.needs = 44
    heard.get('input')?.()
    expect(el.style.height).toBe('44px')
    el.needs = 92
    seen[0]?.() // nothing has become narrower
    expect(el.style.height).toBe('44px')
    el.clientWidth = 60
    seen[0]?.()
    expect(el.style.height).toBe('92px')
    if (away) away()
    expect([el.style.height, heard.size, seen.length]).toEqual(['', 0, 0])
  })

  it('is left to the style sheet where that can say it', () => {
    engine(true)
    const { el, heard, as } = field(28)
    expect(grows(() => 'One line.')(as)).toBeUndefined()
    expect([el.style.height, heard.size]).toEqual(['', 0])
  })
})
