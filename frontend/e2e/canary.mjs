// What is watched while hostile texts are shown: nothing of them may run, ask, open, or become an element.

/** The elements and attributes that a page consists of, as names. Runs in the page. */
const parts = () => {
  const out = new Set()
  for (const e of document.querySelectorAll('*')) {
    const name = e.localName
    out.add(name)
    for (const { name: attribute, value } of e.attributes) {
      if (attribute.startsWith('on') || attribute === 'srcdoc') out.add(`${name}[${attribute}]: ${value.slice(0, 60)}`)
      if (['href', 'src', 'xlink:href', 'action', 'formaction', 'data', 'poster', 'srcset'].includes(attribute) && /^\s*(javascript|vbscript|data:(?!image\/))/i.test(value.replace(/[\u0000-\u0020]/g, ''))) out.add(`${name}[${attribute}]: ${value.slice(0, 60)}`)
    }
  }
  // Of these the app has as many as it begins with.
  for (const name of ['script', 'style', 'meta', 'base']) out.add(`${name}×${document.getElementsByTagName(name).length}`)
  return [...out]
}

/** Texts of a list that stand nowhere in the page as they are. Runs in the page. */
const missing = wanted => {
  // How much white there is between two words is the layout's.
  const even = text => text.replace(/\s+/g, ' ').trim()
  const all = even(document.body.textContent)
  const fields = [...document.querySelectorAll('input, textarea')].map(e => even(e.value))
  return wanted.filter(text => !all.includes(even(text)) && !fields.some(value => value.includes(even(text)) || value.includes(text.replace(/[\r\n]/g, ''))))
}

/** Watches a page from before its first script on. found is filled with what should not have happened. */
export async function watched(context, { origin = '' } = {}) {
  const page = await context.newPage()
  const found = []
  const say = text => { if (found.length < 200) found.push(text) }
  await page.exposeFunction('canary', () => say('a text ran'))
  await page.exposeFunction('violated', text => say(`the policy had to stop: ${text}`))
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', e => window.violated(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`)))
  page.on('dialog', d => { say(`a dialog opened: ${d.message()}`); void d.dismiss().catch(() => {}) })
  page.on('popup', p => { say(`a window opened: ${p.url()}`); void p.close().catch(() => {}) })
  page.on('pageerror', e => say(`an error: ${e}`))
  page.on('console', m => { if (m.type() === 'error' && !m.location().url.endsWith('/favicon.ico')) say(`on the console: ${m.text().slice(0, 300)}`) })
  page.on('request', r => { if (!/^(data|blob|file|about):/.test(r.url()) && (origin === '' || new URL(r.url()).origin !== origin)) say(`asked elsewhere: ${r.url()}`) })
  page.on('response', r => { if (r.status() >= 400) say(`answered with ${r.status()}: ${r.url()}`) })
  page.on('framenavigated', f => { if (f !== page.mainFrame()) say(`a frame: ${f.url()}`) })
  return {
    page, found,
    parts: () => page.evaluate(parts),
    missing: wanted => page.evaluate(missing, wanted),
  }
}
