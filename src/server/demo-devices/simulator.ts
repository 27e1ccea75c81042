import { MqttClient } from '../../platform/things/index.ts'
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

/** The address with the gateway's own name and secret; an outside broker admits by its own users, which its address names. */
function addressFor(url: string, id: string, secret: string): string {
  const address = new URL(url)
  if (address.username !== '') return url
  address.username = encodeURIComponent(id)
  address.password = encodeURIComponent(secret)
  return address.href
}

/** Plays the devices: every second whoever is due speaks through its gateway over MQTT, like any device. @returns how to end it */
export function playDevices({ url, gateways, devices }: SimulatorTask): () => void {
  const clients = new Map(
    // A client that is cut off connects again by itself.
    gateways.map(({ id, secret }) => [id, new MqttClient({ url: addressFor(url, id, secret), clientId: id })]),
  )
  const due = devices.map((device) => ({ device, at: nextAt(device.period, device.seed, Date.now()) }))
  const timer = setInterval(() => {
    const now = Date.now()
    for (const one of due) {
      if (one.at > now) continue
      const { id, profile, period, seed, gateway } = one.device
      const saying = sayingOf(profile, seed, one.at)
      const client = clients.get(gateway)
      // What is not heard is not kept: the past is not told later.
      if (saying && client?.isReady) void client.publish(`things/${id}/readings`, JSON.stringify(saying))
      one.at = nextAt(period, seed, now)
    }
  }, 1_000)
  return () => {
    clearInterval(timer)
    for (const client of clients.values()) client.stop()
  }
}
