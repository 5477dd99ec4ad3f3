import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { pathOf } from '../icons.ts'

const folder = dirname(createRequire(import.meta.url).resolve('@lucide/svelte/icons/x'))
const read = (name: string): string => readFileSync(join(folder, `${name}.svelte`), 'utf8')
const icon = (...node: [string, Record<string, string>][]): string => `const iconData = ${JSON.stringify({ name: 'it', size: 24, node })};`

it('an icon is one path, wherever its parts begin', () => {
  expect(pathOf(read('x'))).toBe('M18 6 6 18M6 6l12 12')
  expect(pathOf(read('chevron-down'))).toBe('M6 9l6 6 6-6')
  expect(pathOf(icon(['path', { d: 'm2.5-.5.5.5z' }], ['path', { d: 'm1 2h3' }]))).toBe('M2.5 -.5l.5.5zM1 2h3')
})

it('every shape becomes the path of its outline', () => {
  expect(pathOf(icon(['circle', { cx: '12', cy: '12', r: '10' }]))).toBe('M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z')
  expect(pathOf(icon(['ellipse', { cx: '12', cy: '5', rx: '9', ry: '3' }]))).toBe('M3 5a9 3 0 1 0 18 0a9 3 0 1 0 -18 0z')
  expect(pathOf(icon(['rect', { x: '3', y: '4', width: '18', height: '10' }]))).toBe('M3 4h18v10h-18v-10z')
  expect(pathOf(icon(['rect', { x: '3', y: '4', width: '18', height: '10', rx: '2' }]))).toBe('M5 4h14a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-6a2 2 0 0 1 2 -2z')
  expect(pathOf(icon(['line', { x1: '1', y1: '2', x2: '3', y2: '4' }], ['polyline', { points: '1 2 3 4' }], ['polygon', { points: '5 6 7 8 9 9' }]))).toBe('M1 2L3 4M1 2 3 4M5 6 7 8 9 9z')
})

it('what is more than lines is told, not drawn wrong', () => {
  expect(pathOf(icon(['circle', { cx: '1', cy: '1', r: '.5', fill: 'currentColor' }]))).not.toBeNull()
  expect(pathOf(icon(['circle', { cx: '1', cy: '1', r: '5', fill: 'currentColor' }]))).toBeNull()
  expect(pathOf(icon(['path', { d: 'M1 1', transform: 'rotate(3)' }]))).toBeNull()
  expect(pathOf('<script>let props = $props()</script>')).toBeNull()
})

it('the icons there are can be read', () => {
  const all = readdirSync(folder).filter((f) => f.endsWith('.svelte')).map((f) => pathOf(read(f.replace('.svelte', ''))))
  const lines = all.filter((path) => path !== null)
  expect([all.length > 1000, lines.length / all.length > 0.98]).toEqual([true, true])
  for (const path of lines) expect(path).toMatch(/^M[-\d., MmLlHhVvCcSsQqTtAaZz]+$/)
})
