import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded } from '../testing/inject.ts'
import { decompose } from './decompose.ts'
import { nextSlots, regularize, weekSlots } from './regular.ts'
import { median, quantileOf, rollingMedian, spread, tailLimit } from './robust.ts'
import { scaleOf } from './scale.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 0, 5) - 8 * hour // a Monday, midnight in Shanghai

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

describe('robust figures', () => {
  it('a rolling median is the median of each window', () => {
    const value = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN))
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        (values, before, after) => {
          const found = rollingMedian(values, before, after, 1)
          values.forEach((_, at) => {
            const window = values.slice(Math.max(0, at - before + 1), at + after + 1)
            expect(found[at]).toEqual(median(window))
          })
        },
      ),
    )
  })

  it('a spread is that of a normal distribution, and a few wild values do not move it', () => {
    const random = seeded(1)
    const values = Array.from({ length: 5_000 }, () => 3 * normal(random))
    expect(spread(values)).toBeCloseTo(3, 0)
    expect(spread([...values, ...Array.from({ length: 250 }, () => 1e9)])).toBeLessThan(3.5)
    expect(spread([1, 1, 1, 1, 5])).toBeGreaterThan(0)
  })

  it('the limit of a tail is that of the normal distribution for normal values, and wild values do not lift it', () => {
    const random = seeded(2)
    const sizes = Array.from({ length: 20_000 }, () => Math.abs(normal(random)))
    expect(tailLimit(sizes, 1 / 1_000)).toBeGreaterThan(3)
    expect(tailLimit(sizes, 1 / 1_000)).toBeLessThan(4)
    expect(tailLimit([...sizes, ...Array.from({ length: 200 }, () => 50)], 1 / 1_000)).toBeLessThan(4.3)
    expect(quantileOf([1, 2, 3, 4], 0.5)).toBe(2.5)
  })
})

describe('an even grid', () => {
  const readings = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.double({ min: -50, max: 50, noNaN: true })), {
    minLength: 20,
  })

  it('holds every reading in its slot, however they are ordered and repeated, and invents none', () => {
    fc.assert(
      fc.property(readings, (rows) => {
        const made = (list: typeof rows) =>
          regularize({ at: list.map(([at]) => start + at * hour), value: list.map(([, value]) => value) }, {}, hour)
        const one = made(rows)
        const slots = new Map(Array.from(one.at, (at, place) => [at, one.value[place] as number]))
        const sums = new Map<number, number[]>()
        for (const [at, value] of rows) sums.set(start + at * hour, [...(sums.get(start + at * hour) ?? []), value])
        for (const [at, values] of sums)
          expect(slots.get(at)).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 8)
        const there = [...slots.values()].filter((value) => !Number.isNaN(value)).length
        expect(there).toBe(sums.size)
        const turned = made(rows.toReversed())
        expect([...turned.at]).toEqual([...one.at])
        turned.value.forEach((value, at) => {
          if (Number.isNaN(value)) expect(one.value[at]).toBeNaN()
          else expect(value).toBeCloseTo(one.value[at] as number, 8)
        })
      }),
    )
  })

  it('counts what is empty, repeated, contradictory and impossible, and leaves the last out', () => {
    const at = [0, 1, 1, 2, 2, 3, 4, 6].map((one) => start + one * hour)
    const { counts, value, step } = regularize({ at, value: [5, 6, 6, 7, 9, -1, Number.NaN, 8] }, { least: 0 })
    expect(step).toBe(hour)
    expect(counts).toEqual({ given: 8, empty: 1, impossible: 1, duplicate: 1, contrary: 1, missing: 3 })
    expect([...value]).toEqual([5, 6, 8, Number.NaN, Number.NaN, Number.NaN, 8])
  })

  it('closes hours in which a series never reports, and carries on after them', () => {
    const at: number[] = []
    for (let day = 0; day < 20; day += 1)
      for (let slot = 16; slot <= 33; slot += 1) at.push(start + day * 24 * hour + slot * 1_800_000 + 61_000)
    const regular = regularize({ at, value: at.map((_, place) => place) })
    expect(regular).toMatchObject({ step: 1_800_000, perDay: 18 })
    expect(regular.counts.missing).toBe(0)
    expect(weekSlots(regular, regular.at.slice(0, 20))).toEqual(Int32Array.from({ length: 20 }, (_, place) => place))
    const next = nextSlots(regular, 2)
    expect([...next]).toEqual([start + 20 * 24 * hour + 8 * hour, start + 20 * 24 * hour + 8.5 * hour])
  })

  it('is the same on any scale that is taken back', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 1e4, noNaN: true }), { minLength: 30 }), (values) => {
        const { to, back } = scaleOf(values)
        for (const value of values) expect(back(to(value))).toBeCloseTo(value, 4)
      }),
    )
  })
})

describe('a series taken apart', () => {
  it('finds the hours and weekdays that are there, through a third of gaps, and none where there are none', () => {
    const random = seeded(3)
    const length = 8 * 168
    const course = (at: number) => 10 * Math.sin((at % 24) / 3.82) - (Math.floor(at / 24) % 7 >= 5 ? 8 : 0)
    const at = Array.from({ length }, (_, place) => start + place * hour)
    const made = (season: boolean) =>
      regularize(
        {
          at,
          value: at.map((_, place) => (random() < 0.33 ? Number.NaN : (season ? course(place) : 0) + normal(random))),
        },
        {},
        hour,
      )
    const with_ = made(true)
    const parts = decompose(with_, with_.value)
    expect(parts).toMatchObject({ hasDay: true, hasWeek: true })
    expect(spread(parts.rest)).toBeLessThan(1.3)
    const without = made(false)
    expect(decompose(without, without.value)).toMatchObject({ hasDay: false, hasWeek: false })
  })
})
