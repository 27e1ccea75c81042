import { describe, expect, it } from 'vitest'
import { type Regular, regularize, slice } from '../shape/regular.ts'
import { seeded } from '../testing/inject.ts'
import { rehearse } from './back-test.ts'
import { forecast } from './forecast.ts'
import { modelNames } from './model.ts'
import { predictAll } from './models.ts'
import { seasonalNaive } from './naive.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 0, 5) - 8 * hour

function series(seed: number, of: (at: number, random: () => number, last: number) => number, days = 35): Regular {
  const random = seeded(seed)
  const at = Array.from({ length: days * 24 }, (_, place) => start + place * hour)
  let last = 0
  const value = at.map((_, place) => {
    last = of(place, random, last)
    return last
  })
  return regularize({ at, value }, {}, hour)
}

const seasonal = (at: number, random: () => number) =>
  20 + 6 * Math.sin((at % 24) / 3.82) + (Math.floor(at / 24) % 7 >= 5 ? -5 : 0) + 3 * (random() + random() - 1)

describe('forecasts', () => {
  it('sees nothing but the past: what comes later changes no word of a rehearsal', () => {
    const regular = series(1, seasonal, 40)
    const half = Math.floor(regular.at.length * 0.8)
    const value = regular.value.slice()
    value.fill(1e6, half)
    const one = rehearse(regular, 24, 7).filter(({ origin }) => origin <= half)
    const other = rehearse({ ...regular, value }, 24, 7).filter(({ origin }) => origin <= half)
    expect(one.length).toBeGreaterThan(3)
    expect(other.map(({ said }) => said)).toEqual(one.map(({ said }) => said))
  })

  it('offers a model where there is something to learn, and states an error that it had not seen', () => {
    const made = forecast(series(2, seasonal, 60))
    expect(made?.error.mae).toBeLessThan(0.9 * (made?.naive.mae ?? 0))
    expect(['profile', 'mstl-ets', 'blend']).toContain(made?.model)
    expect(made?.coverage).toBeGreaterThan(0.82)
    expect(made?.coverage).toBeLessThan(0.97)
    for (const { low, value, high } of made?.points ?? []) expect(low <= value && value <= high).toBe(true)
    expect(made?.tried.map(({ model }) => model).toSorted()).toEqual([...modelNames].toSorted())
  })

  it('offers the naive one where nothing beats it: a coin that keeps its side for long', () => {
    // A random walk by coin: the last value is the best that anybody can say.
    const made = forecast(series(3, (_, random, last) => last + (random() < 0.5 ? -1 : 1)))
    expect(made?.error.mae).toBeLessThanOrEqual(made?.naive.mae ?? 0)
    if (made && made.model !== made.naive.model) expect(made.error.mae).toBeLessThan(made.naive.mae)
  })

  it('offers the naive one on a series that repeats itself exactly', () => {
    const made = forecast(series(4, (at) => Math.round(10 * Math.sin((at % 168) / 5))))
    expect(made?.model).toBe('seasonal-naive')
    expect(made?.error.mae).toBe(0)
  })

  it('holds what its intervals promise on values it never saw', () => {
    let [inside, all] = [0, 0]
    for (let seed = 10; seed < 12; seed += 1) {
      const whole = series(seed, seasonal)
      const made = forecast(slice(whole, 0, whole.at.length - 48))
      made?.points.forEach(({ at, low, high }, step) => {
        expect(at).toBe(whole.at[whole.at.length - 48 + step])
        const truth = whole.value[whole.at.length - 48 + step] ?? Number.NaN
        all += 1
        if (truth >= low && truth <= high) inside += 1
      })
    }
    expect(inside / all).toBeGreaterThan(0.8)
    expect(inside / all).toBeLessThan(1)
  })

  it('works through gaps, and says nothing of too little past', () => {
    const random = seeded(5)
    const whole = series(6, seasonal)
    const half = { ...whole, value: whole.value.map((one) => (random() < 0.45 ? Number.NaN : one)) }
    const made = forecast(half)
    expect(made?.error.mae).toBeLessThan(made?.naive.mae ?? 0)
    expect(made?.points.every(({ value }) => Number.isFinite(value))).toBe(true)
    expect(forecast(slice(whole, 0, 15 * 24))).toBeUndefined()
    expect(forecast(regularize({ at: [], value: [] }))).toBeUndefined()
  })

  it('naive repeats the season, further back where a value is missing', () => {
    const { at, value } = series(7, (place) => place % 168, 21)
    const past = {
      ...series(7, (place) => place % 168, 21),
      value: value.map((one, place) => (place === 400 ? Number.NaN : one)),
    }
    const last = at.at(-1) ?? 0
    const future = Float64Array.from({ length: 200 }, (_, step) => last + (step + 1) * hour)
    expect([...seasonalNaive(7)(past, future)]).toEqual(Array.from(future, (_, step) => (504 + step) % 168))
    expect(Object.keys(predictAll(1)(past, future)).toSorted()).toEqual([...modelNames].toSorted())
  })
})
