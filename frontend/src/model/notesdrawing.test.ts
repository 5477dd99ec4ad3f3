import { describe, expect, it } from 'vitest'
import { Drawing, MOST_STROKES } from './notesdrawing.svelte'

function drag(d: Drawing, ...points: [number, number][]): void {
  const [first, ...rest] = points
  d.begin(first ?? [0, 0])
  for (const p of rest) d.to(p)
  d.end()
}

describe('a drawing', () => {
  it('is made of forms in fractions of the picture', () => {
    const d = new Drawing()
    d.tool = 'box'
    drag(d, [0.1, 0.1], [0.3, 0.2], [0.5, 1.4])
    d.tool = 'arrow'
    d.colour = 3
    drag(d, [0.9, 0.9], [0.5, 0.5])
    expect(d.strokes).toEqual([{ kind: 'box', points: [[0.1, 0.1], [0.5, 1]] }, { kind: 'arrow', points: [[0.9, 0.9], [0.5, 0.5]], colour: 3 }])
  })
  it('has no form where the hand only slipped', () => {
    const d = new Drawing()
    drag(d, [0.5, 0.5], [0.501, 0.5])
    expect([d.strokes.length, d.draft]).toEqual([0, null])
  })
  it('takes words where they were asked for, and none where none were written', () => {
    const d = new Drawing()
    d.tool = 'text'
    d.begin([0.2, 0.3])
    expect(d.writing).toEqual([0.2, 0.3])
    d.write('  here ')
    d.begin([0.4, 0.4])
    d.write('   ')
    expect([d.strokes, d.writing]).toEqual([[{ kind: 'text', points: [[0.2, 0.3]], text: 'here' }], null])
  })
  it('is made with the keys alone', () => {
    const d = new Drawing()
    d.on = true
    d.tool = 'arrow'
    d.press() // shows the cross
    d.press()
    d.move(5, 0, false)
    d.move(0, -1, true)
    d.press()
    expect(d.strokes).toEqual([{ kind: 'arrow', points: [[0.5, 0.5], [0.6, 0.496]] }])
  })
  it('goes back and forth, and a new form forgets what was taken back', () => {
    const d = new Drawing()
    d.tool = 'box'
    drag(d, [0, 0], [0.5, 0.5])
    drag(d, [0.5, 0.5], [1, 1])
    expect([d.undo(), d.undo(), d.undo(), d.strokes.length]).toEqual([true, true, false, 0])
    expect([d.redo(), d.strokes.length]).toEqual([true, 1])
    drag(d, [0.2, 0.2], [0.3, 0.3])
    expect([d.redo(), d.strokes.length]).toEqual([false, 2])
  })
  it('is left step by step', () => {
    const d = new Drawing()
    d.on = true
    d.begin([0.1, 0.1])
    expect([d.escape(), d.draft, d.on]).toEqual([true, null, true])
    expect([d.escape(), d.on, d.escape()]).toEqual([true, false, false])
  })
  it('takes no more forms than it may have', () => {
    const d = new Drawing()
    d.tool = 'box'
    for (let i = 0; i < MOST_STROKES + 3; i++) drag(d, [0, 0], [0.5, 0.5])
    expect(d.strokes).toHaveLength(MOST_STROKES)
  })
})
