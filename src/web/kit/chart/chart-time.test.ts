import { expect, test } from 'vitest'
import type { ChartSpec } from './chart-spec.ts'
import { ahead, overTime, reachesEnd, stretchesOf } from './chart-time.ts'

const hour = 3_600_000
const points = [0, 1, 2, 14, 15, 16].map((at) => ({ x: String(at), at: at * hour, y: at }))

test('a line over time has a hole where far longer than usual nothing came, and nowhere else', () => {
  const drawn = overTime(points).map(([at, y]) => [(at - ahead) / hour, y])
  expect(drawn).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, null],
    [14, 14],
    [15, 15],
    [16, 16],
  ])
  const band = [0, 1, 2, 9].map((at) => [at, 1, 2] as const)
  expect(stretchesOf(band, true).map((some) => some.length)).toEqual([3, 1])
  expect(stretchesOf(band, false)).toEqual([band])
})

test('only the line that goes on to the end is named there', () => {
  const short = { name: 'past', tone: 1 as const, points: points.slice(0, 3) }
  const long = { name: 'to come', tone: 2 as const, points: [...points, { x: 'later', at: 99 * hour, y: null }] }
  const spec: ChartSpec = { kind: 'line', x: 'Time', unit: '', series: [short, long] }
  expect([reachesEnd(spec, short), reachesEnd(spec, long)]).toEqual([false, true])
})
