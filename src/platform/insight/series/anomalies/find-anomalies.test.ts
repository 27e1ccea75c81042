import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regularize } from '../shape/regular.ts'
import { seeded } from '../testing/inject.ts'
import { findAnomalies } from './find-anomalies.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 0, 5) - 8 * hour

/** Ten weeks of hours with a day's course, rounded like a meter's. */
function meter(seed: number, odd: (value: number, at: number) => number = (value) => value, by = 1, off = 0) {
  const random = seeded(seed)
  const at = Array.from({ length: 70 * 24 }, (_, place) => start + place * hour)
  const value = at.map((_, place) => {
    const noise = random() + random() + random() + random() - 2
    return odd(Math.round((5 * Math.sin((place % 24) / 3.82) + noise) * 1_000) / 1_000, place) * by + off
  })
  return regularize({ at, value })
}

const kinds = (regular: ReturnType<typeof meter>) =>
  findAnomalies(regular).map(({ kind, from }) => [kind, Math.round((from - start) / hour)])

describe('anomalies', () => {
  it('leaves calm series alone', () => {
    for (let seed = 1; seed <= 10; seed += 1) expect(kinds(meter(seed))).toEqual([])
  })

  it('is calm at both ends of a series whose hours differ much and whose noise is small', () => {
    const random = seeded(11)
    const at = Array.from({ length: 60 * 24 }, (_, place) => start + place * hour)
    const value = at.map((_, place) => 10 * Math.sin((place % 24) / 3.82) + random() / 100)
    expect(findAnomalies(regularize({ at, value }))).toEqual([])
  })

  it('names a spike, a shift, a stuck stretch and a day upside down by their kind and place', () => {
    expect(kinds(meter(1, (value, at) => (at === 800 || at === 801 ? value + 8 : value)))).toEqual([['spike', 800]])
    const shift = findAnomalies(meter(2, (value, at) => (at >= 900 ? value - 6 : value))).find(
      (one) => one.kind === 'shift',
    )
    expect(shift).toMatchObject({ kind: 'shift', direction: -1 })
    expect(Math.abs(((shift?.from ?? 0) - start) / hour - 900)).toBeLessThanOrEqual(6)
    expect((shift?.evidence.expected ?? 0) - (shift?.evidence.seen ?? 0)).toBeCloseTo(6, 0)
    expect(kinds(meter(3, (value, at) => (at >= 700 && at < 712 ? 1.25 : value)))).toEqual([['stuck', 700]])
    const turned = findAnomalies(meter(4, (value, at) => (at >= 960 && at < 984 ? -value : value)))
    expect(turned.map(({ kind }) => kind)).toEqual(['seasonal'])
    expect(turned[0]?.from).toBeLessThan(start + 984 * hour)
    expect(turned[0]?.to).toBeGreaterThan(start + 960 * hour)
  })

  it('is not misled by the unit: what is found does not depend on scale and zero', () => {
    const odd = (value: number, at: number) => (at === 500 ? value + 7 : at >= 900 && at < 910 ? 2 : value)
    const known = kinds(meter(5, odd))
    expect(known.length).toBeGreaterThanOrEqual(2)
    fc.assert(
      fc.property(fc.constantFrom(0.01, 0.5, 8, 1_000), fc.constantFrom(-40, 0, 273), (by, off) => {
        expect(kinds(meter(5, odd, by, off))).toEqual(known)
      }),
      { numRuns: 8 },
    )
  })

  it('knows that rain is mostly none, and that a gauge may yet be stuck in rain', () => {
    const random = seeded(6)
    const rain = (_: number, at: number) =>
      random() < 0.05 ? Math.round(random() * 80) / 10 : at >= 900 && at < 915 ? 2.4 : 0
    const found = findAnomalies(meter(7, rain))
    expect(found.map(({ kind }) => kind).every((kind) => kind === 'stuck')).toBe(true)
    expect(found.every(({ evidence }) => evidence.seen === 2.4)).toBe(true)
    expect(found.length).toBeGreaterThan(0)
  })

  it('takes no flat top of a smooth course for a meter that is stuck, nor judges it by a day or two', () => {
    // A model's temperature, rounded: it stands for hours at its top and at its foot, each day anew.
    const smooth = (days: number, odd: (place: number) => boolean = () => false) => {
      const at = Array.from({ length: days * 96 }, (_, place) => start + place * (hour / 4))
      const value = at.map((_, place) =>
        odd(place) ? 3.1 : Math.round((12 + 8 * Math.sin((place % 96) / 15.28)) * 2) / 2,
      )
      return findAnomalies(regularize({ at, value }), ['stuck'])
    }
    for (const days of [1, 2, 3, 5, 12]) expect(smooth(days)).toEqual([])
    const [stuck, ...more] = smooth(12, (place) => place >= 700 && place < 748)
    expect(stuck).toMatchObject({ kind: 'stuck', evidence: { seen: 3.1, readings: 48 } })
    expect(more).toEqual([])
    // Longer than the days beside it: what stood still for a week is held against the weeks around that.
    const week = smooth(24, (place) => place >= 700 && place < 700 + 7 * 96)
    expect(week.map(({ evidence }) => evidence.seen)).toContain(3.1)
  })

  it('says nothing of series with too few readings or none', () => {
    expect(findAnomalies(regularize({ at: [], value: [] }))).toEqual([])
    const at = Array.from({ length: 40 }, (_, place) => start + place * hour)
    expect(findAnomalies(regularize({ at, value: at.map((_, place) => (place === 20 ? 1e6 : place % 3)) }))).toEqual([])
  })

  it('does not fall for a gap, nor for a series that is one number', () => {
    const gap = meter(8, (value, at) => (at > 400 && at < 700 ? Number.NaN : value))
    expect(kinds(gap)).toEqual([])
    const short = meter(8, (value, at) => (at >= 70 * 24 - 100 ? value + 6 : value))
    // Four days after a shift it is seen.
    expect(kinds(short).filter(([kind]) => kind === 'shift')).toHaveLength(1)
    expect(findAnomalies(meter(9, () => 4))).toEqual([])
    // A state that changed once or twice is none that stands still.
    expect(
      findAnomalies(meter(9, (_, at) => (at > 300 && at < 310 ? 1 : 0))).filter(({ kind }) => kind === 'stuck'),
    ).toEqual([])
  })
})
