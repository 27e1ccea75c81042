export type { Calendar, CalendarYear, Holiday, Span, Weekday } from './calendar.ts'
export { checkCalendar } from './calendar-table.ts'
export { timeErrors } from './time-errors.ts'
export { days, hours, type Within, type WithinUnit, within, workingDays, workingHours } from './within.ts'
export { addWorking, type Due, dueWithin, isOpen, isWorkingDay, type WorkingTime, workingBetween } from './working.ts'
export {
  cityZone,
  type DayNumber,
  dateOf,
  dayAt,
  dayMs,
  dayStart,
  findDay,
  findDayOf,
  fromWallClock,
  hourMs,
  minuteMs,
  offsetAt,
  wallClock,
  weekdayOf,
  yearOf,
} from './zone.ts'
