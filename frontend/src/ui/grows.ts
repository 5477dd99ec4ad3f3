// A field of text as high as what is written in it. Where the style sheet cannot
// say so, as in some system webviews, it is measured.

import type { Attachment } from 'svelte/attachments'

/** text is read so that the field follows whatever puts something into it. */
export function grows(text: () => string): Attachment<HTMLTextAreaElement> {
  return (field) => {
    if (CSS.supports('field-sizing', 'content')) return
    text()
    let width = 0
    const fit = (): void => {
      field.style.height = 'auto'
      field.style.height = `${field.scrollHeight}px`
      width = field.clientWidth
    }
    fit()
    // Narrower, the same words need more lines.
    const seen = new ResizeObserver(() => { if (field.clientWidth !== width) fit() })
    seen.observe(field)
    field.addEventListener('input', fit)
    return () => {
      seen.disconnect()
      field.removeEventListener('input', fit)
      field.style.height = ''
    }
  }
}
