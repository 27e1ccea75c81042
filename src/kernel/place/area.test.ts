import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centroid, distanceToArea, findRegion, isInArea, regionsOf, squareMetres, standingOf } from './area.ts'
import { boundsMeet, boundsOf, isInBounds } from './bounds.ts'
import { boundsAround, distance, shift } from './distance.ts'
import type { Area, MultiPolygon, Point, Polygon, Position, Ring } from './geojson.ts'
import { labelPoint } from './label-point.ts'
import { simplifyArea, simplifyLine } from './simplify.ts'

const box = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const withHole: Polygon = { type: 'Polygon', coordinates: [box(121, 31, 121.4, 31.4), box(121.1, 31.1, 121.2, 31.2)] }
const two: MultiPolygon = { type: 'MultiPolygon', coordinates: [withHole.coordinates, [box(122, 31, 122.1, 31.1)]] }

/** A star around a centre: its corners at growing angles, so that it never crosses itself. */
const stars = fc
  .array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 5, maxLength: 40 })
  .map((lengths): Polygon => {
    const corners = lengths.map((length, index): Position => {
      const angle = (index / lengths.length) * 2 * Math.PI
      return [121.5 + 0.1 * length * Math.cos(angle), 31.2 + 0.1 * length * Math.sin(angle)]
    })
    return { type: 'Polygon', coordinates: [[...corners, corners[0] ?? [0, 0]]] }
  })

describe('point in area', () => {
  it.each<[string, Point, Area, string]>([
    ['in the body', { lng: 121.05, lat: 31.05 }, withHole, 'inside'],
    ['in the hole', { lng: 121.15, lat: 31.15 }, withHole, 'outside'],
    ['on the rim of the hole', { lng: 121.1, lat: 31.15 }, withHole, 'edge'],
    ['on an edge', { lng: 121, lat: 31.2 }, withHole, 'edge'],
    ['on a corner', { lng: 121.4, lat: 31.4 }, withHole, 'edge'],
    ['level with a corner, outside', { lng: 120.9, lat: 31.4 }, withHole, 'outside'],
    ['level with the hole’s corners, inside', { lng: 121.05, lat: 31.1 }, withHole, 'inside'],
    ['in the second part', { lng: 122.05, lat: 31.05 }, two, 'inside'],
    ['between the parts', { lng: 121.7, lat: 31.05 }, two, 'outside'],
  ])('%s', (_, point, area, standing) => expect(standingOf(point, area)).toBe(standing))

  it('agrees with the construction of a star', () => {
    fc.assert(
      fc.property(stars, fc.nat(), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (star, place, part) => {
        const ring = star.coordinates[0] ?? []
        const index = place % (ring.length - 1)
        const [a, b] = [ring[index] ?? [0, 0], ring[index + 1] ?? [0, 0]]
        const middle = { lng: (a[0] + b[0]) / 2, lat: (a[1] + b[1]) / 2 }
        const along = (f: number): Point => ({
          lng: 121.5 + f * (middle.lng - 121.5),
          lat: 31.2 + f * (middle.lat - 31.2),
        })
        expect(standingOf(along(part), star)).toBe('inside')
        expect(standingOf(along(2 - part), star)).toBe('outside')
        expect(standingOf(middle, star)).toBe('edge')
      }),
    )
  })

  it('finds the region, the first when two share an edge', () => {
    const regions = regionsOf([
      { area: { type: 'Polygon', coordinates: [box(121, 31, 121.2, 31.2)] }, value: 'west' },
      { area: { type: 'Polygon', coordinates: [box(121.2, 31, 121.4, 31.2)] }, value: 'east' },
    ])
    expect(findRegion({ lng: 121.3, lat: 31.1 }, regions)?.value).toBe('east')
    expect(findRegion({ lng: 121.2, lat: 31.1 }, regions)?.value).toBe('west')
    expect(findRegion({ lng: 121.5, lat: 31.1 }, regions)).toBeUndefined()
  })
})

