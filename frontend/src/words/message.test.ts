import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { reader, type Values } from './message'

const COUNTS = [0, 1, 2, 3, 5, 11, 21, 1200, 1_000_000, 0.5]
const peer = (language: string, text: string, values: Values): string => String(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).format(values))
const tell = (language: string, text: string, values: Values): string => reader(language)(text)(values)

/** The names a sentence asks for, whatever they stand for. */
const namesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\s*[,}]/g)].map((m) => m[1] ?? '')

describe('a sentence', () => {
  it('is told as an ICU message is', () => {
    expect(tell('en', 'Move {name} to {place}', { name: "Mia's {x} #1", place: 3 })).toBe("Move Mia's {x} #1 to 3")
    expect(tell('en', '{n, plural, =0 {none} one {# of {name}} other {#, all {m, plural, one {# day} other {# days}}}}', { n: 1200, m: 1 })).toBe('1,200, all 1 day')
    expect(tell('de', '{n, number} #{n}', { n: 1234.5 })).toBe('1.234,5 #1234.5')
    expect(tell('en', '{who, select, mia {Her {n, plural, one {#} other {#s}}} other {Theirs}}', { who: 'mia', n: 2 })).toBe('Her 2s')
    expect(tell('en', '{a}{b}', { a: 1 })).toBe('1')
  })

  it.each(['{n', 'n}', '{n, plural, one {a} other {b}', '{n, plural, one a}', '{}', '{n, date}', '{n, number, ::percent}', '{n, plural, offset:1 other {#}}'])('that is no message is refused: %s', (text) => {
    expect(() => reader('en')(text)).toThrow(text)
  })

  const word = fc.stringMatching(/^[a-z .,!?äé日#]{0,6}$/)
  const message = fc.letrec<{ text: string; piece: string }>((tie) => ({
    text: fc.array(tie('piece'), { maxLength: 4 }).map((all) => all.join('')),
    piece: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      word, fc.constantFrom('{a}', '{ b }', '{n, number}', '{m,number}'),
      fc.tuple(fc.constantFrom('n', 'm'), tie('text'), tie('text'), tie('text')).map(([n, none, one, other]) => `{${n}, plural, =0 {${none}} one {${one}} other{${other}}}`),
      fc.tuple(tie('text'), tie('text')).map(([x, other]) => `{s, select, x {${x}} other {${other}}}`),
    ),
  })).text
  it('is told as the library tells it, in every language', () => {
    fc.assert(fc.property(message, fc.constantFrom('en', 'es', 'de', 'ja', 'zh-Hans', 'pl', 'ar'), fc.constantFrom(...COUNTS), fc.nat(30), fc.constantFrom('x', 'y'), (text, language, n, m, s) => {
      const values = { a: 'Ä{n}', b: 7, n, m, s }
      expect(tell(language, text, values)).toBe(peer(language, text, values))
    }), { numRuns: 250 })
  })
})

const folder = join(dirname(fileURLToPath(import.meta.url)), 'catalogs')
const sentences = (language: string): string[][] => Object.entries(JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as Record<string, string>)
const told = readdirSync(folder).map((f) => f.replace('.json', '')).map((l) => [l, sentences(l).map(([, text]) => text ?? '')] as const)
describe.each([['en', sentences('de').map(([key]) => key?.split('|', 1)[0] ?? '')] as const, ...told])('every sentence of %s', (language, all) => {
  const valued = all.filter((text) => text.includes('{'))
  it('is told as the library tells it', () => {
    expect(valued.length).toBeGreaterThan(100)
    for (const said of valued) {
      const names = namesIn(said)
      const format = new IntlMessageFormat(said, language, undefined, { ignoreTag: true })
      const telling = reader(language)(said)
      for (const n of said.includes(',') ? COUNTS : [2]) { // a bare value is put in alike, whatever it is
        const values = Object.fromEntries(names.map((name, i) => [name, n + i]))
        expect(telling(values), said).toBe(String(format.format(values)))
      }
    }
  })
})
