import { describe, expect, it } from 'vitest'
import type { Bounds } from './bounds.ts'
import { findPlaceholders, looksSwapped } from './suspect.ts'

const maryland: Bounds = [-79.5, 37.8, -75, 39.8]

describe('swapped coordinates', () => {
  it.each([
    [{ lng: 31.2304, lat: 121.4737 }, true],
    [{ lng: 121.4737, lat: 31.2304 }, false],
    [{ lng: -76.6, lat: 39.3 }, false], // elsewhere, swapped or not
  ])('%o in China: %s', (point, swapped) => expect(looksSwapped(point)).toBe(swapped))

  it('are judged by the bounds of the city that loads them', () => {
    expect(looksSwapped({ lng: 39.3, lat: -76.6 }, maryland)).toBe(true)
    expect(looksSwapped({ lng: -76.6, lat: 39.3 }, maryland)).toBe(false)
  })
})

describe('placeholders', () => {
  const real = Array.from({ length: 300 }, (_, index) => ({ lng: -76.6 + index * 1e-4, lat: 39.3 + index * 1e-4 }))
  const many = (lng: number, lat: number, count: number) => Array.from({ length: count }, () => ({ lng, lat }))

  it('are found with the reason', () => {
    const found = findPlaceholders([...real, ...many(-77, 39, 27), ...many(0, 0, 1), ...many(-76.61234, 39.29876, 40)])
    expect(found).toEqual([
      { point: { lng: -76.61234, lat: 39.29876 }, count: 40, why: 'crowded' },
      { point: { lng: -77, lat: 39 }, count: 27, why: 'rounded' },
      { point: { lng: 0, lat: 0 }, count: 1, why: 'zero' },
    ])
  })

  it('are not every busy address', () => {
    expect(findPlaceholders([...real, ...many(-76.61234, 39.29876, 9), ...many(-77, 39, 2)])).toEqual([])
  })
})
