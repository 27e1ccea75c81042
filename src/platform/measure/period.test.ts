import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cityZone, dayMs, dayStart } from '../../kernel/time/index.ts'
import { periodOf, wholeDays, withoutDays } from './period.ts'
import { edgesIn } from './series.ts'

const base = Date.UTC(2025, 5, 1)
const period = fc
  .tuple(fc.integer({ min: 0, max: 60 * dayMs }), fc.integer({ min: 1, max: 40 * dayMs }))
  .map(([from, length]) => ({ from: base + from, to: base + from + length }))

test('a period without its whole days, and the days, are the period again', () => {
  fc.assert(
    fc.property(period, fc.func(fc.boolean()), (one, isTaken) => {
      const [first, after] = wholeDays(one)
      const days = Array.from({ length: Math.max(0, after - first) }, (_, index) => first + index)
      const taken = days.filter(isTaken)
      const pieces = withoutDays(one, taken)
      const length = pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0) + taken.length * dayMs
      expect(length).toBe(one.to - one.from)
      for (const piece of pieces) {
        expect(piece.from).toBeLessThan(piece.to)
        for (const day of taken)
          expect(piece.to <= dayStart(day, cityZone) || piece.from >= dayStart(day + 1, cityZone)).toBe(true)
      }
    }),
  )
})

test('whole days lie in the period, and the ones before and after do not', () => {
  fc.assert(
    fc.property(period, (one) => {
      const [first, after] = wholeDays(one)
      expect(dayStart(first, cityZone)).toBeGreaterThanOrEqual(one.from)
      expect(dayStart(after, cityZone)).toBeLessThanOrEqual(one.to)
      expect(dayStart(first - 1, cityZone)).toBeLessThan(one.from)
      expect(dayStart(after + 1, cityZone)).toBeGreaterThan(one.to)
    }),
  )
})

test('a series is cut into stretches that follow one another', () => {
  fc.assert(
    fc.property(period, fc.constantFrom('hour' as const, 'day' as const, 'week' as const), (one, step) => {
      const edges = edgesIn(one, step)
      expect([edges[0], edges.at(-1)]).toEqual([one.from, one.to])
      expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b))
    }),
  )
})

test('without anything said it is the last thirty days', () => {
  expect(periodOf({}, base)).toEqual({ from: base - 30 * dayMs, to: base })
})
