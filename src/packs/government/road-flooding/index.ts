export { roadFlooding } from './road-flooding.ts'
export { samples } from './samples.ts'
