// node build/licences.mjs — writes build/licences.md: every module and package that Taglane is made of or made with, and
// its licence. Fails on one that asks for more than to be named, unless a reason stands here.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const PERMISSIVE = new Set(['MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'ISC', '0BSD', 'CC0-1.0', 'Unlicense', 'BlueOak-1.0.0', 'Python-2.0', 'OFL-1.1', 'Zlib', 'MIT-0', 'CC-BY-4.0'])
/** What is none of these, and why it may be used all the same. */
const REASONS = {
  'pgregory.net/rapid': 'MPL-2.0: a tool of the tests, unchanged and not shipped',
  'axe-core': 'MPL-2.0: a tool of the tests, unchanged and not shipped',
  'eslint-plugin-no-unsanitized': 'MPL-2.0: a tool of the linters, unchanged and not shipped',
  lightningcss: 'MPL-2.0: a tool of the build, unchanged and not shipped',
}

/** Tells a licence by the words that only it has. */
function licenceOf(text) {
  const t = text.replace(/\s+/g, ' ')
  if (/Apache License,? Version 2\.0/i.test(t)) return 'Apache-2.0'
  if (/Mozilla Public License,? (Version|v\.?) ?2\.0/i.test(t)) return 'MPL-2.0'
  if (/GNU (AFFERO|LESSER|GENERAL|LIBRARY)/i.test(t)) return 'GPL family'
  if (/SIL OPEN FONT LICENSE/i.test(t)) return 'OFL-1.1'
  if (/Permission is hereby granted, free of charge/i.test(t)) return 'MIT'
  if (/Permission to use, copy, modify, and(\/or)? distribute this software/i.test(t)) return 'ISC'
  if (/Redistribution and use in source and binary forms/i.test(t)) return /Neither the name|names? of (its|the) contributors|may not be used to endorse/i.test(t) ? 'BSD-3-Clause' : 'BSD-2-Clause'
  if (/CC0 1\.0|public domain/i.test(t)) return 'CC0-1.0'
  return ''
}

const read = dir => {
  const name = existsSync(dir) ? readdirSync(dir).find(n => /^(licen[cs]e|copying|unlicense)/i.test(n)) : undefined
  return name ? licenceOf(readFileSync(join(dir, name), 'utf8')) : ''
}

/** Modules whose packages are in the program or its tests. */
function modules() {
  const out = execFileSync('go', ['list', '-deps', '-test', '-tags', 'sqlite_fts5,desktop,production,webkit2_41', '-f', '{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}', './...'], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
  return [...new Set(out.split('\n').filter(Boolean))].sort().map(line => {
    const [name, version, dir] = line.split('\t')
    return { name, version, licence: read(dir), ships: true }
  })
}

/** Packages as the lock file has them; those for other systems are not there and not asked. */
function packages() {
  const lock = JSON.parse(readFileSync(join(root, 'frontend/package-lock.json'), 'utf8'))
  const found = new Map()
  for (const [path, p] of Object.entries(lock.packages)) {
    const dir = join(root, 'frontend', path)
    if (path === '' || !existsSync(dir)) continue
    const own = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
    const said = typeof own.license === 'string' ? own.license : own.license?.type ?? own.licenses?.map(l => l.type).join(' OR ') ?? ''
    found.set(`${own.name} ${own.version}`, { name: own.name, version: own.version, licence: said || read(dir), ships: !p.dev && !p.devOptional })
  }
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1)
}

const allowed = licence => licence.replace(/[()]/g, '').split(/ OR /i).some(choice => choice.split(/ AND /i).every(l => PERMISSIVE.has(l.trim())))
const wrong = []
const table = rows => ['| name | version | licence | |', '|---|---|---|---|', ...rows.map(r => {
  const why = allowed(r.licence) ? '' : REASONS[Object.keys(REASONS).find(n => r.name === n || r.name.startsWith(`${n}-`)) ?? '']
  if (why === undefined) wrong.push(`${r.name} ${r.version}: ${r.licence || 'no licence found'}`)
  return `| ${r.name} | ${r.version} | ${r.licence || '?'} | ${why ?? 'not allowed'} |`
})]
const [go, npm] = [modules(), packages()]
writeFileSync(join(root, 'build/licences.md'), [
  '# What Taglane is made of', '', 'Written by `node build/licences.mjs`, which fails on a licence that asks for more than to be named. FFmpeg is a program that Taglane calls, and no part of it.', '',
  `## Go: ${go.length} modules`, '', ...table(go), '', `## Frontend, in the program: ${npm.filter(p => p.ships).length} packages`, '', ...table(npm.filter(p => p.ships)), '',
  `## Frontend, to build and test: ${npm.filter(p => !p.ships).length} packages`, '', ...table(npm.filter(p => !p.ships)), '',
].join('\n'))
console.log(`licences: ${go.length} modules and ${npm.length} packages, ${wrong.length} that must not be`)
for (const w of wrong) console.error(`not allowed: ${w}`)
process.exit(wrong.length ? 1 : 0)
