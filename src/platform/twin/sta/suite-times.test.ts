import { describe, expect, it } from 'vitest'
import { staCity } from './testing/sta-city.ts'

const sta = await staCity()

/** Instants and intervals around 07:00 and 08:00, each observation with its place in the list as its result. */
const at = (text: string) => `2016-01-01T0${text}:00Z`
const instants = ['6:00', '6:59', '7:00', '7:01', '7:59', '8:00', '8:01', '9:00'].map(at)
const intervals = [
  ...['6:00 6:59', '6:00 7:00', '6:00 7:01', '7:00 8:00', '7:01 7:59', '7:59 9:00', '8:00 9:00', '8:01 9:00'],
  ...['6:59 8:01', '7:00 7:59', '7:00 8:01', '6:59 8:00', '7:01 8:00'],
].map((text) => text.split(' ').map(at).join('/'))
const rows = [
  ...instants.map((time) => ({ phenomenonTime: time, resultTime: time })),
  ...intervals.map((time) => ({ phenomenonTime: time, validTime: time })),
  { phenomenonTime: '2015-01-01T06:00:00Z', resultTime: '2015-01-01T06:00:00Z' },
  { phenomenonTime: '2017-01-01T09:00:00Z', resultTime: '2017-01-01T09:00:00Z' },
  {
    phenomenonTime: '2015-01-01T06:00:00Z/2015-01-01T07:00:00Z',
    resultTime: '2015-01-01T06:00:00Z',
    validTime: '2015-01-01T06:00:00Z/2015-01-01T07:00:00Z',
  },
  {
    phenomenonTime: '2017-01-01T09:00:00Z/2017-01-01T10:00:00Z',
    resultTime: '2017-01-01T10:00:00Z',
    validTime: '2017-01-01T09:00:00Z/2017-01-01T10:00:00Z',
  },
].map((row, result) => ({ ...row, result }))
const stream = await sta.stream({ name: 'Times', observations: rows })
const seven = '2016-01-01T07:00:00Z'
const hour = `${seven}/2016-01-01T08:00:00Z`

const found = async (filter: string): Promise<readonly unknown[]> =>
  (await sta.values(`Datastreams(${stream})/Observations?$top=100&$filter=${encodeURIComponent(filter)}`))
    .map(({ result }: { result: number }) => result)
    .sort((a: number, b: number) => a - b)

// What OGC's and FROST-Server's test suites expect of these times (ets-sta10, FROST-Server.Tests DateTimeTests).
const lt7 = [
  [0, 1, 21, 23],
  [8, 9, 23],
  [0, 1, 8, 9, 21, 23],
]
const gt7 = [
  [3, 4, 5, 6, 7, 22, 24],
  [12, 13, 14, 15, 20, 24],
  [3, 4, 5, 6, 7, 12, 13, 14, 15, 20, 22, 24],
]
const gtHour = [
  [5, 6, 7, 22, 24],
  [14, 15, 24],
  [5, 6, 7, 14, 15, 22, 24],
]
const le7 = [
  [0, 1, 2, 21, 23],
  [8, 9, 23],
  [0, 1, 2, 8, 9, 21, 23],
]
const leHour = [
  [0, 1, 2, 21, 23],
  [8, 9, 10, 11, 17, 19, 23],
  [0, 1, 2, 8, 9, 10, 11, 17, 19, 21, 23],
]
const ge7 = [
  [2, 3, 4, 5, 6, 7, 22, 24],
  [11, 12, 13, 14, 15, 17, 18, 20, 24],
  [2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 17, 18, 20, 22, 24],
]
const geHour = [
  [5, 6, 7, 22, 24],
  [11, 13, 14, 15, 18, 20, 24],
  [5, 6, 7, 11, 13, 14, 15, 18, 20, 22, 24],
]
type Table = readonly (readonly number[])[]
const tables: readonly (readonly [string, Table, Table, Table, Table])[] = [
  // relation; time × seven; time × hour; seven × time; hour × time; each for resultTime, validTime, phenomenonTime
  ['%s lt %s', lt7, lt7, gt7, gtHour],
  ['%s gt %s', gt7, gtHour, lt7, lt7],
  ['%s le %s', le7, leHour, ge7, geHour],
  ['%s ge %s', ge7, geHour, le7, leHour],
  ['%s eq %s', [[2], [], [2]], [[], [11], [11]], [[2], [], [2]], [[], [11], [11]]],
  ['before(%s,%s)', lt7, lt7, gt7, gtHour],
  ['after(%s,%s)', gt7, gtHour, lt7, lt7],
  ...(
    [
      [
        'meets(%s,%s)',
        [[2], [9, 11, 17, 18], [2, 9, 11, 17, 18]],
        [
          [2, 5],
          [9, 14],
          [2, 5, 9, 14],
        ],
      ],
      [
        'overlaps(%s,%s)',
        [[2], [10, 11, 16, 17, 18, 19], [2, 10, 11, 16, 17, 18, 19]],
        [
          [2, 3, 4],
          [10, 11, 12, 13, 16, 17, 18, 19, 20],
          [2, 3, 4, 10, 11, 12, 13, 16, 17, 18, 19, 20],
        ],
      ],
      ['starts(%s,%s)', [[2], [11, 17, 18], [2, 11, 17, 18]], [[2], [11, 17, 18], [2, 11, 17, 18]]],
      ['finishes(%s,%s)', [[2], [9], [2, 9]], [[5], [11, 19, 20], [5, 11, 19, 20]]],
    ] as const
  ).map(([relation, one, other]): readonly [string, Table, Table, Table, Table] => [relation, one, other, one, other]),
]
const times = ['resultTime', 'validTime', 'phenomenonTime']
const filled = (form: string, left: string, right: string) => form.replace('%s', left).replace('%s', right)
const cases = tables.flatMap(([form, bySeven, byHour, ofSeven, ofHour]) =>
  times.flatMap((time, index): readonly (readonly [string, readonly number[]])[] => [
    [filled(form, time, seven), bySeven[index] ?? []],
    [filled(form, time, hour), byHour[index] ?? []],
    [filled(form, seven, time), ofSeven[index] ?? []],
    [filled(form, hour, time), ofHour[index] ?? []],
  ]),
)

