import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CityError } from '../errors/index.ts'
import type { Calendar } from './calendar.ts'
import { getInstant } from './iso.ts'
import { days, hours, within, workingDays, workingHours } from './within.ts'
import { addWorking, dueWithin, isOpen, isWorkingDay, workingBetween } from './working.ts'
import { cityZone, dateOf, dayAt, dayMs, findDayOf, hourMs, minuteMs, weekdayOf } from './zone.ts'

const morning = [540, 690] as const
const afternoon = [810, 1050] as const
const office = [morning, afternoon] as const

/** Two years with a long holiday over a weekend and its make-up days, as a notice would have them. */
const calendar: Calendar = {
  id: 'test',
  title: { zh: '测试', en: 'Test' },
  zone: cityZone,
  workdays: [1, 2, 3, 4, 5],
  hours: { 1: office, 2: office, 3: office, 4: office, 5: office },
  makeUpHours: office,
  holidaysClose: true,
  years: [
    {
      year: 2026,
      basis: 'notice',
      source: 'test',
      holidays: [
        { title: { zh: '元旦', en: 'New Year' }, from: '2026-01-01', to: '2026-01-03' },
        { title: { zh: '国庆节', en: 'National Day' }, from: '2026-10-01', to: '2026-10-07' },
      ],
      makeUpDays: ['2026-01-04', '2026-09-20', '2026-10-10'],
    },
    { year: 2027, basis: 'statute', source: 'test', holidays: [], makeUpDays: [] },
  ],
  beyond: 'fail',
}

/** Streets are watched every day from seven to eleven at night, holidays too. */
const patrol: Calendar = {
  ...calendar,
  id: 'patrol',
  hours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [[420, 1380]] as const])),
  makeUpHours: [[420, 1380]],
  holidaysClose: false,
  beyond: 'weekly',
}

const at = (local: string) => getInstant(`${local}+08:00`)
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof CityError) return error.code
    throw error
  }
  return 'nothing thrown'
}

describe('working days', () => {
  it.each([
    ['Friday morning, one day', '2026-11-20T09:00', 1, '2026-11-23T17:30'],
    ['Friday night, one day', '2026-11-20T23:59', 1, '2026-11-23T17:30'],
    ['Saturday, one day', '2026-11-21T10:00', 1, '2026-11-23T17:30'],
    ['no days: today', '2026-11-20T09:00', 0, '2026-11-20T17:30'],
    ['no days on a Sunday: the next working day', '2026-11-22T09:00', 0, '2026-11-23T17:30'],
    ['over the holiday', '2026-09-30T16:00', 1, '2026-10-08T17:30'],
    ['over the holiday and onto the make-up Saturday', '2026-09-30T16:00', 3, '2026-10-10T17:30'],
    ['past the make-up Saturday', '2026-09-30T16:00', 4, '2026-10-12T17:30'],
    ['onto a make-up Sunday', '2026-09-18T16:00', 1, '2026-09-20T17:30'],
    ['over the year’s end', '2026-12-31T08:00', 1, '2027-01-01T17:30'],
  ])('%s', (_, from, amount, due) => {
    expect(addWorking(at(from), workingDays(amount), calendar)).toBe(at(due))
  })

  it('end with the day where the office has no hours', () => {
    const dayOnly: Calendar = { ...calendar, id: 'day-only', hours: { 7: [[0, 1440]] } }
    expect(addWorking(at('2026-11-20T09:00'), workingDays(1), dayOnly)).toBe(at('2026-11-23T23:59:59.999'))
  })
})

