import { describe, expect, it, vi } from 'vitest'
import { Carry } from './carry.svelte'

const at = (x: number, y: number) => ({ clientX: x, clientY: y })

function hands() {
  const drop = vi.fn()
  return { drop, carry: new Carry({ projectAt: (x) => (x < 100 ? 'p' : null), carried: (id) => [id, 'also'], drop }) }
}

describe('carrying cards', () => {
  it('is a click until the pointer has moved', () => {
    const { carry, drop } = hands()
    carry.press('a', at(50, 50))
    carry.move(at(52, 52))
    expect(carry.phase).toBe('pressed')
    carry.release()
    expect([drop.mock.calls.length, carry.swallowsClick]).toEqual([0, false])
  })

  it('drops what is carried on the project beneath, and swallows one click', () => {
    const { carry, drop } = hands()
    carry.press('a', at(300, 50))
    carry.move(at(200, 50))
    expect([carry.phase, carry.over, carry.ids]).toEqual(['carrying', null, ['a', 'also']])
    carry.move(at(50, 50))
    expect(carry.over).toBe('p')
    carry.release()
    expect(drop).toHaveBeenCalledWith(['a', 'also'], 'p')
    expect([carry.phase, carry.swallowsClick, carry.swallowsClick]).toEqual(['idle', true, false])
  })

  it('does nothing beside a project, nor after Escape', () => {
    const { carry, drop } = hands()
    carry.press('a', at(300, 50))
    carry.move(at(200, 50))
    carry.release()
    carry.press('a', at(300, 50))
    carry.move(at(50, 50))
    carry.cancel()
    carry.move(at(50, 50))
    carry.release()
    expect(drop).not.toHaveBeenCalled()
    expect(carry.phase).toBe('idle')
  })
})
