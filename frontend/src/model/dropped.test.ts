import { describe, expect, it } from 'vitest'
import { dropsTo } from './dropped'

describe('what is dropped', () => {
  it('goes where it belongs', () => {
    for (const name of ['feed.csv', '/home/nora/Feed.XML', 'shop.json', 'lines.jsonl', 'feed.csv.gz', 'C:\\feeds\\feed.zip']) {
      expect([dropsTo([name], 'library'), dropsTo([name], 'products'), dropsTo([name], 'tag')], name).toEqual(['products', 'products', 'library'])
    }
    for (const name of ['clip.mp4', '/clips/Clip.MOV', '/clips', 'clips']) expect([dropsTo([name], 'products'), dropsTo([name], 'publish')], name).toEqual(['library', 'library'])
    expect([dropsTo(['feed.txt'], 'products'), dropsTo(['feed.txt'], 'library')]).toEqual(['products', 'library'])
    expect([dropsTo(['a.csv', 'clip.mp4'], 'products'), dropsTo([], 'products')]).toEqual(['library', 'library'])
    expect(dropsTo(['a.csv', 'b.csv'], 'products')).toBe('one')
    expect([dropsTo(['/cuts/v2.MOV'], 'review'), dropsTo(['a.mp4', 'b.mp4'], 'review'), dropsTo(['cuts'], 'review')]).toEqual(['cut', 'library', 'library'])
    for (const place of ['library', 'tag', 'products', 'review'] as const) expect(dropsTo(['/in/Slow Sunday.nora.review.json', 'b.Review.JSON'], place)).toBe('answers')
    expect([dropsTo(['a.review.json', 'clip.mp4'], 'library'), dropsTo(['review.json'], 'library')]).toEqual(['library', 'products'])
    for (const place of ['library', 'products', 'tag', 'publish'] as const) expect([dropsTo(['C:\\Team 2026-11-23.taglane'], place), dropsTo(['a.taglane', 'clip.mp4'], place)]).toEqual(['bundle', 'bundles'])
  })
})
