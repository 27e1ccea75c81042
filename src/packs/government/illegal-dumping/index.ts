export { illegalDumping } from './illegal-dumping.ts'
export { samples } from './samples.ts'
