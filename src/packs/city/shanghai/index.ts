export { type Bureau, bureaus } from './bureaus.ts'
export { calendars, dutyCalendar, officeCalendar, patrolCalendar } from './calendars.ts'
export { codingCatalogues } from './coding-catalogues.ts'
export { demoCrews, type ProfileCrew } from './demo/crews.ts'
export { type DemoCity, demoCity } from './demo/demo-city.ts'
export { type Ground, type ProfileGrid, pointInside } from './demo/draw-ground.ts'
export type { ProfileAddress, ProfileRoad } from './demo/draw-roads.ts'
export { personName, personPhone } from './demo/names.ts'
export { type DemoComponent, type DemoRoute, demoPatrols } from './demo/patrols.ts'
export { type DemoFirm, type DemoResident, demoFirms, demoResidents } from './demo/residents.ts'
export { demoResources } from './demo/resources.ts'
export { inventedStem } from './demo/road-names.ts'
export { otherDistrict, otherStreet, showcaseDistrict, showcaseStreet } from './demo/showcase.ts'
export type { ProfilePerson } from './demo/staff.ts'
export {
  cityBounds,
  cityDivision,
  committeeNames,
  districts,
  type ProfileDivision,
  shanghaiCode,
  streetNames,
} from './divisions.ts'
export { drawStreets } from './draw-streets.ts'
export {
  cityOffice,
  type DutyDirectory,
  dutyDirectory,
  hotlineOffice,
  officeDuties,
  type ProfileOffice,
} from './offices.ts'
export { publicHolidays } from './public-holidays.ts'
