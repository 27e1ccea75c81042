export { gridCase } from './grid-case.ts'
export { samples } from './samples.ts'
