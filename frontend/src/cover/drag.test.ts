import { describe, expect, it } from 'vitest'
import type { CoverEditor } from '../model/cover.svelte'
import { arrow, drag, THRESHOLD, type Hand } from './drag'

// As much of an element as a hand needs.
class Area extends EventTarget {
  closest(): Area { return this }
  getBoundingClientRect(): object { return { left: 100, top: 50, width: 200, height: 400 } }
  setPointerCapture(): void { /* one hand only */ }
}

function stand(atOnce = false) {
  const node = new Area()
  const editor = { held: null as object | null, grab() { this.held = {} }, letGo() { this.held = null } }
  const hands: Hand[] = []
  const close = drag(editor as unknown as CoverEditor, (h) => hands.push(h), atOnce)(node as unknown as HTMLElement)
  const send = (type: string, clientX: number, clientY: number, button = 0): void => { node.dispatchEvent(Object.assign(new Event(type), { clientX, clientY, button, pointerId: 1 })) }
  return { editor, hands, close, send }
}

describe('a drag', () => {
  it('tells where the hand is and how far it came, in fractions of the area', () => {
    const { hands, send, editor } = stand()
    send('pointerdown', 150, 250)
    send('pointermove', 170, 210)
    expect(hands).toEqual([{ x: 0.35, y: 0.4, dx: 0.1, dy: -0.1 }])
    send('pointerup', 170, 210)
    expect(editor.held).toBeNull()
    send('pointermove', 190, 210)
    expect(hands).toHaveLength(1)
  })

  it('is a click until it has gone far enough, and then goes all the way back', () => {
    const { hands, send } = stand()
    send('pointerdown', 150, 250)
    send('pointermove', 150 + THRESHOLD - 1, 250)
    expect(hands).toEqual([])
    send('pointermove', 150 + THRESHOLD, 250)
    send('pointermove', 150, 250)
    expect(hands.at(-1)).toEqual({ x: 0.25, y: 0.5, dx: 0, dy: 0 })
  })

  it('moves at the press where that is wished for', () => {
    const { hands, send } = stand(true)
    send('pointerdown', 150, 250)
    expect(hands).toEqual([{ x: 0.25, y: 0.5, dx: 0, dy: 0 }])
  })

  it('moves nothing once it was dropped, and nothing by another button', () => {
    const { hands, send, editor } = stand()
    send('pointerdown', 150, 250, 2)
    expect(editor.held).toBeNull()
    send('pointerdown', 150, 250)
    editor.held = null // Escape
    send('pointermove', 190, 250)
    expect(hands).toEqual([])
  })

  it('lets go when its element is taken away', () => {
    const { send, editor, close } = stand()
    send('pointerdown', 150, 250)
    close()
    expect(editor.held).toBeNull()
  })
})

it('an arrow moves by one percent, by five with Shift, and by nothing with Ctrl', () => {
  const key = (key: string, more = {}) => arrow({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more } as KeyboardEvent)
  expect(key('ArrowLeft')).toEqual({ dx: -0.01, dy: 0 })
  expect(key('ArrowDown', { shiftKey: true })).toEqual({ dx: 0, dy: 0.05 })
  expect(key('ArrowUp', { ctrlKey: true })).toBeNull()
  expect(key('a')).toBeNull()
})
