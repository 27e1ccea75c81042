export { crowd } from './crowd.ts'
export { samples } from './samples.ts'
