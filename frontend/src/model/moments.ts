// Clock times where the person is, and the moments they mean. Twice a year a
// time there does not exist, or exists twice; both are said, never guessed away.

/** A day and a time as a calendar and a clock on the wall show them. */
export interface Wall { readonly year: number; readonly month: number; readonly day: number; readonly hour: number; readonly minute: number }

const MINUTE = 60_000
const DAY = 86_400_000

/** Where the person is, such as "Europe/Berlin". */
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

const readers = new Map<string, Intl.DateTimeFormat>()
function reader(zone: string): Intl.DateTimeFormat {
  let made = readers.get(zone)
  if (!made) {
    made = new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' })
    readers.set(zone, made)
  }
  return made
}

/** What calendar and clock show at a moment. */
export function wallOf(at: number, zone: string): Wall {
  const parts = Object.fromEntries(reader(zone).formatToParts(at).map((p) => [p.type, Number(p.value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
  return { year, month, day, hour, minute }
}

/** A wall read as if it hung in Greenwich; for counting only. */
const flat = (w: Wall): number => Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute)

/** How far the clocks there are ahead of Greenwich at a moment, ms. */
export const offsetAt = (at: number, zone: string): number => flat(wallOf(at, zone)) - Math.floor(at / MINUTE) * MINUTE

/** The moments at which the wall shows this: mostly one, sometimes none or two. */
export function momentsOf(w: Wall, zone: string): number[] {
  const guess = flat(w)
  const offsets = new Set([offsetAt(guess - DAY, zone), offsetAt(guess, zone), offsetAt(guess + DAY, zone)])
  return [...offsets].map((o) => guess - o).filter((at) => flat(wallOf(at, zone)) === guess).sort((a, b) => a - b)
}

/** The first minute after a time that is skipped, when the clocks have gone forward. */
export function afterGap(w: Wall, zone: string): number {
  const guess = flat(w)
  // Before the change the clocks are behind: read with that, the time lies somewhere after it.
  let late = guess - Math.min(offsetAt(guess - DAY, zone), offsetAt(guess + DAY, zone))
  const ahead = offsetAt(late, zone)
  let early = late - DAY
  while (late - early > MINUTE) { // halving finds where
    const middle = Math.floor((early + late) / 2 / MINUTE) * MINUTE
    if (offsetAt(middle, zone) === ahead) late = middle
    else early = middle
  }
  return late
}

/** "2026-11-24" and "18:00" as a wall; null where they are neither. */
export function wallFrom(day: string, time: string): Wall | null {
  const d = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(day.trim())
  const c = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(time.trim())
  if (!d || !c) return null
  const w = { year: Number(d[1]), month: Number(d[2]), day: Number(d[3]), hour: Number(c[1]), minute: Number(c[2]) }
  const back = new Date(flat(w))
  return back.getUTCMonth() + 1 === w.month && back.getUTCDate() === w.day && w.hour < 24 && w.minute < 60 ? w : null
}

const two = (n: number): string => String(n).padStart(2, '0')
export const dayText = (w: Wall): string => `${String(w.year).padStart(4, '0')}-${two(w.month)}-${two(w.day)}`
export const timeText = (w: Wall): string => `${two(w.hour)}:${two(w.minute)}`

/** The same wall so many days later. */
export function daysLater(w: Wall, days: number): Wall {
  const at = new Date(flat(w) + days * DAY)
  return { ...w, year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}

/** The same time of day on another day; where it is skipped there, the time just after it. */
export function movedDays(at: number, days: number, zone: string): number {
  const w = daysLater(wallOf(at, zone), days)
  return (momentsOf(w, zone)[0] ?? afterGap(w, zone)) + (at % MINUTE)
}

/** As the studio is told a moment. */
export const momentText = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

/**
 * As the studio is told a moment that a person meant by the clocks of a zone: what they show
 * then, how far they are from Greenwich, and whose they are. Where those clocks are set
 * otherwise before the moment comes, it is the one on the wall that counts.
 */
export function meantText(at: number, zone: string): string {
  const w = wallOf(at, zone)
  const ahead = offsetAt(at, zone) / MINUTE
  const rest = momentText(at).slice(16, -1) // seconds, which no zone changes
  const from = `${ahead < 0 ? '-' : '+'}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`
  return `${dayText(w)}T${timeText(w)}${rest}${from}[${zone}]`
}

// ---- days and weeks ----

/** A day as a number, counted from 1 January 1970. */
export const dayNumber = (w: Pick<Wall, 'year' | 'month' | 'day'>): number => Math.round(Date.UTC(w.year, w.month - 1, w.day) / DAY)
/** The middle of a day in Greenwich, for naming it with timeZone UTC. */
export const middleOf = (day: number): number => day * DAY + DAY / 2

/** The first day of the week a day is in; first is 1 for Monday to 7 for Sunday. */
export function weekOf(day: number, first: number): number {
  const weekday = ((day + 3) % 7 + 7) % 7 + 1 // 1 January 1970 was a Thursday
  return day - ((weekday - first + 7) % 7)
}

/** On which day weeks begin where a language is spoken: 1 for Monday to 7 for Sunday. */
export function firstDayOf(locale: string): number {
  try {
    const l = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } }
    return (l.getWeekInfo?.() ?? l.weekInfo)?.firstDay ?? 1
  } catch {
    return 1
  }
}
