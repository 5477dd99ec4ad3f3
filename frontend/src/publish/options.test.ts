import { describe, expect, it } from 'vitest'
import type { Column, Option } from '../model/publishing.svelte'
import { account, service, variant } from '../model/testdata/publishing'
import { answerOf, disclosing, inWords, isOpen, isYes, no, others, yes } from './options'

const option = (key: string, kind: Option['kind'], more: Partial<Option> = {}): Option => ({ key, title: `Title of ${key}`, hint: '', kind, choices: [], default: '', account: false, why: '', ...more })
const choices = (...values: string[]): Option['choices'] => values.map((value) => ({ value, title: value.toUpperCase(), why: '' }))

function column(options: Option[], said: Record<string, string> = {}): Column {
  const known = service('tiktok')
  return { account: account('tt', 'tiktok', 'Ada'), name: 'TikTok', service: known, takes: known.capabilities, variant: { ...variant('c1', 'tt', said), options }, health: null, on: true, report: null, blocks: 0, warns: 0 }
}

describe('the questions of a service', () => {
  it('stand in the row they belong to, and not at all where the account has answered for good', () => {
    const c = column([option('privacy', 'choice'), option('mode', 'choice', { account: true }), option('disclosure', 'switch', { default: 'false' }), option('paid', 'choice'), option('title', 'text'), option('publish_at', 'time')])
    expect([others(c).map((o) => o.key), disclosing(c).map((o) => o.key)]).toEqual([['privacy'], ['disclosure']])
  })

  it('that another one opens come once that is answered with yes', () => {
    const brands = [option('disclosure', 'switch', { default: 'false' }), option('brand_content', 'switch', { default: 'false' }), option('brand_organic', 'switch', { default: 'false' })]
    expect(disclosing(column(brands)).map((o) => o.key)).toEqual(['disclosure'])
    expect(disclosing(column(brands, { disclosure: 'true' }))).toHaveLength(3)
    expect(disclosing(column(brands, { brand_content: 'true' })).map((o) => o.key)).toEqual(['disclosure', 'brand_content']) // what is on is never hidden
  })

  it('are open until somebody decides, unless there is a usual answer or they cannot be decided now', () => {
    const privacy = option('privacy', 'choice', { choices: choices('public', 'private') })
    expect(isOpen(column([privacy]), privacy)).toBe(true)
    expect(isOpen(column([privacy], { privacy: 'public' }), privacy)).toBe(false)
    expect(isOpen(column([]), option('ai', 'switch', { default: 'false' }))).toBe(false)
    expect(isOpen(column([]), option('duet', 'switch', { why: 'Switched off.' }))).toBe(false)
    expect(isOpen(column([]), option('audio_name', 'text'))).toBe(false)
  })

  it('are answered as they want it', () => {
    const o = option('comment', 'switch', { default: 'false' })
    expect([yes(o), no(o), answerOf(column([o]), o), isYes('yes'), isYes('true'), isYes('1')]).toEqual(['true', 'false', 'false', true, true, false])
    expect(yes(option('made', 'switch', { choices: choices('yes', 'no') }))).toBe('yes')
  })

  it('say in a few words what was answered', () => {
    const privacy = option('privacy', 'choice', { choices: choices('public', 'private') })
    const kids = option('made_for_kids', 'choice', { choices: choices('true', 'false'), default: 'false' })
    const consent = option('consent', 'switch')
    expect(inWords(column([]), privacy)).toBe('Title of privacy: not decided')
    expect(inWords(column([privacy], { privacy: 'public' }), privacy)).toBe('PUBLIC')
    expect([inWords(column([]), kids), inWords(column([kids], { made_for_kids: 'true' }), kids)]).toEqual(['', 'Title of made_for_kids'])
    expect([inWords(column([]), consent), inWords(column([consent], { consent: 'true' }), consent)]).toEqual(['', 'agreed'])
  })
})
