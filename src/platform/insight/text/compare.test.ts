import { expect, it } from 'vitest'
import { compareOpinions, type Opinions } from './compare.ts'

const times = (count: number, opinions: Opinions) => Array.from({ length: count }, () => opinions)

it('counts what only one got right, with the exact chance of such a split', () => {
  const comparison = compareOpinions([
    ...times(90, { right: 'a', one: 'a', other: 'a' }),
    ...times(9, { right: 'a', one: 'a', other: 'b' }),
    ...times(1, { right: 'a', one: 'b', other: 'a' }),
    ...times(5, { right: 'a', one: 'b', other: 'c' }),
  ])
  expect(comparison).toMatchObject({ messages: 105, oneRight: 99, otherRight: 91, onlyOne: 9, onlyOther: 1 })
  // 2 × (C(10,0) + C(10,1)) / 2^10
  expect(comparison.chance).toBeCloseTo(22 / 1024, 10)
})

it('sees no difference where there is none', () => {
  expect(compareOpinions([]).chance).toBe(1)
  expect(compareOpinions(times(4, { right: 'a', one: 'b', other: 'b' })).chance).toBe(1)
})
