export { roadFlooding } from './road-flooding.ts'
