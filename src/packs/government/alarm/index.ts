export { alarm } from './alarm.ts'
