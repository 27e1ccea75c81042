import { workerData } from 'node:worker_threads'
import mqtt from 'mqtt'
import { nextAt, sayingOf } from './behaviour.ts'

/** What the simulator is given: where to speak, and for whom. */
export type SimulatorTask = {
  readonly url: string
  readonly gateways: readonly { readonly id: string; readonly secret: string }[]
  readonly devices: readonly {
    readonly id: string
    readonly profile: string
    readonly period: number
    readonly seed: number
    readonly gateway: string
  }[]
}

// Given by load.ts, which builds it with this type.
const { url, gateways, devices } = workerData as SimulatorTask

// An outside broker admits by its own users, which its address names.
const isOutside = new URL(url).username !== ''
const clients = new Map(
  gateways.map(({ id, secret }) => {
    const options = { clientId: id, reconnectPeriod: 2_000, ...(!isOutside && { username: id, password: secret }) }
    const client = mqtt.connect(url, options)
    // A city that is just stopping or starting: it connects again by itself.
    client.on('error', () => undefined)
    return [id, client]
  }),
)

const due = devices.map((device) => ({ device, at: nextAt(device.period, device.seed, Date.now()) }))

/** Every second: whoever is due speaks, through its gateway, like any device. */
setInterval(() => {
  const now = Date.now()
  for (const one of due) {
    if (one.at > now) continue
    const { id, profile, period, seed, gateway } = one.device
    const saying = sayingOf(profile, seed, one.at)
    const client = clients.get(gateway)
    // What is not heard is not kept: the past is not told later.
    if (saying && client?.connected) client.publish(`things/${id}/readings`, JSON.stringify(saying), { qos: 1 })
    one.at = nextAt(period, seed, now)
  }
}, 1_000)
