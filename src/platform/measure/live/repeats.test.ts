import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distance, toMercator } from '../../../kernel/place/index.ts'
import { findRepeats, nearMetres, type Reported } from './repeats.ts'

const reported = fc.array(
  fc.record({
    lng: fc.double({ min: 121.47, max: 121.48, noNaN: true }),
    lat: fc.double({ min: 31.22, max: 31.23, noNaN: true }),
    class: fc.constantFrom('a', 'b', null),
    reports: fc.constantFrom(1, 1, 1, 3),
    minute: fc.integer({ min: 0, max: 4_000 }),
  }),
  { maxLength: 40 },
)

const casesOf = (drawn: typeof reported extends fc.Arbitrary<infer T> ? T : never): Reported[] =>
  drawn.map(({ lng, lat, minute, ...rest }, index) => ({
    ...rest,
    id: String(index),
    point: { lng, lat },
    at: toMercator({ lng, lat }),
    openedAt: new Date(minute * 60_000).toISOString(),
  }))

/** The plain way: everything that can be reached from one over near cases of its class. */
function clusterOf(all: readonly Reported[], from: Reported): string[] {
  const reached = new Set([from])
  for (const one of reached)
    for (const other of all)
      if (other.class === one.class && distance(one.point, other.point) <= nearMetres) reached.add(other)
  return [...reached].map((one) => one.id).sort()
}

test('repetitions are exactly the cases that hang together by nearness and class', () => {
  fc.assert(
    fc.property(reported, (drawn) => {
      const all = casesOf(drawn)
      const expected = new Set(
        all.filter((one) => clusterOf(all, one).length > 1 || one.reports > 1).map((one) => clusterOf(all, one).join()),
      )
      const found = findRepeats(all).map((repeat) =>
        repeat.cases
          .map((one) => one.id)
          .sort()
          .join(),
      )
      expect(found).toHaveLength(expected.size)
      expect(new Set(found)).toEqual(expected)
    }),
  )
})

test('the most reported comes first, its cases newest first', () => {
  fc.assert(
    fc.property(reported, (drawn) => {
      const repeats = findRepeats(casesOf(drawn))
      const sums = repeats.map((repeat) => repeat.reports)
      expect(sums).toEqual(sums.toSorted((a, b) => b - a))
      for (const { cases } of repeats)
        expect(cases.map((one) => one.openedAt)).toEqual(
          cases
            .map((one) => one.openedAt)
            .toSorted()
            .toReversed(),
        )
    }),
  )
})
