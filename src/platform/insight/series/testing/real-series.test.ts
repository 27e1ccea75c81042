import { describe, expect, it } from 'vitest'
import { hasRealData } from '../../../base/testing.ts'
import { anomalyKinds } from '../anomalies/anomaly.ts'
import { findAnomalies } from '../anomalies/find-anomalies.ts'
import { forecast } from '../forecast/forecast.ts'
import { regularize, slice } from '../shape/regular.ts'
import { beijingAir, parking, shanghaiAir } from './real-series.ts'
import { ours, threeSigma, trial } from './trial.ts'

describe.skipIf(!hasRealData)('real series (skipped where ../shared/data is not there)', () => {
  it('car parks: open from eight, duplicates counted, impossible values left out', () => {
    const lots = parking()
    expect(lots).toHaveLength(15)
    const all = lots.map(({ readings, nature }) => regularize(readings, nature))
    expect(all.every(({ perDay, step }) => perDay === 18 && step === 1_800_000)).toBe(true)
    expect(all.reduce((sum, { counts }) => sum + counts.impossible, 0)).toBe(12)
    expect(all.every(({ counts }) => counts.duplicate > 0)).toBe(true)
  })

  it('a car park is forecast better than by last week, within intervals that hold', () => {
    const lot = parking().find(({ name }) => name === 'BHMEURBRD01')
    const made = lot && forecast(regularize(lot.readings, lot.nature), lot.nature)
    expect(made?.error.mae).toBeLessThan(0.85 * (made?.naive.mae ?? 0))
    expect(made?.naive.model).toBe('seasonal-naive')
    expect(made?.coverage).toBeGreaterThan(0.8)
    expect(made?.points.every(({ low }) => low >= 0)).toBe(true)
  })

  it('a car park with a month of readings is not forecast', () => {
    const lot = parking().find(({ name }) => name === 'NIA North')
    expect(lot && forecast(regularize(lot.readings, lot.nature), lot.nature)).toBeUndefined()
  })

  it('anomalies put into car parks are found and rightly named, far more than by three sigma', () => {
    const all = parking()
      .slice(0, 5)
      .map(({ readings, nature }) => regularize(readings, nature))
    const options = { rounds: 1, count: 2, sizes: { shift: 5, spike: 8 } }
    const [own, rule] = [trial(all, ours, options), trial(all, threeSigma, options)]
    for (const kind of anomalyKinds) {
      expect(own[kind].named / own[kind].injected).toBeGreaterThanOrEqual(0.8)
      expect(rule[kind].named).toBeLessThan(own[kind].named)
    }
  })

  it('an ozone meter that stood still for a day, twice, is found in the air of Beijing', () => {
    const ozone = beijingAir().find(({ name }) => name === 'O3')
    const regular = ozone && regularize(ozone.readings, ozone.nature)
    const newest = regular && slice(regular, regular.at.length - 3_000, regular.at.length)
    const stuck = newest ? findAnomalies(newest, ['stuck']) : []
    const at = (text: string) => Date.parse(`${text}+08:00`)
    for (const [from, seen] of [
      [at('2017-01-09T18:00'), 105],
      [at('2017-01-10T18:00'), 95],
    ] as const)
      expect(stuck.find((one) => one.from === from)?.evidence).toMatchObject({ seen })
  })

  it('two thirds of missing hours are counted and bend nothing', () => {
    const [dust] = shanghaiAir()
    const regular = dust && regularize(dust.readings, dust.nature)
    expect(regular?.counts).toMatchObject({ given: 35_064, empty: 27_222 })
    const found = regular ? findAnomalies(slice(regular, regular.at.length - 4_000, regular.at.length)) : []
    expect(found.length).toBeLessThan(15)
  })
})
