import { describe, expect, test } from 'vitest'
import { hourMs } from '../time/index.ts'
import { nextAtWork, type Shift } from './index.ts'

// Monday 2 March 2026 in Shanghai.
const at = (hour: number, day = 2) => Date.UTC(2026, 2, day, hour - 8)
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const day: readonly Shift[] = [{ weekdays: everyDay, from: 7 * 60, until: 19 * 60 }]
const night: readonly Shift[] = [{ weekdays: everyDay, from: 19 * 60, until: 31 * 60 }]
const half = 12 * hourMs

describe('a crew is at work', () => {
  test('from now to the end of its shift, or of the time looked at', () => {
    expect(nextAtWork(day, [], at(10), half)).toEqual({ from: at(10), until: at(19) })
    expect(nextAtWork(day, [], at(10), 2 * hourMs)).toEqual({ from: at(10), until: at(12) })
  })

  test('from the beginning of the next shift, if that begins in time', () => {
    expect(nextAtWork(day, [], at(20), half)).toEqual({ from: at(7, 3), until: at(8, 3) })
    expect(nextAtWork(day, [], at(20), 5 * hourMs)).toBeUndefined()
    expect(nextAtWork([{ weekdays: [2], from: 60, until: 120 }], [], at(10), half)).toBeUndefined()
  })

  test('past midnight', () => {
    expect(nextAtWork(night, [], at(2, 3), half)).toEqual({ from: at(2, 3), until: at(7, 3) })
    expect(nextAtWork(night, [], at(23), half)).toEqual({ from: at(23), until: at(7, 3) })
  })

  test('without a break where one shift follows the other', () => {
    expect(nextAtWork([...day, ...night], [], at(18), half)).toEqual({ from: at(18), until: at(18) + half })
    expect(nextAtWork([{ weekdays: everyDay, from: 0, until: 1_440 }], [], at(23), half)).toEqual({
      ...{ from: at(23), until: at(23) + half },
    })
  })

  test('not while it is away, and again after it', () => {
    const away = (from: number, until: number) => [{ from: at(from), until: at(until) }]
    expect(nextAtWork(day, away(9, 12), at(10), half)).toEqual({ from: at(12), until: at(19) })
    expect(nextAtWork(day, away(15, 17), at(10), half)).toEqual({ from: at(10), until: at(15) })
    expect(nextAtWork(day, away(6, 20), at(10), 6 * hourMs)).toBeUndefined()
  })
})
