import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnyShape } from '../../../../kernel/twin/index.ts'
import { isLike, matrixOf } from './geo-matrix.ts'
import { geoFunctions } from './geo-relations.ts'
import { readWkt } from './wkt.ts'

const shown = (matrix: readonly number[]) => matrix.map((one) => (one < 0 ? 'F' : one)).join('')
const between = (a: string, b: string) => shown(matrixOf(readWkt(a), readWkt(b)))
const transposed = (text: string) => [0, 3, 6, 1, 4, 7, 2, 5, 8].map((cell) => text[cell]).join('')
const square = 'POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))'
const holed = 'POLYGON((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1))'

describe('the nine intersections (OGC 06-103r4, table 1, and the cases of JTS)', () => {
  it.each([
    ['POINT(1 1)', 'POINT(1 1)', '0FFFFFFF2'],
    ['POINT(1 1)', 'POINT(2 1)', 'FF0FFF0F2'],
    ['MULTIPOINT((1 1), (2 2))', 'POINT(1 1)', '0F0FFFFF2'],
    ['POINT(1 1)', square, '0FFFFF212'],
    ['POINT(4 1)', square, 'F0FFFF212'],
    ['POINT(5 5)', square, 'FF0FFF212'],
    ['POINT(2 2)', holed, 'FF0FFF212'],
    ['POINT(1 2)', holed, 'F0FFFF212'],
    ['POINT(1 0)', 'LINESTRING(0 0, 2 0)', '0FFFFF102'],
    ['POINT(0 0)', 'LINESTRING(0 0, 2 0)', 'F0FFFF102'],
    ['POINT(0 0)', 'LINESTRING(0 0, 2 0, 1 1, 0 0)', '0FFFFF1F2'],
    ['LINESTRING(0 0, 2 2)', 'LINESTRING(0 2, 2 0)', '0F1FF0102'],
    ['LINESTRING(0 0, 2 0)', 'LINESTRING(0 0, 2 0)', '1FFF0FFF2'],
    ['LINESTRING(0 0, 2 0)', 'LINESTRING(1 0, 3 0)', '1010F0102'],
    ['LINESTRING(0 0, 1 0)', 'LINESTRING(1 0, 2 0)', 'FF1F00102'],
    ['LINESTRING(0 0, 3 0)', 'LINESTRING(1 0, 2 0)', '101FF0FF2'],
    ['LINESTRING(1 1, 3 3)', square, '1FF0FF212'],
    ['LINESTRING(-1 2, 5 2)', square, '101FF0212'],
    ['LINESTRING(0 1, 0 3)', square, 'F1FF0F212'],
    ['LINESTRING(-2 2, 0 2)', square, 'FF1F00212'],
    ['LINESTRING(0 0, 4 4)', holed, '101F0F212'],
    [square, square, '2FFF1FFF2'],
    [square, 'POLYGON((2 2, 6 2, 6 6, 2 6, 2 2))', '212101212'],
    [square, 'POLYGON((4 0, 8 0, 8 4, 4 4, 4 0))', 'FF2F11212'],
    [square, 'POLYGON((4 4, 8 4, 8 8, 4 8, 4 4))', 'FF2F01212'],
    [square, 'POLYGON((1 1, 2 1, 2 2, 1 2, 1 1))', '212FF1FF2'],
    [square, 'POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))', '212F11FF2'],
    [holed, 'POLYGON((1 1, 3 1, 3 3, 1 3, 1 1))', 'FF2F112F2'],
    [square, 'POLYGON((10 10, 11 10, 11 11, 10 10))', 'FF2FF1212'],
    ['MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((2 0, 3 0, 3 1, 2 0)))', 'POLYGON((0 0, 1 0, 1 1, 0 0))', '2F2F11FF2'],
  ])('%s and %s: %s', (a, b, right) => {
    expect(between(a, b)).toBe(right)
    expect(between(b, a)).toBe(transposed(between(a, b)))
  })

  const place = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
  const line = fc.uniqueArray(place, { minLength: 2, maxLength: 4, selector: String })
  const box = fc.tuple(place, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).map(
    ([[x, y], w, h]): AnyShape => ({
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [x + w, y],
          [x + w, y + h],
          [x, y + h],
          [x, y],
        ],
      ],
    }),
  )
  const shape = fc.oneof(
    place.map((coordinates): AnyShape => ({ type: 'Point', coordinates })),
    line.map((coordinates): AnyShape => ({ type: 'LineString', coordinates })),
    box,
  )

  it('is the same from both sides, whole with itself, and agrees with the named relations', () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        const matrix = matrixOf(a, b)
        expect(shown(matrixOf(b, a))).toBe(transposed(shown(matrix)))
        expect(isLike(matrixOf(a, a), 'T*F**FFF*')).toBe(true)
        const is = (name: string) => geoFunctions[name]?.(a, b, '')
        expect(is('st_disjoint')).toBe(isLike(matrix, 'FF*FF****'))
        expect(is('st_intersects')).toBe(!isLike(matrix, 'FF*FF****'))
        expect(is('st_equals')).toBe(isLike(matrix, 'T*F**FFF*'))
        expect(is('st_touches')).toBe(!is('st_disjoint') && isLike(matrix, 'F********'))
        if (is('st_crosses')) expect(is('st_within') || is('st_contains')).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it('a pattern is nine signs, read in any case', () => {
    const relate = (pattern: string) => geoFunctions.st_relate?.(readWkt('POINT(1 1)'), readWkt(square), pattern)
    expect([relate('0FFFFF212'), relate('t*f**f***'), relate('1********')]).toEqual([true, true, false])
    expect(() => relate('T***')).toThrow('nine signs')
  })

  it('very long geometries are refused, not compared for minutes', () => {
    const coordinates = Array.from({ length: 5_000 }, (_, index) => [Math.cos(index), Math.sin(index)])
    const long: AnyShape = { type: 'LineString', coordinates }
    expect(() => matrixOf(long, long)).toThrow('too long')
    expect(shown(matrixOf(long, readWkt('POINT(9 9)')))).toBe('FF1FF00F2')
  })
})
