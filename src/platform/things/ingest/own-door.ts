import type { Base } from '../../base/index.ts'
import { Broker } from '../mqtt/index.ts'
import type { Door, DoorParts } from './door.ts'
import { tlsFor } from './https-door.ts'
import { commandPayload } from './line.ts'
import { deviceName, makeAuthenticate, type Speaker } from './principals.ts'
import { sensorThingsLine } from './sensorthings.ts'
import { commandTopic } from './topics.ts'

const usualPort = 1_883

/** Our own broker, with TLS where a certificate is given. @throws the system's EADDRINUSE for a port that was asked for */
export async function openOwnDoor(parts: DoorParts): Promise<Door> {
  const { base, fleet, ingest, line, sensorThings } = parts
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
    isClosed: () => base.disk.isFull,
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
    lookAgain: () => broker.lookAgain(({ actor }) => actor !== undefined),
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
