export { facade } from './facade.ts'
export { samples } from './samples.ts'
