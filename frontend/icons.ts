// The icons of Lucide as the page needs them. Each comes as a component of its
// own that makes its shapes one by one from a table; ninety of those weigh more
// than a room. Built here, an icon is one path in one component of ours,
// src/ui/Drawn.svelte. What is imported stays the same.

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/
const OURS = '\0icon:'
const drawn = fileURLToPath(new URL('src/ui/drawn.ts', import.meta.url))

type Shape = [name: string, attributes: Record<string, string>]

/** The one path that draws what the file of an icon draws; null where that is more than lines. */
export function pathOf(file: string): string | null {
  const data = /const iconData = (\{.*\});/.exec(file)?.[1]
  if (data === undefined) return null
  const { size, node } = JSON.parse(data) as { size: number; node: Shape[] }
  const paths = node.map(lineOf)
  return size === 24 && paths.every((path) => path !== null) ? paths.join('') : null
}

/** A shape as the path of its outline. */
function lineOf([name, { key: _, ...given }]: Shape): string | null {
  const known = new Set(['d', 'points', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'width', 'height'])
  const n = (of: string): number => Number(given[of] ?? 0)
  // A dot is filled by its own outline, so that it need not say so.
  const dot = name === 'circle' && n('r') <= 0.5
  if (Object.keys(given).some((of) => !known.has(of) && !(dot && of === 'fill'))) return null
  const round = (cx: number, cy: number, rx: number, ry: number): string => `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`
  switch (name) {
    case 'path': return fromItsPlace(given['d'] ?? '')
    case 'circle': return round(n('cx'), n('cy'), n('r'), n('r'))
    case 'ellipse': return round(n('cx'), n('cy'), n('rx'), n('ry'))
    case 'line': return `M${n('x1')} ${n('y1')}L${n('x2')} ${n('y2')}`
    case 'polyline': return `M${given['points']}`
    case 'polygon': return `M${given['points']}z`
    case 'rect': {
      const [x, y, w, h] = [n('x'), n('y'), n('width'), n('height')]
      const r = Math.min(n(given['rx'] === undefined ? 'ry' : 'rx'), w / 2, h / 2)
      const corner = (dx: number, dy: number): string => (r > 0 ? `a${r} ${r} 0 0 1 ${dx} ${dy}` : '')
      return `M${x + r} ${y}h${w - 2 * r}${corner(r, r)}v${h - 2 * r}${corner(-r, r)}h${2 * r - w}${corner(-r, -r)}v${2 * r - h}${corner(r, -r)}z`
    }
    default: return null
  }
}

/** A path that others may stand before: what it begins with is counted from the corner, not from where they ended. */
function fromItsPlace(d: string): string {
  const [all, x, y] = /^m\s*(-?\d*\.?\d+)[\s,]*(-?\d*\.?\d+)[\s,]*/.exec(d) ?? []
  if (all === undefined) return d
  const rest = d.slice(all.length)
  return `M${x} ${y}${/^[-.\d]/.test(rest) ? 'l' : ''}${rest}`
}

export function icons(): Plugin {
  return {
    name: 'taglane-icons',
    enforce: 'pre',
    resolveId: {
      filter: { id: /^\.\/[\w-]+\.svelte$/ },
      async handler(id, importer, options) {
        if (!importer?.includes('@lucide/svelte/dist/icons/')) return null
        const found = await this.resolve(id, importer, { ...options, skipSelf: true })
        return found && ICON.test(found.id) ? OURS + found.id.replace(/\.svelte$/, '') : null
      },
    },
    load: {
      filter: { id: /^\0icon:/ },
      async handler(id) {
        const path = `${id.slice(OURS.length)}.svelte`
        const line = pathOf(await readFile(path, 'utf8'))
        if (line === null) throw new Error(`${path} is more than lines; see icons.ts`)
        return `import { drawn } from ${JSON.stringify(drawn)}\nexport default /* @__PURE__ */ drawn(${JSON.stringify(line)})`
      },
    },
  }
}
