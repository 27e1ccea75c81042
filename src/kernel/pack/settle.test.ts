import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distance } from '../place/index.ts'
import { groupSpots, joinWhy } from './join.ts'
import { type Body, type SettledSpot, settle } from './settle.ts'

const joins = { metres: 300, hours: 2 }
const hour = 3_600_000

/** A signal: who tells, where, when. The same teller stands where he stands. */
type Told = { readonly who: number; readonly at: number }

const tellers = 12
const placeOf = (who: number): [number, number] => [121.4 + (who % 4) * 0.0025, 31.2 + Math.floor(who / 4) * 0.0022]

const signals = fc.array(
  fc.record({ who: fc.nat(tellers - 1), at: fc.integer({ min: 0, max: 6 }).map((n) => n * hour) }),
  { minLength: 1, maxLength: 24 },
)

/** A city that hears batches one after the other, as the cases room does. */
class Queue {
  readonly bodies = new Map<string, Body>()
  #begun = 0
  readonly spots = new Map<string, SettledSpot & { body: string }>()
  readonly joined = new Map<string, string>()

  hear(batch: readonly Told[]): void {
    const byWho = Map.groupBy(batch, ({ who }) => `d${who}`)
    const fresh = [...byWho].map(([id, all]): SettledSpot => {
      const known = this.spots.get(id)
      const times = [...all.map(({ at }) => at), ...(known ? [known.from, known.to] : [])]
      const { who } = all[0] as Told // a group has at least one
      return { id, kind: 'k', opens: 1, point: placeOf(who), from: Math.min(...times), to: Math.max(...times) }
    })
    const known = [...this.spots.values()].map((spot) => {
      const again = fresh.find(({ id }) => id === spot.id)
      return again ? { ...spot, from: again.from, to: again.to } : spot
    })
    const spots: SettledSpot[] = [...known, ...fresh]
    for (const one of settle({ spots, bodies: this.bodies, joins, isApart: () => false })) {
      const id = one.into ?? `c${this.#begun++}`
      if (one.into === undefined) this.bodies.set(id, { id, openedAt: this.#begun, isWorked: false, isWaiting: false })
      for (const { body } of one.absorbs) {
        this.bodies.delete(body)
        this.joined.set(body, id)
        for (const [who, spot] of this.spots) if (spot.body === body) this.spots.set(who, { ...spot, body: id })
      }
      for (const spot of [...(one.leader ? [one.leader] : []), ...one.heard.map(({ spot }) => spot)])
        this.spots.set(spot.id, { ...spot, body: id })
    }
  }

  /** Who tells of the same, as sets. */
  groups(): string[] {
    const sets = Map.groupBy(this.spots.values(), ({ body }) => body)
    return [...sets.values()]
      .map((all) =>
        all
          .map(({ id }) => id)
          .sort()
          .join(),
      )
      .sort()
  }
}

/** The same groups worked out otherwise: every pair compared, sets grown until nothing changes. */
function byHand(told: readonly Told[]): string[] {
  const spans = [...Map.groupBy(told, ({ who }) => who)].map(([who, all]) => ({
    ...{ who, from: Math.min(...all.map(({ at }) => at)), to: Math.max(...all.map(({ at }) => at)) },
  }))
  const label = new Map(spans.map(({ who }) => [who, who]))
  for (let isChanged = true; isChanged; ) {
    isChanged = false
    for (const a of spans)
      for (const b of spans) {
        const [[lng, lat], [lng2, lat2]] = [placeOf(a.who), placeOf(b.who)]
        const isNear = distance({ lng, lat }, { lng: lng2, lat: lat2 }) <= joins.metres
        const isSoon = a.from - b.to <= joins.hours * hour && b.from - a.to <= joins.hours * hour
        const least = Math.min(label.get(a.who) ?? 0, label.get(b.who) ?? 0)
        if (!isNear || !isSoon || (label.get(a.who) === least && label.get(b.who) === least)) continue
        label.set(a.who, least)
        label.set(b.who, least)
        isChanged = true
      }
  }
  const sets = Map.groupBy(label, ([, least]) => least)
  return [...sets.values()]
    .map((all) =>
      all
        .map(([who]) => `d${who}`)
        .sort()
        .join(),
    )
    .sort()
}

describe('joining', () => {
  test('comes to the same groups in whatever order and batches the signals arrive', () => {
    fc.assert(
      fc.property(
        signals,
        fc.array(fc.nat(), { maxLength: 24 }),
        fc.integer({ min: 1, max: 7 }),
        (told, order, size) => {
          const shuffled = told
            .map((one, index) => ({ one, key: order[index] ?? index }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ one }) => one)
          const queue = new Queue()
          for (let from = 0; from < shuffled.length; from += size) queue.hear(shuffled.slice(from, from + size))
          expect(queue.groups()).toEqual(byHand(told))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('loses nobody and counts nobody twice', () => {
    fc.assert(
      fc.property(signals, (told) => {
        const queue = new Queue()
        for (const one of told) queue.hear([one])
        expect([...queue.spots.keys()].sort()).toEqual([...new Set(told.map(({ who }) => `d${who}`))].sort())
        // Every case that was joined leads to one that stands.
        for (const start of queue.joined.keys()) {
          let at: string | undefined = start
          while (at !== undefined && queue.joined.has(at)) at = queue.joined.get(at)
          expect(queue.bodies.has(at ?? '')).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('looks the same from either side', () => {
    fc.assert(
      fc.property(fc.nat(11), fc.nat(11), fc.nat(8), fc.nat(8), (a, b, from, to) => {
        const one = { id: `d${a}`, kind: 'k', point: placeOf(a), from: from * hour, to: (from + 1) * hour }
        const two = { id: `d${b}`, kind: 'k', point: placeOf(b), from: to * hour, to: (to + 1) * hour }
        expect(joinWhy(one, two, joins)).toEqual(joinWhy(two, one, joins))
        expect(groupSpots([one, two], joins).length).toBe(joinWhy(one, two, joins) ? 1 : 2)
      }),
    )
  })

  test('never joins by rule what a person took apart, nor what people work on both', () => {
    const spot = (id: string, body?: string): SettledSpot => ({
      ...{ id, kind: 'k', opens: 1, point: placeOf(0), from: 0, to: 0 },
      ...(body === undefined ? {} : { body }),
    })
    const body = (id: string, isWorked = false): [string, Body] => [id, { id, openedAt: 0, isWorked, isWaiting: false }]
    const spots = [spot('a', 'one'), spot('b', 'two'), spot('c')]
    const apart = settle({ spots, bodies: new Map([body('one'), body('two')]), joins, isApart: () => true })
    expect(apart.flatMap(({ absorbs }) => absorbs)).toEqual([])
    expect(apart.flatMap(({ heard }) => heard)).toHaveLength(1)
    const worked = new Map([body('one', true), body('two', true)])
    const both = settle({ spots, bodies: worked, joins, isApart: () => false })
    expect(both.flatMap(({ absorbs }) => absorbs)).toEqual([])
    const free = settle({ spots, bodies: new Map([body('one', true), body('two')]), joins, isApart: () => false })
    expect(free).toMatchObject([{ into: 'one', absorbs: [{ body: 'two' }] }])
  })

  test('grows no case beyond its extent', () => {
    const along = (metres: number): SettledSpot => ({
      ...{ id: `m${metres}`, kind: 'k', opens: 1, from: 0, to: 0, point: [121.4, 31.2 + metres / 111_195] },
    })
    const spots = Array.from({ length: 20 }, (_, n) => along(n * 200))
    const wide = settle({ spots, bodies: new Map(), joins, isApart: () => false })
    expect(wide).toHaveLength(1)
    const bound = settle({ spots, bodies: new Map(), joins: { ...joins, extent: 1_000 }, isApart: () => false })
    expect(bound.length).toBeGreaterThanOrEqual(4)
    expect(bound.reduce((sum, { heard }) => sum + heard.length + 1, 0)).toBe(20)
  })
})
