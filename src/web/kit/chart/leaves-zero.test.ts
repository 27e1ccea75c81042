import { expect, test } from 'vitest'
import { leavesZero } from './chart-option.ts'
import type { ChartSpec } from './chart-spec.ts'

const line = (...ys: readonly (number | null)[]): ChartSpec => ({
  kind: 'line',
  x: 'Time',
  unit: '',
  series: [{ name: 'a', tone: 1, points: ys.map((y, at) => ({ x: String(at), y })) }],
})

test('lines that move little far from zero leave it; all others keep it', () => {
  expect(leavesZero(line(1010, null, 1035))).toBe(true)
  expect(leavesZero(line(-210, -200))).toBe(true)
  expect(leavesZero(line(10, 35))).toBe(false)
  expect(leavesZero(line(-5, 30))).toBe(false)
  expect(leavesZero(line(0, 0))).toBe(false)
  expect(leavesZero(line(null))).toBe(false)
  expect(leavesZero({ ...line(90, 100), kind: 'bar' })).toBe(false)
  expect(leavesZero({ ...line(90, 100), range: [0, 100] })).toBe(false)
  expect(leavesZero({ ...line(90, 100), target: { value: 10, words: '' } })).toBe(false)
})
