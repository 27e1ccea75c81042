import { timeErrors } from './time-errors.ts'

/** The units of a time limit: elapsed hours and days, or working hours and working days by a calendar. */
export type WithinUnit = 'workingDay' | 'workingHour' | 'hour' | 'day'

/** A time limit (时限) as plain frozen data: stored in packs, compared, shown. What it means on the clock: `addWorking`. */
export type Within = { readonly unit: WithinUnit; readonly amount: number }

/** No limit of the city is longer than this; a larger figure is a typing error and would walk the calendar for ever. */
const longest: Readonly<Record<WithinUnit, number>> = {
  workingDay: 25_000,
  workingHour: 200_000,
  hour: 900_000,
  day: 36_525,
}

/**
 * Builds a checked limit from a unit and an amount, e.g. out of a table row.
 * @throws time.badWithin when the amount is negative, not finite, longer than a century, or a fraction of a (working) day
 */
export function within(unit: WithinUnit, amount: number): Within {
  const wholeOnly = unit === 'workingDay' || unit === 'day'
  const isSound = Number.isFinite(amount) && amount >= 0 && amount <= longest[unit]
  if (!isSound || (wholeOnly && !Number.isInteger(amount))) throw timeErrors.make('time.badWithin', { unit, amount })
  return Object.freeze({ unit, amount })
}

/** So many working days (工作日) after the day it starts, until offices close. Whole numbers. @throws time.badWithin */
export const workingDays = (amount: number): Within => within('workingDay', amount)

/** So many hours of open offices (工作小时). Fractions allowed. @throws time.badWithin */
export const workingHours = (amount: number): Within => within('workingHour', amount)

/** So many hours on the clock, day and night. Fractions allowed. @throws time.badWithin */
export const hours = (amount: number): Within => within('hour', amount)

/** So many calendar days (自然日) after the day it starts. Whole numbers. @throws time.badWithin */
export const days = (amount: number): Within => within('day', amount)