describe('working hours', () => {
  it.each([
    ['inside the morning', '2026-11-20T09:30', 1, '2026-11-20T10:30'],
    ['to the minute of closing, not of the next opening', '2026-11-20T13:30', 4, '2026-11-20T17:30'],
    ['over lunch', '2026-11-20T11:00', 1, '2026-11-20T14:00'],
    ['over the weekend', '2026-11-20T17:00', 1, '2026-11-23T09:30'],
    ['from a closed hour', '2026-11-20T20:00', 0.5, '2026-11-23T09:30'],
    ['over the holiday', '2026-09-30T17:00', 1, '2026-10-08T09:30'],
    ['onto the make-up Saturday', '2026-10-09T17:30', 1, '2026-10-10T10:00'],
  ])('%s', (_, from, amount, due) => {
    expect(addWorking(at(from), workingHours(amount), calendar)).toBe(at(due))
  })

  it('run on Sundays and holidays where the calendar of hours says so, while days do not', () => {
    const nationalDay = at('2026-10-01T10:00')
    expect(addWorking(nationalDay, workingHours(4), patrol)).toBe(at('2026-10-01T14:00'))
    expect(addWorking(nationalDay, workingDays(1), patrol)).toBe(at('2026-10-08T23:00'))
    expect(isOpen(nationalDay, patrol)).toBe(true)
    expect(isOpen(nationalDay, calendar)).toBe(false)
    expect(isWorkingDay(nationalDay, patrol)).toBe(false)
    expect(isWorkingDay(at('2026-10-10T10:00'), calendar)).toBe(true)
  })
})

describe('days and hours on the clock', () => {
  it('days end with the last day, or with the next working day when that is free', () => {
    expect(addWorking(at('2026-11-20T09:00'), days(4), calendar)).toBe(at('2026-11-24T23:59:59.999'))
    expect(addWorking(at('2026-11-20T09:00'), days(1), calendar)).toBe(at('2026-11-23T23:59:59.999'))
    expect(addWorking(at('2026-09-28T09:00'), days(5), calendar)).toBe(at('2026-10-08T23:59:59.999'))
  })

  it('hours do not stop for the night', () => {
    expect(addWorking(at('2026-11-20T22:00'), hours(4), calendar)).toBe(at('2026-11-21T02:00'))
  })
})

describe('years a calendar does not have', () => {
  it('fail loudly', () => {
    expect(codeOf(() => addWorking(at('2027-12-30T09:00'), workingDays(5), calendar))).toBe('time.noCalendar')
    expect(codeOf(() => workingBetween(at('2025-12-30T09:00'), at('2026-01-05T09:00'), calendar))).toBe(
      'time.noCalendar',
    )
  })

  it('or fall back to weekends, and say which years were assumed', () => {
    const due = dueWithin(at('2027-12-30T09:00'), workingDays(2), patrol)
    expect(due).toEqual({ at: at('2028-01-03T23:00'), assumedYears: [2027, 2028] })
    expect(dueWithin(at('2026-11-20T09:00'), workingDays(2), patrol).assumedYears).toEqual([])
  })
})

describe('limits', () => {
  it.each([
    ['workingDay', -1],
    ['workingDay', 1.5],
    ['day', 0.5],
    ['hour', Number.NaN],
    ['workingHour', Number.POSITIVE_INFINITY],
    ['day', 40_000],
  ] as const)('%s %d is refused', (unit, amount) => {
    expect(codeOf(() => within(unit, amount))).toBe('time.badWithin')
  })

  it('are plain frozen data', () => {
    expect(JSON.parse(JSON.stringify(workingDays(2)))).toEqual({ unit: 'workingDay', amount: 2 })
    expect(Object.isFrozen(hours(1))).toBe(true)
  })
})

describe('calendars that contradict themselves', () => {
  const year = calendar.years[0]
  it.each<[string, Partial<Calendar>]>([
    ['hours out of order', { hours: { 1: [afternoon, morning] } }],
    ['hours past midnight', { hours: { 1: [[1400, 1500]] } }],
    ['never open', { hours: {} }],
    ['never a working day', { workdays: [] }],
    ['the same year twice', { years: year ? [year, year] : [] }],
    ['a make-up day inside a holiday', { years: year ? [{ ...year, makeUpDays: ['2026-10-03'] }] : [] }],
    ['a make-up day that is worked anyway', { years: year ? [{ ...year, makeUpDays: ['2026-10-12'] }] : [] }],
    ['a holiday in another year', { years: year ? [{ ...year, year: 2025 }] : [] }],
    ['a day that does not exist', { years: year ? [{ ...year, makeUpDays: ['2026-02-30'] }] : [] }],
  ])('%s', (name, change) => {
    const bad = { ...calendar, ...change, id: name }
    expect(codeOf(() => addWorking(at('2026-11-20T09:00'), workingDays(1), bad))).toBe('time.badCalendar')
  })
})

