import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressOf, firstView, looks, type MapView, spans, viewOf } from './map-view.ts'

const degree = (most: number) => fc.integer({ min: -most * 1e5, max: most * 1e5 }).map((n) => n / 1e5 || 0)
const moment = fc.integer({ min: 0, max: 66_000_000 }).map((n) => n * 60_000)
const view: fc.Arbitrary<MapView> = fc.record(
  {
    layers: fc.array(fc.record({ layer: fc.webUrl({ withFragments: true }), look: fc.constantFrom(...looks) }), {
      minLength: 1,
      maxLength: 4,
    }),
    tilted: fc.boolean(),
    span: fc.constantFrom(...spans),
    words: fc.string(),
    table: fc.boolean(),
    centre: fc.tuple(degree(180), degree(85)),
    zoom: fc.integer({ min: 0, max: 2200 }).map((n) => n / 100),
    at: moment,
    day: fc.integer({ min: 0, max: 40_000 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10)),
    beside: moment,
    open: fc.oneof(
      fc.string({ minLength: 1 }).filter((one) => one !== 'twin.all~'),
      fc.string({ minLength: 1 }).map((id) => `twin.all~${id}`),
    ),
    other: fc.record(
      { centre: fc.tuple(degree(180), degree(85)), zoom: fc.integer({ min: 0, max: 2200 }).map((n) => n / 100) },
      { noNullPrototype: true },
    ),
    level: fc.string({ minLength: 1 }),
    trail: fc.boolean(),
    charts: fc.array(
      fc.record({ id: fc.webUrl(), name: fc.stringMatching(/^[a-z0-9]{1,9}$/) }, { noNullPrototype: true }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['layers', 'tilted', 'span', 'words', 'table', 'trail', 'charts'], noNullPrototype: true },
)

test('a link shows exactly what was seen', () => {
  fc.assert(
    fc.property(view, (one) => {
      expect(viewOf(new URLSearchParams(addressOf(one).toString()))).toEqual(one)
    }),
  )
})

test('the address of what is seen at first is empty, and an empty address shows it', () => {
  expect(addressOf(firstView).toString()).toBe('')
  expect(viewOf(new URLSearchParams())).toEqual(firstView)
})

test('what cannot be understood is as at first', () => {
  const asked = new URLSearchParams('layers=cases:neon&c=400,1&z=99&at=yesterday&span=aeon&day=2026-02-30')
  expect(viewOf(asked)).toEqual(firstView)
})

test('no layer at all is a view of its own', () => {
  const bare = { ...firstView, layers: [] }
  expect(viewOf(new URLSearchParams(addressOf(bare).toString()))).toEqual(bare)
})
