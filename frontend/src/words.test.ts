// Every word on the screen is told through words: this walks all files, gathers
// what they say, and holds the catalogs against it. With TAGLANE_SENTENCES=file
// every sentence is written there with the places that say it, for translators.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'
import { parse } from 'svelte/compiler'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from './words/words.svelte'

const root = dirname(fileURLToPath(import.meta.url))
const FOLDERS = ['shell', 'commands', 'ui', 'library', 'cover', 'publish', 'accounts', 'products', 'catalogue', 'radar', 'insights', 'team', 'review', 'help', 'welcome', 'timeline', 'player', 'tag', 'model', 'maths', 'studio', 'App.svelte']

/** Attributes that nobody reads. */
const QUIET = /^(class|style.*|id|for|type|role|name|href|src|rel|target|kind|key|data-(?!tip).*|aria-(?!label$|description$|roledescription$|valuetext$).*|d|points|viewBox|tabindex|autocomplete|crossorigin|preload|fill|stroke|method|accept|enctype|spellcheck|value|bind:.*|size|shape|tone|place|at|from|to|slot|mode|format|field|align|edge|side|dir|lang|inputmode|title-id)$/
/** Properties of objects that a person reads. */
const READ = /^(name|label|says|title|sentence|hint|message|what|why|detail|note|tip|placeholder|description|text)$/
/** The calls that tell, or mark what is told later. */
const TELLS = new Set(['t', 'tell', 'mark'])

interface Found { keys: Set<string>; bare: string[] }

function files(path: string): string[] {
  const entries = path.endsWith('.svelte') ? [path] : readdirSync(path, { recursive: true, encoding: 'utf8' }).map((f) => join(path, f))
  return entries.filter((f) => /\.(svelte|ts)$/.test(f) && !/\.test\.ts$|testdata|contract/.test(f))
}

const isSentence = (s: string): boolean => /^\p{Lu}[^]*\s[^]*[.…?!]$/u.test(s)
const isName = (s: string): boolean => s !== 'Taglane' && /^\p{Lu}\p{L}/u.test(s) && !/^[A-Z0-9_]+$/.test(s) && !/^(Key|Digit|Arrow|Page)[A-Z]/.test(s)
const hasWords = (s: string): boolean => /\p{L}{2,}/u.test(s.replace(/&\w+;|Taglane/g, ''))

/** What a piece of TypeScript says, and what of it is said past words. */
function script(text: string, at: (pos: number) => string, found: Found): void {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true)
  const told = (n: ts.Node): void => {
    if (ts.isStringLiteralLike(n)) { if (n.text !== '') found.keys.add(n.text) } // `t(x ?? '')` says nothing
    else if (ts.isConditionalExpression(n)) { told(n.whenTrue); told(n.whenFalse) }
    else if (ts.isParenthesizedExpression(n)) told(n.expression)
    else if (ts.isBinaryExpression(n)) { told(n.left); told(n.right) }
  }
  const visit = (n: ts.Node): void => {
    if (ts.isImportDeclaration(n) || ts.isTypeNode(n)) return
    if (ts.isCallExpression(n) && ts.isIdentifier(n.expression) && TELLS.has(n.expression.text)) {
      const [first, ...rest] = n.arguments
      if (first) {
        told(first)
        if (!ts.isStringLiteralLike(first) && !ts.isConditionalExpression(first)) visit(first)
      }
      for (const a of rest) visit(a)
      return
    }
    if (ts.isCallExpression(n) && n.expression.getText(source).startsWith('console.')) return
    if (ts.isNewExpression(n) && n.expression.getText(source) === 'Error') return // for us, not for the person
    if (ts.isStringLiteralLike(n) || ts.isTemplateExpression(n)) {
      const words = ts.isStringLiteralLike(n) ? n.text : n.head.text + n.templateSpans.map((s) => `0${s.literal.text}`).join('')
      const property = ts.isPropertyAssignment(n.parent) && n.parent.initializer === n ? n.parent.name.getText(source) : ''
      if (isSentence(words) || (READ.test(property) && isName(words))) found.bare.push(`${at(n.getStart(source))}: ${words}`)
    }
    n.forEachChild(visit)
  }
  visit(source)
}

type Node = { type?: string; start?: number; end?: number; name?: string; data?: string; [k: string]: unknown }

