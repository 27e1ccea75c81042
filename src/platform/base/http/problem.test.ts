import { describe, expect, it } from 'vitest'
import { baseErrors } from '../errors.ts'
import { languageOf, problemOf } from './problem.ts'

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en', 'en'],
    ['en-GB,zh;q=0.8', 'en'],
    ['zh-CN,en;q=0.9', 'zh'],
    ['en;q=0.3, zh-Hans;q=0.7', 'zh'],
    ['fr, en;q=0.5', 'en'],
    ['fr', 'zh'],
    ['zh;q=0, en;q=0.1', 'en'],
  ])('of "%s" is %s', (header, language) => {
    expect(languageOf(header)).toBe(language)
  })
})

describe('a problem', () => {
  it('says what happened and what to do, with its faults', () => {
    const fault = { row: 3, field: 'phone', found: '12', says: { zh: '太短', en: 'is too short' } }
    const error = baseErrors.make(
      'base.invalid',
      {},
      { faults: [fault], facts: { sequence: 4 }, cause: new Error('secret') },
    )
    const problem = problemOf(error, 'en', 'r-1')
    expect(problem).toMatchObject({
      type: '/docs/errors#base.invalid',
      status: 422,
      code: 'base.invalid',
      errors: [{ row: 3, field: 'phone', found: '12', detail: 'is too short' }],
      facts: { sequence: 4 },
      request: 'r-1',
    })
    expect(JSON.stringify(problem)).not.toContain('secret')
  })
})
