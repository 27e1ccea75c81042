export { responseErrors } from './errors.ts'
export type { ResponseOffices, ResponseParts } from './parts.ts'
export { responseRoom } from './response-room.ts'
