import { expect, test } from 'vitest'
import { readCode } from './read-code.ts'

test.each([
  ['7kq2m9abcdef', '7kq2m9abcdef'],
  [' 7KQ2-M9AB-CDEF ', '7kq2m9abcdef'],
  ['https://city.example/t/7kq2m9abcdef?lang=en', '7kq2m9abcdef'],
  ['7kq2m9abcde', undefined],
  ['2026-1120-0042-7', undefined],
  ['0000l0000000', undefined],
  ['', undefined],
])('%s', (typed, code) => {
  expect(readCode(typed)).toBe(code)
})