function markup(text: string, path: string, found: Found): void {
  const line = (pos: number): string => `${path}:${text.slice(0, pos).split('\n').length}`
  const walk = (n: unknown): void => {
    if (Array.isArray(n)) { n.forEach(walk); return }
    if (n === null || typeof n !== 'object') return
    const node = n as Node
    if (node.type === 'Text' && hasWords(node.data ?? '')) found.bare.push(`${line(node.start ?? 0)}: ${(node.data ?? '').trim()}`)
    if (node.type === 'StyleDirective') { // "{x}px" is for the browser
      if (Array.isArray(node['value'])) for (const v of node['value'] as Node[]) if (v.type !== 'Text') walk(v)
      return
    }
    if (node.type === 'Attribute') {
      if (Array.isArray(node['value']) && node['value'].every((v: Node) => v.type === 'Text') && (QUIET.test(node.name ?? '') || !node['value'].some((v: Node) => isName(v.data ?? '')))) return
      if (QUIET.test(node.name ?? '') && Array.isArray(node['value'])) {
        for (const v of node['value'] as Node[]) if (v.type !== 'Text') walk(v)
        return
      }
    }
    if (node.type === 'ExpressionTag' || (node.type?.endsWith('Block') ?? false) || node.type === 'ConstTag' || node.type === 'SpreadAttribute') {
      for (const key of ['expression', 'test', 'declaration']) {
        const e = node[key] as Node | undefined
        if (e?.start !== undefined && e.end !== undefined) script(`(${key === 'declaration' ? text.slice(e.start, e.end).replace(/^\s*const\s+/, '').replace(/;?\s*$/, '') : text.slice(e.start, e.end)})`, (pos) => line((e.start ?? 0) + pos), found)
      }
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'expression' && key !== 'test' && key !== 'declaration' && key !== 'parent') walk(child)
  }
  const ast = parse(text, { modern: true })
  walk(ast.fragment)
  for (const part of [ast.module, ast.instance]) {
    if (!part) continue
    const { start, end } = part.content as unknown as { start: number; end: number }
    script(text.slice(start, end), (pos) => line(start + pos), found)
  }
}

function read(folder: string): Found {
  const found: Found = { keys: new Set(), bare: [] }
  for (const file of files(join(root, folder))) {
    const text = readFileSync(file, 'utf8')
    const path = relative(root, file)
    if (file.endsWith('.svelte')) markup(text, path, found)
    else script(text, (pos) => `${path}:${text.slice(0, pos).split('\n').length}`, found)
  }
  return found
}

const all = Object.fromEntries(FOLDERS.map((f) => [f, read(f)]))
const keys = new Set(Object.values(all).flatMap((f) => [...f.keys]))

const { TAGLANE_SENTENCES: list } = process.env
if (list) {
  const places = [...keys].sort().map((k) => [k, Object.entries(all).filter(([, f]) => f.keys.has(k)).map(([folder]) => folder)])
  writeFileSync(list, JSON.stringify(Object.fromEntries(places), null, 1))
}

describe.each(FOLDERS)('what %s says', (folder) => {
  it('is told through words', () => {
    expect(all[folder]?.bare).toEqual([])
  })
})

/** The names of the values a sentence takes. */
function valuesOf(text: string): string[] {
  const names = new Set<string>()
  const walk = (parts: readonly unknown[]): void => {
    for (const part of parts as { type: number; value: string; options?: Record<string, { value: unknown[] }> }[]) {
      if (part.type > 0 && part.type < 7) names.add(part.value)
      for (const o of Object.values(part.options ?? {})) walk(o.value)
    }
  }
  walk(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst())
  return [...names].sort()
}

describe.each(LANGUAGES.filter((l) => l.id !== 'en'))('the catalog of $name', ({ id }) => {
  const catalog = JSON.parse(readFileSync(join(root, `words/catalogs/${id}.json`), 'utf8')) as Record<string, string>
  it('has every sentence, and none that nobody says', () => {
    expect([...keys].filter((k) => !(k in catalog))).toEqual([])
    expect(Object.keys(catalog).filter((k) => !keys.has(k))).toEqual([])
  })
  it('takes the same values, and keeps the keys between backticks', () => {
    for (const [key, text] of Object.entries(catalog)) {
      expect(text.trim(), key).not.toBe('')
      if (key.includes('{') || text.includes('{')) expect(valuesOf(text), key).toEqual(valuesOf(key))
      expect(text.match(/`[^`]*`/g)?.toSorted(), key).toEqual(key.match(/`[^`]*`/g)?.toSorted())
    }
  })
})
