export { manholeCover } from './manhole-cover.ts'
export { samples } from './samples.ts'
