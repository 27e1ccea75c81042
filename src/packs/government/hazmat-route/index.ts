export { hazmatRoute } from './hazmat-route.ts'
export { samples } from './samples.ts'
