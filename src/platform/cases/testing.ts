export { person, plainCalendar, smallOffices } from './testing/small-city.ts'
