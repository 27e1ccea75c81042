import { expect, test } from 'vitest'
import { shift } from './distance.ts'
import { windTo } from './wind.ts'

const here = { lng: 121.47, lat: 31.23 }

test.each([
  [0, 100, 'north'],
  [100, 100, 'north-east'],
  [100, 0, 'east'],
  [100, -100, 'south-east'],
  [0, -100, 'south'],
  [-100, -100, 'south-west'],
  [-100, 0, 'west'],
  [-100, 100, 'north-west'],
])('%d m east and %d m north lie to the %s', (east, north, wind) => {
  expect(windTo(here, shift(here, east, north)).en).toBe(wind)
})
