import { parentPort, workerData } from 'node:worker_threads'
import { MqttClient } from '../../platform/things/index.ts'
import { nextAt, sayingOf } from './behaviour.ts'

/** What the simulator is given: where to speak, and for whom. */
export type SimulatorTask = {
  readonly url: string
  readonly gateways: readonly { readonly id: string; readonly secret: string }[]
  readonly devices: readonly { readonly id: string; readonly profile: string; readonly period: number; readonly seed: number; readonly gateway: string }[]
}

// Given by load.ts, which builds it with this type.
const { url, gateways, devices } = workerData as SimulatorTask

const clients = new Map(
  gateways.map(({ id, secret }) => {
    const address = new URL(url)
    // An outside broker admits by its own users.
    if (!address.username) {
      address.username = id
      address.password = secret
    }
    return [id, new MqttClient({ url: address.href, clientId: id })]
  }),
)

const due = devices.map((device) => ({ device, at: nextAt(device.period, device.seed, Date.now()) }))

/** Every second: whoever is due speaks, through its gateway, like any device. */
const timer = setInterval(() => {
  const now = Date.now()
  for (const one of due) {
    if (one.at > now) continue
    const { id, profile, period, seed, gateway } = one.device
    const saying = sayingOf(profile, seed, one.at)
    if (saying) void clients.get(gateway)?.publish(`things/${id}/readings`, JSON.stringify(saying), 1)
    one.at = nextAt(period, seed, now)
  }
}, 1_000)

parentPort?.on('message', () => {
  clearInterval(timer)
  for (const client of clients.values()) client.stop()
  parentPort?.close()
})
