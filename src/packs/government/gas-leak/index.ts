export { gasLeak } from './gas-leak.ts'
export { samples } from './samples.ts'
