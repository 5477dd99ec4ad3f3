import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let board: string
let granted: boolean
let writes: boolean
let clipboard: typeof import('./clipboard')

beforeEach(async () => {
  [board, granted, writes] = ['', true, true]
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.resetModules()
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('document', { activeElement: null, querySelector: () => null, createElement: () => ({ select: () => undefined, remove: () => undefined }), body: { append: () => undefined }, execCommand: () => false })
  vi.stubGlobal('HTMLElement', class {})
  vi.stubGlobal('navigator', {
    permissions: { query: () => Promise.resolve({ state: granted ? 'granted' : 'prompt' }) },
    clipboard: {
      readText: () => Promise.resolve(board),
      writeText: (text: string) => { if (!writes) return Promise.reject(new Error('not now')); board = text; return Promise.resolve() },
    },
  })
  clipboard = await import('./clipboard')
})
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals() })

function paste(text: string, files = 0): void {
  window.dispatchEvent(Object.assign(new Event('paste'), { clipboardData: { getData: () => text, files: { length: files } } }))
}
/** What comes where the key brings no paste along. */
async function unasked<T>(read: () => Promise<T>): Promise<T> {
  const answer = read()
  await vi.advanceTimersByTimeAsync(200)
  return answer
}

test('where it may be read, it is read', async () => {
  board = 'WEBVTT'
  expect(await unasked(clipboard.readText)).toBe('WEBVTT')
})

test('where it may not, the paste that follows the key brings it, and only that one', async () => {
  granted = false
  board = 'never asked for'
  const read = clipboard.readText()
  paste('{}')
  paste('another')
  expect(await read).toBe('{}')
})

test('where no paste comes there is nothing, after a moment', async () => {
  granted = false
  expect(await unasked(clipboard.readText)).toBeNull()
})

test('what was copied here is not foreign, however the system writes its lines', async () => {
  await clipboard.copyOwn(Promise.resolve('a\nb'))
  expect(board).toBe('a\nb')
  expect(await unasked(clipboard.readForeign)).toBeNull()
  board = 'a\r\nb'
  expect(await unasked(clipboard.readForeign)).toBeNull()
  board = 'from elsewhere'
  expect(await unasked(clipboard.readForeign)).toBe('from elsewhere')
})

test('a text copied on purpose is pasted like one from elsewhere', async () => {
  await clipboard.copyOwn(Promise.resolve('own'))
  await clipboard.copyText('exported')
  expect(await unasked(clipboard.readForeign)).toBe('exported')
})

test('what is on its way to the clipboard counts before what still stands there', async () => {
  board = 'old'
  let known: (text: string) => void = () => undefined
  const copied = clipboard.copyOwn(new Promise((resolve) => { known = resolve }))
  expect(await unasked(clipboard.readForeign)).toBeNull()
  known('own')
  await copied
  expect(board).toBe('own')
})

test('a copy the clipboard refuses is still the latest, until one was elsewhere', async () => {
  board = 'old'
  writes = false
  await clipboard.copyOwn(Promise.resolve('own'))
  expect(await unasked(clipboard.readForeign)).toBeNull()
  window.dispatchEvent(new Event('blur'))
  expect(await unasked(clipboard.readForeign)).toBe('old')
})

test('files are told from a text', async () => {
  const read = clipboard.readForeign()
  paste('film.mp4', 1)
  expect(await read).toBe(clipboard.FILES)
})

test('an empty clipboard says nothing', async () => {
  board = ' \n'
  expect(await unasked(clipboard.readForeign)).toBeNull()
})
