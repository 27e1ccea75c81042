export { measureErrors } from './errors.ts'
export { type MeasureParts, measureRoom } from './measure-room.ts'
export type { Titles } from './titles.ts'
