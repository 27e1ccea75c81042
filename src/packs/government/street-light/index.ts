export { samples } from './samples.ts'
export { streetLight } from './street-light.ts'
