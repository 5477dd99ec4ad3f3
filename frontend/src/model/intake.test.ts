import { describe, expect, it } from 'vitest'
import { Shell } from './app.svelte'
import { Intake } from './intake.svelte'
import { look, report } from './testdata/products'
import { fault, stage } from './testdata/studio'

async function opened(is: Parameters<typeof look>[0] = {}, verbs: Parameters<typeof stage>[0] = {}) {
  const s = stage({ openFeed: () => look(is), sources: () => [{ name: 'file-1', title: 'spring.csv', account: '', readAt: '', listings: 3 }, { name: 'net', title: 'Net', account: 'net', readAt: '', listings: 1 }], takeFile: () => report(), ...verbs })
  const intake = new Intake(new Shell(s.studio))
  await intake.choose(new File(['x'], 'spring.csv'))
  const told = () => s.calls.filter((c) => c.verb === 'takeFile').at(-1)?.args
  return { s, intake, told }
}

describe('a product file', () => {
  it('is taken in as it is where nothing has to be asked', async () => {
    const { intake, told } = await opened()
    expect([intake.wants, intake.becomes, intake.unknown]).toEqual(['', 'products', 1])
    await intake.take()
    expect(told()).toEqual(['f1', { columns: {}, currency: '', address: '', as: '', whole: false, source: '' }])
    expect(intake.report?.taken).toBe(2)
  })

  it('tells only what a person said otherwise, and a field is in one column', async () => {
    const { intake, told } = await opened()
    intake.hold(2, 'price')
    intake.hold(1, 'title')
    expect([intake.holds, intake.priced]).toEqual([['', 'title', 'price'], true])
    await intake.take()
    expect(told()?.[1]).toMatchObject({ columns: { title: 'Seite', price: 'Betrag', link: '' } })
  })

  it('waits for the name and the currency', async () => {
    const { intake, s } = await opened({ headers: [{ name: 'Artikel', samples: [], column: '' }], asks: { currency: true, address: true } })
    expect(intake.wants).toBe('Say which column holds the name.')
    intake.hold(0, 'title')
    expect(intake.wants).toBe('Say in which currency the prices are.')
    intake.currency = 'eur'
    intake.address = 'https://x.example/p'
    expect(intake.wants).toBe('The address needs one of {id}, {sku}, {handle}.')
    await intake.take()
    expect(s.calls.some((c) => c.verb === 'takeFile')).toBe(false)
    intake.address = 'https://x.example/{id}'
    await intake.take()
    expect(s.calls.at(-1)?.args[1]).toMatchObject({ currency: 'EUR', address: 'https://x.example/{id}' })
  })

  it('becomes a catalogue when it is long, and renews the one of its name', async () => {
    const { intake, told } = await opened({ rows: 5001, whole: false })
    expect([intake.becomes, intake.source, intake.sources.length]).toEqual(['catalogue', 'file-1', 1])
    intake.whole = true
    await intake.take()
    expect(told()?.[1]).toMatchObject({ as: '', whole: true, source: 'file-1' })
    intake.as = 'products'
    await intake.take()
    expect(told()?.[1]).toMatchObject({ as: 'products', whole: false, source: '' })
  })

  it('is let go of where the dialog was dismissed, or cannot be read', async () => {
    const none = await opened({ file: '' })
    expect(none.intake.open).toBe(false)
    const broken = await opened({}, { openFeed: () => { throw fault('Invalid', 'That is no product file.') } })
    expect([broken.intake.open, broken.intake.wrong]).toEqual([true, 'That is no product file.'])
    broken.intake.close()
    expect(broken.intake.open).toBe(false)
  })
})

describe('the report', () => {
  it('can be copied as a text', async () => {
    const { intake } = await opened()
    await intake.take()
    expect(intake.asText()).toBe('spring.csv: 3 rows, 2 taken, 0 brought up to date, 1 left out\n\nRow\tColumn\tValue\tReason\n3\tBetrag\ttwelve\tThat is no price.')
  })

  it('takes out what the file no longer lists', async () => {
    const { intake, s } = await opened({}, { takeFile: () => report({ source: 'file-1', absent: { count: 2, some: ['a'], may: 'yes' } }), expireListings: () => 2 })
    await intake.take()
    await intake.expire()
    expect([intake.removed, s.calls.at(-1)?.args]).toEqual([2, ['file-1']])
  })

  it('says why a file was not taken in', async () => {
    const { intake } = await opened({}, { takeFile: () => { throw fault('NotFound', 'This file is no longer open. Choose it again.') } })
    await intake.take()
    expect([intake.report, intake.wrong, intake.doing]).toEqual([null, 'This file is no longer open. Choose it again.', ''])
  })

  it('tells how far it is, stops, and is let go of with a word', async () => {
    const report3 = (more = {}) => report({ stopped: true, ...more })
    let answer: (r: ReturnType<typeof report>) => void = () => undefined
    const { s, intake } = await opened({}, { takeFile: () => new Promise((r) => { answer = r }), stopTaking: () => undefined })
    const over = intake.take()
    s.happen('taking', { file: 'another', share: 0.9, rows: 9 })
    expect([intake.doing, intake.share]).toEqual(['taking', -1])
    s.happen('taking', { file: 'f1', share: 0.4, rows: 7 })
    expect([intake.share, intake.rows]).toEqual([0.4, 7])
    await intake.stop()
    expect([s.calls.at(-1), intake.stopping]).toEqual([{ verb: 'stopTaking', args: ['f1'] }, true])
    answer(report3({ rows: 0, taken: 0 }))
    await over
    expect([intake.report, intake.wrong, intake.doing, intake.open]).toEqual([null, 'It was stopped; nothing was taken in.', '', true])

    const kept = intake.take()
    answer(report3({ source: 'file-1' }))
    await kept
    expect(intake.report?.stopped).toBe(true)
  })

  it('goes on while one is elsewhere, and says how it ended', async () => {
    let answer: (r: ReturnType<typeof report>) => void = () => undefined
    const s = stage({ openFeed: () => look(), sources: () => [], takeFile: () => new Promise((r) => { answer = r }) })
    const shell = new Shell(s.studio)
    const intake = new Intake(shell)
    await intake.choose('/home/nora/spring.csv')
    expect(s.calls[0]).toEqual({ verb: 'openFeed', args: ['/home/nora/spring.csv'] })
    const over = intake.take()
    intake.close()
    await intake.choose(new File(['x'], 'other.csv'))
    answer(report())
    await over
    expect([intake.report, intake.doing, intake.look?.file]).toEqual([null, '', 'f1'])
    expect(shell.notices.shown.map((n) => n.message)).toEqual(['spring.csv: 3 rows, 2 taken, 0 brought up to date, 1 left out'])
  })

  it('has its pictures fetched, or says why not', async () => {
    const { s, intake } = await opened({}, { takeFile: () => report({ pictures: 2 }), fetchPictures: () => ({ waiting: 2, fetching: true, share: 0, failed: [] }) })
    await intake.take()
    await intake.fetchPictures()
    expect([s.calls.at(-1)?.verb, intake.fetching, intake.wrong]).toEqual(['fetchPictures', true, ''])
    const not = await opened({}, { fetchPictures: () => { throw fault('Refused', 'Not now.') } })
    await not.intake.fetchPictures()
    expect([not.intake.fetching, not.intake.wrong]).toEqual([false, 'Not now.'])
  })
})
