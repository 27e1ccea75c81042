import { describe, expect, it } from 'vitest'
import {
  addWorking,
  checkCalendar,
  dateOf,
  dueWithin,
  findDay,
  getInstant,
  isOpen,
  isWorkingDay,
  workingBetween,
  workingDays,
  workingHours,
} from '../../../kernel/time/index.ts'
import { calendars, dutyCalendar, officeCalendar, patrolCalendar } from './calendars.ts'
import { publicHolidays } from './public-holidays.ts'

const at = (local: string) => getInstant(`${local}:00+08:00`)

/** Working days of a year counted by asking every day. */
function workdaysIn(year: number): number {
  let sum = 0
  for (let day = findDay(year, 1, 1) ?? 0; dateOf(day).startsWith(String(year)); day += 1)
    if (isWorkingDay(day * 86_400_000, officeCalendar)) sum += 1
  return sum
}

describe('public holidays', () => {
  it('contradict themselves nowhere', () => {
    for (const calendar of calendars) expect(() => checkCalendar(calendar)).not.toThrow()
  })

  // 365 (366) days less 104 (104) weekend days in 2024: 262 weekdays; less holidays on weekdays, plus make-up days.
  it.each([
    [2024, 251],
    [2025, 248],
    [2026, 248],
  ])('%d has %d working days', (year, days) => expect(workdaysIn(year)).toBe(days))

  it.each([
    ['2024-02-09', true], // the eve of Spring Festival: only encouraged, not granted, in 2024
    ['2024-02-18', true],
    ['2024-10-12', true],
    ['2025-01-27', true],
    ['2025-01-28', false],
    ['2025-10-08', false],
    ['2025-10-11', true],
    ['2026-01-02', false],
    ['2026-01-04', true],
    ['2026-02-14', true],
    ['2026-02-23', false],
    ['2026-02-28', true],
    ['2026-05-09', true],
    ['2026-09-20', true],
    ['2026-10-10', true],
    ['2026-11-20', true],
  ])('%s is a working day: %s', (date, works) => expect(isWorkingDay(at(`${date}T12:00`), officeCalendar)).toBe(works))

  it('cite their notice', () => {
    for (const { basis, source } of publicHolidays)
      expect(source).toMatch(basis === 'notice' ? /^国办发明电〔\d{4}〕\d+号$/ : /^国务院令第\d+号$/)
  })
})

describe('limits in Shanghai', () => {
  it('five working days over Spring Festival 2026', () => {
    expect(addWorking(at('2026-02-12T16:00'), workingDays(5), officeCalendar)).toBe(at('2026-02-26T17:30'))
  })

  it('four working hours over the National Day holiday: the office waits, the patrol does not', () => {
    const eve = at('2026-09-30T16:30')
    expect(addWorking(eve, workingHours(4), officeCalendar)).toBe(at('2026-10-08T14:00'))
    expect(addWorking(eve, workingHours(4), patrolCalendar)).toBe(at('2026-09-30T20:30'))
    expect(addWorking(at('2026-09-30T20:00'), workingHours(4), patrolCalendar)).toBe(at('2026-10-01T09:00'))
    expect(isOpen(at('2026-10-01T03:00'), dutyCalendar)).toBe(true)
  })

  it('a due date in a year without a notice says so', () => {
    expect(dueWithin(at('2026-12-28T10:00'), workingDays(15), officeCalendar)).toEqual({
      at: at('2027-01-19T17:30'),
      assumedYears: [2027],
    })
    expect(dueWithin(at('2026-12-28T10:00'), workingDays(2), officeCalendar).assumedYears).toEqual([])
  })

  it('three years of working time', () => {
    const { workingDays: days, workingMs } = workingBetween(
      at('2024-01-01T00:00'),
      at('2026-12-31T23:59'),
      officeCalendar,
    )
    expect(days).toBe(251 + 248 + 248)
    expect(workingMs).toBe((251 + 248 + 248) * 6.5 * 3_600_000)
  })
})
