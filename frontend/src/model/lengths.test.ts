import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { around, foldOf, lengthOf, pieces } from './lengths'

describe('lengths', () => {
  it.each([
    ['', 0, 0, 0, 0], ['ad', 2, 2, 2, 2], ['é', 1, 2, 1, 1], ['e\u0301', 2, 3, 2, 1], ['👍🏽', 2, 8, 4, 1], ['👩‍👩‍👧', 5, 18, 8, 1], ['広告', 2, 6, 2, 2],
  ])('count %s as each service does', (text, characters, bytes, utf16, graphemes) => {
    expect([lengthOf(text, 'characters'), lengthOf(text, 'bytes'), lengthOf(text, 'utf16'), lengthOf(text, 'graphemes')]).toEqual([characters, bytes, utf16, graphemes])
  })

  it('never find more graphemes than characters, nor more characters than units', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (s) => {
      const [g, c, u, b] = [lengthOf(s, 'graphemes'), lengthOf(s, 'characters'), lengthOf(s, 'utf16'), lengthOf(s, 'bytes')]
      return g <= c && c <= u && u <= b
    }))
  })
})

describe('the fold', () => {
  it('falls behind so many characters as a person sees, and never inside one', () => {
    expect(foldOf('abc', 3)).toBe(-1)
    expect(foldOf('abcd', 3)).toBe(3)
    expect(foldOf('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2)).toBe(16)
    expect(foldOf('anything', 0)).toBe(-1)
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (s, n) => {
      const at = foldOf(s, n)
      return at < 0 ? lengthOf(s, 'graphemes') <= n : lengthOf(s.slice(0, at), 'graphemes') === n
    }))
  })

  it('loses no word on the way, wherever it falls', () => {
    const bare = (s: string): string => s.replace(/\s+/g, '')
    fc.assert(fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 60 }), fc.string({ maxLength: 20 }), fc.integer({ min: 0, max: 50 }), fc.boolean(), (before, caption, after, fold, late) => {
      const all = pieces({ before, after }, caption, fold, late).map((p) => p.text).join('')
      return bare(all) === bare(before + caption + after)
    }))
  })
})

describe('a whole text', () => {
  it('is its disclosure, the words, and what follows them', () => {
    expect(around('Ad · paid links Four things. #table', 'Four things.')).toEqual({ before: 'Ad · paid links ', after: ' #table' })
    expect(around('Ad', '')).toEqual({ before: '', after: 'Ad' })
    expect(around('Another text', 'Four things.')).toEqual({ before: '', after: '' })
  })

  it('shows a short disclosure as a chip, and says where an ad is called one too late', () => {
    expect(pieces({ before: 'Ad ', after: '' }, 'Links below.', 0, false)).toEqual([{ text: 'Ad', kind: 'chip' }, { text: 'Links below.', kind: 'plain' }])
    expect(pieces({ before: '', after: '' }, '#ad Four things', 0, false)).toEqual([{ text: '#ad', kind: 'chip' }, { text: 'Four things', kind: 'plain' }])
    expect(pieces({ before: '', after: '' }, 'Ad · paid links\n\nFour', 0, false)[0]).toEqual({ text: 'Ad · paid links', kind: 'chip' })
    expect(pieces({ before: '', after: '' }, '#adorable cat', 0, false)).toHaveLength(1)
    const shown = pieces({ before: '', after: '' }, 'The table before anyone is awake. #ad Kettle #adorable', 33, true)
    expect(shown).toEqual([{ text: 'The table before anyone is awake.', kind: 'plain' }, { text: '', kind: 'fold' }, { text: '#ad', kind: 'late' }, { text: ' Kettle #adorable', kind: 'plain' }])
    expect(pieces({ before: '', after: '' }, 'Look at the light', 13, false).map((p) => p.text)).toEqual(['Look at the', '', 'light'])
    expect(pieces({ before: '', after: '' }, 'Long enough. #ad', 12, false).some((p) => p.kind === 'late')).toBe(false)
  })
})
