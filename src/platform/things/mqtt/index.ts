export { type Acknowledge, Broker, type Shown } from './broker.ts'
export { mostPacket, type Principal } from './connection.ts'
export type { Message } from './session.ts'
export { isNarrower, meets } from './topics.ts'
