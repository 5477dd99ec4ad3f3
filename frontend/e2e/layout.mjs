// What is wrong with how a page lies, whatever it shows: text cut off without an ellipsis, text over
// text, things outside the window, targets too small to hit, buttons over one another.

/** In the page: every fault as one sentence. target is the least size of something to hit, px. */
export const faultsOfLayout = ({ target }) => {
  const W = innerWidth, H = innerHeight
  const faults = []
  const modal = document.querySelector('dialog[open]')
  const shown = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !e.closest('.unseen, [aria-hidden="true"] svg, [inert]')
  const name = e => {
    const id = e.closest('[data-testid]')?.dataset.testid
    const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(' ').trim() || e.getAttribute('aria-label') || e.textContent.trim()
    return `<${e.tagName.toLowerCase()}${typeof e.className === 'string' && e.className ? '.' + e.className.split(' ').filter(c => !c.startsWith('svelte-') && !c.startsWith('s-')).join('.') : ''}> “${own.slice(0, 50)}”${id ? ` in [${id}]` : ''}`
  }
  const style = new Map()
  const css = e => { if (!style.has(e)) style.set(e, getComputedStyle(e)); return style.get(e) }
  const scrolls = v => v === 'auto' || v === 'scroll'
  /** The head that something belongs to which stays while the rest is scrolled beneath it. */
  const stuck = e => { for (let a = e; a && a !== document.body; a = a.parentElement) if (css(a).position === 'sticky') return a; return null }

  if (document.documentElement.scrollWidth > W) faults.push(`the page is ${document.documentElement.scrollWidth - W} px wider than the window`)
  if (document.documentElement.scrollHeight > H) faults.push(`the page is ${document.documentElement.scrollHeight - H} px higher than the window`)

  const opaque = e => { const m = css(e).backgroundColor.match(/[\d.]+/g); return m !== null && (m.length < 4 || Number(m[3]) > 0.75) || css(e).backgroundImage !== 'none' || ['IMG', 'VIDEO', 'CANVAS'].includes(e.tagName) }
  /** Whether something, up to what it shares with another, hides what lies beneath. */
  const opaqueUp = (e, other) => { for (let a = e; a && !a.contains(other); a = a.parentElement) if (opaque(a)) return true; return false }

  // ---- text ----
  const texts = []
  const walk = document.createTreeWalker(modal ?? document.body, NodeFilter.SHOW_TEXT, n => n.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT)
  while (walk.nextNode()) {
    const node = walk.currentNode, e = node.parentElement
    if (!shown(e) || ['SCRIPT', 'STYLE', 'OPTION'].includes(e.tagName)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(r => r.width > 1 && r.height > 1)
    if (rects.length === 0) continue
    let ellipsis = false, inScroller = false, cut = '', gone = false
    let clip = { left: 0, top: 0, right: W, bottom: H }
    const left = Math.min(...rects.map(r => r.left)), right = Math.max(...rects.map(r => r.right))
    const top = Math.min(...rects.map(r => r.top)), bottom = Math.max(...rects.map(r => r.bottom))
    for (let a = e; a && a !== document.documentElement; a = a.parentElement) {
      const s = css(a)
      if (s.textOverflow === 'ellipsis' && s.overflowX !== 'visible') ellipsis = true
      if (s.webkitLineClamp !== 'none') ellipsis = true
      if (s.overflowX === 'visible' && s.overflowY === 'visible') { if (s.position === 'fixed') break; continue }
      const r = a.getBoundingClientRect()
      if (scrolls(s.overflowY) || scrolls(s.overflowX)) {
        if (scrolls(s.overflowX) && a.scrollWidth > a.clientWidth + 1 && right > r.right + 1 && !ellipsis && a.dataset.scrolls !== 'x') cut ||= `sticks out ${Math.round(right - r.right)} px to the right of what scrolls, ${name(a)}`
        inScroller = true
      } else if (!inScroller && !cut) {
        if (bottom <= r.top || top >= r.bottom || right <= r.left || left >= r.right) gone = true
        else if (!ellipsis && (right > r.right + 1.5 || left < r.left - 1.5)) cut = `is cut ${Math.round(Math.max(right - r.right, r.left - left))} px at the side by ${name(a)}`
        else if (!ellipsis && (bottom > r.bottom + 3 || top < r.top - 3)) cut = `is cut ${Math.round(Math.max(bottom - r.bottom, r.top - top))} px in height by ${name(a)}`
      }
      clip = { left: Math.max(clip.left, r.left), top: Math.max(clip.top, r.top), right: Math.min(clip.right, r.right), bottom: Math.min(clip.bottom, r.bottom) }
      if (s.position === 'fixed') break
    }
    const timeline = e.closest('[data-testid="lanes"], [data-testid="ruler"], [data-testid="overview"]')
    if (timeline && !e.closest('[data-tag]')) { /* what lies on time goes out of sight with it */ }
    else if (cut && !gone) faults.push(`text ${cut}: ${name(e)}`)
    else if (!inScroller && !gone && (right > W + 1 || bottom > H + 1 || left < -1 || top < -1)) faults.push(`text is outside the window: ${name(e)}`)
    const seen = rects.map(r => ({ left: Math.max(r.left, clip.left), top: Math.max(r.top, clip.top), right: Math.min(r.right, clip.right), bottom: Math.min(r.bottom, clip.bottom) })).filter(r => r.right - r.left > 2 && r.bottom - r.top > 2)
    if (seen.length > 0) texts.push({ e, rects: seen })
  }
  // Text that begins in sight and goes on beneath something.
  const passing = '[data-testid="notice"], [data-testid="team-panel"], [role="menu"], [data-testid="jobs"], [data-testid="playhead"], [role="tooltip"], [data-testid="lanes"], [data-testid="ruler"], [data-testid="overview"]'
  for (const { e, rects } of texts) for (const r of rects) {
    if (r.right - r.left < 24) continue
    const y = (r.top + r.bottom) / 2
    const tops = [r.left + 3, (r.left + r.right) / 2, r.right - 3].map(x => document.elementFromPoint(x, y))
    const free = top => top === null || top === e || e.contains(top) || top.contains(e)
    const over = tops.find(top => !free(top) && !(stuck(top) && stuck(top) !== stuck(e)) && !top.closest(passing) && top.checkVisibility({ opacityProperty: true }))
    if (over && tops.some(free) && opaqueUp(over, e)) faults.push(`text is half covered: ${name(e)} by ${name(over)}`)
  }
  // Text over text: only where both are really painted at that point.
  const both = (a, b) => ({ left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) })
  for (let i = 0; i < texts.length; i++) for (let j = i + 1; j < texts.length; j++) {
    const A = texts[i], B = texts[j]
    if (A.e === B.e || A.e.contains(B.e) || B.e.contains(A.e)) continue
    for (const a of A.rects) for (const b of B.rects) {
      const x = both(a, b)
      if (x.right - x.left < 3 || x.bottom - x.top < 4) continue
      const pile = document.elementsFromPoint((x.left + x.right) / 2, (x.top + x.bottom) / 2)
      const p = pile.indexOf(A.e), q = pile.indexOf(B.e)
      if (p < 0 || q < 0) continue
      if (pile.slice(0, Math.max(p, q)).some(opaque)) continue
      faults.push(`text over text: ${name(A.e)} and ${name(B.e)}`)
    }
  }

  // ---- what can be hit ----
  const HIT = 'button, a[href], input:not([type=hidden]), select, textarea, [role=button], [role=tab], [role=menuitem], [role=option], [role=switch], [role=slider], [role=separator][tabindex], [role=checkbox], [role=radio]'
  const things = [...(modal ?? document).querySelectorAll(HIT)].filter(e => shown(e) && !e.disabled)
  const hits = (e, x, y) => {
    const at = document.elementFromPoint(x, y)
    if (!at) return null
    return at === e || e.contains(at) || (e.labels && [...e.labels].some(l => l.contains(at))) || at.closest('label')?.control === e
  }
  const cards = []
  for (const e of things) {
    const r = e.labels?.length && ['radio', 'checkbox'].includes(e.type) ? e.labels[0].getBoundingClientRect() : e.getBoundingClientRect()
    if (r.width < 1 || r.height < 1) continue
    let scroller = null
    for (let a = e.parentElement; a; a = a.parentElement) if (scrolls(css(a).overflowY) || scrolls(css(a).overflowX)) { scroller = a; break }
    const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2
    const onTime = e.closest('[data-testid="lanes"], [data-testid="ruler"], [data-testid="overview"], .timeline')
    if (x < 0 || y < 0 || x > W || y > H) {
      if (!scroller && !onTime) faults.push(`outside the window: ${name(e)} at ${Math.round(r.left)}, ${Math.round(r.top)}`)
      continue
    }
    if (!hits(e, x, y)) {
      // Scrolled out of sight, or under a notice, is no fault; under another button of the same layer is.
      if (scroller) {
        const s = scroller.getBoundingClientRect()
        if (x < s.left || x > s.right || y < s.top || y > s.bottom) continue
      }
      const over = document.elementFromPoint(x, y)?.closest(HIT)
      if (over && over !== e && !(stuck(over) && stuck(over) !== stuck(e)) && !over.closest('[data-testid="notice"], [data-testid="jobs"], dialog, [popover]') && !onTime && !over.contains(e)) faults.push(`covered: ${name(e)} lies under ${name(over)}`)
      continue
    }
    if (onTime || ['slider', 'separator'].includes(e.getAttribute('role'))) continue // time decides how wide they are; keys reach them
    // What is scrolled half away lies over nothing beyond the edge.
    const part = scroller ? both(r, scroller.getBoundingClientRect()) : r
    cards.push({ e, r: { ...part, left: part.left, top: part.top, right: part.right, bottom: part.bottom, width: part.right - part.left } })
    for (let a = e.parentElement; a && a !== scroller; a = a.parentElement) {
      const box = a.getBoundingClientRect()
      if (css(a).overflowX !== 'visible' && (r.right > box.right + 2 || r.left < box.left - 2)) { faults.push(`cut off at the side: ${name(e)} by ${name(a)}`); break }
    }
    if (scroller && css(scroller).overflowX !== 'visible' && r.right > scroller.getBoundingClientRect().right + 2 && scroller.dataset.scrolls !== 'x') faults.push(`sticks out at the side: ${name(e)} of ${name(scroller)}`)
    const half = target / 2 - 0.75
    const small = r.width >= target - 0.5 && r.height >= target - 0.5 ? [] : [[-half, 0], [half, 0], [0, -half], [0, half]].filter(([dx, dy]) => x + dx > 0 && y + dy > 0 && x + dx < W && y + dy < H && !hits(e, x + dx, y + dy))
    const clipped = scroller && (() => { const s = scroller.getBoundingClientRect(); return y - half < s.top || y + half > s.bottom || x - half < s.left || x + half > s.right })()
    if (small.length > 0 && !clipped && !(e.tagName === 'A' && css(e).display === 'inline') && e.type !== 'range') faults.push(`smaller than ${target} px: ${name(e)} is ${Math.round(r.width)} × ${Math.round(r.height)}`)
  }
  for (let i = 0; i < cards.length; i++) for (let j = i + 1; j < cards.length; j++) {
    const a = cards[i], b = cards[j]
    if (a.e.contains(b.e) || b.e.contains(a.e) || stuck(a.e) !== stuck(b.e) || a.r.width > 400 || b.r.width > 400) continue
    const x = both(a.r, b.r)
    if (x.right - x.left > 3 && x.bottom - x.top > 3 && !(a.e.parentElement.closest(HIT) || b.e.parentElement.closest(HIT)) && !a.e.closest('[data-testid="card"]')) faults.push(`one over the other: ${name(a.e)} and ${name(b.e)}`)
  }
  return [...new Set(faults)]
}