describe('measures', () => {
  it('metres, square metres', () => {
    const a = { lng: 121.4737, lat: 31.2304 }
    expect(distance(a, a)).toBe(0)
    // A degree of latitude on the mean sphere.
    expect(distance({ lng: 121, lat: 31 }, { lng: 121, lat: 32 })).toBeCloseTo(111_195, 0)
    const square: Polygon = { type: 'Polygon', coordinates: [box(121, 31, 121.01, 31.01)] }
    const side = distance({ lng: 121, lat: 31 }, { lng: 121, lat: 31.01 })
    const width = distance({ lng: 121, lat: 31.005 }, { lng: 121.01, lat: 31.005 })
    expect(squareMetres(square) / (side * width)).toBeCloseTo(1, 4)
    const hole: Polygon = { type: 'Polygon', coordinates: [box(121, 31, 121.02, 31.02), box(121, 31, 121.01, 31.01)] }
    expect(squareMetres(hole) / squareMetres(square)).toBeCloseTo(3, 2)
  })

  it('a shift is as long as it says, and its box holds the circle', () => {
    const metres = fc.double({ min: -20_000, max: 20_000, noNaN: true })
    fc.assert(
      fc.property(metres, metres, (east, north) => {
        const from = { lng: 121.4737, lat: 31.2304 }
        const to = shift(from, east, north)
        const length = Math.hypot(east, north)
        // Going north the parallels narrow: a thousandth at twenty kilometres.
        expect(Math.abs(distance(from, to) - length)).toBeLessThanOrEqual(0.003 * length + 0.01)
        expect(isInBounds(to, boundsAround(from, distance(from, to) + 0.01))).toBe(true)
      }),
    )
  })

  it('the way to an area, its hole counted', () => {
    expect(distanceToArea({ lng: 121.05, lat: 31.05 }, withHole)).toBe(0)
    const east = { lng: 121.41, lat: 31.2 }
    expect(distanceToArea(east, withHole) / distance(east, { lng: 121.4, lat: 31.2 })).toBeCloseTo(1, 3)
    const hole = { lng: 121.15, lat: 31.11 }
    expect(distanceToArea(hole, withHole) / distance(hole, { lng: 121.15, lat: 31.1 })).toBeCloseTo(1, 3)
  })

  it('boxes and centres', () => {
    expect(boundsOf(two)).toEqual([121, 31, 122.1, 31.4])
    expect(boundsOf({ type: 'LineString', coordinates: [] })).toBeUndefined()
    expect(boundsMeet([0, 0, 1, 1], [1, 1, 2, 2])).toBe(true)
    expect(boundsMeet([0, 0, 1, 1], [1.1, 0, 2, 2])).toBe(false)
    const centre = centroid({ type: 'Polygon', coordinates: [box(121, 31, 121.1, 31.1)] })
    expect(centre.lng).toBeCloseTo(121.05, 6)
    expect(centre.lat).toBeCloseTo(31.05, 6)
    // The hole in the south-west pushes the centre north-east, whichever way the rings run.
    const away = centroid(withHole)
    const turned = centroid({ type: 'Polygon', coordinates: withHole.coordinates.map((ring) => [...ring].reverse()) })
    expect(away.lng).toBeGreaterThan(121.2)
    expect(away.lat).toBeGreaterThan(31.2)
    expect(distance(away, turned)).toBeLessThan(0.01)
  })

  it('a label lies inside a bent area whose centre does not', () => {
    const bent: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [121, 31],
          [121.3, 31],
          [121.3, 31.05],
          [121.05, 31.05],
          [121.05, 31.3],
          [121, 31.3],
          [121, 31],
        ],
      ],
    }
    expect(isInArea(centroid(bent), bent)).toBe(false)
    expect(standingOf(labelPoint(bent), bent)).toBe('inside')
    fc.assert(
      fc.property(stars, (star) => {
        expect(standingOf(labelPoint(star), star)).toBe('inside')
      }),
      { numRuns: 30 },
    )
  })
})

describe('simplifying', () => {
  it('drops what lies on a straight line and keeps corners', () => {
    const line: Position[] = [
      [121, 31],
      [121.05, 31.0000001],
      [121.1, 31],
      [121.1, 31.1],
    ]
    expect(simplifyLine(line, 5)).toEqual([
      [121, 31],
      [121.1, 31],
      [121.1, 31.1],
    ])
  })

  it('never strays farther than asked, keeps rings closed', () => {
    fc.assert(
      fc.property(stars, fc.double({ min: 1, max: 3000, noNaN: true }), (star, metres) => {
        const less = simplifyArea(star, metres) as Polygon // a polygon in gives a polygon out
        const ring = less.coordinates[0] ?? []
        expect(ring.length).toBeGreaterThanOrEqual(4)
        expect(ring[0]).toEqual(ring.at(-1))
        for (const [lng, lat] of star.coordinates[0] ?? []) {
          const nearest = Math.min(...ring.slice(1).map((b, index) => toSegment({ lng, lat }, ring[index] ?? b, b)))
          expect(nearest).toBeLessThanOrEqual(metres * 1.01 + 0.01)
        }
      }),
    )
  })

  it('drops holes too small to see', () => {
    const less = simplifyArea(
      { type: 'Polygon', coordinates: [box(121, 31, 121.4, 31.4), box(121.1, 31.1, 121.1001, 31.1001)] },
      50,
    )
    expect(less.coordinates).toHaveLength(1)
  })
})

/** Distance to a segment by closing in on its nearest point: the distance along it falls, then rises. */
function toSegment(point: Point, a: Position, b: Position): number {
  const at = (f: number) => distance(point, { lng: a[0] + f * (b[0] - a[0]), lat: a[1] + f * (b[1] - a[1]) })
  let [low, high] = [0, 1]
  for (let step = 0; step < 60; step += 1) {
    const third = (high - low) / 3
    if (at(low + third) < at(high - third)) high -= third
    else low += third
  }
  return Math.min(at(0), at((low + high) / 2), at(1))
}
