export type { Reach, SearchDocument, Source } from './document.ts'
export { searchErrors } from './errors.ts'
export { type SearchParts, searchRoom } from './search-room.ts'
