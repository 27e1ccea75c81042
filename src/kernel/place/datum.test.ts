import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chinaBounds } from './bounds.ts'
import { datums, fromWgs84, geometryToWgs84, toWgs84 } from './datum.ts'
import { distance } from './distance.ts'
import { fromMercator, mercatorLength, toMercator } from './mercator.ts'

const [west, south, east, north] = chinaBounds
const inChina = fc.record({
  lng: fc.double({ min: west + 1, max: east - 1, noNaN: true }),
  lat: fc.double({ min: south + 1, max: north - 1, noNaN: true }),
})

describe('datums', () => {
  it('come back within a tenth of a metre from anywhere in China', () => {
    fc.assert(
      fc.property(inChina, fc.constantFrom(...datums), (point, datum) => {
        expect(distance(toWgs84(fromWgs84(point, datum), datum), point)).toBeLessThan(0.1)
      }),
      { numRuns: 500 },
    )
  })

  it('shift People’s Square in Shanghai by the published half kilometre', () => {
    const wgs = { lng: 121.4737, lat: 31.2304 }
    const gcj = fromWgs84(wgs, 'gcj02')
    expect(gcj.lng).toBeCloseTo(121.478_2, 3)
    expect(gcj.lat).toBeCloseTo(31.228_4, 3)
    expect(distance(wgs, gcj)).toBeGreaterThan(400)
    expect(distance(wgs, gcj)).toBeLessThan(600)
    const bd = fromWgs84(wgs, 'bd09')
    expect(bd.lng - gcj.lng).toBeCloseTo(0.0065, 3)
    expect(bd.lat - gcj.lat).toBeCloseTo(0.006, 3)
  })

  it('leave other countries alone, and take CGCS2000 as WGS 84', () => {
    const baltimore = { lng: -76.6, lat: 39.3 }
    expect(fromWgs84(baltimore, 'gcj02')).toEqual(baltimore)
    expect(toWgs84(baltimore, 'gcj02')).toEqual(baltimore)
    const shanghai = { lng: 121.4737, lat: 31.2304 }
    expect(toWgs84(shanghai, 'cgcs2000')).toEqual(shanghai)
  })

  it('convert whole geometries, heights kept', () => {
    const point = { lng: 121.4737, lat: 31.2304 }
    const gcj = fromWgs84(point, 'gcj02')
    const back = geometryToWgs84(
      {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [gcj.lng, gcj.lat, 7],
              [gcj.lng, gcj.lat],
            ],
          ],
        ],
      },
      'gcj02',
    )
    const [first, second] = back.coordinates[0]?.[0] ?? []
    expect(first?.[0]).toBeCloseTo(point.lng, 8)
    expect(first?.[2]).toBe(7)
    expect(second).toHaveLength(2)
  })
})

describe('Web Mercator', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(
        fc.record({
          lng: fc.double({ min: -180, max: 180, noNaN: true }),
          lat: fc.double({ min: -85, max: 85, noNaN: true }),
        }),
        (point) => {
          expect(distance(fromMercator(toMercator(point)), point)).toBeLessThan(0.001)
        },
      ),
    )
  })

  it('is EPSG:3857', () => {
    // The example of EPSG Guidance Note 7-2 §1.3.3: 24°22′54.433″ N, 100°20′00.000″ W.
    const [x, y] = toMercator({ lng: -(100 + 20 / 60), lat: 24 + 22 / 60 + 54.433 / 3600 })
    expect(x).toBeCloseTo(-11_169_055.58, 2)
    expect(y).toBeCloseTo(2_800_000, 2)
  })

  it('stretches lengths by the latitude', () => {
    const a = { lng: 121, lat: 31 }
    const b = { lng: 121.01, lat: 31 }
    const [ax] = toMercator(a)
    const [bx] = toMercator(b)
    // The sphere of Mercator is a little larger than the mean earth.
    expect((bx - ax) / mercatorLength(distance(a, b), 31)).toBeCloseTo(6_378_137 / 6_371_008.8, 4)
  })
})
