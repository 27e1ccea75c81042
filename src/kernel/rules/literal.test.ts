import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateOf, findDayOf } from '../time/index.ts'
import {
  addMonths,
  durationText,
  findDuration,
  findInstant,
  findTemporal,
  instantText,
  monthsBetween,
  periodText,
} from './literal.ts'

const days = fc.integer({ min: -100_000, max: 100_000 })

test('months between two days are the most that can be added without passing the second', () => {
  fc.assert(
    fc.property(days, days, (one, other) => {
      const [from, to] = one <= other ? [one, other] : [other, one]
      const months = monthsBetween(from, to)
      // the day of the month is what counts: 31 January to 28 February is no month
      const reached = (count: number) => addMonths(from, count) < to || dateOf(to).slice(8) >= dateOf(from).slice(8)
      expect(addMonths(from, months)).toBeLessThanOrEqual(to)
      expect(reached(months)).toBe(true)
      expect(addMonths(from, months + 1)).toBeGreaterThanOrEqual(to)
      expect(monthsBetween(to, from)).toBe(0 - months)
    }),
  )
})

test.each([
  ['2024-01-31', 1, '2024-02-29'],
  ['2023-01-31', 1, '2023-02-28'],
  ['2024-02-29', -12, '2023-02-28'],
  ['2024-03-31', -1, '2024-02-29'],
  ['1000-01-01', 12_000, '2000-01-01'],
])('%s and %i months is %s', (from, months, to) => {
  expect(dateOf(addMonths(findDayOf(from) ?? Number.NaN, months))).toBe(to)
})

test('durations and instants are written as they are read', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e13 }), fc.integer({ min: -50_000, max: 50_000 }), (size, months) => {
      expect(findDuration(durationText(size))).toEqual({ type: 'duration', value: size })
      expect(findDuration(periodText(months))).toEqual({ type: 'period', value: months })
      expect(findInstant(instantText(size))).toBe(size)
    }),
  )
})

test.each([
  ['2026-02-30', undefined],
  ['2026-05-01T24:00:00Z', undefined],
  ['2026-05-01T08:00:00', undefined],
  ['2026-05-01T08:00:00.1234Z', undefined],
  ['P', undefined],
  ['P1DT', undefined],
  ['P1Y3D', undefined],
  ['0026-05-01', undefined],
  ['2026-05-01T08:00+08:00', { type: 'instant', value: Date.UTC(2026, 4, 1) }],
  ['-P1Y6M', { type: 'period', value: -18 }],
  ['PT90M', { type: 'duration', value: 5_400_000 }],
])('%s', (text, found) => {
  expect(findTemporal(text)).toEqual(found)
})
