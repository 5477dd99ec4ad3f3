import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANCHORS, changed, COLOURS, colourOf, designOf, draftOf, isSame, LARGEST, mended, MOST, partOf, plateFor, remarksOf, SMALLEST, type Design, type Finding, type Part } from './design'

const words = { text: 'Four lemons', at: { x: 0.5, y: 0.22 }, size: 0.1, ink: '#ffffff' }

describe('a design', () => {
  it('comes back as it went in', () => {
    const full: Design = { focus: { x: 0.3, y: 0.4 }, title: { ...words, face: 'Inter', plate: '#0d0e11' }, sticker: words }
    for (const d of [null, { title: words }, { focus: { x: 0, y: 1 } }, full]) expect(designOf(draftOf(7, d))).toEqual(d)
  })

  it('is none for a bare frame cut around its middle', () => {
    expect(designOf(draftOf(null, null))).toBeNull()
    expect(designOf(draftOf(3, { focus: { x: 0.5, y: 0.5 } }))).toBeNull()
  })

  it('leaves out blank words, and their place waits for them', () => {
    const draft = draftOf(3, { title: words })
    const moved = { ...draft, title: changed('title', changed('title', draft.title, { at: { x: 0.9, y: 0.9 } }), { text: '  ' }) }
    expect(designOf(moved)).toBeNull()
    expect(changed('title', moved.title, { text: 'x' }).at).toEqual({ x: 0.9, y: 0.9 })
    expect(isSame(moved, draftOf(3, null))).toBe(true)
    expect(isSame(moved, draft)).toBe(false)
  })

  it('takes a plate off without leaving a trace of it', () => {
    const plated = changed('sticker', words, { plate: '#112233' })
    expect(plated.plate).toBe('#112233')
    expect(changed('sticker', plated, { size: 0.2 }).plate).toBe('#112233')
    expect('plate' in changed('sticker', plated, { plate: null })).toBe(false)
  })

  it('never holds what the program would refuse', () => {
    const number = fc.double({ noNaN: true, min: -5, max: 5 })
    fc.assert(fc.property(fc.constantFrom('title' as const, 'sticker' as const), fc.string({ maxLength: 300, unit: 'grapheme' }), number, number, number, (part, text, x, y, size) => {
      const w = changed(part, words, { text, at: { x, y }, size })
      expect([...w.text].length).toBeLessThanOrEqual(MOST[part])
      expect(w.at.x >= 0 && w.at.x <= 1 && w.at.y >= 0 && w.at.y <= 1).toBe(true)
      expect(w.size >= SMALLEST && w.size <= LARGEST).toBe(true)
    }))
  })
})

it('a colour is read as people write it', () => {
  expect(colourOf(' FFF ')).toBe('#ffffff')
  expect(colourOf('#Ffd84D')).toBe('#ffd84d')
  for (const bad of ['', '#', 'red', '#ffff', '#gggggg', '12345678']) expect(colourOf(bad)).toBeNull()
  for (const c of COLOURS) expect(colourOf(c.value)).toBe(c.value)
})

it('a plate sets its words off', () => {
  expect(['#ffffff', '#ffd84d', '#0d0e11', '#1f6b4a'].map(plateFor)).toEqual(['#111111', '#111111', '#ffffff', '#ffffff'])
})

describe('a finding', () => {
  const finding = (rule: string, part: Part, fix = '', message = ''): Finding => ({ rule, level: 'warn', message, place: { field: `cover.${part}` }, fix })
  const draft = draftOf(3, { title: words, sticker: { ...words, text: '€24', plate: '#ffd84d' } })

  it('is mended in the words it speaks of, in whatever language it is told', () => {
    const mend = (rule: string, part: Part) => mended(draft, finding(rule, part, '小さくする'))
    expect(mend('cover.contrast', 'title')?.title.plate).toBe('#111111')
    expect(mend('cover.contrast', 'sticker')?.sticker.ink).toBe('#111111')
    expect(mend('cover.size', 'title')?.title.size).toBeCloseTo(0.08)
    expect(mend('cover.lines', 'title')?.title.size).toBeCloseTo(0.08)
    expect(mend('cover.overlap', 'sticker')?.sticker.at).toEqual({ x: 0.5, y: 0.7 })
    expect(mend('cover.grid', 'title')?.title.at.y).toBeGreaterThan(0.3)
    expect(mend('cover.furniture', 'sticker')?.title).toBe(draft.title)
  })

  it('leads to the middle step by step, never past it', () => {
    let d = { ...draft, title: changed('title', words, { at: { x: 0, y: 1 } }) }
    for (let i = 0; i < 9; i++) d = mended(d, finding('cover.edge', 'title')) ?? d
    expect(d.title.at).toEqual({ x: 0.5, y: 0.5 })
  })

  it('made on several cuts is said once, with all of them', () => {
    const hard = (shape: string, part: Part = 'title') => finding('cover.contrast', part, 'Put a plate behind it', `The ${part} is hard to read on the ${shape} cover.`)
    const said = remarksOf([
      { shape: '9:16', findings: [hard('9:16'), finding('cover.furniture', 'title', '', 'On a phone, the title lies under the tabs.')] },
      { shape: '4:5', findings: [] },
      { shape: '1:1', findings: [hard('1:1', 'sticker'), hard('1:1')] },
    ])
    expect(said.map((r) => [r.finding.message, r.shapes])).toEqual([
      ['The title is hard to read on the 9:16 cover.', ['9:16', '1:1']],
      ['On a phone, the title lies under the tabs.', ['9:16']],
      ['The sticker is hard to read on the 1:1 cover.', ['1:1']],
    ])
  })

  it('is left to a person where no step would help', () => {
    expect(mended(draft, finding('cover.glyphs', 'title'))).toBeNull()
    expect(mended(draft, finding('cover.furniture', 'title'))).toBeNull() // it is there already
    const whole: Finding = { rule: 'cover.design', level: 'block', message: 'It cannot be drawn.', place: { field: 'cover' }, fix: 'Make it smaller' }
    expect([partOf(whole), mended(draft, whole)]).toEqual([null, null])
  })
})

it('there are nine places, each with a name of its own', () => {
  expect(new Set(ANCHORS.map((a) => a.name)).size).toBe(9)
  expect(ANCHORS[0]).toEqual({ name: 'Top left', at: { x: 0.27, y: 0.22 } })
})
