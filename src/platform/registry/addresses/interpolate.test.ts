import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpolateDoor, stretches } from './interpolate.ts'

/** A straight road on which numbers rise by one every two metres. */
const straight = (numbers: readonly number[]) => numbers.map((door) => ({ door, x: 1000 + 2 * door, y: 500 - door }))

describe('a number among known ones', () => {
  it('lies on a straight road exactly where it should, between and beyond', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 2000 }), (known, target) => {
        const guess = interpolateDoor(straight(known), target)
        const [low, high] = [Math.min(...known), Math.max(...known)]
        if (!guess || target < low || target > high) return
        expect(guess.x).toBeCloseTo(1000 + 2 * target, 6)
        expect(guess.y).toBeCloseTo(500 - target, 6)
        expect(guess.isFar).toBe(false)
      }),
    )
    expect(interpolateDoor(straight([100, 140]), 150)).toMatchObject({ x: 1300, y: 350, from: [100, 140] })
  })

  it('beyond the last known number goes at most as far again', () => {
    expect(interpolateDoor(straight([100, 140]), 1000)).toMatchObject({ x: 1360, isFar: true })
    expect(interpolateDoor(straight([100]), 300)).toMatchObject({ x: 1200, isFar: false })
    expect(interpolateDoor(straight([100]), 900)).toMatchObject({ x: 1200, isFar: true })
    expect(interpolateDoor([], 5)).toBeUndefined()
  })

  it('is the surer the nearer a known number is', () => {
    const doors = straight([100, 500])
    const radius = (target: number) => interpolateDoor(doors, target)?.radius ?? 0
    expect(radius(110)).toBeLessThan(radius(300))
    expect(radius(490)).toBeLessThan(radius(300))
  })
})

describe('stretches', () => {
  it('tell two roads of one name apart and lose nobody', () => {
    const spots = fc.array(fc.record({ x: fc.integer({ min: 0, max: 20_000 }), y: fc.constant(0) }), { maxLength: 30 })
    fc.assert(
      fc.property(spots, (doors) => {
        const groups = stretches(doors, 1000)
        expect(groups.flat()).toHaveLength(doors.length)
        const sorted = doors.map(({ x }) => x).sort((a, b) => a - b)
        const breaks = sorted.filter((x, index) => index > 0 && x - (sorted[index - 1] ?? 0) > 1000).length
        expect(groups).toHaveLength(doors.length === 0 ? 0 : breaks + 1)
      }),
    )
  })
})
