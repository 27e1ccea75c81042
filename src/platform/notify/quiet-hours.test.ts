import { expect, test } from 'vitest'
import { afterQuiet } from './quiet-hours.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const night = { from: 22 * 60, to: 8 * 60 }
const noon = { from: 12 * 60, to: 14 * 60 }

test.each([
  ['2030-03-04T21:59:59', night, '2030-03-04T21:59:59'],
  ['2030-03-04T22:00:00', night, '2030-03-05T08:00:00'],
  ['2030-03-05T00:00:00', night, '2030-03-05T08:00:00'],
  ['2030-03-05T07:59:59', night, '2030-03-05T08:00:00'],
  ['2030-03-05T08:00:00', night, '2030-03-05T08:00:00'],
  ['2030-12-31T23:30:00', night, '2031-01-01T08:00:00'],
  ['2030-03-04T13:00:00', noon, '2030-03-04T14:00:00'],
  ['2030-03-04T23:00:00', noon, '2030-03-04T23:00:00'],
  ['2030-03-04T23:00:00', { from: 60, to: 60 }, '2030-03-04T23:00:00'],
  ['2030-03-04T23:00:00', undefined, '2030-03-04T23:00:00'],
])('what comes at %s is told at the right time', (from, quiet, to) => {
  expect(afterQuiet(at(from), quiet)).toBe(at(to))
})