/** The same rules told again, one day and one minute at a time. */
function isWorkedPlainly(day: number): boolean {
  const date = dateOf(day)
  const year = calendar.years.find((each) => each.year === Number(date.slice(0, 4)))
  if (year?.makeUpDays.includes(date)) return true
  if (weekdayOf(day) > 5) return false
  return !year?.holidays.some(({ from, to }) => date >= from && date <= to)
}

function addDaysPlainly(from: number, amount: number): number {
  let day = dayAt(from, cityZone)
  for (let left = amount; left > 0; ) {
    day += 1
    if (isWorkedPlainly(day)) left -= 1
  }
  return day * dayMs + 1050 * minuteMs - 8 * hourMs
}

function openMinutesPlainly(from: number, to: number): number {
  let sum = 0
  for (let minute = from; minute < to; minute += minuteMs) {
    const local = minute + 8 * hourMs
    const clock = (local % dayMs) / minuteMs
    const isIn = (clock >= 540 && clock < 690) || (clock >= 810 && clock < 1050)
    if (isIn && isWorkedPlainly(Math.floor(local / dayMs))) sum += 1
  }
  return sum
}

describe('properties', () => {
  const first = at('2026-01-01T00:00')
  const moments = fc.integer({ min: 0, max: 500 * 1440 }).map((minute) => first + minute * minuteMs)

  it('working days agree with counting one by one, and are counted back', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 120 }), (from, amount) => {
        const due = addWorking(from, workingDays(amount), calendar)
        expect(due).toBe(addDaysPlainly(from, amount))
        expect(workingBetween(from, due, calendar).workingDays).toBe(amount)
      }),
    )
  })

  it('working time agrees with counting minute by minute', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 15 * 1440 }), (from, minutes) => {
        const to = from + minutes * minuteMs
        expect(workingBetween(from, to, calendar).workingMs).toBe(openMinutesPlainly(from, to) * minuteMs)
      }),
      { numRuns: 40 },
    )
  })

  it('what is added in working hours is what lies between, and never earlier than needed', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 60 * 400 }), (from, minutes) => {
        const due = addWorking(from, workingHours(minutes / 60), calendar)
        expect(workingBetween(from, due, calendar).workingMs).toBe(minutes * minuteMs)
        expect(workingBetween(from, due - 1, calendar).workingMs).toBe(minutes * minuteMs - 1)
      }),
    )
  })

  it('time between turns its sign with its ends and adds up', () => {
    fc.assert(
      fc.property(moments, moments, moments, (a, b, c) => {
        const ab = workingBetween(a, b, calendar)
        const ba = workingBetween(b, a, calendar)
        expect(ba.workingMs + ab.workingMs).toBe(0)
        const bc = workingBetween(b, c, calendar)
        const ac = workingBetween(a, c, calendar)
        expect(ab.workingDays + bc.workingDays).toBe(ac.workingDays)
        expect(ab.workingMs + bc.workingMs).toBe(ac.workingMs)
      }),
    )
  })

  it('a century is a walk over years, not days', () => {
    const due = addWorking(at('2026-11-20T09:00'), workingDays(25_000), patrol)
    expect(workingBetween(at('2026-11-20T09:00'), due, patrol).workingDays).toBe(25_000)
    expect(findDayOf('2026-11-20')).toBe(dayAt(at('2026-11-20T09:00'), cityZone))
  })
})
