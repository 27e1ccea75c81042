import type { Base } from '../../base/index.ts'
import type { SensorThings } from '../../twin/index.ts'
import type { Told } from '../commands/commands.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { MqttClient } from '../mqtt/client.ts'
import { Broker } from '../mqtt/index.ts'
import { tlsFor } from './https-door.ts'
import type { Ingest } from './ingest.ts'
import { commandPayload, type Line } from './line.ts'
import { deviceName, type FindProgram, makeAuthenticate, type Speaker } from './principals.ts'
import { sensorThingsLine } from './sensorthings.ts'
import { commandTopic } from './topics.ts'

/** Where devices speak MQTT with the city. */
export type Door = {
  /** Ports that our own broker listens on. */
  readonly port: number | undefined
  readonly tlsPort: number | undefined
  /** The outside broker, without its password. */
  readonly outside: string | undefined
  hand(device: LiveDevice, told: Told, delivered: () => void): boolean
  /** Its secret was taken away or changed: its connection ends now. */
  banish(device: string): void
  goOn(): void
  connections(): number
  stop(): Promise<void>
}

type DoorParts = {
  readonly base: Base
  readonly fleet: Fleet
  readonly ingest: Ingest
  readonly line: Line
  readonly findProgram: FindProgram
  readonly sensorThings: SensorThings
  /** A device listens for its commands. */
  readonly listens: (device: LiveDevice) => void
}

const usualPort = 1_883

/** Our own broker, with TLS where a certificate is given. @throws the system's EADDRINUSE for a port that was asked for */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const { base, fleet, ingest, line } = parts
  if (base.config.mqttUrl !== undefined) return outsideDoor(parts, base.config.mqttUrl)
  const { sensorThings } = parts
  const staLine = sensorThingsLine(base, sensorThings)
  const broker = new Broker<Speaker>({
    log: base.log,
    authenticate: makeAuthenticate(base, fleet, parts.findProgram, sensorThings),
    taken: (speaker, message, to, id) =>
      staLine.take(speaker, message, to, id) ? 'alone' : line.take(message.topic, message.payload, message.qos, to, id),
    subscribed: ({ device }) => {
      const live = device === undefined ? undefined : fleet.find(device)
      if (live) parts.listens(live)
    },
    isFull: () => ingest.isFull,
  })
  const { host, mqttTls } = base.config
  const port = base.config.mqttPort === 'off' ? undefined : await listen(broker, base)
  const tlsPort =
    mqttTls &&
    (await broker.listen({
      host,
      port: mqttTls.port,
      tls: tlsFor(mqttTls),
    }))
  const untell = staLine.tell(broker)
  sensorThings.speaksMqtt((at) => [
    ...(port === undefined ? [] : [`mqtt://${at}:${port}`]),
    ...(tlsPort === undefined ? [] : [`mqtts://${at}:${tlsPort}`]),
  ])
  return {
    ...{ port, tlsPort, outside: undefined },
    hand: (device, told, delivered) => {
      // A child of a gateway hears through it.
      const speaker = device.parent && !broker.isHere(deviceName(device.id)) ? device.parent.id : device.id
      if (!broker.isHere(deviceName(speaker))) return false
      const seconds = Math.max(1, Math.ceil((Date.parse(told.expiresAt) - base.now()) / 1_000))
      return (
        broker.publish({
          ...{ topic: commandTopic(device.id), payload: commandPayload(told), qos: 1, retain: false, delivered },
          properties: { messageExpiryInterval: seconds },
        }) > 0
      )
    },
    banish: (device) => broker.banish(deviceName(device)),
    goOn: () => broker.goOn(),
    connections: () => broker.connectionCount,
    stop: async () => {
      await untell()
      await broker.stop()
    },
  }
}

async function listen(broker: Broker<Speaker>, { config, log }: Base): Promise<number> {
  const { mqttPort, host } = config
  // A city on any free port is one of many on this machine.
  const port = mqttPort === undefined || mqttPort === 'off' ? (config.port === 0 ? 0 : usualPort) : mqttPort
  try {
    return await broker.listen({ host, port })
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    if (!isTaken || mqttPort !== undefined) throw cause
    const other = await broker.listen({ host, port: 0 })
    log.warn(`port ${usualPort} is taken by another program: devices speak MQTT on another`, { port: other })
    return other
  }
}

/** Devices speak to an outside broker, which admits them; we share the work of reading with other processes of the city. */
function outsideDoor({ base, ingest, line }: DoorParts, url: string): Door {
  const shared = (topic: string) => ({ topic: `$share/shudu/${topic}`, qos: 1 as const })
  const client: MqttClient = new MqttClient({
    url,
    clientId: `shudu-${process.pid}-${base.secret('mqtt').toString('hex').slice(0, 8)}`,
    subscriptions: ['things/+/readings/#', 'things/+/report', 'things/+/commands/+/answer'].map(shared),
    onMessage: (topic, payload, qos, id) => {
      const receipt = { acknowledge: (one: number) => client.acknowledge(one), failed: () => client.failed() }
      if (ingest.isFull) return client.failed()
      // What we do not know is not ours to keep back: the outside broker admitted it.
      if (!line.take(topic, payload, qos, receipt, id) && qos > 0) client.acknowledge(id)
    },
    onDown: (cause) => base.log.warn('the outside MQTT broker cannot be reached', { cause }),
    onReady: () => base.log.info('the outside MQTT broker is there'),
  })
  const { protocol, host } = new URL(url)
  return {
    ...{ port: undefined, tlsPort: undefined, outside: `${protocol}//${host}` },
    hand: (device, told) => {
      if (!client.isReady) return false
      // The outside broker keeps it for the device; what became of it only the device's answer tells.
      void client.publish(commandTopic(device.id), commandPayload(told))
      return true
    },
    banish: (device) => base.log.warn('take the device away from the outside broker too', { device }),
    goOn: () => undefined,
    connections: () => (client.isReady ? 1 : 0),
    stop: async () => client.stop(),
  }
}
