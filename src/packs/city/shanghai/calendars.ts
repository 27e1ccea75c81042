import { type Calendar, cityZone, type Span, type Weekday } from '../../../kernel/time/index.ts'
import { publicHolidays } from './public-holidays.ts'

const sameHours = (days: readonly Weekday[], spans: readonly Span[]): Calendar['hours'] =>
  Object.fromEntries(days.map((day) => [day, spans]))

const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5]
const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
const officeHours: readonly Span[] = [
  [9 * 60, 11 * 60 + 30],
  [13 * 60 + 30, 17 * 60 + 30],
]
const patrolHours: readonly Span[] = [[7 * 60, 22 * 60]]
const dayAndNight: readonly Span[] = [[0, 24 * 60]]

/** What the three calendars share: days by the notices, unlisted years by weekends alone and marked as assumed. */
const common = {
  zone: cityZone,
  workdays: weekdays,
  years: publicHolidays,
  beyond: 'weekly',
} as const

/** Offices (机关): weekdays nine to half past eleven, half past one to half past five. The hours are a proposal, edit them. */
export const officeCalendar: Calendar = {
  ...common,
  id: 'office',
  title: { zh: '机关工作时间', en: 'Office hours' },
  hours: sameHours(weekdays, officeHours),
  makeUpHours: officeHours,
  holidaysClose: true,
}

/** Streets and grids (街镇网格巡查): hours run every day from seven to ten at night, days as in offices. A proposal, edit it. */
export const patrolCalendar: Calendar = {
  ...common,
  id: 'patrol',
  title: { zh: '网格巡查时间', en: 'Patrol hours' },
  hours: sameHours(everyDay, patrolHours),
  makeUpHours: patrolHours,
  holidaysClose: false,
}

/** The hotline desk and duty officers: day and night; days as in offices. */
export const dutyCalendar: Calendar = {
  ...common,
  id: 'duty',
  title: { zh: '全天值守', en: 'Day and night' },
  hours: sameHours(everyDay, dayAndNight),
  makeUpHours: dayAndNight,
  holidaysClose: false,
}

/** Every calendar of the city; `office` is the one that cases use unless they name another. */
export const calendars: readonly Calendar[] = [officeCalendar, patrolCalendar, dutyCalendar]
