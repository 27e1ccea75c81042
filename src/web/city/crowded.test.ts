import { expect, test } from 'vitest'
import { crowded } from './crowded.ts'

const at = (left: number, top = 0) => ({ left, top, right: left + 10, bottom: top + 10 })

test('what would cover something before it has no room; what is beside, below or only touches has', () => {
  expect(crowded([at(0), at(5), at(10), at(0, 10), at(12, 4)])).toEqual([false, true, false, false, true])
})

test('what has no room covers nothing', () => {
  expect(crowded([at(0), at(8), at(16)])).toEqual([false, true, false])
  expect(crowded([])).toEqual([])
})
