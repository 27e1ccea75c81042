import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { airIndex, individualIndex } from './air-index.ts'
import { boundsAt, standingAt } from './bounds.ts'
import { changePoint } from './change-point.ts'
import { settingsFaults } from './check-sign.ts'
import { weighingParts } from './diagnose.ts'
import { type ReadingsSource, rankOf, type SignBounds, type SignStanding } from './sign.ts'
import { newState, nextState, type SignState } from './standing.ts'
import { placeValue, windowValue } from './values.ts'

const city = { code: '310000', level: 'city' } as const
const huangpu = { code: '310101', level: 'district' } as const
/** Noon and midnight of 20 November 2026 in Shanghai. */
const [noon, midnight] = [Date.UTC(2026, 10, 20, 4), Date.UTC(2026, 10, 19, 16)]

describe('bounds', () => {
  const bounds: readonly SignBounds[] = [
    { side: 'high', when: { hours: [22, 6] }, notice: 50 },
    { side: 'high', when: { levels: ['city'] }, notice: 70 },
    { side: 'high', when: { places: ['310101'], months: [11] }, notice: 66 },
    { side: 'high', notice: 65, serious: 80 },
    { side: 'low', notice: 10 },
  ]
  test.each([
    [noon, city, 70],
    [midnight, city, 50],
    [midnight, huangpu, 50],
    [noon, huangpu, 66],
    [noon, { code: '310101002', level: 'street' as const }, 66],
    [noon, { code: '310115', level: 'district' as const }, 65],
    [Date.UTC(2026, 5, 20, 4), huangpu, 65],
    // The last hour of the night and the first of the day.
    [Date.UTC(2026, 10, 19, 21, 59, 59), city, 50],
    [Date.UTC(2026, 10, 19, 22), city, 70],
  ])('of each side the first that fits the moment and the place hold', (at, place, notice) => {
    const holding = boundsAt({ bounds }, { at, place })
    expect(holding.map((one) => [one.side, one.notice])).toEqual([
      ['high', notice],
      ['low', 10],
    ])
  })

  it('are met when touched, on both sides', () => {
    const holding = boundsAt({ bounds }, { at: noon, place: { code: '310115', level: 'district' } })
    expect([64.9, 65, 79.9, 80, 10, 10.1].map((value) => standingAt(value, holding))).toEqual([
      ...['calm', 'notice', 'notice', 'serious', 'notice', 'calm'],
    ])
    expect([63, 64, 8, 11].map((value) => standingAt(value, holding, 1))).toEqual([
      'calm',
      'notice',
      'notice',
      'notice',
    ])
  })

  it('are refused when a worse level lies nearer', () => {
    const settings = { ease: 0, rises: 1, falls: 1 }
    expect(settingsFaults({ ...settings, bounds: [{ side: 'high', notice: 5, warning: 4 }] })).toHaveLength(1)
    expect(settingsFaults({ ...settings, bounds: [{ side: 'low', notice: 5, warning: 4 }] })).toEqual([])
    expect(settingsFaults({ ...settings, bounds: [{ side: 'low' }] })).toHaveLength(1)
    expect(settingsFaults({ ...settings, rises: 0, ease: -1, bounds: [] })).toHaveLength(2)
  })
})

describe('standing', () => {
  const holding: readonly SignBounds[] = [{ side: 'high', notice: 10, warning: 20, serious: 30 }]
  const settings = { ease: 2, rises: 2, falls: 2 }
  const run = (values: readonly (number | undefined)[], isSure = true, couldOnlyWorsen = false) => {
    let state: SignState = newState(0)
    return values.map((value, i) => {
      state = nextState(state, { value, isSure, couldOnlyWorsen }, holding, settings, i + 1)
      return state.standing
    })
  }

  it('is taken when enough in a row say so, and left only beyond the ease', () => {
    expect(run([11, 9, 11, 12, 9, 9, 9, 7, 9, 7, 7])).toEqual([
      'calm',
      'calm',
      'calm',
      ...Array<SignStanding>(7).fill('notice'),
      'calm',
    ])
  })

  it('goes straight to where the value is, and down by steps', () => {
    expect(run([35, 35, 25, 25, 17, 17, 5, 5])).toEqual([
      'calm',
      'serious',
      'serious',
      'warning',
      'warning',
      'notice',
      'notice',
      'calm',
    ])
  })

  it('is not moved by what few sources say, but where the silent could only make it worse', () => {
    expect(run([35, 35, 35], false)).toEqual(['calm', 'calm', 'calm'])
    expect(run([35, 35, 5, 5, 5], false, true)).toEqual(['calm', 'serious', 'serious', 'serious', 'serious'])
    expect(run([35, 35, undefined, undefined])).toEqual(['calm', 'serious', 'serious', 'serious'])
  })

  it('whatever comes, it never stands above the worst value seen nor flickers within the ease', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { maxLength: 60 }), (values) => {
        const standings = run(values)
        const worst = standingAt(Math.max(0, ...values), holding)
        for (const one of standings) expect(rankOf(one)).toBeLessThanOrEqual(rankOf(worst))
      }),
    )
    const about = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 10.5 : 9))
    expect(new Set(run([12, 12, ...about]).slice(1))).toEqual(new Set(['notice']))
  })
})

