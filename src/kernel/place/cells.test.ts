import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInArea, squareMetres, standingOf } from './area.ts'
import { cellsWithin } from './cells.ts'
import { distance, planeAt } from './distance.ts'
import type { Point, Polygon, Position } from './geojson.ts'

const square: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [121, 31],
      [121.2, 31],
      [121.2, 31.2],
      [121, 31.2],
      [121, 31],
    ],
  ],
}
/** A comb with three teeth pointing north. */
const comb: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [121, 31],
      [121.25, 31],
      [121.25, 31.2],
      [121.2, 31.2],
      [121.2, 31.05],
      [121.15, 31.05],
      [121.15, 31.2],
      [121.1, 31.2],
      [121.1, 31.05],
      [121.05, 31.05],
      [121.05, 31.2],
      [121, 31.2],
      [121, 31],
    ] as Position[],
  ],
}
const inside = (west: number, east: number, south: number, north: number) =>
  fc.record({
    lng: fc.double({ min: west, max: east, noNaN: true }),
    lat: fc.double({ min: south, max: north, noNaN: true }),
  })

describe('cells', () => {
  it('divide the area without loss and without overlap', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(square, comb),
        fc.array(inside(121, 121.25, 31, 31.2), { minLength: 1, maxLength: 12 }),
        (area, points) => {
          const apart = points.filter((point, index) =>
            points.slice(0, index).every((other) => distance(point, other) > 1),
          )
          const cells = cellsWithin(area, apart)
          const whole = cells.reduce((sum, cell) => sum + squareMetres(cell), 0)
          expect(whole / squareMetres(area)).toBeCloseTo(1, 3)
        },
      ),
    )
  })

  it('give every spot to its nearest point', () => {
    fc.assert(
      fc.property(
        fc.array(inside(121, 121.25, 31, 31.2), { minLength: 2, maxLength: 8 }),
        inside(121, 121.25, 31, 31.2),
        (points, spot) => {
          const plane = planeAt({ lng: 121.125, lat: 31.1 })
          const away = (point: Point) => {
            const [x, y] = plane.toMetres(point)
            const [sx, sy] = plane.toMetres(spot)
            return Math.hypot(x - sx, y - sy)
          }
          const order = points.map((point, index) => ({ index, away: away(point) })).sort((a, b) => a.away - b.away)
          // Spots on a border between two cells, and twin points, belong to both.
          fc.pre((order[1]?.away ?? 0) - (order[0]?.away ?? 0) > 0.01 && standingOf(spot, comb) === 'inside')
          const cells = cellsWithin(comb, points)
          cells.forEach((cell, index) => {
            expect(isInArea(spot, cell)).toBe(index === order[0]?.index)
          })
        },
      ),
    )
  })

  it('fall into pieces where the area is bent', () => {
    const [south, north] = cellsWithin(comb, [
      { lng: 121.125, lat: 31.02 },
      { lng: 121.125, lat: 31.18 },
    ])
    expect(south?.type).toBe('Polygon')
    expect(north?.type).toBe('MultiPolygon')
    expect(north?.coordinates).toHaveLength(3)
  })

  it('leave nothing to a point that is never nearest', () => {
    const [, far] = cellsWithin(square, [
      { lng: 121.1, lat: 31.1 },
      { lng: 125, lat: 31.1 },
    ])
    expect(far).toEqual({ type: 'MultiPolygon', coordinates: [] })
  })
})
