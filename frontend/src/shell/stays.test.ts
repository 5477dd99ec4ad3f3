import { describe, expect, it } from 'vitest'
import { leadsAway } from './stays'

const HERE = 'wails://wails/'
const TAB = 'http://127.0.0.1:4711/'

describe('the page stays where it is', () => {
  it.each(['https://canary.invalid/', 'http://127.0.0.1:4712/', 'http://localhost:4711/', 'file:///etc/passwd', 'data:text/html,x', 'javascript:alert(1)', 'about:blank', 'blob:http://127.0.0.1:4711/x', 'wails://evil/', 'wails://wails/assets/index.js', 'not an address', '//canary.invalid'])('%s leads away', (to) => {
    expect(leadsAway(to, HERE, false)).toBe(true)
    expect(leadsAway(to, TAB, false)).toBe(true)
  })
  it('it may be loaded again, and marked', () => {
    for (const here of [HERE, TAB]) for (const to of [here, `${here}#x`, `${here}?again`]) expect(leadsAway(to, here, false)).toBe(false)
  })
  it('a file is saved from here alone', () => {
    expect(leadsAway(`blob:${TAB}1`, TAB, true)).toBe(false)
    expect(leadsAway(`${TAB}m/x/cover`, TAB, true)).toBe(false)
    expect(leadsAway('https://canary.invalid/x.exe', TAB, true)).toBe(true)
  })
})
