import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { carry, type Carried } from './carry'

class Node extends EventTarget {
  held = new Set<number>()
  setPointerCapture(id: number): void { this.held.add(id) }
  hasPointerCapture(id: number): boolean { return this.held.has(id) }
  releasePointerCapture(id: number): void {
    this.held.delete(id)
    this.dispatchEvent(new Event('lostpointercapture')) // as a browser does
  }
  at(name: string, x: number, y: number): void { this.dispatchEvent(Object.assign(new Event(name), { clientX: x, clientY: y })) }
}

let node: Node
let told: string[]
const what: Carried = {
  move: (dx, dy) => { told.push(`move ${dx} ${dy}`) },
  done: (moved) => { told.push(moved ? 'done' : 'click') },
  dropped: () => { told.push('dropped') },
}
const key = (name: string): Event => Object.assign(new Event('keydown', { cancelable: true }), { key: name })

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget())
  node = new Node()
  told = []
  carry({ currentTarget: node, pointerId: 1, clientX: 100, clientY: 100 } as unknown as PointerEvent, { width: 200, height: 400 }, what)
})
afterEach(() => { vi.unstubAllGlobals() })

describe('a hand', () => {
  it('clicks when it hardly moves', () => {
    node.at('pointermove', 102, 101)
    node.at('pointerup', 102, 101)
    expect(told).toEqual(['click'])
  })

  it('carries in fractions of the picture, also back to where it was', () => {
    node.at('pointermove', 120, 100)
    node.at('pointermove', 101, 100)
    node.at('pointerup', 101, 100)
    expect(told).toEqual(['move 0.1 0', 'move 0.005 0', 'done'])
    node.at('pointermove', 150, 150)
    expect([told.length, node.held.size]).toEqual([3, 0])
  })

  it('puts it back on Escape, and nobody else hears the key', () => {
    node.at('pointermove', 120, 100)
    window.dispatchEvent(key('a'))
    const escape = key('Escape')
    window.dispatchEvent(escape)
    node.at('pointerup', 120, 100)
    expect([told, escape.defaultPrevented]).toEqual([['move 0.1 0', 'dropped'], true])
  })

  it.each([['pointercancel'], ['blur']])('puts it back on %s', (name) => {
    node.at('pointermove', 120, 100)
    ;(name === 'blur' ? window : node).dispatchEvent(new Event(name))
    node.at('pointermove', 150, 100)
    expect(told).toEqual(['move 0.1 0', 'dropped'])
  })
})
