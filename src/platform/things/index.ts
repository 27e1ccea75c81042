export type { NewDevice } from './devices/enrol.ts'
export { knowingDevices } from './ingest/readings-route.ts'
export { MqttClient } from './mqtt/client.ts'
export { type Things, type ThingsParts, thingsRoom } from './things-room.ts'
