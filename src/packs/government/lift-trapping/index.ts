export { liftTrapping } from './lift-trapping.ts'
export { samples } from './samples.ts'