/** Walks with Tab and answers where the focus cannot be seen; most is how far it walks. */
export async function focusFaults(page, most = 40) {
  const faults = []
  const seen = new Set()
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body) return null
      window.__stops ??= new Map()
      if (!window.__stops.has(e)) window.__stops.set(e, window.__stops.size)
      const ring = x => [null, '::before', '::after'].some(part => { const s = getComputedStyle(x, part); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1.5) || /\b[2-9]px\b.*(inset)?/.test(s.boxShadow === 'none' ? '' : s.boxShadow) })
      let visible = false
      for (let x = e, n = 0; x && n < 3 && !visible; x = x.parentElement, n++) visible = ring(x) && (n === 0 || x.matches(':focus-within'))
      const lead = document.getElementById(e.getAttribute('aria-activedescendant') ?? '') // a list shows where its focus is
      if (!visible) visible = (lead !== null && ring(lead)) || [...e.querySelectorAll('*')].slice(0, 30).some(ring) || (e.nextElementSibling !== null && ring(e.nextElementSibling)) || (e.labels?.length ? [...e.labels].some(l => ring(l) || [...l.querySelectorAll('*')].some(ring)) : false)
      const r = e.getBoundingClientRect()
      const inside = r.right > 0 && r.bottom > 0 && r.left < innerWidth && r.top < innerHeight
      return { n: window.__stops.get(e), visible, inside, name: `<${e.tagName.toLowerCase()}> “${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}” ${e.closest('[data-testid]')?.dataset.testid ?? ''}` }
    })
    if (!at) continue
    if (seen.has(at.n)) break
    seen.add(at.n)
    if (!at.visible) faults.push(`focus cannot be seen: ${at.name}`)
    if (!at.inside) faults.push(`focus is outside the window: ${at.name}`)
  }
  return { faults, stops: seen.size }
}
