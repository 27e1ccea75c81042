export { samples } from './samples.ts'
export { typhoon } from './typhoon.ts'
