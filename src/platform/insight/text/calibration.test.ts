import { describe, expect, it } from 'vitest'
import { seeded } from '../../../kernel/codes/index.ts'
import { barsOf, calibrationOf, fitTemperature, probabilities } from './calibration.ts'

/** Scores whose true probabilities are known: `softmax(scores / temperature)` decides by lot which class is true. */
function drawn(temperature: number, count: number) {
  const random = seeded('calibration')
  const scores: Float64Array[] = []
  const truth: number[] = []
  for (let at = 0; at < count; at++) {
    const row = Float64Array.from({ length: 4 }, () => random() * 4 - 2)
    scores.push(row)
    const lot = random()
    const shares = [...probabilities(row, temperature)]
    const bounds = shares.map((_, one) => shares.slice(0, one + 1).reduce((sum, share) => sum + share, 0))
    truth.push(
      Math.max(
        0,
        bounds.findIndex((bound) => lot < bound),
      ),
    )
  }
  return { scores, truth }
}

describe('calibration', () => {
  it('finds the temperature that made the data', () => {
    for (const temperature of [0.3, 1, 3]) {
      const { scores, truth } = drawn(temperature, 20_000)
      expect(Math.abs(Math.log(fitTemperature(scores, truth) / temperature))).toBeLessThan(0.1)
    }
  })

  it('gives probabilities that sum to one, also for large scores', () => {
    const shares = probabilities(Float64Array.of(1000, 999, -1000), 1)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(shares[0]).toBeCloseTo(0.731, 3)
  })

  it('sees no error where promises come true and a large one where they do not', () => {
    const right = Array.from({ length: 1000 }, (_, at) => at % 10 !== 0)
    expect(
      calibrationOf(
        right.map(() => 0.9),
        right,
      ).error,
    ).toBeCloseTo(0, 6)
    const boasting = calibrationOf(
      right.map(() => 0.99),
      right.map((_, at) => at % 2 === 0),
    )
    expect(boasting.error).toBeCloseTo(0.49, 6)
    expect(boasting.bins).toEqual([{ from: 0.9, promised: expect.closeTo(0.99), true: 0.5, count: 1000 }])
  })

  it('says what a bar lets through', () => {
    const bars = barsOf([0.95, 0.9, 0.6, 0.3], [true, false, true, false])
    expect(bars.find(({ least }) => least === 0.9)).toEqual({ least: 0.9, share: 0.5, accuracy: 0.5 })
    expect(bars.find(({ least }) => least === 0.95)).toEqual({ least: 0.95, share: 0.25, accuracy: 1 })
  })
})
