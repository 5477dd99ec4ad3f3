// Line shapes by service; whatever is not known is a page on the web.

export interface ServiceShape { readonly line: string; readonly fill?: string }

const box = (x: number, y: number, w: number, h: number, r: number): string =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}z`
const ring = (x: number, y: number, r: number): string => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
const note = 'M14 4v11.5a4 4 0 1 1-4-4M14 4c.5 3 2.5 4.8 5.5 5'

const SHAPES: Readonly<Record<string, ServiceShape>> = {
  webpage: { line: `${ring(12, 12, 9)}M3 12h18M12 3c3 3.5 3 14.5 0 18M12 3c-3 3.5-3 14.5 0 18` },
  youtube: { line: box(2.5, 5.5, 19, 13, 4), fill: 'M10 9v6l5-3z' },
  instagram: { line: `${box(3.5, 3.5, 17, 17, 5)}${ring(12, 12, 4)}M17 7h.1` },
  tiktok: { line: note },
  facebook: { line: `${box(3.5, 3.5, 17, 17, 4)}M16 8h-1.5a2 2 0 0 0-2 2v10M9.5 13H15` },
  'tiktok-shop': { line: 'M6 8h12l1 12H5zM9 8V6.5a3 3 0 0 1 6 0V8M13 11.5v4.2a1.8 1.8 0 1 1-1.8-1.8M13 11.5c.2 1.2 1 1.9 2.2 2' },
  shopify: { line: 'M5.5 4h13L20.5 9.5h-17zM5.5 9.5V20h13V9.5M10 20v-5.5h4V20' },
  cj: { line: `${ring(6, 12, 2.6)}${ring(17.5, 6, 2.6)}${ring(17.5, 18, 2.6)}M8.4 10.8l6.7-3.5M8.4 13.2l6.7 3.5` },
  rakuten: { line: 'M9.5 14.5l5-5M8 11l-2.6 2.6a3.6 3.6 0 0 0 5 5L13 16M16 13l2.6-2.6a3.6 3.6 0 0 0-5-5L11 8' },
}

export function markOf(service: string): ServiceShape {
  return SHAPES[service] ?? SHAPES[service === 'tiktokshop' ? 'tiktok-shop' : 'webpage'] ?? { line: '' }
}
