import mqtt from 'mqtt'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** A device that was enrolled: its name and secret. */
export type Enrolled = { readonly id: string; readonly secret: string }

/** A device enrolled past the screens, which stand in `stories/devices.ts`. */
export async function enrolled(page: Page, city: string, device: object): Promise<Enrolled> {
  const answer = await page.request.post('/api/things/devices', { headers: { origin: city }, data: device })
  expect(answer.status(), await answer.text()).toBe(201)
  return (await answer.json()) as Enrolled // the route's own schema
}

/** Connects as a device does. */
export async function connected(city: string, { id, secret }: Enrolled): Promise<mqtt.MqttClient> {
  const where = (await (await fetch(`${city}/api/things/where`)).json()) as { mqtt: number } // the route's own schema
  return mqtt.connectAsync(`mqtt://127.0.0.1:${where.mqtt}`, { username: id, password: secret, reconnectPeriod: 0 })
}

/** Does what it is told, and says so, until the client is ended. @returns what it was told, in order */
export async function obeys(client: mqtt.MqttClient, id: string): Promise<readonly { readonly input: unknown }[]> {
  const told: { readonly input: unknown }[] = []
  client.on('message', (_, payload) => {
    const command = JSON.parse(payload.toString()) as { id: string; input: unknown } // what the city sends
    told.push(command)
    void client.publishAsync(`things/${id}/commands/${command.id}/answer`, JSON.stringify({ state: 'done' }), {
      qos: 1,
    })
  })
  await client.subscribeAsync(`things/${id}/commands`, { qos: 1 })
  return told
}
