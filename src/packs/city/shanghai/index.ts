export { calendars, dutyCalendar, officeCalendar, patrolCalendar } from './calendars.ts'
export {
  cityDivision,
  committeeNames,
  districts,
  type ProfileDivision,
  shanghaiCode,
  streetNames,
} from './divisions.ts'
export { drawStreets } from './draw-streets.ts'
export { publicHolidays } from './public-holidays.ts'
