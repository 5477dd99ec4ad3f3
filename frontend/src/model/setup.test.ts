import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Service } from '../studio/studio'
import { apart, changed, freeName, missing, readCredentials, strengthOf, type Entered } from './setup'
import { service } from './testdata/publishing'

const need = (key: string, more: Partial<Service['needs'][number]> = {}) => ({ key, title: key, hint: '', secret: false, may: false, ...more })
const option = (key: string, more: Partial<Service['options'][number]> = {}): Service['options'][number] => ({ key, title: key, hint: '', kind: 'choice', choices: [], default: '', account: true, why: '', ...more })
const youtube: Service = {
  ...service('youtube'), connects: true,
  needs: [need('client_id', { secret: true }), need('client_secret', { secret: true, may: true })],
  options: [option('kids'), option('mode', { default: 'inbox' }), option('page_id', { kind: 'text' }), option('ai', { account: false })],
}
const page: Service = { ...service('webpage'), needs: [need('dir'), need('base_address', { may: true })], options: [option('language', { default: 'en' })] }
const said = (needs: Record<string, string> = {}, answers: Record<string, string> = {}, name = 'Nora'): Entered => ({ name, needs, answers })

describe('what is entered', () => {
  it('asks for the first thing that nobody may leave out, and decides nothing for anybody', () => {
    expect(missing(youtube, said({}, {}, ' '))).toBe('name')
    expect(missing(youtube, said())).toBe('client_id')
    expect(missing(youtube, said({ client_id: '  ' }))).toBe('client_id')
    expect(missing(youtube, said({ client_id: 'x' }))).toBe('kids') // no default: a person has to choose
    expect(missing(youtube, said({ client_id: 'x' }, { kids: 'no' }))).toBe('')
  })

  it('keeps out of the settings whatever a login begins with', () => {
    expect(apart(youtube, said({ client_id: ' x ', client_secret: 'y' }, { kids: 'no', mode: '' }))).toEqual({ settings: { kids: 'no' }, secret: { client_id: 'x', client_secret: 'y' } })
    expect(apart(page, said({ dir: '/pages', base_address: '' }, { language: 'de' }))).toEqual({ settings: { dir: '/pages', language: 'de' }, secret: {} })
    const open: Service = { ...youtube, needs: [need('app_key'), need('app_secret', { secret: true })] }
    expect(apart(open, said({ app_key: 'k', app_secret: 's' })).settings).toEqual({})
  })

  it('leaves alone what it does not ask about when something is changed', () => {
    expect(changed(youtube, { channel_id: 'UC', kids: 'yes' }, said({}, { kids: 'no' }))).toEqual({ channel_id: 'UC', kids: 'no' })
    expect(changed(page, { dir: '/a', base_address: 'https://a', theme: 'dark' }, said({ dir: '/b', base_address: '' }))).toEqual({ dir: '/b', theme: 'dark' })
  })

  it('keeps where the viewers of an account are, and forgets it when it is taken back', () => {
    expect(changed(youtube, { kids: 'no' }, said({}, { kids: 'no', audience: 'DE IT' }))).toEqual({ kids: 'no', audience: 'DE IT' })
    expect(changed(youtube, { kids: 'no', audience: 'DE' }, said({}, { kids: 'no', audience: '' }))).toEqual({ kids: 'no' })
    expect(changed(youtube, { kids: 'no', audience: 'DE' }, said({}, { kids: 'no' }))).toEqual({ kids: 'no', audience: 'DE' })
  })

  it('proposes a name that is free', () => {
    expect(freeName('YouTube', [])).toBe('YouTube')
    expect(freeName('YouTube', ['YouTube', 'YouTube 2'])).toBe('YouTube 3')
  })
})

describe('a file of a console', () => {
  it('fills the fields, wherever in it they stand', () => {
    const file = { installed: { client_id: 'i.apps', project_id: 'p', client_secret: 'GOCSPX-1', redirect_uris: ['http://localhost'] } }
    expect(readCredentials(JSON.stringify(file), youtube.needs)).toEqual({ client_id: 'i.apps', client_secret: 'GOCSPX-1' })
    expect(readCredentials('{"client_id":"a"}', youtube.needs)).toEqual({ client_id: 'a' })
  })

  it('is left alone when it says nothing of it, whatever it is', () => {
    for (const text of ['', 'x.apps.googleusercontent.com', '{}', 'null', '[1]', '{"installed":{"client_id":3}}', '{"a":{"b":{"c":{"d":{"e":{"client_id":"deep"}}}}}}']) expect(readCredentials(text, youtube.needs)).toBeNull()
    fc.assert(fc.property(fc.json(), (text) => {
      const found = readCredentials(text, youtube.needs)
      return found === null || Object.keys(found).every((k) => k === 'client_id' || k === 'client_secret')
    }))
  })
})

it('says of a passphrase what its look tells', () => {
  expect(strengthOf('')).toBe('none')
  expect(strengthOf('kettle')).toBe('short')
  expect(['aaaaaaaaaaaa', '20262026', 'abcdefghij', '12345678901234567890', 'kettle kettle kettle'].map(strengthOf)).toEqual(Array(5).fill('simple'))
  expect(strengthOf('kettle-7!x')).toBe('fair')
  expect(strengthOf('lemon kettle runs north')).toBe('good')
})
