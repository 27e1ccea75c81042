export type { Calendar, CalendarYear, Holiday, Span, Weekday } from './calendar.ts'
export { checkCalendar } from './calendar-table.ts'
export { guessHabit, type HabitGuess } from './guess-habit.ts'
export { type DateHabit, type DateOrder, type DateReading, parseHabit } from './habit.ts'
export type { DatePrecision } from './habit-clock.ts'
export { findInstant, getInstant, isoOf } from './iso.ts'
export { sayAgo, sayInstant, sayLength, sayRemaining, sayWithin, type TimeStyle } from './say-time.ts'
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
