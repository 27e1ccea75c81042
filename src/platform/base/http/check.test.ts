import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { CityError } from '../../../kernel/errors/index.ts'
import { bodyCheck } from './check.ts'

const faultsOf = (value: unknown) => {
  try {
    bodyCheck(Type.Object({ title: Type.String({ minLength: 1, maxLength: 5, pattern: '\\S' }) }))(value)
  } catch (cause) {
    if (cause instanceof CityError) return cause.faults.map(({ field, says }) => [field, says.en])
    throw cause
  }
  return []
}

describe('a body', () => {
  it('of blanks is refused in words that anybody understands', () => {
    expect(faultsOf({ title: ' \t ' })).toEqual([['title', 'must not be blank']])
    expect(faultsOf({ title: 'a b' })).toEqual([])
    expect(faultsOf({ title: 'too long' })).toEqual([['title', 'must have at most 5 characters']])
    expect(faultsOf({})).toEqual([['title', 'is required']])
  })
})
