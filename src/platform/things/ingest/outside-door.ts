import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { MqttClient } from '../mqtt/client.ts'
import type { Door, DoorParts } from './door.ts'
import { commandPayload } from './line.ts'
import { commandTopic } from './topics.ts'

/** The broker keeps our session for so long while the city is away, seconds: a week. */
const sessionSeconds = 7 * 86_400
/** DISCONNECT: another client came by the same name (MQTT 5, clause 3.14.2.1). */
const takenOver = 0x8e

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

/**
 * The name by which the outside broker knows this data folder, the same after every start. It lies in the folder and not in the
 * database: a copy of the city that is restored elsewhere must not take over the session of the one that runs.
 */
async function nameFor(folder: string): Promise<string> {
  const path = join(folder, 'mqtt-client')
  try {
    const name = (await readFile(path, 'utf8')).trim()
    if (/^shudu-[0-9a-f-]{36}$/.test(name)) return name
  } catch (cause) {
    if (!isMissing(cause)) throw cause
  }
  const name = `shudu-${randomUUID()}`
  await mkdir(folder, { recursive: true })
  // On the disk before the broker hears it: a session under a forgotten name would hold readings that nobody fetches.
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(`${name}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
  return name
}

/**
 * Devices speak to an outside broker, which admits them. Our session with it outlasts our absence: what it acknowledged to devices
 * meanwhile comes when we are back. With `?share=name` in the address processes of the city share the work by a shared subscription;
 * not by itself, since brokers keep those less well: Mosquitto 2.0 forgets them when it is started again.
 */
export async function openOutsideDoor({ base, ingest, line }: DoorParts, url: string): Promise<Door> {
  const share = new URL(url).searchParams.get('share')
  if (share !== null && !/^\w+$/.test(share)) throw new Error(`MQTT_URL: ?share=${share} is not letters and digits`)
  // A session keeps its subscriptions: what is shared is another session than what is not.
  const name = `${await nameFor(base.config.data)}${share === null ? '' : `-${share}`}`
  // A second process on the same data folder takes the name over, and the first goes by the next one.
  let seat = 0
  const client = new MqttClient({
    url,
    sessionSeconds,
    clientId: () => (seat === 0 ? name : `${name}-${seat}`),
    subscriptions: ['things/+/readings/#', 'things/+/report', 'things/+/signed', 'things/+/commands/+/answer'].map(
      (topic) => ({
        topic: share === null ? topic : `$share/${share}/${topic}`,
        qos: 1,
      }),
    ),
    onMessage: (topic, payload, qos, id, from) => {
      // What we do not know is not ours to keep back: the outside broker admitted it.
      if (!line.take(topic, payload, qos, from, id) && qos > 0) from.acknowledge(id)
      if (ingest.isFull) client.pause()
    },
    onDown: (cause, code) => {
      if (code === takenOver) seat += 1
      base.log.warn('the outside MQTT broker cannot be reached', { cause })
    },
    onRefused: (code) =>
      base.log.error('the outside MQTT broker refused a subscription: nothing comes by it', { code }),
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
    // Programs show their tokens to that broker, not to us.
    lookAgain: () => Promise.resolve(),
    goOn: () => client.resume(),
    connections: () => (client.isReady ? 1 : 0),
    stop: async () => {
      // What was read is kept and acknowledged first, so that it does not come a second time.
      client.pause()
      await ingest.drained()
      await client.stop()
    },
  }
}
