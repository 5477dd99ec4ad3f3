// Sentences with values put in, read as ICU messages: {name}, {n, number},
// {n, plural, =0 {…} one {# clip} other {# clips}} and {x, select, …}. That is
// all our sentences use, in any language; a library for the rest would weigh
// more than a room. The tests hold every sentence against that library.

export type Values = Readonly<Record<string, string | number | Date>>
/** Tells one sentence; a value that is missing is told as nothing. */
export type Telling = (values: Values) => string

/** A whole number below a thousand, which all our languages write alike; null for any other. */
export const small = (n: number): string | null => (Number.isInteger(n) && n >= 0 && n < 1000 ? String(n) : null)

/** Made when it is first wanted: for the figures of a language the machine reads whole tables, and the first screen needs none. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** What reads sentences of a language (a BCP 47 tag). Reading throws where braces do not pair. */
export function reader(language: string): (text: string) => Telling {
  const numbers = once(() => new Intl.NumberFormat(language))
  const rules = once(() => new Intl.PluralRules(language))
  const told = (n: number): string => small(n) ?? numbers().format(n)

  return (text) => {
    let at = 0
    /** What the shape finds here, or null; goes on behind it. */
    function take(shape: RegExp): string | null {
      shape.lastIndex = at
      const found = shape.exec(text)
      if (found) at = shape.lastIndex
      return found && (found[1] ?? '')
    }
    function must(shape: RegExp): string {
      const found = take(shape)
      if (found === null) throw new Error(`no message at ${at}: ${text}`)
      return found
    }
    /** Words and values up to a closing brace or the end; # is the value counted, if one is. */
    function pieces(counted: string): Telling {
      const all: Telling[] = []
      for (;;) {
        const words = take(counted ? /([^{}#]+)/y : /([^{}]+)/y)
        if (words !== null) all.push(() => words)
        else if (counted && take(/#/y) !== null) all.push((values) => told(Number(values[counted])))
        else if (take(/\{\s*/y) !== null) all.push(value())
        else return (values) => all.map((tell) => tell(values)).join('')
      }
    }
    function value(): Telling {
      const name = must(/(\w+)\s*/y)
      const kind = take(/,\s*(\w+)\s*,?\s*/y)
      const ways = new Map<string, Telling>()
      if (kind === 'plural' || kind === 'select') {
        for (let way; (way = take(/(=?\w+)\s*\{/y)) !== null; must(/\}\s*/y)) ways.set(way, pieces(kind === 'plural' ? name : ''))
      } else if (kind !== null && kind !== 'number') must(/(?!)/y) // what no sentence of ours needs
      must(/\}/y)
      if (kind === null) return (values) => String(values[name] ?? '')
      if (kind === 'number') return (values) => told(Number(values[name]))
      return (values) => {
        const n = Number(values[name])
        const way = kind === 'select' ? ways.get(String(values[name])) : ways.get(`=${n}`) ?? ways.get(rules().select(n))
        return (way ?? ways.get('other'))?.(values) ?? ''
      }
    }
    const whole = pieces('')
    must(/$/y)
    return whole
  }
}
