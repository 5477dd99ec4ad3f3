import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = join(import.meta.dirname, '..')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(svelte|css)$/.test(name))
const declared = (property: string): { name: string; value: string }[] =>
  files.flatMap((name) => [...readFileSync(join(src, name), 'utf8').matchAll(new RegExp(`(?<![\\w-])${property}:\\s*([^;}]+)[;}]`, 'g'))].map((m) => ({ name, value: (m[1] ?? '').trim() })))

describe('what moves', () => {
  const moving = [...declared('animation'), ...declared('transition')].filter((d) => d.value !== 'none')
  it('is found', () => { expect(moving.length).toBeGreaterThan(20) })
  it('takes its time from the tokens, which give it none where less motion is wanted', () => {
    const own = moving.filter((d) => !/var\(--(d-\w+|turns)\)|\b0s\b/.test(d.value))
    expect(own).toEqual([])
  })
  it('never goes on for ever by itself', () => {
    expect(moving.filter((d) => /infinite/.test(d.value))).toEqual([])
  })
  it('is transform, opacity and colour: nothing that lays the page out anew', () => {
    const dear = declared('transition').filter((d) => /\b(all|width|height|top|left|right|bottom|margin|padding|inset|font)\b/.test(d.value.replace(/var\([^)]*\)/g, '')))
    expect(dear).toEqual([])
  })
})