describe('values of a place', () => {
  const source = (more: Partial<ReadingsSource>): ReadingsSource => ({
    ...{ from: 'readings', profile: 'p', measure: 'm', within: 'mean', window: 300, across: 'mean' },
    ...more,
  })
  const devices = [{ value: 4 }, { value: 10 }, { value: undefined }, { value: 1 }]
  test.each([
    [{ across: 'mean' }, 5],
    [{ across: 'sum' }, 15],
    [{ across: 'min' }, 1],
    [{ across: 'max' }, 10],
    [{ across: 'median' }, 4],
    [{ across: 'p90' }, 10],
    [{ across: 'count', is: { atLeast: 4 } }, 2],
    [{ across: 'share', is: { below: 4 } }, 100 / 3],
  ] as const)('%j', (more, expected) => {
    expect(placeValue(devices, source(more))).toEqual({
      value: expect.closeTo(expected, 9),
      sources: 4,
      reporting: 3,
    })
  })

  it('an even number has its median between the middle two; a ratio is of the sums', () => {
    expect(placeValue([{ value: 1 }, { value: 4 }], source({ across: 'median' })).value).toBe(2.5)
    const lots = [{ value: 30, per: 100 }, { value: 20, per: 20 }, { value: 9 }]
    expect(placeValue(lots, source({ across: 'ratio', per: 'c' }))).toMatchObject({ reporting: 2 })
    expect(placeValue(lots, source({ across: 'ratio', per: 'c' })).value).toBeCloseTo(41.6667, 3)
  })

  it('nobody heard is no value, never zero', () => {
    expect(placeValue([{ value: undefined }], source({ across: 'sum' }))).toEqual({
      value: undefined,
      sources: 1,
      reporting: 0,
    })
  })

  it('a window is read as declared, and not with too few readings', () => {
    const figures = { count: 4, sum: 20, min: 1, max: 11, first: 3, last: 5 }
    const read = (within: ReadingsSource['within']) => windowValue(figures, within, 4)
    expect((['last', 'mean', 'min', 'max', 'sum', 'change'] as const).map(read)).toEqual([5, 5, 1, 11, 20, 2])
    expect(windowValue(figures, 'mean', 5)).toBeUndefined()
    expect(windowValue(undefined, 'mean')).toBeUndefined()
    expect(windowValue({ ...figures, count: 1 }, 'change')).toBeUndefined()
  })
})

describe('the air quality index', () => {
  // Breakpoints give their indexes exactly; between them in proportion, rounded up.
  test.each([
    ['pm25', 35, 50],
    ['pm25', 75, 100],
    ['pm25', 76, 102],
    ['pm25', 500, 500],
    ['pm25', 900, 500],
    ['o3', 215, 150],
    ['co', 3, 75],
    ['so2', 0, 0],
  ] as const)('%s %d µg/m³ is %d', (pollutant, concentration, index) => {
    expect(individualIndex(pollutant, concentration)).toBe(index)
  })

  it('is that of the worst pollutant, and none without any', () => {
    expect(airIndex({ pm25: 60, pm10: 120, no2: 40 })).toEqual({ value: 85, pollutant: 'pm10' })
    expect(airIndex({})).toBeUndefined()
  })
})

describe('diagnosis', () => {
  it('finds since when a series is another, through gaps and one wild value', () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => (i < 37 ? 5 : 9) + Math.sin(i * 1.7) * 0.4)
    values[10] = Number.NaN
    values[20] = 80
    expect(changePoint(values)).toMatchObject({ at: 37, before: expect.closeTo(5, 0), after: expect.closeTo(9, 0) })
  })

  it('claims no change where there is none', () => {
    const noise = Float64Array.from({ length: 60 }, (_, i) => 5 + Math.sin(i * 12.9898) * 2)
    expect(changePoint(noise)).toBeUndefined()
    expect(changePoint(new Float64Array(60).fill(3))).toBeUndefined()
    expect(changePoint(Float64Array.of(1, 2, 3))).toBeUndefined()
  })

  const source = (across: ReadingsSource['across'], more: Partial<ReadingsSource> = {}): ReadingsSource => ({
    ...{ from: 'readings', profile: 'p', measure: 'm', within: 'last', window: 0, across },
    ...more,
  })
  const parts = [
    { id: 'a', value: 2 },
    { id: 'b', value: 6 },
    { id: 'c', value: undefined },
    { id: 'd', value: 2.5 },
  ]

  it('names the parts that weigh: of a sum their share, of a count those that meet it, of a low mean the lowest', () => {
    expect(weighingParts(parts, source('sum'), 'high')[0]).toEqual({ id: 'b', value: 6, share: 6 / 10.5 })
    expect(weighingParts(parts, source('count', { is: { atLeast: 2.5 } }), 'high').map(({ id }) => id)).toEqual([
      'b',
      'd',
    ])
    expect(weighingParts(parts, source('mean'), 'low').map(({ id }) => id)).toEqual(['a', 'd', 'b'])
    expect(weighingParts(parts, source('max'), 'high')[0]).toEqual({ id: 'b', value: 6, share: undefined })
  })
})