describe('instants and intervals compared, as the test suites expect', () => {
  it.each(cases)('%s', async (filter, right) => {
    expect(await found(filter)).toEqual(right)
  })

  it.each([
    [`during(resultTime,${hour})`, [2, 3, 4]],
    [`during(validTime,${hour})`, [11, 12, 17, 20]],
    [`during(phenomenonTime,${hour})`, [2, 3, 4, 11, 12, 17, 20]],
    [`during(${seven},validTime)`, [10, 11, 16, 17, 18, 19]],
    [`during(${seven},phenomenonTime)`, [10, 11, 16, 17, 18, 19]],
    [`during(${hour},validTime)`, [11, 16, 18, 19]],
    [`during(${hour},phenomenonTime)`, [11, 16, 18, 19]],
    ['year(resultTime) eq 2015', [21, 23]],
    ['year(validTime) eq 2015', [23]],
    ['year(phenomenonTime) eq 2015', [21, 23]],
    [`resultTime add duration'PT1H' gt ${at('9:00')}`, [6, 7, 22, 24]],
    [`validTime add duration'PT1H' gt ${at('9:00')}`, [15, 24]],
    [`phenomenonTime gt ${at('9:00')} sub duration'PT1H'`, [6, 7, 15, 22, 24]],
    [`validTime sub duration'PT1H' gt ${seven}`, [15, 24]],
    [`phenomenonTime lt ${at('6:00')}/${seven} add duration'PT1H'`, [0, 1, 8, 9, 21, 23]],
    [`resultTime gt ${at('8:00')}/${at('9:00')} sub duration'PT1H'`, [5, 6, 7, 22, 24]],
    [`validTime gt ${at('8:00')}/${at('9:00')} sub duration'PT1H'`, [14, 15, 24]],
    [`phenomenonTime sub ${at('8:00')} eq duration'PT1H'`, [7]],
    [`not resultTime lt ${seven} and not resultTime ge ${at('8:00')}`, [2, 3, 4]],
    [`not validTime lt ${seven} and not validTime ge ${at('8:00')}`, [10, 11, 12, 13, 16, 17, 18, 19, 20]],
    [
      `not phenomenonTime lt ${seven} and not phenomenonTime ge ${at('8:00')}`,
      [2, 3, 4, 10, 11, 12, 13, 16, 17, 18, 19, 20],
    ],
  ])('%s', async (filter, right) => {
    expect(await found(filter)).toEqual(right)
  })

  it.each([
    `during(resultTime,${seven})`,
    `during(${seven},resultTime)`,
    `during(${hour},resultTime)`,
    'before(now())',
  ])('%s is 400', async (filter) => {
    const answer = await sta.get(`Observations?$filter=${encodeURIComponent(filter)}`)
    expect(answer.status).toBe(400)
  })

  it.each([
    ['lt 2017-01-01T10:00:00Z', true],
    ['lt 2014-01-01T06:00:00Z', false],
    ['gt 2014-01-01T06:00:00Z', true],
    ['gt 2015-01-01T06:00:00Z', false],
    ['gt 2014-01-01T06:00:00Z/2015-01-01T06:00:00Z', true],
    ['le 2015-01-01T06:00:00Z/2018-01-01T09:00:00Z', true],
    ['le 2014-01-01T06:00:00Z/2018-01-01T09:00:00Z', false],
    ['ge 2014-01-01T06:00:00Z/2017-01-01T10:00:00Z', true],
    ['eq 2015-01-01T06:00:00Z/2017-01-01T10:00:00Z', true],
  ])('a stream whose time %s', async (relation, right) => {
    for (const name of ['phenomenonTime', 'resultTime']) {
      const filter = encodeURIComponent(`${name} ${relation} and id eq ${stream}`)
      expect([name, (await sta.values(`Datastreams?$filter=${filter}`)).length]).toEqual([name, right ? 1 : 0])
    }
  })

  it('a stream without observations has no time', async () => {
    const empty = await sta.stream({ name: 'Empty', observations: [] })
    const { json } = await sta.get(`Datastreams(${empty})`)
    expect([json.phenomenonTime, json.resultTime]).toEqual([undefined, undefined])
  })
})
