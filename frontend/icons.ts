// The icons of Lucide as the page needs them. Each comes as a component of its
// own that makes its shapes one by one from a table; ninety of those weigh more
// than the page that draws them. Built here, an icon is the text of its shapes
// in one component of ours, src/ui/Drawn.svelte. What is imported stays the same.

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/
const OURS = '\0icon:'
const drawn = fileURLToPath(new URL('src/ui/drawn.ts', import.meta.url))

type Shape = [name: string, attributes: Record<string, string>]

/** The shapes of an icon's file as SVG; null where the file is none that is understood. */
export function shapesOf(file: string): string | null {
  const data = /const iconData = (\{.*\});/.exec(file)?.[1]
  if (data === undefined) return null
  const { size, node } = JSON.parse(data) as { size: number; node: Shape[] }
  if (size !== 24 || node.some((shape) => shape.length !== 2)) return null
  return node.map(([name, attributes]) => `<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`).join('')}/>`).join('')
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
        const shapes = shapesOf(await readFile(path, 'utf8'))
        if (shapes === null) throw new Error(`${path} is not written as icons were; see icons.ts`)
        return `import { drawn } from ${JSON.stringify(drawn)}\nexport default /* @__PURE__ */ drawn(${JSON.stringify(shapes)})`
      },
    },
  }
}
