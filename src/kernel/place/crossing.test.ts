import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCrossing, type Position, type Ring } from './index.ts'

const closed = (corners: readonly Position[]): Ring => [...corners, ...corners.slice(0, 1)]

/** Corners around a middle, each at its own distance: bounds one area whatever the distances. */
const stars = fc.array(fc.integer({ min: 10, max: 100 }), { minLength: 3, maxLength: 24 }).map((far) =>
  far.map((one, index): Position => {
    const angle = (index * 2 * Math.PI) / far.length
    return [one * Math.cos(angle), one * Math.sin(angle)]
  }),
)

describe('an outline', () => {
  test('that bounds one area has no crossing, wherever it begins and whichever way it runs', () => {
    fc.assert(
      fc.property(stars, fc.nat(), (corners, from) => {
        const begin = from % corners.length
        const turned = [...corners.slice(begin), ...corners.slice(0, begin)]
        expect(findCrossing(closed(turned))).toBeUndefined()
        expect(findCrossing(closed(turned.toReversed()))).toBeUndefined()
      }),
    )
  })

  test('of which two corners far apart change places crosses itself', () => {
    const square: readonly Position[] = [
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
    ]
    const [a, b, c, d] = square as [Position, Position, Position, Position]
    expect(findCrossing(closed([a, c, b, d]))).toEqual([0, 2])
    expect(findCrossing(closed([a, b, c, d]))).toBeUndefined()
  })

  test('that touches itself, runs back over itself or stands twice on a corner is refused, too', () => {
    expect(
      findCrossing(
        closed([
          [0, 0],
          [4, 0],
          [4, 4],
          [2, 0],
          [0, 4],
        ]),
      ),
    ).toBeDefined()
    expect(
      findCrossing(
        closed([
          [0, 0],
          [4, 0],
          [2, 0],
          [2, 3],
        ]),
      ),
    ).toBeDefined()
    expect(
      findCrossing(
        closed([
          [0, 0],
          [4, 0],
          [4, 0],
          [4, 4],
        ]),
      ),
    ).toBeDefined()
    expect(
      findCrossing(
        closed([
          [0, 0],
          [4, 0],
          [2, 0],
        ]),
      ),
    ).toBeDefined()
  })
})
