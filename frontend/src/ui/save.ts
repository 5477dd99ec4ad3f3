// A text out of the window, as a file the browser saves.

/** Lets the browser save a text under a name. */
export function saveText(name: string, text: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the file after the click; a minute is more than it takes.
  setTimeout(() => { URL.revokeObjectURL(url) }, 60_000)
}
