import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { shapesOf } from '../../icons'

const folder = join(dirname(createRequire(import.meta.url).resolve('@lucide/svelte/icons/x')), '.')
const read = (name: string): string => readFileSync(join(folder, `${name}.svelte`), 'utf8')

it('the shapes of an icon are read from its file', () => {
  expect(shapesOf(read('x'))).toBe('<path d="M18 6 6 18"/><path d="m6 6 12 12"/>')
  expect(shapesOf(read('circle-check'))).toMatch(/^<circle cx="12" cy="12" r="10"\/>/)
  expect(shapesOf('<script>let props = $props()</script>')).toBeNull()
})

it('every icon there is can be read, and is drawn from shapes alone', () => {
  const all = readdirSync(folder).filter((f) => f.endsWith('.svelte'))
  expect(all.length).toBeGreaterThan(1000)
  for (const file of all) expect(shapesOf(read(file.replace('.svelte', ''))), file).toMatch(/^(<(path|circle|rect|line|polyline|polygon|ellipse)( [a-z0-9-]+="[^"<>&]*")+\/>)+$/)
})
