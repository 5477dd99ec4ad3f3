import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { coverOf, MOST_MARGIN, PHONES, phoneOf, PICTURE, reachOf, SIDES, withMargins, type Margins, type Phone } from './safearea'

describe('safe area', () => {
  it('sees a hotspot under the buttons and one beside them', () => {
    const reels = phoneOf('reels')
    expect(coverOf({ x: 0.889, y: 0.673 }, reels)?.part).toBe('the button rail')
    expect(coverOf({ x: 0.43, y: 0.48 }, reels)).toBeNull()
    expect(coverOf({ x: 0.889, y: 0.673 }, phoneOf('off'))).toBeNull()
  })

  it('keeps every shape inside the picture', () => {
    for (const s of PHONES.flatMap((p) => p.shapes)) {
      expect(s.x >= 0 && s.y >= 0 && s.x + s.w <= PICTURE.width && s.y + s.h <= PICTURE.height).toBe(true)
    }
  })

  it('is the pack that covers are checked with', () => {
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
    expect(read('./phones.json')).toBe(read('../../../app/cover/phones.json'))
  })

  it('says of every phone where its figures are from, and of what day', () => {
    expect(PHONES.map((p) => p.name)).toEqual(['Reels', 'TikTok', 'Shorts', 'Facebook Reels', 'Shoppable page'])
    for (const p of PHONES) {
      expect(p.checked).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(p.source.length).toBeGreaterThan(20)
      expect(p.source).not.toMatch(/https?:|www\./)
    }
  })

  it('draws furniture as far as the margins say', () => {
    for (const p of PHONES) for (const side of SIDES) expect(Math.abs(reachOf(p.shapes, side) - p.margins[side])).toBeLessThan(0.0006)
    expect(phoneOf('page')?.shapes).toEqual([])
  })
})

describe('margins of one’s own', () => {
  const margin = fc.double({ min: 0, max: MOST_MARGIN, noNaN: true })
  const margins: fc.Arbitrary<Margins> = fc.record({ top: margin, right: margin, bottom: margin, left: margin })

  it('move the furniture of their side, and keep it inside the picture', () => {
    fc.assert(fc.property(fc.constantFrom(...PHONES), margins, (phone, wanted) => {
      const own = withMargins(phone, wanted)
      expect(own.margins).toEqual(wanted)
      for (const side of SIDES) expect(reachOf(own.shapes, side)).toBeCloseTo(wanted[side], 9)
      for (const s of own.shapes) {
        expect(s.x).toBeGreaterThan(-1e-9)
        expect(s.y).toBeGreaterThan(-1e-9)
        expect(s.x + s.w).toBeLessThan(PICTURE.width + 1e-9)
        expect(s.y + s.h).toBeLessThan(PICTURE.height + 1e-9)
        expect(s.r).toBeLessThanOrEqual(Math.min(s.w, s.h) / 2 + 1e-9)
      }
    }))
  })

  it('leave alone what they do not change', () => {
    const reels = phoneOf('reels') as Phone
    const own = withMargins(reels, { ...reels.margins, bottom: 0.3 })
    expect(own.shapes.filter((s) => s.side !== 'bottom')).toEqual(reels.shapes.filter((s) => s.side !== 'bottom'))
    expect(withMargins(reels, reels.margins).shapes).toHaveLength(reels.shapes.length)
    expect(coverOf({ x: 0.2, y: 0.75 }, reels)).toBeNull()
    expect(coverOf({ x: 0.1, y: 0.75 }, own)?.part).toBe('the account')
  })

  it('cover a side that has no furniture of its own', () => {
    const page = withMargins(phoneOf('page') as Phone, { top: 0, right: 0, bottom: 0.25, left: 0 })
    expect(page.shapes).toEqual([{ side: 'bottom', part: 'your margin', x: 0, y: 408, w: 306, h: 136, r: 0 }])
  })
})
